"""A local Athena of the tests' own, on ports that are free; it is there or the tests fail."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import SAID

from derived_tables.athena import service


def two_free_ports() -> int:
    """A port that is free, and so is the next."""
    for _ in range(50):
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise RuntimeError("no two free ports side by side")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how long each step took, and what was left out to meet the time."""
    for line in SAID:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[service.Running]:
    """Started for the session."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DERIVE_ATHENA_HOME", str(tmp_path_factory.mktemp("athena") / "state"))
        # Snapshots go at once, so that what they leave can be looked at.
        patch.setenv("DERIVE_ATHENA_VACUUM", "0s")
        patch.setenv("DERIVE_ATHENA_PORT", str(two_free_ports()))
        yield service.start(lambda _: None)
        service.stop(lambda _: None)


@pytest.fixture
def folder(running: service.Running) -> Path:
    """Where its state is."""
    return service.state_folder()
