"""The caseload is counted anew for whom anything has changed, and in months that are new, and no more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from curated_rows import add, add_supervised, another_sex, inserted, make_tables, tell_newest
from due_steps import build_steps
from project_copy import lean, marts_project

FACT = "probation.fct_caseload_monthly"
# A person each, told by the offender number: what changes of theirs.
PERSONS = {
    1: "nothing",
    2: "an order ended",
    3: "an order deleted",
    4: "an order more",
    5: "a team in charge from then on",
    6: "a birth date",
    7: "a sex, and so a version",
    8: "a release from custody",
    9: "another's record joined by its NOMS number",
    10: "the record that it is joined to",
    11: "the kind of an order",
    12: "the day that an order began",
    13: "a team in charge from after the last month on",
    14: "the day of a release",
}
ORDER = (
    "{number} as disposal_id, {number} as event_id, {offender} as offender_id, {kind} as disposal_type_id,"
    " date '{day}' as disposal_date, 1 as active_flag"
)
ALLOCATION = (
    "{number} as order_manager_id, {event} as event_id, {team} as allocation_team_id,"
    " date '{day}' as allocation_date, 1 as active_flag"
)

# Each by itself makes one person's months others than they were.
OF_PERSONS = (
    "update curated.delius__disposal set active_flag = 0, termination_date = date '2025-02-10'"
    " where disposal_id = 2",
    "delete from curated.delius__disposal where disposal_id = 3",
    inserted("delius__event", "40 as event_id, 4 as offender_id"),
    inserted("delius__disposal", ORDER.format(number=40, offender=4, kind=2, day="2025-02-05")),
    inserted("delius__order_manager", ALLOCATION.format(number=50, event=5, team=32, day="2025-02-20")),
    "update curated.delius__offender set date_of_birth_date = date '1999-09-09' where offender_id = 6",
    *another_sex(7),
    inserted("delius__custody", "80 as custody_id, 8 as disposal_id"),
    inserted("delius__release", "800 as release_id, 80 as custody_id,"
             " timestamp '2025-02-15' as actual_release_date"),
    "update curated.delius__release set actual_release_date = timestamp '2025-02-20'"
    " where release_id = 1400",
    "update curated.delius__offender set noms_number = 'A0010AA', surname = 'SAME',"
    " first_name = 'SAME', date_of_birth_date = date '1980-01-10' where offender_id in (9, 10)",
    "update curated.delius__disposal set disposal_type_id = 2 where disposal_id = 11",
    "update curated.delius__disposal set disposal_date = date '2025-02-05' where disposal_id = 12",
    inserted("delius__order_manager", ALLOCATION.format(number=51, event=13, team=32, day="2025-04-02")),
)  # fmt: skip
STEPS = {
    "persons": OF_PERSONS,
    "team": (
        "update curated.delius__team set mojap_current_record = false,"
        " mojap_end_datetime = timestamp '2025-03-10' where team_id = 32",
        "insert into curated.delius__team by name select 32 as team_id, 'N01T02' as code,"
        " 'Renamed' as description, timestamp '2025-03-10' as mojap_start_datetime,"
        " timestamp '2999-01-01' as mojap_end_datetime, true as mojap_current_record",
    ),
    "later": ("update curated.batch_reconciliation set max_time = timestamp '2025-04-20'",),
    "month": ("update curated.batch_reconciliation set max_time = timestamp '2025-05-01'",),
    "month_withdrawn": (
        "update curated.batch_reconciliation set max_time = timestamp '2025-03-30'",
    ),
}
COMPARED = ("persons", "team", "month", "month_withdrawn")


def make_curated(path: Path, project: Path) -> None:
    """A dozen people on probation, one of them in custody, from January to March."""
    with duckdb.connect(str(path)) as con:
        make_tables(con, project)
        tell_newest(con, "2025-04-03")
        for offender in PERSONS:
            add_supervised(con, offender)
            told = {"number": offender, "offender": offender, "kind": 1 if offender in (8, 14) else 3}
            add(con, "delius__disposal", ORDER.format(day="2025-01-05", **told))
            add(
                con,
                "delius__order_manager",
                ALLOCATION.format(number=offender, event=offender, team=31, day="2025-01-05"),
            )
        add(con, "delius__custody", "140 as custody_id, 14 as disposal_id")
        add(
            con,
            "delius__release",
            "1400 as release_id, 140 as custody_id, timestamp '2025-03-15' as actual_release_date",
        )
        for number, code in ((1, "301"), (2, "321"), (3, "320")):
            add(con, "delius__r_disposal_type", f"{number} as disposal_type_id, '{code}' as disposal_type_code")
        add(
            con,
            "delius__r_standard_reference_list",
            "1 as standard_reference_list_id, 'F' as code_value",
        )
        for team in (31, 32):
            add(con, "delius__team", f"{team} as team_id, 'N01T0{team - 30}' as code, 'Team' as description")


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[tuple, dict]]:
    """The caseload after each change, by key; what stayed as it was is marked by an age of 999."""
    folder = tmp_path_factory.mktemp("due")
    project = lean(marts_project(folder / "project", ["fct_caseload_monthly"]))
    make_curated(folder / "warehouse.duckdb", project)
    found = build_steps(
        folder,
        project,
        {FACT: "age_at_month_end = 999"},
        STEPS,
        compared=COMPARED,
    )
    return {
        name: {row["caseload_key"]: row for row in tables[FACT]} for name, tables in found.items()
    }


def marked(rows: dict) -> set[str]:
    return {name for name, row in rows.items() if row["age_at_month_end"] == 999}


def test_caseload_is_of_the_people_told(stages: dict) -> None:
    months = sorted(row["month_end_date"] for row in stages["first"].values())
    assert months == [
        day for day in (date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31)) for _ in PERSONS
    ]
    assert {row["supervision_stage"] for row in stages["first"].values()} == {
        "before release",
        "after release",
        "not applicable",
    }


def test_whose_caseload_has_changed_is_due_and_no_other(stages: dict) -> None:
    rows = stages["persons"]
    left = {rows[name]["order_id"] for name in marked(rows)}
    first = {row["order_id"] for row in stages["first"].values()}
    assert len(left) == 1
    assert left < first


@pytest.mark.parametrize("step", COMPARED)
def test_what_is_written_is_what_a_whole_build_writes(stages: dict, step: str) -> None:
    rows, whole = stages[step], stages[f"{step}_all"]
    assert not marked(whole)
    assert rows == {
        name: {**row, "age_at_month_end": 999} if name in marked(rows) else row
        for name, row in whole.items()
    }


def test_each_change_shows(stages: dict) -> None:
    before, after = stages["first"], stages["persons_all"]
    changed = {
        name for row in before.values() for name in row
        if (other := after.get(row["caseload_key"])) and row[name] != other[name]
    }  # fmt: skip
    assert changed == {
        "order_id", "order_kind", "supervision_spell_key", "supervision_stage", "order_count",
        "probation_unit_key", "person_key", "sex_code", "age_at_month_end", "age_band_key",
    }  # fmt: skip
    assert before.keys() - after.keys()


def test_version_of_a_team_makes_due_whom_it_has_then_had(stages: dict) -> None:
    before, after = stages["persons_all"], stages["team_all"]
    unit = "probation_unit_key"
    seen = {row["person_id"] for name, row in after.items() if row[unit] != before[name][unit]}
    rows = stages["team"]
    written = {row["person_id"] for name, row in rows.items() if name not in marked(rows)}
    assert len(seen) == 1
    assert written == seen


def test_day_within_a_month_makes_nobody_due(stages: dict) -> None:
    assert marked(stages["later"]) == stages["later"].keys()


def test_month_that_is_over_is_written_and_no_other(stages: dict) -> None:
    rows = stages["month"]
    written = {rows[name]["month_end_date"] for name in rows.keys() - marked(rows)}
    assert date(2025, 4, 30) in written
    by_month = {row["month_end_date"] for name, row in rows.items() if name in marked(rows)}
    assert by_month == {date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31)}


def test_month_that_is_no_more_goes(stages: dict) -> None:
    rows = stages["month_withdrawn"]
    assert {row["month_end_date"] for row in rows.values()} == {
        date(2025, 1, 31),
        date(2025, 2, 28),
    }
    assert len(marked(rows)) > len(rows) / 2
