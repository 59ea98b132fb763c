"""Without mess nothing is rejected, faulted, held or contradicted."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from synthetic_world import HELD, built, check_reconciled


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    with built(tmp_path_factory.mktemp("none"), mess="none") as con:
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
    check_reconciled(clean)
