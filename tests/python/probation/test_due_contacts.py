"""A contact is reckoned anew where it, or an entry that it names, has changed, and no other is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pytest

from curated_rows import (
    HISTORY,
    add,
    add_supervised,
    another_sex,
    history,
    make_tables,
    tell_newest,
)
from due_steps import build_steps
from project_copy import lean, marts_project

FACT = "probation.fct_contacts"
# A person each, told by the offender number: what changes of theirs.
PERSONS = {
    1: "nothing",
    2: "a contact replaced, by the replay of a batch",
    3: "a contact that has ended",
    4: "a contact more",
    5: "a contact that is another's now",
    6: "whose it is now",
    7: "an order on an event",
    8: "a birth date",
    9: "a sex, and so a version",
    10: "another's record joined by its NOMS number",
    11: "the record that it is joined to",
    12: "nothing, nor any of the lists that it is read with",
    13: "a contact to come",
    14: "a contact that is no more, by the replay of a batch",
}
BATCH = "'b' as mojap_batch_id, {number} as mojap_row_number"
CONTACT = (
    "{number} as contact_id, {offender} as offender_id, {event} as event_id,"
    " 50{list} as contact_type_id, date '2025-02-{day:02}' as contact_date,"
    " 60{list} as contact_outcome_type_id, 3{list} as team_id, " + BATCH
)
SINCE = "2025-02-15"
REPLAYED = (2, 14)
# Each by itself makes contacts others than they were.
OF_PERSONS = (
    "update curated.delius__contact set contact_date = date '2025-03-01' where contact_id = 20",
    "update curated.delius__contact set mojap_current_record = false,"
    f" mojap_end_datetime = timestamp '{SINCE}' where contact_id = 30",
    "insert into curated.delius__contact by name select 42 as contact_id, 4 as offender_id,"
    " date '2025-03-02' as contact_date, 501 as contact_type_id, 'b' as mojap_batch_id,"
    f" 901 as mojap_row_number, {history(SINCE)}",
    f"update curated.delius__contact set offender_id = 6, mojap_start_datetime = '{SINCE}'"
    " where contact_id = 50",
    "insert into curated.delius__disposal by name select 79 as disposal_id, 7 as event_id,"
    " 7 as offender_id, 1 as disposal_type_id, date '2025-01-05' as disposal_date, 1 as active_flag,"
    f" {HISTORY}",
    "update curated.delius__offender set date_of_birth_date = date '1999-09-09' where offender_id = 8",
    *another_sex(9),
    "update curated.delius__offender set noms_number = 'A0010AA', surname = 'SAME',"
    " first_name = 'SAME', date_of_birth_date = date '1980-01-10' where offender_id in (10, 11)",
    "delete from curated.delius__contact where contact_id = 140",
    f"insert into told.changes values ('{SINCE}')",
)
# Each makes others of all contacts that name it.
OF_LISTS = {
    "outcome": "update curated.delius__r_contact_outcome_type set code = 'AFTC',"
    " outcome_attendance = 'N' where contact_outcome_type_id = 601",
    "team": "update curated.delius__team set mojap_current_record = false,"
    " mojap_end_datetime = timestamp '2025-02-10' where team_id = 31;"
    " insert into curated.delius__team by name select 31 as team_id, 'N01T01' as code,"
    " 'Renamed' as description, timestamp '2025-02-10' as mojap_start_datetime,"
    " timestamp '2999-01-01' as mojap_end_datetime, true as mojap_current_record",
    "day": "update curated.batch_reconciliation set max_time = timestamp '2025-04-02'",
    "kind": "update curated.delius__r_contact_type set contact_outcome_flag = 'N'"
    " where contact_type_id = 501",
}
# What a run's own build of the contacts would have said of it, from a table.
TOLD = """
{% macro curate_changes(name) %}
    {% set told = run_query('select since from told.changes').rows if execute %}
    {{ return({'known': true, 'rewrites': true, 'since': told[0][0] if told else none}) }}
{% endmacro %}
"""


def make_curated(path: Path, project: Path) -> None:
    """A dozen people on probation with two contacts each, one with one to come."""
    with duckdb.connect(str(path)) as con:
        make_tables(con, project)
        tell_newest(con, "2025-03-31")
        con.execute("create schema told; create table told.changes (since varchar)")
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
                told["list"] = 2 if offender == 12 else 1
                stated = history(SINCE if offender in REPLAYED else "2025-01-01")
                add(con, "delius__contact", CONTACT.format(day=number % 27 + 1, **told), stated)
        con.execute(
            "create table curated.delius__contact__replaced as select * from curated.delius__contact"
            f" where mojap_start_datetime >= timestamp '{SINCE}'"
        )
        con.execute(
            "update curated.delius__contact set contact_date = date '2025-04-01',"
            " contact_outcome_type_id = null where contact_id = 130"
        )
        add(
            con,
            "delius__r_standard_reference_list",
            "1 as standard_reference_list_id, 'F' as code_value",
        )
        for number in (1, 2):
            add(
                con,
                "delius__r_contact_type",
                f"50{number} as contact_type_id, 'Y' as contact_outcome_flag",
            )
            add(
                con,
                "delius__r_contact_outcome_type",
                f"60{number} as contact_outcome_type_id, 'ATTC' as code, 'Y' as outcome_attendance",
            )
            add(
                con,
                "delius__team",
                f"3{number} as team_id, 'N01T0{number}' as code, 'Team' as description",
            )


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict]]:
    """Contacts by number after each change: those that are due alone, the others marked by an age of 999."""
    folder = tmp_path_factory.mktemp("due")
    project = lean(marts_project(folder / "project", ["fct_contacts"]))
    make_curated(folder / "warehouse.duckdb", project)
    (project / "macros" / "curate" / "curate_changes.sql").write_text(TOLD)
    steps = {"persons": OF_PERSONS}
    steps |= {name: ("delete from told.changes", sql) for name, sql in OF_LISTS.items()}
    found = build_steps(
        folder,
        project,
        {FACT: "age_at_contact = 999"},
        steps,
        compared=("persons",),
    )
    numbers = {key(number): number for number in range(10, 150)}
    return {
        name: {numbers[row["contact_key"]]: row for row in tables[FACT]}
        for name, tables in found.items()
    }


def key(number: int) -> str:
    """What a contact is called."""
    return hashlib.md5(f"delius\x1f\x1e{number}".encode(), usedforsecurity=False).hexdigest()


def written(rows: dict[int, dict]) -> set[int]:
    """The contacts that were reckoned anew."""
    return {number for number, row in rows.items() if row["age_at_contact"] != 999}


def test_each_change_shows(stages: dict) -> None:
    before, after = stages["first"], stages["persons_all"]
    changed = {
        number: {name for name in row if row[name] != after[number][name]}
        for number, row in before.items()
        if number in after and row != after[number]
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
    assert before.keys() - after.keys() == {30, 140}
    assert after.keys() - before.keys() == {42}


def test_what_has_changed_is_due_and_nothing_else(stages: dict) -> None:
    before, after = stages["first"], stages["persons_all"]
    assert written(stages["persons"]) == {
        number for number, row in after.items() if row != before.get(number)
    }


def test_what_is_written_is_what_a_whole_build_writes(stages: dict) -> None:
    whole = stages["persons_all"]
    assert written(whole) == whole.keys()
    due = written(stages["persons"])
    assert stages["persons"] == {
        number: row if number in due else {**row, "age_at_contact": 999}
        for number, row in whole.items()
    }


def test_entry_of_a_list_makes_due_what_names_it(stages: dict) -> None:
    everything = stages["persons_all"].keys()
    other = {120, 121}
    assert written(stages["outcome"]) == everything - other - {42, 130}
    assert written(stages["kind"]) == everything - other


def test_version_of_a_team_makes_due_what_it_has_then_seen(stages: dict) -> None:
    before, after = stages["outcome"], stages["team"]
    unit = "probation_unit_key"
    seen = {number for number, row in after.items() if row[unit] != before[number][unit]}
    assert set() < seen < after.keys()
    assert written(after) == seen


def test_day_makes_due_what_has_come(stages: dict) -> None:
    assert written(stages["day"]) == {130}
    assert stages["team"][130]["outcome_kind"] == "to come"
    assert stages["day"][130]["outcome_kind"] == "not recorded"
    assert stages["kind"][130]["outcome_kind"] == "not applicable"
