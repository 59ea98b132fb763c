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
READ_NO_CONTACTS = ("curated", "core", "people_restricted", "prison", "seeds", "snapshots")
LEFT_OUT = (
    "Left out to meet the time: histories of all tables built on Athena (given here), and the "
    "models of courts, which make bench builds."
)


@pytest.fixture(scope="module")
def pair(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("marts")
    made = Pair(marts_project(folder / "project"), folder, running, "marts")
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


def test_contacts_of_who_is_due_alone(pair: Pair, running: Running) -> None:
    """A deleted contact goes; a row of a person whose contacts are as they were is not looked at."""
    fact = "probation.fct_contacts"
    with duckdb.connect(str(pair.warehouse)) as con:
        (contacts,) = con.execute(f"select count(*) from {fact}").fetchone()
        (marked,) = con.execute(f"select min(contact_key) from {fact}").fetchone()
        key = "md5('delius' || chr(31) || chr(30) || contact_id)"
        (deleted,) = con.execute(
            "select min(contact_id) from landing_delius.contact where mojap_current_record and"
            f" offender_id not in (select offender_id from landing_delius.contact where {key} = '{marked}')"
        ).fetchone()
    changes = [
        f"delete from landing_delius.contact where contact_id = {deleted}",
        f"update {fact} set age_at_contact = 999 where contact_key = '{marked}'",
    ]
    with duckdb.connect(str(pair.warehouse)) as con:
        for sql in changes:
            con.execute(sql)
    Athena(**service.boto_arguments(running)).run_all(changes)
    pair.both(["dbt", "--quiet", "run", "--vars", GIVEN, "--select", "fct_contacts"])
    assert pair.differences(without=READ_NO_CONTACTS) == []
    with duckdb.connect(str(pair.warehouse), read_only=True) as con:
        left = con.execute(f"select count(*), max(age_at_contact) from {fact}").fetchone()
    assert left == (contacts - 1, 999)
