"""Without mess nothing is rejected, faulted, held or contradicted.

Of tables of each way to delete and each rhythm; that nothing else is wrong in the tables of every
system is what `test_truth` proves of the harshest mess.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from project_copy import TABLES, curated_project
from synthetic_world import HELD, built, check_reconciled

SYSTEMS = ("libra", "nomis", "oasys", "registers")
OF_OTHERS = (
    "libra__libra_case",
    "libra__libra_defendant",
    "oasys__oasys_assessment_group",
)


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("none")
    project = curated_project(folder / "project", (*TABLES, *OF_OTHERS))
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
    check_reconciled(clean, len(TABLES) + len(OF_OTHERS))
