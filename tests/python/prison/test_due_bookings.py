"""Facts of custody are made anew of people who have a booking that has changed, and of no other."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from curated_rows import HISTORY, add, history, inserted, make_tables, tell_newest
from due_steps import build_steps
from project_copy import lean, marts_project

# A person each, told by their number, which their booking has too: what changes of theirs.
PERSONS = {
    1: "nothing",
    2: "a movement more",
    3: "a movement that has ended",
    4: "a movement replaced, by the replay of a batch",
    5: "a booking that is another's now",
    6: "whose it is now",
    7: "a legal status more",
    8: "a longer term",
    9: "a sentence quashed",
    10: "a birth date",
    11: "a sex, and so a version",
    12: "a record of probation joined by its NOMS number, and older",
    13: "a movement of one of two bookings",
}
SECOND = 130  # the other booking of 13
DUE = {*PERSONS, SECOND} - {1}
SINCE = "2025-02-15"
MOVEMENT = (
    "{book} as offender_book_id, {number} as movement_seq, date '2025-{day}' as movement_date,"
    " timestamp '2025-{day} 10:00' as movement_time, '{kind}' as movement_type,"
    " '{reason}' as movement_reason_code, '{direction}' as direction_code,"
    " '{left}' as from_agy_loc_id, '{reached}' as to_agy_loc_id, 'Y' as active_flag,"
    " 'b' as mojap_batch_id, {book}0{number} as mojap_row_number"
)
RECEIVED = {"kind": "ADM", "reason": "N", "direction": "IN", "left": "OUT", "reached": "LEI"}
RELEASED = {"kind": "REL", "reason": "CR", "direction": "OUT", "left": "LEI", "reached": "OUT"}
TERM = (
    "{book} as offender_book_id, 1 as sentence_seq, 1 as term_seq, 'IMP' as sentence_term_code,"
    " {months} as months"
)
OFFENDER = (
    "{number} as offender_id, {number} as root_offender_id, date '1980-01-{number:02}' as birth_date,"
    " '{sex}' as sex_code, 'A00{number}AA' as offender_id_display"
)
FOLLOWED = [
    f"nomis__offender_{name}"
    for name in ("external_movements", "imprison_statuses", "sentences", "sentence_terms")
]
MOVEMENTS, STATUSES, SENTENCES, TERMS = (f"curated.{name}" for name in FOLLOWED)
ENDED = f"mojap_current_record = false, mojap_end_datetime = timestamp '{SINCE}'"
# Each by itself makes facts others than they were.
OF_PERSONS = (
    *(
        inserted(
            FOLLOWED[0], MOVEMENT.format(book=book, number=3, day="02-14", **RELEASED), history(SINCE)
        )
        for book in (2, 13)
    ),
    f"update {MOVEMENTS} set {ENDED} where offender_book_id = 3 and movement_seq = 2",
    f"update {MOVEMENTS} set movement_date = date '2025-01-28' where offender_book_id = 4"
    " and movement_seq = 2",
    "update curated.nomis__offender_bookings set root_offender_id = 6 where offender_book_id = 5",
    inserted(
        FOLLOWED[1],
        "7 as offender_book_id, 2 as imprison_status_seq, 'RX' as imprisonment_status,"
        " date '2025-01-20' as effective_date",
        history(SINCE),
    ),
    f"update {TERMS} set {ENDED} where offender_book_id = 8",
    inserted(FOLLOWED[3], TERM.format(book=8, months=30), history(SINCE)),
    f"update {SENTENCES} set sentence_status = 'QUASHED', mojap_start_datetime = '{SINCE}'"
    " where offender_book_id = 9",
    "update curated.nomis__offenders set birth_date = date '1999-09-09' where offender_id = 10",
    "update curated.nomis__offenders set mojap_current_record = false,"
    " mojap_end_datetime = timestamp '2025-01-20' where offender_id = 11",
    inserted("nomis__offenders", OFFENDER.format(number=11, sex="F"), history("2025-01-20")),
    inserted(
        "delius__offender",
        "12 as offender_id, 'X000012' as crn, date '1980-01-12' as date_of_birth_date,"
        " 'A0012AA' as noms_number",
        history("2024-01-01"),
    ),
    *(f"insert into told.changes values ('{name}', '{SINCE}')" for name in FOLLOWED),
)
# Each makes due what names it.
OF_LISTS = {
    # From a day on which few have anything.
    "prisons": (
        "update curated.registers__prison_register set mojap_current_record = false,"
        " mojap_end_datetime = timestamp '2025-02-10'",
        inserted(
            "registers__prison_register", "'LEI' as prison_id, 'New' as name", history("2025-02-10")
        ),
    ),
    "statuses": (
        "update curated.nomis__imprisonment_statuses set band_code = '3' where imprisonment_status = 'RX'",
    ),
    "places": (
        inserted("nomis__agency_locations", "'OUT' as agy_loc_id, 'OUT' as agency_location_type"),
    ),
    "unnamed": (
        inserted("nomis__agency_locations", "'CRT1' as agy_loc_id, 'CRT' as agency_location_type"),
        inserted("registers__prison_register", "'MDI' as prison_id, 'MDI' as name"),
    ),
}
DUE_BY_LIST = {
    "prisons": {2, 13, SECOND},
    "statuses": {7},
    "places": {*PERSONS, SECOND},
    "unnamed": set(),
}
# What a run's own build of the tables would have said of it, from a table.
TOLD = """
{% macro curate_changes(name) %}
    {% set told = run_query("select since from told.changes where name = '" ~ name ~ "'").rows
        if execute %}
    {{ return({'known': true, 'rewrites': true, 'since': told[0][0] if told else none}) }}
{% endmacro %}
"""
# A column by which it is seen which rows are written anew: the tables merged, and the facts.
MARKS = {
    "intermediate.int_movements_sequenced": "movement_number",
    "intermediate.int_custody_spells_closed": "spell_number",
    "intermediate.int_custody_status_periods_closed": "period_number",
    "prison.fct_movements": "movement_number",
    "prison.fct_custody_spells": "spell_number",
    "prison.fct_custody_status_periods": "period_number",
    "prison.fct_receptions": "age_at_reception",
    "prison.fct_releases": "age_at_release",
}
MARKED = 999


def make_curated(path: Path, project: Path) -> None:
    """A stay each, with a court trip; all but two are to be released."""
    with duckdb.connect(str(path)) as con:
        make_tables(con, project)
        tell_newest(con, "2025-03-31")
        con.execute("create schema told; create table told.changes (name varchar, since varchar)")
        add(con, "registers__prison_register", "'LEI' as prison_id, 'LEI' as name")
        for number, code in enumerate(("SENT03", "RX")):
            add(
                con,
                "nomis__imprisonment_statuses",
                f"{number} as imprisonment_status_id, '{code}' as imprisonment_status, '2' as band_code",
            )
        for number in PERSONS:
            add(con, "nomis__offenders", OFFENDER.format(number=number, sex="M"))
        for book in (*PERSONS, SECOND):
            root = 13 if book == SECOND else book
            day = "01-01" if book == SECOND else f"01-{book + 2:02}"
            add(con, "nomis__offender_bookings", f"{book} as offender_book_id, {root} as root_offender_id")
            told = (
                {"number": 1, "day": day, **RECEIVED},
                {"number": 2, "day": "01-02" if book == SECOND else "01-30", **RELEASED}
                if book not in (2, 3, 13)
                else {"number": 2, "day": "01-30", **RELEASED, "kind": "CRT", "reason": "CRT"},
            )
            for movement in told:
                stated = history(SINCE if book == 4 and movement["number"] == 2 else "2025-01-31")
                add(con, FOLLOWED[0], MOVEMENT.format(book=book, **movement), stated)
            for table, columns in (
                (
                    FOLLOWED[1],
                    "1 as imprison_status_seq, 'SENT03' as imprisonment_status,"
                    f" date '2025-{day}' as effective_date, {book} as offender_book_id",
                ),
                (
                    FOLLOWED[2],
                    f"{book} as offender_book_id, 1 as sentence_seq, 'IND' as sentence_level,"
                    f" 'ACTIVE' as sentence_status, date '2025-{day}' as start_date",
                ),
                (FOLLOWED[3], TERM.format(book=book, months=6)),
            ):
                add(con, table, columns, HISTORY)
        for name in FOLLOWED:
            con.execute(
                f"create table curated.{name}__replaced as select * from curated.{name}"
                f" where mojap_start_datetime >= timestamp '{SINCE}'"
            )


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, dict]]]:
    """Rows of each table by key after each change: those that are due alone, the others marked."""
    folder = tmp_path_factory.mktemp("due")
    facts = [table.split(".")[1] for table in MARKS if table.startswith("prison.")]
    project = lean(marts_project(folder / "project", facts))
    make_curated(folder / "warehouse.duckdb", project)
    (project / "macros" / "curate" / "curate_changes.sql").write_text(TOLD)
    steps = {"persons": OF_PERSONS}
    steps |= {name: ("delete from told.changes", *sql) for name, sql in OF_LISTS.items()}
    found = build_steps(
        folder,
        project,
        {table: f"{column} = {MARKED}" for table, column in MARKS.items()},
        steps,
        compared=("persons", "prisons", "statuses"),
    )
    return {
        name: {table: {next(iter(row.values())): row for row in rows} for table, rows in tables.items()}
        for name, tables in found.items()
    }


@pytest.fixture(scope="module")
def books(stages: dict) -> dict[str, int]:
    """Numbers of bookings by their ids."""
    found = {}
    with duckdb.connect() as con:
        for book in (*PERSONS, SECOND):
            (name,) = con.execute(f"select md5('nomis' || chr(31) || chr(30) || '{book}')").fetchone()
            found[name] = book
    told = {row["booking_id"] for row in stages["first"]["prison.fct_movements"].values()}
    assert told == found.keys()
    return found


def written(table: str, rows: dict[str, dict]) -> set[str]:
    """Keys of the rows that were made anew."""
    return {key for key, row in rows.items() if row[MARKS[table]] != MARKED}


def test_each_change_shows(stages: dict, books: dict) -> None:
    changed = set()
    for table in MARKS:
        before, after = stages["first"][table], stages["persons_all"][table]
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                changed.add(books[(after.get(key) or before[key])["booking_id"]])
    # What a person's other booking tells may be as it was.
    assert changed | {SECOND} == DUE


@pytest.mark.parametrize("table", MARKS)
def test_who_has_changed_is_due_and_nobody_else(stages: dict, books: dict, table: str) -> None:
    rows = stages["persons"][table]
    made = written(table, rows)
    assert made == {key for key, row in rows.items() if books[row["booking_id"]] in DUE}
    assert set() < made < rows.keys()


@pytest.mark.parametrize("table", MARKS)
@pytest.mark.parametrize("step", ["persons", "prisons", "statuses"])
def test_what_is_written_is_what_a_whole_build_writes(stages: dict, table: str, step: str) -> None:
    rows, whole = stages[step][table], stages[f"{step}_all"][table]
    assert written(table, whole) == whole.keys()
    made = written(table, rows)
    assert rows == {
        key: row if key in made else {**row, MARKS[table]: MARKED} for key, row in whole.items()
    }


@pytest.mark.parametrize("table", MARKS)
@pytest.mark.parametrize("step", OF_LISTS)
def test_entry_of_a_list_makes_due_what_names_it(
    stages: dict, books: dict, table: str, step: str
) -> None:
    rows = stages[step][table]
    due = {key for key, row in rows.items() if books[row["booking_id"]] in DUE_BY_LIST[step]}
    assert written(table, rows) == due


def test_version_of_a_prison_is_seen_from_its_day_on(stages: dict) -> None:
    before, after = (stages[step]["prison.fct_movements"] for step in ("persons_all", "prisons_all"))
    seen = {key for key, row in after.items() if row["from_prison_key"] != before[key]["from_prison_key"]}
    assert len(seen) == 2
