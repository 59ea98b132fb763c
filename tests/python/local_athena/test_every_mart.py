"""Every mart and all that it reads, from histories that are given to both engines."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import duckdb
import pytest
from engines import CLOCK, NO_TESTS, SAID, Pair
from supplied import supply

from derived_tables.athena import service
from derived_tables.athena.query import Athena
from derived_tables.athena.service import Running
from project_copy import marts_project

SYSTEMS = ("delius", "libra", "nomis", "oasys", "registers", "xhibit")
SYNTH = [
    "derive", "synth", "--days", "30", "--to", "2025-12-30", "--scale", "0.0005", "--mess", "harsh",
    *(word for name in SYSTEMS for word in ("--system", name)),
]  # fmt: skip
GIVEN = json.dumps({**json.loads(CLOCK), "curated": dict.fromkeys(SYSTEMS, "given")})
# It says what earlier builds called a person, and there is none.
EMPTY = {"bridge_former_ids_persons", "int_person_ids_superseded"}
CONTACTS, CASELOAD = "probation.fct_contacts", "probation.fct_caseload_monthly"
MOVEMENTS = "prison.fct_movements"
# What a fact's row is marked by that is not to be written: its key, and a column.
MARKS = {
    CONTACTS: ("contact_key", "age_at_contact"),
    CASELOAD: ("caseload_key", "age_at_month_end"),
    MOVEMENTS: ("movement_key", "movement_number"),
    "prison.fct_population_daily": ("population_key", "heads"),
}
UNITS = f"select caseload_key, probation_unit_key from {CASELOAD}"
READ_BY_FACTS = ["int_bookings_changed", "int_movements_sequenced", "int_order_allocations_sequenced"]
# What a build of the histories would have said of them, were they not given: what has ended since.
ENDED = "2026-06-01 00:00:00.000000"
TOLD = f"""
{{% macro curate_changes(name) %}}
    {{{{ return({{'known': true, 'rewrites': false, 'since': '{ENDED}'}}) }}}}
{{% endmacro %}}
"""
READ_NO_CHANGE = ("curated", "core", "people_restricted", "seeds", "snapshots")
LEFT_OUT = (
    "Left out to meet the time: histories of all tables built on Athena (given here), and the "
    "models of courts, which make bench builds."
)


@pytest.fixture(scope="module")
def pair(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("marts")
    project = marts_project(folder / "project")
    (project / "macros" / "curate" / "curate_changes.sql").write_text(TOLD)
    made = Pair(project, folder, running, "marts")
    yield made
    made.end()
    SAID.append(LEFT_OUT)


def test_every_mart_and_what_it_reads(pair: Pair, running: Running) -> None:
    for step in (["derive", "init"], SYNTH):
        pair.seconds.append(f"{' '.join(step)[:60]:60} {pair.duckdb.run(step):5.1f} s")
    pair.athena.run(["derive", "init"])
    pair.apart(
        ["dbt", "--quiet", "build", "--select", "+path:models/curated", *NO_TESTS],
        ["dbt", "--quiet", "seed", "--vars", GIVEN],
    )
    began = time.monotonic()
    athena = Athena(**service.boto_arguments(running))
    supply(pair.warehouse, athena, *(service.client(name, running) for name in ("glue", "s3")))
    pair.seconds.append(f"histories supplied in {time.monotonic() - began:.1f} s")
    pair.both(["set", "DERIVE_PROJECT", "as it is"])
    build = ["dbt", "--quiet", "build", "--vars", GIVEN, *NO_TESTS]
    pair.apart(build, [*build, "resource_type:seed"])
    assert pair.differences(without=("curated",)) == []
    empty = {name for schema, name in pair.found if not pair.rows(schema, name)}
    assert empty == EMPTY


def test_what_is_due_is_written_alone(pair: Pair, running: Running) -> None:
    """A contact and a movement end, an order changes hands; what is as it was is not looked at."""
    with duckdb.connect(str(pair.warehouse)) as con:
        marked = {
            fact: con.execute(f"select min({key}) from {fact}").fetchone()[0]
            for fact, (key, _) in MARKS.items()
        }
        counts = {fact: count(con, fact) for fact in (CONTACTS, MOVEMENTS)}
        units = dict(con.execute(UNITS).fetchall())
        (ended,) = con.execute(
            "select min(contact_id) from landing_delius.contact where mojap_current_record and"
            " offender_id not in (select offender_id from landing_delius.contact"
            " where md5('delius' || chr(31) || chr(30) || contact_id) = ?)",
            [marked[CONTACTS]],
        ).fetchone()
        manager, person, team = con.execute(
            "select max((order_manager_id, person_id, other_team_id)) from ("
            " select managers.*, caseload.person_id, (select min(team_id) from landing_delius.team"
            "  where mojap_current_record and team_id <> allocation_team_id) as other_team_id"
            " from landing_delius.order_manager as managers"
            " inner join intermediate.int_supervision_spells_opened as orders using (event_id)"
            f" inner join {CASELOAD} as caseload using (order_id)"
            " where mojap_current_record and allocation_date <= month_end_date"
            f" and caseload.person_id not in (select person_id from {CASELOAD} where caseload_key = ?))",
            [marked[CASELOAD]],
        ).fetchone()[0]
        book, sequence = con.execute(
            "select max((offender_book_id, movement_seq)) from landing_nomis.offender_external_movements"
            " inner join intermediate.int_bookings_changed using (offender_book_id)"
            f" inner join {MOVEMENTS} using (booking_id) where mojap_current_record and person_id not in"
            f" (select person_id from {MOVEMENTS} where movement_key = ?)",
            [marked[MOVEMENTS]],
        ).fetchone()[0]
        changes = [
            "update landing_delius.contact set mojap_current_record = false, mojap_end_datetime ="
            f" timestamp '{ENDED}' where mojap_current_record and contact_id = {ended}",
            "update landing_nomis.offender_external_movements set mojap_current_record = false,"
            f" mojap_end_datetime = timestamp '{ENDED}' where mojap_current_record"
            f" and offender_book_id = {book} and movement_seq = {sequence}",
            f"update landing_delius.order_manager set allocation_team_id = {team}"
            f" where order_manager_id = {manager}",
            *(
                f"update {fact} set {column} = 999 where {key} = '{marked[fact]}'"
                for fact, (key, column) in MARKS.items()
            ),
        ]
        for sql in changes:
            con.execute(sql)
    Athena(**service.boto_arguments(running)).run_all(changes)
    models = [fact.split(".")[1] for fact in MARKS] + READ_BY_FACTS
    pair.both(["dbt", "--quiet", "run", "--vars", GIVEN, "--select", *models])
    assert pair.differences(without=READ_NO_CHANGE) == []
    with duckdb.connect(str(pair.warehouse), read_only=True) as con:
        for fact, (_, column) in MARKS.items():
            assert con.execute(f"select max({column}) from {fact}").fetchone() == (999,), fact
        for fact, before in counts.items():
            assert count(con, fact) == before - 1, fact
        changed = [key for key, unit in con.execute(UNITS).fetchall() if units[key] != unit]
        whose = con.execute(
            f"select distinct person_id from {CASELOAD} where list_contains(?, caseload_key)", [changed]
        ).fetchall()
    assert whose == [(person,)]


def count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows a table has."""
    return con.execute(f"select count(*) from {table}").fetchone()[0]
