"""What was put wrong is what curated tables find wrong: none missed, none unexplained."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from derived_tables.synthetic import mess
from derived_tables.synthetic.tables import sources
from synthetic_world import HELD, built, check_reconciled

# Faults of a value are seen where the row is not rejected for its key.
CLEANED = ("decimal", "day_first", "padded")  # standardised, and no fault
SEEN = {
    "duplicate": "duplicate",
    "contradiction": "contradiction",
    "null_key": "rejected",
}


@pytest.fixture(scope="module")
def messy(tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    with built(tmp_path_factory.mktemp("harsh"), mess="harsh") as con:
        yield con


def test_every_batch_reconciles(messy):
    check_reconciled(messy, len(sources()))


def test_held_batches_are_those_that_lost_something(messy):
    """A batch is held if a column is gone or an extract was cut short, and only then."""
    put = messy.sql(
        "select source_table, batch_id from put_batches where kind in ('column_gone', 'cut_short')"
    ).fetchall()
    assert put
    assert sorted((table, batch) for table, batch, _ in messy.sql(HELD).fetchall()) == sorted(put)


IN_FORCE = (
    "(select * from put_faults anti join (select batch_id from curated.batch_reconciliation "
    "where standing = 'held') as held using (batch_id))"
)


@pytest.mark.parametrize("kind", SEEN)
def test_no_row_is_missed(messy, kind):
    """Of two like rows either may be the one that counts.

    A row that its flag deletes says no more than its key and time: it contradicts nothing.
    """
    flagged = ", ".join(
        f"'{source.title}'" for source in sources() if source.table.deletes == "flag"
    )
    missed = messy.sql(
        f"select source_table, batch_id, block, item from {IN_FORCE} as put "
        "anti join curated.row_outcomes as seen on seen.batch_id = put.batch_id "
        "and seen.row_number between put.row_number - 1 and put.row_number + 1 "
        f"and (category in ('{SEEN[kind]}', 'rejected') "
        f"or category = 'duplicate' and put.source_table in ({flagged})) "
        f"where kind = '{kind}'"
    ).fetchall()
    put = messy.sql(f"select count(*) from {IN_FORCE} as put where kind = '{kind}'").fetchone()
    assert put[0] > 0
    assert missed == []


def test_no_row_is_unexplained(messy):
    """Of a contradiction either row may be the one that counts; all else is the row itself."""
    unexplained = messy.sql(
        "select seen.source_table, seen.batch_id, seen.row_number, seen.category, seen.reasons "
        "from curated.row_outcomes as seen anti join put_faults as put "
        "on put.batch_id = seen.batch_id and abs(put.row_number - seen.row_number) "
        "<= case when seen.category = 'contradiction' then 1 else 0 end "
        "where category in ('rejected', 'duplicate', 'contradiction')"
    ).fetchall()
    assert unexplained == []


def test_nothing_comes_out_of_order(messy):
    """A table's rows are ordered by their order as by their times, whatever the mess."""
    late = messy.sql("select sum(out_of_order_rows) from curated.batch_reconciliation")
    assert late.fetchone() == (0,)


@pytest.mark.parametrize("kind", ["impossible_date", "unknown_code"])
def test_no_fault_of_a_value_is_missed(messy, kind):
    missed = messy.sql(
        f"select distinct source_table, column_name from {IN_FORCE} as put anti join "
        "(select batch_id, row_number, column_name from curated.faults) as seen "
        "using (batch_id, row_number, column_name) anti join "
        "(select batch_id, row_number from curated.row_outcomes where category = 'rejected') as gone "
        f"using (batch_id, row_number) where kind = '{kind}'"
    ).fetchall()
    assert missed == []


def test_no_fault_of_a_value_is_unexplained(messy):
    unexplained = messy.sql(
        "select source_table, column_name, rule_name, min(value_text), count(*) "
        "from curated.faults as seen anti join put_faults as put "
        "using (batch_id, row_number, column_name) group by all"
    ).fetchall()
    assert unexplained == []


def test_every_kind_of_mess_of_rows_and_batches_is_there(messy):
    put = {kind for (kind,) in messy.sql(
        "select kind from put_faults union select kind from put_batches").fetchall()}  # fmt: skip
    assert put >= {
        *mess.ROWS,
        "late",
        "reordered",
        "other_case",
        "iso_times",
        "column_gone",
        "new_column",
        "delivered_twice",
        "stale",
        "cut_short",
    }


def test_rows_of_a_missing_day_never_arrive(messy):
    """Some tables miss a day: none of its rows was landed, and the truth has them."""
    days = messy.sql(
        "select source_table, version_at::date as missed_on, count(*) from put_missing group by all"
    ).fetchall()
    assert days
    assert {table for table, _, _ in days} <= mess.MISSING
    for table, day, _ in days:
        name = f"curated.{table.replace('.', '__')}"
        found = messy.sql(
            f"select count(*) from {name} where mojap_start_datetime::date = date '{day}'"
        ).fetchone()
        assert found == (0,), table
