"""Files of any format into DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from derived_tables.errors import DeriveError
from derived_tables.landing import literal, quoted
from derived_tables.reading.names import column_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def into_table(
    con: DuckDBPyConnection,
    path: Path,
    table: str,
    *,
    scratch: Path,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    sheet: str | None = None,
) -> list[str]:
    """The whole of a delimited text file, plain or gzip, as a temporary table; its columns.

    All columns are text; `_row_number` (from 1) is added. DeriveError where it cannot be read.
    """
    import duckdb

    given = f", delim = {literal(delimiter)}" if delimiter else ""
    read = (
        f"from read_csv({literal(str(path))}, all_varchar = true, header = true, "
        f"encoding = {literal(encoding)}{given})"
    )
    try:
        found = [row[0] for row in con.execute(f"describe {read}").fetchall()]
        names = [column_name(name) for name in found]
        kept = ", ".join(
            f"{quoted(old)} as {quoted(new)}" for old, new in zip(found, names, strict=True)
        )
        con.execute(
            f"create or replace temp table {quoted(table)} as "
            f"select {kept}, row_number() over () as _row_number {read}"
        )
    except duckdb.Error as error:
        said = str(error).split("\n")[0]
        raise DeriveError(f"cannot be read: {said}.", place=path.name) from None
    return names
