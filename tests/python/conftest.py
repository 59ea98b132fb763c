"""What all tests share: the real data's mark, paths, engines that CI must have."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from places import REAL  # noqa: E402

NO_REAL = "needs the real data in ../shared/real, which is not there"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs the real data where that is absent."""
    if REAL.is_dir():
        return
    for item in items:
        if item.get_closest_marker("real"):
            item.add_marker(pytest.mark.skip(reason=NO_REAL))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was not tested for want of the real data."""
    if hasattr(terminalreporter.config, "workerinput"):
        return
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "../shared/real" in str(report.longrepr)
    ]
    if skipped or not REAL.is_dir():
        terminalreporter.write_line(
            f"{len(skipped)} tests were skipped for want of ../shared/real"
        )
