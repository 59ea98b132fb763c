"""What all tests share: the real data's mark, paths, the order of files."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from dbt_runs import derive  # noqa: E402
from places import REAL  # noqa: E402
from project_copy import SYNTH  # noqa: E402

NO_REAL = "needs the real data in ../shared/real, which is not there"


# Files that take a minute or more go first, so that no worker ends alone with one.
LONG = (
    "truth/test_built_as_told.py", "serving/test_browser.py", "build/test_build.py",
    "synth/test_synth.py", "synth/test_truth.py", "time/test_as_at.py", "docs/test_commands.py",
    "real/test_custody_feed.py", "real/test_registered_custody.py",
    "real/test_registered_street_crime.py", "curate/test_histories.py", "athena/test_compile.py",
    "prison/test_given_and_built.py", "prison/test_incremental.py",
    "build/test_new_batches.py", "prison/test_due_bookings.py", "probation/test_due_contacts.py",
    "probation/test_due_caseload.py", "prison/test_due_days.py",
    "athena/test_curate_statements.py", "curate/test_rebuild.py", "time/test_snapshot.py",
    "registering/test_built.py", "extracting/test_extract.py", "curate/test_bad_batches.py",
    "synth/test_clean.py", "landing/test_crash.py",
)  # fmt: skip


@pytest.fixture(scope="session")
def land(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """Put forty days of the systems that tell of prisons, and their truth, in a folder.

    They are landed once, by the worker that first asks.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    world = shared / "forty_days"
    with open(shared / "forty_days.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not world.exists():
            making = shared / "forty_days_begun"
            made = derive(making, *SYNTH, "--days", "40")
            assert made.returncode == 0, made.stderr
            making.rename(world)
    return lambda folder: shutil.copytree(world, folder, dirs_exist_ok=True)


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
