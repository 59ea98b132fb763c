"""From an open source to a file of text, and from that to a batch.

A batch is told by its content. The hash is of the column names, sorted, the number of rows, and of
each row the MD5 (64 bits of it) of its values in the order of those names, each with its length
before it, so that no value runs into the next and null is not the empty text. Of the rows' hashes
the sum and the exclusive-or are kept: both are the same in any order, and the sum sees a row that
is there twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from derived_tables import ledger
from derived_tables.landing import (
    WHOLE_KINDS,
    Staged,
    literal,
    padded,
    quoted,
    row_hash,
    text_bytes,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

def write_text(con: DuckDBPyConnection, relation: str, target: Path) -> int:
    """Stream the rows of a relation to a Parquet file, in the order they come; how many."""
    return con.execute(
        f"copy (from {relation}) to {literal(str(target))} (format parquet, compression zstd)"
    ).fetchone()[0]


def stage(
    con: DuckDBPyConnection,
    view: str,
    file: Path,
    columns: Sequence[str],
    *,
    kind: str,
    moment: datetime,
    time_column: str | None,
    source_name: str,
) -> Staged:
    """Make the view that `land_staged` reads of a file of text, and say what batch it is.

    A full extract has the time `moment`; rows of changes and deletes have that in `time_column`.
    """
    whole = ledger.time_text(moment) if kind in WHOLE_KINDS else None
    times = (
        f"timestamp {literal(whole)}" if whole else f"cast({quoted(str(time_column))} as timestamp)"
    )
    read = f"read_parquet({literal(str(file))}, file_row_number = true)"
    con.execute(
        f"create or replace temp view {view} as "  # noqa: S608
        "select * exclude (file_row_number), 0 as _batch, file_row_number + 1 as _row_number, "
        f"{times} as _extraction_timestamp from {read}"
    )
    ordered = sorted(columns)
    rows, size, least, greatest, *sums = con.execute(
        f"select count(*), sum({text_bytes(columns)}), "  # noqa: S608
        "cast(min(_extraction_timestamp) as varchar), "
        "cast(max(_extraction_timestamp) as varchar), "
        "sum(_derive_hash), bit_xor(_derive_hash) "
        f"from (select *, {row_hash(ordered)} as _derive_hash from {view})"
    ).fetchone()
    content = json.dumps([ordered, rows, [str(one) for one in sums]], ensure_ascii=False)
    return Staged(
        number=0,
        kind=kind,
        slice=None,
        extracted_at=whole,
        min_time=whole or padded(least),
        max_time=whole or padded(greatest),
        rows=rows,
        bytes=int(size or 0),
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        columns=tuple(columns),
        source_name=source_name,
    )
