"""The population of a group is counted anew from the first day on of which it has changed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from curated_rows import HISTORY, add, make_tables, tell_newest
from due_steps import build_steps
from project_copy import lean, marts_project

MOVEMENT = (
    "{book} as offender_book_id, {number} as movement_seq, date '{day}' as movement_date,"
    " timestamp '{day} 10:00' as movement_time, '{kind}' as movement_type,"
    " '{reason}' as movement_reason_code, '{direction}' as direction_code,"
    " '{left}' as from_agy_loc_id, '{reached}' as to_agy_loc_id, 'Y' as active_flag"
)
RECEIVED = {"kind": "ADM", "reason": "N", "direction": "IN", "left": "OUT"}
RELEASED = {"kind": "REL", "reason": "CR", "direction": "OUT", "reached": "OUT"}
PRISONS = ("LEI", "MDI", "BXI", "WWI")
MARKED = 99
FACT = "prison.fct_population_daily"
# Nobody curates here: which bookings have changed is not known, and the stays of all are told anew.
NOT_TOLD = "{% macro curate_changes(name) %}{{ return({'known': false}) }}{% endmacro %}\n"
# In the order in which they are made, each on what the one before left.
CHANGES = {
    # A day goes by, and one who came is written up late.
    "late": (
        "update curated.batch_reconciliation set max_time = timestamp '2025-02-02 09:00'",
        "insert into curated.nomis__offender_external_movements by name select "
        + MOVEMENT.format(book=4, number=1, day="2025-01-20", reached="MDI", **RECEIVED)
        + f", {HISTORY}",
    ),
    # One was never there; another prison has a name of its own from a day on.
    "gone": (
        "delete from curated.nomis__offender_external_movements where offender_book_id = 3",
        "update curated.registers__prison_register set mojap_current_record = false,"
        " mojap_end_datetime = timestamp '2025-01-25' where prison_id = 'LEI'",
        "insert into curated.registers__prison_register by name select 'LEI' as prison_id,"
        " 'New' as name, timestamp '2025-01-25' as mojap_start_datetime,"
        " timestamp '2999-01-01' as mojap_end_datetime, true as mojap_current_record",
    ),
    # A batch is withdrawn: the last days are not there any more.
    "back": ("update curated.batch_reconciliation set max_time = timestamp '2025-01-30 09:00'",),
    # A day goes by, and one is told to be of another age band only from years later on.
    "older": (
        "update curated.batch_reconciliation set max_time = timestamp '2025-01-31 09:00'",
        "update curated.nomis__offenders set birth_date = date '1982-07-02' where offender_id = 6",
    ),
}


def make_curated(path: Path, project: Path) -> None:
    """Six people: one or two stay in each of three prisons, one was in a fourth, one will be."""
    with duckdb.connect(str(path)) as con:
        make_tables(con, project)
        tell_newest(con, "2025-02-01 09:00")
        for prison in PRISONS:
            add(con, "registers__prison_register", f"'{prison}' as prison_id, '{prison}' as name")
        for book, prison in enumerate(("LEI", "MDI", "BXI", "MDI", "WWI", "LEI"), start=1):
            add(
                con,
                "nomis__offenders",
                f"{book} as offender_id, {book} as root_offender_id,"
                f" date '198{book // 3}-07-01' as birth_date, 'M' as sex_code",
            )
            add(con, "nomis__offender_bookings", f"{book} as offender_book_id, {book} as root_offender_id")
            if book == 4:
                continue
            told = {"book": book, "number": 1, "day": f"2025-01-0{book}", "reached": prison}
            add(con, "nomis__offender_external_movements", MOVEMENT.format(**told, **RECEIVED))
        told = {"book": 2, "number": 2, "day": "2025-01-12", "left": "MDI"}
        add(con, "nomis__offender_external_movements", MOVEMENT.format(**told, **RELEASED))


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[tuple, dict]]:
    """Rows by prison and day after each change: of what is due, the others marked; and of all."""
    folder = tmp_path_factory.mktemp("days")
    project = lean(marts_project(folder / "project", ["fct_population_daily"]))
    make_curated(folder / "warehouse.duckdb", project)
    (project / "macros" / "curate" / "curate_changes.sql").write_text(NOT_TOLD)
    found = build_steps(
        folder,
        project,
        {FACT: f"birthdays_out = {MARKED}"},
        CHANGES,
        compared=CHANGES,
        words=("--vars", "{population_from: 2025-01-01}"),
    )
    stages = {}
    for name, tables in found.items():
        rows = tables[FACT]
        stages[name] = {(row["prison_id"], row["population_date"]): row for row in rows}
        assert len(stages[name]) == len(rows)
    return stages


def written(rows: dict[tuple, dict]) -> set[tuple[str, int]]:
    """The prisons and days of January (32: the first of February) that were counted anew."""
    return {
        (prison, (day - date(2024, 12, 31)).days)
        for (prison, day), row in rows.items()
        if row["birthdays_out"] != MARKED
    }


def test_population_is_of_the_people_told(stages: dict) -> None:
    days = {prison: 0 for prison in PRISONS}
    for prison, _ in stages["first"]:
        days[prison] += 1
    assert days == {"LEI": 31, "MDI": 11, "BXI": 29, "WWI": 27}


def test_what_is_written_is_what_a_whole_build_writes(stages: dict) -> None:
    for name in CHANGES:
        whole = stages[f"{name}_all"]
        assert stages[name].keys() == whole.keys(), name
        for key, row in stages[name].items():
            assert {**row, "birthdays_out": 0} == {**whole[key], "birthdays_out": 0}, (name, key)
        assert not any(row["birthdays_out"] == MARKED for row in whole.values()), name


def test_days_before_a_change_are_left_alone(stages: dict) -> None:
    new_day = {(prison, 32) for prison in ("LEI", "BXI", "WWI")}
    assert written(stages["late"]) == new_day | {("MDI", day) for day in range(20, 33)}
    # The name of the 25th holds as the day before it ends.
    assert written(stages["gone"]) == {("LEI", day) for day in range(24, 33)}
    assert written(stages["back"]) == set()
    assert written(stages["older"]) == {(prison, 30) for prison in ("LEI", "MDI", "WWI")}


def test_days_that_are_no_more_go(stages: dict) -> None:
    gone = stages["late"].keys() - stages["gone"].keys()
    assert gone == {("BXI", date(2025, 1, 3) + timedelta(days=n)) for n in range(30)}
    assert max(day for _, day in stages["back"]) == date(2025, 1, 29)
