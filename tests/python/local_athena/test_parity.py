"""The prison slice on synthetic data: after everything that can happen, both engines say the same."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from engines import AGAIN, BUILD, NO_UNIT_TESTS, SAID, Pair, after

from derived_tables import landing, ledger
from derived_tables.athena.service import Running
from derived_tables.store import Folder
from project_copy import lean, prison_project

AS_AT = "2025-12-20 12:00:00"
LEFT_OUT = (
    "Left out to meet the time: unit tests on Athena (their inputs are literals, and the golden "
    "values hold the macros); data tests on Athena but those of one fact; dimensions that no fact "
    "here reads, legal statuses, sentences and probation (whose first build is compared besides); "
    "more than 20 days."
)
SYNTH = ("synth", "--system", "nomis", "--system", "registers")
TABLE = ("nomis", "offender_bookings")
BOOKINGS = "__".join(TABLE)


@pytest.fixture(scope="module")
def pair(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("parity")
    made = Pair(lean(prison_project(folder / "project")), folder, running, "prison")
    yield made
    made.end()
    SAID.append(LEFT_OUT)


def changes(root: Folder) -> list[ledger.Batch]:
    """Batches of changes of bookings, by time."""
    found = [
        batch
        for batch in ledger.read_batches(root).values()
        if (batch.landed["system"], batch.landed["table"]) == TABLE
        and batch.landed["kind"] == "changes"
        and batch.landed["rows"]
    ]
    return sorted(found, key=lambda batch: batch.landed["min_time"])


def late_file(root: Folder, batch: ledger.Batch, folder: Path) -> Path:
    """Rows of a batch as another would have said them five minutes earlier."""
    part = root.path / landing.part_name(batch.landed)
    names = batch.landed["columns"]
    listed = ", ".join(
        "cast(extraction_timestamp::timestamp - interval 5 minute as varchar)"
        if name == "extraction_timestamp"
        else "'2000-01-01'"
        if name == "booking_begin_date"
        else name
        for name in names
    )
    with duckdb.connect() as con:
        rows = con.execute(
            f"select {listed} from read_parquet(?) where _batch_id = ? order by _row_number",
            [str(part), batch.batch_id],
        ).fetchall()
    path = folder / "late.csv"
    with open(path, "w", newline="") as out:
        csv.writer(out).writerows([names, *rows])
    return path


def test_the_first_build(pair: Pair) -> None:
    pair.both(["derive", "init"])
    pair.landed_once(
        ["derive", *SYNTH, "--days", "20", "--to", "2025-12-30", "--scale", "0.003"]
    )
    pair.both(BUILD)
    assert pair.differences() == []
    pair.both(["dbt", "--quiet", "test", "--select", "fct_custody_spells", *NO_UNIT_TESTS])
    assert pair.rows("prison", "fct_custody_spells") > 500
    assert pair.rows("curated", "rejected_rows") > 0
    assert pair.rows("curated", "faults") > 0


def test_one_more_day(pair: Pair) -> None:
    before = pair.rows("curated", "batch_reconciliation")
    pair.both(["derive", *SYNTH, "--advance", "1"], AGAIN)
    assert pair.differences() == []
    assert pair.rows("curated", "batch_reconciliation") > before


def test_a_late_batch(pair: Pair, tmp_path: Path) -> None:
    before = pair.rows("curated", BOOKINGS)
    root = Folder(Path(pair.duckdb.landing))
    late = late_file(root, changes(root)[-5], tmp_path)
    pair.both(["derive", "upload", ".".join(TABLE), str(late), "--kind", "changes"], after(BOOKINGS))
    assert pair.differences() == []
    assert pair.rows("curated", BOOKINGS) > before


def test_a_withdrawn_batch_and_then_nothing_new(pair: Pair) -> None:
    before = pair.rows("curated", "batch_reconciliation")
    root = Folder(Path(pair.duckdb.landing))
    chosen = changes(root)[-4].batch_id
    pair.both(["derive", "batch", "withdraw", chosen, "--reason", "wrong file"], after(BOOKINGS))
    assert pair.differences() == []
    assert pair.rows("curated", "batch_reconciliation") == before - 1
    sums = {name: one.rows for name, one in pair.found.items()}
    pair.both(AGAIN)
    assert pair.differences() == []
    assert {name: one.rows for name, one in pair.found.items()} == sums


def test_upkeep_changes_no_row(pair: Pair) -> None:
    def count(part: str) -> int:
        sql = f'select cast(count(*) as bigint) from curated."{BOOKINGS}${part}"'
        return int(pair.on_athena.query([sql])[0][0][0])

    files, snapshots = count("files"), count("snapshots")
    pair.apart(["derive", "maintain"], ["derive", "maintain", "--orphan-hours", "0"])
    assert count("files") < files > 8
    assert count("snapshots") == 1 < snapshots
    assert "objects of no table removed" in pair.athena.log.read_text()
    assert pair.differences() == []


def test_as_at_a_moment_in_the_past(pair: Pair) -> None:
    now = pair.rows("prison", "fct_movements")
    pair.athena.run(["set", "DBT_EXCLUDE_RESOURCE_TYPES", "test"])
    pair.both(["derive", "build", "--as-at", AS_AT])
    pair.athena.run(["set", "DBT_EXCLUDE_RESOURCE_TYPES", ""])
    warehouse = pair.folder / "duckdb" / "as_at" / "20251220_120000_000000.duckdb"
    said = pair.differences(
        warehouse, "as_at_20251220120000000000_", without=("curated", "snapshots")
    )
    assert said == []
    assert 0 < pair.rows("prison", "fct_movements") < now


def test_a_rebuilt_history(pair: Pair) -> None:
    pair.both(["derive", "rebuild", ".".join(TABLE)])
    assert pair.differences() == []
