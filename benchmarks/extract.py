"""Extract 5 million rows of PostgreSQL: seconds and peak memory, beside reading row by row.

Takes the address of a database in which a table `derive_bench` may be made (a server of the
machine's own, say): `python benchmarks/extract.py postgresql://postgres@127.0.0.1/postgres`.
"""

from __future__ import annotations

import csv
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/python/landing"))

from landing_world import contract_dict

from derived_tables.contract import parse_contract
from derived_tables.extract import extract, read_dsn
from derived_tables.extracting.postgres import load_extension
from derived_tables.extracting.source import open_source
from derived_tables.store import Folder

ROWS = 5_000_000
TABLE = "derive_bench"


def make(dsn: str) -> None:
    """Make the table: a number, three texts, a decimal and a time, some 130 bytes a row."""
    with duckdb.connect() as con:
        load_extension(con)
        con.execute(f"attach '{dsn}' as target (type postgres)")
        con.execute(
            f"call postgres_execute('target', $$drop table if exists {TABLE}; create table {TABLE} "
            "as select i as id, md5(i::text) as a, (i % 7)::text as b, md5((i * 7)::text) as c, "
            "i * 1.5 as amount, now() - i * interval '1 second' as updated_at "
            f"from generate_series(1, {ROWS}) as i$$)"
        )


def by_extract(dsn: str, folder: Path) -> None:
    """Land it in full."""
    columns = {"id": "bigint", "a": "varchar", "b": "varchar", "c": "varchar", "amount": "varchar"}
    text = yaml.safe_dump(contract_dict("bench__rows", columns, {"key": ["id"], "kinds": ["full"]}))
    contract = parse_contract(text, folder / "c.yml", "bench", "rows")
    [result] = extract(Folder(folder / "landing"), contract, read_dsn(dsn), full=True, source=TABLE)
    assert (result.status, result.rows) == ("landed", ROWS)


def by_row(dsn: str, folder: Path) -> None:
    """Fetch it a thousand rows at a time, as Python values, and write them to CSV."""
    with duckdb.connect() as con, open_source(con, read_dsn(dsn), TABLE) as source:
        found = con.execute(f"from {source.relation(f'select * from {source.name}')}")
        with open(folder / "rows.csv", "w", newline="") as file:
            writer = csv.writer(file)
            while rows := found.fetchmany(1000):
                writer.writerows(rows)


def measure(work: Callable[[str, Path], None], dsn: str) -> str:
    """Seconds and peak memory of a piece of work in a process of its own."""

    def run(queue: multiprocessing.Queue) -> None:
        with tempfile.TemporaryDirectory() as folder:
            began = time.monotonic()
            work(dsn, Path(folder))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            queue.put(f"{time.monotonic() - began:6.1f} s  {peak:6.0f} MB")

    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=run, args=(queue,))
    process.start()
    said = queue.get(timeout=1800)
    process.join()
    return said


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    make(sys.argv[1])
    print(f"{ROWS:,} rows")
    for name, work in (("derive extract", by_extract), ("row by row", by_row)):
        print(f"{name:<16}{measure(work, sys.argv[1])}", flush=True)
