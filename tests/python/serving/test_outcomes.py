"""What the page of a batch says by the state of the warehouse; a real build is in test_browser."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest
from page import Page, Person

from derived_tables.batch import record
from derived_tables.serving.outcomes import CATEGORIES, PAGE_ROWS, read_outcome

TABLE = "estates.capacities"


def build(page: Page, batch_id: str, schema: str = "curated", standing: str = "in force",
          duplicates: int = 0) -> None:  # fmt: skip
    """The tables that a build leaves, for a batch of two rows and some that say the same."""
    counts = dict.fromkeys(CATEGORIES, 0) | {"new": 2, "duplicate": duplicates}
    named = ", ".join(f"{n} as {category}_rows" for category, n in counts.items())
    with duckdb.connect(str(page.warehouse)) as con:
        con.execute(f"create schema {schema}")
        con.execute(
            f"create table {schema}.batch_reconciliation as select '{TABLE}' as source_table, "
            f"'{batch_id}' as batch_id, '{standing}' as standing, {named}, "
            f"if('{standing}' = 'held', 'lacks places', null) as held_because, "
            f"{2 + duplicates} as landed_rows, 0 as faulty_rows"
        )
        con.execute(
            f"create table {schema}.row_outcomes as select '{TABLE}' as source_table, "
            f"'{batch_id}' as batch_id, 2 + n as row_number, 'duplicate' as category, "
            "'<b>BXI' as record_key, cast(null as varchar) as reasons, "
            "cast(null as varchar) as landed_row, "
            f"'{batch_id}' as winning_batch_id, 1 as winning_row_number "
            f"from range(1, {duplicates} + 1) as t(n)"
        )
        con.execute(
            f"create table {schema}.faults (source_table varchar, batch_id varchar, "
            "row_number bigint, column_name varchar, rule_name varchar, value_text varchar)"
        )


@pytest.fixture
def batch_id(page: Page, maria: Person) -> str:
    maria.send()
    maria.confirm()
    [event] = page.landed()
    return event["batch_id"]


def test_before_a_build_it_says_so(page: Page, maria: Person, batch_id: str) -> None:
    url = f"/batches/{batch_id}"
    assert "No build has run since" in maria.get(url)
    duckdb.connect(str(page.warehouse)).close()
    assert "No build has run since" in maria.get(url)
    build(page, "f" * 16)
    assert "No build has run since" in maria.get(url)


def test_while_a_build_is_at_work_it_says_so(page: Page, maria: Person, batch_id: str) -> None:
    holds = (
        "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holds, page.warehouse], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "held\n"
        assert "A build is at work" in maria.get(f"/batches/{batch_id}")
        process.communicate("\n")


def test_tables_of_athena_are_elsewhere(
    maria: Person, batch_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DERIVE_TARGET", "athena")
    assert "not on this machine" in maria.get(f"/batches/{batch_id}")


def test_an_environments_tables_are_read(
    page: Page, batch_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(page, batch_id, schema="trial_curated")
    assert read_outcome(page.warehouse, TABLE, batch_id).state == "unbuilt"
    monkeypatch.setenv("DERIVE_ENV", "trial")
    assert read_outcome(page.warehouse, TABLE, batch_id).counts["new"] == 2


def test_a_batch_that_is_held_or_withdrawn_says_so(
    page: Page, maria: Person, batch_id: str
) -> None:
    url = f"/batches/{batch_id}"
    build(page, batch_id, standing="held")
    text = maria.get(url)
    assert "The file is held" in text and "lacks places" in text
    record(page.root, "withdrawn", batch_id, "a <b>wrong</b> file")
    text = maria.get(url)
    assert "withdrawn since the last build" in text and "a <b>wrong</b> file" in text
    assert "<b>wrong" not in maria.seen
    page.warehouse.unlink()
    assert "so builds leave it out" in maria.get(url)


def test_many_rows_come_by_the_page(page: Page, maria: Person, batch_id: str) -> None:
    build(page, batch_id, duplicates=2 * PAGE_ROWS + 1)
    url = f"/batches/{batch_id}"
    seen = []
    for number in (1, 2, 3):
        text = maria.get(f"{url}?page={number}")
        assert f"Page {number} of 3." in text and "<b>BXI" not in maria.seen
        assert ("Next page" in text, "Previous page" in text) == (number < 3, number > 1)
        seen.append(text.count("row 1 of this file stands"))
    assert seen == [PAGE_ROWS, PAGE_ROWS, 1]
    assert "There is no more." in maria.get(f"{url}?page=4")
    maria.get(f"{url}?page=-1")
    maria.get(f"{url}?page={10**30}")
    maria.get(f"{url}?page=x", 400)
