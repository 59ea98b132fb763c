"""A PostgreSQL server of the tests' own, and a project that extracts from it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from database import PASSWORD, Database, Extracts, make_project


def binaries() -> Path | None:
    """The folder of PostgreSQL's binaries: the newest of Debian's, or that on the path."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A server on a free port of this machine, with a password; stopped at the end."""
    binary = binaries()
    if binary is None:
        said = "needs PostgreSQL's server (Debian's package is postgresql)"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    as_user = []
    if os.geteuid() == 0:
        # The server refuses to run as root, and pytest's folders are closed to other users.
        folder = Path(tempfile.mkdtemp(prefix="derive-postgres-"))
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    else:
        folder = tmp_path_factory.mktemp("postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "password").write_text(PASSWORD)

    def run(*command: str | Path) -> None:
        done = subprocess.run(
            [*as_user, *map(str, command)], stdout=subprocess.DEVNULL, cwd=folder, check=False
        )
        assert done.returncode == 0, command

    data = folder / "data"
    # What text looks like on the server is as odd as can be: an extract must not care.
    settings = {
        "port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
        "fsync": "off", "shared_buffers": "32MB", "timezone": "America/New_York",
        "datestyle": "SQL, DMY", "bytea_output": "escape", "intervalstyle": "sql_standard",
    }  # fmt: skip
    try:
        run(
            binary / "initdb", "-D", data, "-U", "owner", "--pwfile", folder / "password",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync",
        )  # fmt: skip
        with open(data / "postgresql.conf", "a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        run(binary / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "start")
        yield Database(port, binary)
    finally:
        stop = [*as_user, binary / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
        subprocess.run(stop, stdout=subprocess.DEVNULL, cwd=folder, check=False)
        shutil.rmtree(folder)


@pytest.fixture
def extracts(
    server: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Extracts:
    """A project with a contract, and an empty database."""
    # DuckDB checks the signature of its extension each time, which takes most of a small extract.
    connect = duckdb.connect

    def unchecked(*args: object, config: dict | None = None, **others: object) -> object:
        config = {**(config or {}), "allow_unsigned_extensions": "true"}
        return connect(*args, config=config, **others)

    monkeypatch.setattr(duckdb, "connect", unchecked)
    server.clear()
    for name in list(os.environ):
        if name.startswith(("DERIVE_", "PG")):
            monkeypatch.delenv(name)
    project = make_project(tmp_path / "project")
    monkeypatch.chdir(project)
    return Extracts(project, server, monkeypatch)
