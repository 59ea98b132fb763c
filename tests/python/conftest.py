"""What all tests share: the real data's mark, paths, the order of files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from places import REAL  # noqa: E402

NO_REAL = "needs the real data in ../shared/real, which is not there"


# Files that take a minute or more go first, so that no worker ends alone with one.
LONG = (
    "truth/test_built_as_told.py", "build/test_build.py", "synth/test_synth.py",
    "synth/test_truth.py", "time/test_as_at.py", "docs/test_commands.py",
    "real/test_custody_feed.py", "curate/test_histories.py", "athena/test_compile.py",
    "prison/test_given_and_built.py", "prison/test_incremental.py",
    "athena/test_curate_statements.py", "curate/test_rebuild.py", "time/test_snapshot.py",
    "curate/test_bad_batches.py", "synth/test_clean.py", "landing/test_crash.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first; skip what needs the real data where that is absent."""
    rank = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: rank.get("/".join(item.path.parts[-2:]), len(LONG)))
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
