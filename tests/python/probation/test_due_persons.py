"""Contacts are reckoned anew for whom anything that they are made from has changed, and for no other."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pytest

from curated_rows import HISTORY, add, add_supervised, another_sex, make_tables, tell_newest
from due_steps import build_steps
from project_copy import lean, marts_project

# A person each, told by the offender number: what changes of theirs.
PERSONS = {
    1: "nothing",
    2: "a contact corrected",
    3: "a contact deleted",
    4: "a contact more",
    5: "a contact that is another's now",
    6: "whose it is now",
    7: "an order on an event",
    8: "a birth date",
    9: "a sex, and so a version",
    10: "another's record joined by its NOMS number",
    11: "the record that it is joined to",
    12: "nothing but what the lists say",
    13: "a contact to come",
}
BATCH = "'b' as mojap_batch_id, {number} as mojap_row_number"
CONTACT = (
    "{number} as contact_id, {offender} as offender_id, {event} as event_id, 501 as contact_type_id,"
    " date '2025-02-{day:02}' as contact_date, 609 as contact_outcome_type_id, 31 as team_id, "
    + BATCH
)
# Each by itself makes one person's contacts others than they were.
OF_PERSONS = (
    "update curated.delius__contact set contact_date = date '2025-03-01', mojap_row_number = 900"
    " where contact_id = 20",
    "delete from curated.delius__contact where contact_id = 30",
    "insert into curated.delius__contact by name select 42 as contact_id, 4 as offender_id,"
    " date '2025-03-02' as contact_date, 501 as contact_type_id, 'b' as mojap_batch_id,"
    f" 901 as mojap_row_number, {HISTORY}",
    "update curated.delius__contact set offender_id = 6, mojap_row_number = 902 where contact_id = 50",
    "insert into curated.delius__disposal by name select 79 as disposal_id, 7 as event_id,"
    " 7 as offender_id, 1 as disposal_type_id, date '2025-01-05' as disposal_date, 1 as active_flag,"
    f" {HISTORY}",
    "update curated.delius__offender set date_of_birth_date = date '1999-09-09' where offender_id = 8",
    *another_sex(9),
    "update curated.delius__offender set noms_number = 'A0010AA', surname = 'SAME',"
    " first_name = 'SAME', date_of_birth_date = date '1980-01-10' where offender_id in (10, 11)",
)
# Each may make all contacts others.
OF_LISTS = {
    "outcome": "update curated.delius__r_contact_outcome_type set code = 'AFTC',"
    " outcome_attendance = 'N'",
    "team": "update curated.delius__team set mojap_current_record = false,"
    " mojap_end_datetime = timestamp '2025-02-10';"
    " insert into curated.delius__team by name select 31 as team_id, 'N01T01' as code,"
    " 'Renamed' as description, timestamp '2025-02-10' as mojap_start_datetime,"
    " timestamp '2999-01-01' as mojap_end_datetime, true as mojap_current_record",
    "day": "update curated.batch_reconciliation set max_time = timestamp '2025-04-02'",
    "kind": "update curated.delius__r_contact_type set contact_outcome_flag = 'N'",
}


def make_curated(path: Path, project: Path) -> None:
    """A dozen people on probation with two contacts each, one with one to come."""
    with duckdb.connect(str(path)) as con:
        make_tables(con, project)
        tell_newest(con, "2025-03-31")
        for offender in PERSONS:
            add_supervised(con, offender)
            add(
                con,
                "delius__disposal",
                f"{offender} as disposal_id, {offender} as event_id, {offender} as offender_id,"
                " 1 as disposal_type_id, date '2025-01-05' as disposal_date, 1 as active_flag",
            )
            for number in (offender * 10, offender * 10 + 1):
                told = {"number": number, "offender": offender, "event": offender}
                add(con, "delius__contact", CONTACT.format(day=number % 27 + 1, **told))
        con.execute(
            "update curated.delius__contact set contact_date = date '2025-04-01',"
            " contact_outcome_type_id = null where contact_id = 130"
        )
        add(
            con,
            "delius__r_standard_reference_list",
            "1 as standard_reference_list_id, 'F' as code_value",
        )
        add(con, "delius__r_contact_type", "501 as contact_type_id, 'Y' as contact_outcome_flag")
        add(
            con,
            "delius__r_contact_outcome_type",
            "609 as contact_outcome_type_id, 'ATTC' as code, 'Y' as outcome_attendance",
        )
        add(con, "delius__team", "31 as team_id, 'N01T01' as code, 'Team' as description")


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict]]:
    """Contacts after each change by key: of whom is due alone, the others marked by an age of 999."""
    folder = tmp_path_factory.mktemp("due")
    project = lean(marts_project(folder / "project", ["fct_contacts"]))
    make_curated(folder / "warehouse.duckdb", project)
    steps = {"persons": OF_PERSONS, **{name: (sql,) for name, sql in OF_LISTS.items()}}
    found = build_steps(
        folder,
        project,
        "probation.fct_contacts",
        "age_at_contact = 999",
        steps,
        compared=("persons",),
    )
    return {name: {row["contact_key"]: row for row in rows} for name, rows in found.items()}


def key(number: int) -> str:
    """What a contact is called."""
    return hashlib.md5(f"delius\x1f\x1e{number}".encode(), usedforsecurity=False).hexdigest()


def is_marked(row: dict) -> bool:
    return row["age_at_contact"] == 999


def test_whose_contacts_have_changed_is_due_and_no_other(stages: dict) -> None:
    written = stages["persons"]
    names = {key(number): number // 10 for number in range(10, 132)}
    left = {names[name] for name, row in written.items() if is_marked(row)}
    assert left == {1, 12, 13}


def test_what_is_written_is_what_a_whole_build_writes(stages: dict) -> None:
    whole = stages["persons_all"]
    assert not any(map(is_marked, whole.values()))
    assert stages["persons"].keys() == whole.keys()
    assert stages["persons"] == {
        name: row if not is_marked(stages["persons"][name]) else {**row, "age_at_contact": 999}
        for name, row in whole.items()
    }
    assert stages["first"] != whole


def test_each_change_shows(stages: dict) -> None:
    before, after = stages["first"], stages["persons_all"]
    changed = {
        number: {name for name in row if row[name] != after[key(number)][name]}
        for number in range(10, 132)
        if (row := before.get(key(number))) and key(number) in after and row != after[key(number)]
    }
    assert changed == {
        20: {"contact_date"},
        50: {"person_key", "person_id"},
        70: {"order_id"},
        71: {"order_id"},
        80: {"age_at_contact"},
        81: {"age_at_contact"},
        90: {"person_key"},
        91: {"person_key"},
        110: {"person_key", "person_id"},
        111: {"person_key", "person_id"},
    }
    assert key(30) not in after
    assert key(42) not in before


def test_short_lists_make_all_due(stages: dict) -> None:
    for name in ("outcome", "kind"):
        assert not any(map(is_marked, stages[name].values())), name


def test_version_of_a_team_makes_due_whom_it_has_then_seen(stages: dict) -> None:
    before, after = stages["outcome"], stages["team"]
    unit = "probation_unit_key"
    seen = {row["person_id"] for name, row in after.items() if row[unit] != before[name][unit]}
    written = {row["person_id"] for row in after.values() if not is_marked(row)}
    everybody = {row["person_id"] for row in after.values()}
    assert set() < seen < everybody
    assert written == seen


def test_day_makes_due_whose_contact_has_come(stages: dict) -> None:
    free = [row for row in stages["day"].values() if not is_marked(row)]
    assert {row["person_id"] for row in free} == {stages["day"][key(130)]["person_id"]}
    assert stages["team"][key(130)]["outcome_kind"] == "to come"
    assert stages["day"][key(130)]["outcome_kind"] == "not recorded"
    assert stages["kind"][key(130)]["outcome_kind"] == "not applicable"
