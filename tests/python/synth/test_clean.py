"""Without mess nothing is rejected, faulted, held or contradicted.

Of tables of each way to delete and each rhythm; that nothing else is wrong in the tables of every
system is what `test_truth` proves of the harshest mess.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from project_copy import curated_project
from synthetic_world import HELD, built, check_reconciled

TABLES = (
    "libra__libra_case",
    "libra__libra_defendant",
    "nomis__agency_locations",
    "nomis__movement_reasons",
    "nomis__offender_bookings",
    "nomis__offender_external_movements",
    "nomis__offenders",
    "oasys__oasys_assessment_group",
    "registers__prison_register",
)
SYSTEMS = tuple(sorted({name.split("__")[0] for name in TABLES}))


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("none")
    project = curated_project(folder / "project", TABLES)
    with built(folder, project, mess="none", systems=SYSTEMS) as con:
        yield con


def test_without_mess_nothing_is_wrong(clean):
    wrong = clean.sql(
        "select source_table, category, count(*) from curated.row_outcomes "
        "where category in ('held', 'rejected', 'duplicate', 'contradiction') group by all"
    ).fetchall()
    faults = clean.sql(
        "select source_table, column_name, rule_name, min(value_text), count(*) "
        "from curated.faults group by all"
    ).fetchall()
    assert (wrong, faults) == ([], [])
    assert clean.sql(HELD).fetchall() == []
    assert clean.sql("select count(*) from put_faults").fetchone() == (0,)
    assert clean.sql(
        "select sum(out_of_order_rows) from curated.batch_reconciliation"
    ).fetchone() == (0,)


def test_every_batch_reconciles(clean):
    check_reconciled(clean, len(TABLES))
