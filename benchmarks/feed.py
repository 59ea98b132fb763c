"""Landing for benchmarks: the real month of custody extracts, shifted by 31 days at a time."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT / "tests" / "python")]

import duckdb  # noqa: E402

from custody_feed import COLUMNS, CONTRACT, FEED, NAME  # noqa: E402
from derived_tables.landing import BatchSpec, land_batches  # noqa: E402
from derived_tables.store import Folder, Store  # noqa: E402
from small_project import SmallProject  # noqa: E402

FIRST_DAY = datetime.date(2011, 1, 1)


def make_project(folder: Path) -> SmallProject:
    """A small project with the custody feed's contract."""
    project = SmallProject(folder)
    project.add("nyc", "custody", CONTRACT, COLUMNS)
    return project


def read_month(con: duckdb.DuckDBPyConnection) -> None:
    """The 31 files in one table `month`, with the day's number from 0."""
    files = sorted(FEED.glob("*.csv.gz"))
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    con.execute(
        f"create or replace table month as select {names}, list_position({[str(f) for f in files]}, filename) - 1"
        " as day, row_number() over () as place from read_csv(?, all_varchar = true, filename = true)",
        [[str(file) for file in files]],
    )


def land(project: SmallProject, first: int, days: int, root: Store | None = None) -> None:
    """Land `days` daily full extracts from day number `first` on, a part for each month's worth."""
    root = root or Folder(Path(project.environment["DERIVE_LANDING"]))
    with duckdb.connect() as con:
        read_month(con)
        done = first
        while done < first + days:
            until = min(first + days, done - done % 31 + 31)
            specs = [
                BatchSpec(
                    "full",
                    extracted_at=f"{FIRST_DAY + datetime.timedelta(days=day)} 00:00:00",
                    source_name=f"day {day}",
                    columns=list(COLUMNS),
                )
                for day in range(done, until)
            ]
            land_batches(
                con,
                root,
                "nyc",
                "custody",
                specs,
                f"select day - {done % 31} as _batch,"
                " row_number() over (partition by day order by place) as _row_number,"
                f" {', '.join(COLUMNS)} from month where day between {done % 31} and {(until - 1) % 31}",
            )
            done = until


__all__ = ["NAME", "land", "make_project"]
