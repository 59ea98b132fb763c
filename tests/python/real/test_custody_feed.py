"""The real custody feed, from raw files to history: counts found beforehand by other means."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from custody_feed import BUILD, COLUMNS, CONTRACT, FEED, NAME, TWICE, project, upload
from small_project import SmallProject

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FEED.is_dir(), reason="../shared/real is absent"),
]
@pytest.fixture(scope="module")
def files() -> list[Path]:
    return sorted(FEED.glob("*.csv.gz"))


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, files: list[Path]) -> SmallProject:
    made = project(tmp_path_factory.mktemp("once"))
    slow = {
        **COLUMNS,
        "age": ("integer", {"tracked": False}),
        "sealed": ("varchar(1)", {"tracked": False}),
    }
    made.add("nyc", "custody_slow", CONTRACT, slow)
    made.run(upload(*files), upload(*files, table="nyc.custody_slow"), BUILD)
    return made


def test_every_landed_row_has_one_category(once: SmallProject) -> None:
    totals = once.rows(
        "select sum(landed_rows), sum(rejected_rows), sum(duplicate_rows), sum(contradiction_rows),"
        " sum(superseded_rows), sum(closing_rows), sum(unchanged_rows), sum(new_rows), sum(held_rows), count(*)"
        " from curated.batch_reconciliation where source_table = 'nyc.custody'"
    )
    (
        landed,
        rejected,
        duplicate,
        contradiction,
        superseded,
        closing,
        unchanged,
        new,
        held,
        batches,
    ) = totals[0]
    assert (landed, batches) == (163_576, 31)
    assert (rejected, duplicate, contradiction, superseded, closing, held) == (0, 0, 31, 0, 0, 0)
    assert unchanged + new == 163_576 - 31
    assert once.rows(
        f"select count(*), min(record_key), max(record_key) from curated.{NAME}__exceptions"
        f" where record_key not like '{TWICE}|%'"
    ) == [(0, None, None)]


def test_as_at_each_day_equals_the_file(once: SmallProject, files: list[Path]) -> None:
    attributes = [column for column in COLUMNS if column not in ("inmateid", "admitted_dt")]
    read = ", ".join(f"nullif(trim({column}), '') as {column}" for column in COLUMNS)
    for file in files:
        day = file.name.split("_")[-1][:8]
        # Each side's rows as text; the one contradictory row of the day is on the file's side alone.
        [(file_only, history_only, person)] = once.rows(
            f"""
            with raw as (select {read} from read_csv('{file}', all_varchar = true)),
            said as (
                select distinct cast(inmateid as bigint) as inmateid,
                    cast(admitted_dt as timestamp) as admitted_dt,
                    cast(discharged_dt as timestamp) as discharged_dt, cast(age as integer) as age,
                    {", ".join(c for c in attributes if c not in ("age", "discharged_dt"))}
                from raw
            ),
            held as (
                select inmateid, admitted_dt, discharged_dt, age,
                    {", ".join(c for c in attributes if c not in ("age", "discharged_dt"))}
                from curated.{NAME}
                where mojap_start_datetime <= strptime('{day}', '%Y%m%d')
                    and mojap_end_datetime > strptime('{day}', '%Y%m%d')
            )
            select
                (select count(*) from (from said except from held)),
                (select count(*) from (from held except from said)),
                (select min(inmateid) from (from said except from held))
            """
        )
        assert (file_only, history_only, person) == (1, 0, TWICE), day


def test_episodes_changes_and_reappearances(once: SmallProject) -> None:
    assert once.rows(
        f"select count(*) from (select distinct inmateid, admitted_dt from curated.{NAME})"
    ) == [(6_792,)]
    assert once.rows(
        f"""
        select
            count(*),
            count(*) filter (where ended = mojap_start_datetime),
            count(*) filter (where ended < mojap_start_datetime)
        from (
            select *, lag(mojap_end_datetime) over (
                partition by inmateid, admitted_dt order by mojap_start_datetime
            ) as ended
            from curated.nyc__custody_slow where inmateid <> {TWICE}
        )
        """
    ) == [(10_559, 3_720, 48)]


def test_runs_of_a_day_or_three_equal_one(
    once: SmallProject, files: list[Path], tmp_path: Path
) -> None:
    """The first ten days run by run, then three days a run."""
    daily = project(tmp_path / "daily")
    runs = [[file] for file in files[:10]]
    runs += [files[first : first + 3] for first in range(10, len(files), 3)]
    daily.run(*(step for some in runs for step in (upload(*some), [*BUILD, "--select", NAME])))
    assert daily.state(NAME) == once.state(NAME)


def test_shuffled_late_and_repeated_equal_one(
    once: SmallProject, files: list[Path], tmp_path: Path
) -> None:
    shuffled = project(tmp_path / "shuffled")
    order = files[:]
    random.Random(20).shuffle(order)
    late, order = order[:2], order[2:]
    again = order[3:6]
    shuffled.run(
        upload(*order[:15]),
        BUILD,
        upload(*order[15:], *again),
        BUILD,
        upload(*again),
        BUILD,
        upload(late[0]),
        BUILD,
        upload(late[1]),
        BUILD,
    )
    assert shuffled.state(NAME) == once.state(NAME)
