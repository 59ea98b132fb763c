"""A hash of the canonical text of each synthetic table, to hold DuckDB's releases to each other.

`python tests/python/synthetic_rows.py LANDING` prints it as JSON. To bring the kept hashes up to
date, land two blocks (the window of tests/python/synth/test_synth.py) and write what it prints to
tests/golden/synthetic_rows.json, with the pinned release and with another one; they must agree.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb


def without_place(rows: duckdb.DuckDBPyRelation) -> str:
    """The columns of landed rows but where they lie."""
    left_out = ("_batch_id", "_row_number", "_part")
    return ", ".join(f'"{name}"' for name in sorted(rows.columns) if name not in left_out)


def hashes(landing: Path) -> dict[str, str]:
    """Per table: md5 of all its rows, each as text, in the order of that text."""
    found = {}
    for folder in sorted(path for path in landing.glob("[a-z]*/*") if path.is_dir()):
        con = duckdb.connect()
        rows = con.sql(
            f"select * from read_parquet('{folder}/*/rows.parquet', union_by_name = true)"
        )
        columns = without_place(rows).split(", ")
        text = " || '|' || ".join(f"coalesce({column}, '-')" for column in columns)
        found[f"{folder.parent.name}.{folder.name}"] = con.sql(
            f"select md5(string_agg(row_text, chr(10) order by row_text)) from (select {text} as row_text from rows)"
        ).fetchone()[0]
    return found


if __name__ == "__main__":
    print(json.dumps(hashes(Path(sys.argv[1])), indent=2))
