"""PostgreSQL, through DuckDB's extension.

All is read on one connection in one transaction, REPEATABLE READ and READ ONLY, which DuckDB
begins; so all of it is one snapshot. The server turns each value into text, by rules set for this
transaction alone, so that neither its settings nor the limits of another type change a value.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from derived_tables.errors import DeriveError
from derived_tables.extracting.dsn import SAFER, Dsn
from derived_tables.extracting.source import ATTACHED, SourceColumn
from derived_tables.landing import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# What text looks like must not hang on the server, the database or the role; and a table whose rows
# a policy hides in part is refused, not landed in part.
SETTINGS = {
    "client_encoding": "UTF8",
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "iso_8601",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "standard_conforming_strings": "on",
    "row_security": "off",
}
COLUMNS = """
with recursive based as (
    select a.attnum, a.attname, a.attnotnull, a.atttypid as type_id, a.atttypmod as typmod,
        format_type(a.atttypid, a.atttypmod) as shown
    from pg_attribute as a
    where a.attrelid = {oid} and a.attnum > 0 and not a.attisdropped
    union all
    select b.attnum, b.attname, b.attnotnull or t.typnotnull, t.typbasetype, t.typtypmod, b.shown
    from based as b
    inner join pg_type as t on t.oid = b.type_id
    where t.typtype = 'd'
)
select
    b.attname::text as name,
    b.shown::text as shown,
    case when t.typtype = 'c' or t.typcategory = 'A' then 'nested' else t.typname::text end as base,
    b.typmod::text as typmod,
    b.attnotnull::text as required,
    (
        select k.place::text
        from pg_index as i, unnest(i.indkey) with ordinality as k (attnum, place)
        where i.indrelid = {oid} and i.indisprimary and k.attnum = b.attnum
    ) as place,
    has_column_privilege({oid}, b.attnum, 'select')::text as readable
from based as b
inner join pg_type as t on t.oid = b.type_id and t.typtype <> 'd'
order by b.attnum
"""


@dataclass
class Postgres:
    """A table of PostgreSQL in one snapshot."""

    name: str
    database: str
    moment: datetime
    columns: list[SourceColumn]

    def relation(self, sql: str) -> str:
        """SQL of DuckDB for the rows of a query on the server."""
        return f"postgres_query({literal(ATTACHED)}, {literal(sql)})"


def load_extension(con: DuckDBPyConnection) -> None:
    """Load DuckDB's extension from the environment: nothing is fetched."""
    import duckdb

    found = importlib.util.find_spec("duckdb_extension_postgres_scanner")
    place = Path(found.origin or "").parent if found else Path()
    file = place / f"extensions/v{duckdb.__version__}/postgres_scanner.duckdb_extension"
    if not found or not file.is_file():
        raise DeriveError(
            "DuckDB's extension for PostgreSQL is not in this environment.",
            remedy="Run `make .venv` again.",
        )
    con.execute(f"load {literal(str(file))}")


@contextmanager
def opened(con: DuckDBPyConnection, dsn: Dsn, table: str) -> Iterator[Postgres]:
    """A table of the server in one snapshot; what the server refuses is said as DeriveError."""
    load_extension(con)
    with dsn.opened(), told(dsn):
        con.execute(f"attach {literal(dsn.conninfo)} as {ATTACHED} (type postgres, read_only)")
        try:
            con.execute("begin")
            settings = (
                f"set_config('{name}', {literal(value)}, true) as {name}"
                for name, value in SETTINGS.items()
            )
            _ask(con, f"select {', '.join(settings)}")
            yield _find(con, dsn, table)
        finally:
            # The connection may be gone; then there is nothing to end.
            for ending in ("rollback", f"detach {ATTACHED}"):
                with suppress(Exception):
                    con.execute(ending)


def _ask(con: DuckDBPyConnection, sql: str) -> list[tuple[str | None, ...]]:
    """The rows of a query on the server, all of whose columns are text."""
    return con.execute(
        f"from postgres_query({literal(ATTACHED)}, {literal(sql)})"
    ).fetchall()


def _find(con: DuckDBPyConnection, dsn: Dsn, table: str) -> Postgres:
    [(oid, database, role, moment)] = _ask(
        con,
        f"select to_regclass({literal(table)})::oid::text as oid, current_database()::text as db, "
        "current_user::text as role, "
        "(transaction_timestamp() at time zone 'UTC')::text as moment",
    )
    place = f"{dsn}, table {table}"
    if oid is None:
        raise DeriveError(
            "there is no such table, or none in the search path.",
            place=place,
            remedy="Give it as --source SCHEMA.TABLE; a name with capitals needs its quotes, "
            "as '\"Schema\".\"Table\"'.",
        )
    [(name, kind)] = _ask(
        con,
        "select format('%I.%I', n.nspname, c.relname)::text as name, "  # noqa: S608
        "c.relkind::text as kind from pg_class as c "
        f"inner join pg_namespace as n on n.oid = c.relnamespace where c.oid = {oid}",
    )
    if kind not in "rpvmf":
        raise DeriveError("this is neither a table nor a view.", place=place)
    found = _ask(con, COLUMNS.format(oid=oid))
    hidden = [row[0] for row in found if row[-1] != "true"]
    if hidden:
        raise DeriveError(
            f"the role {role} has no permission to read "
            + ("it." if len(hidden) == len(found) else f"column {', '.join(map(str, hidden))}."),
            place=place,
            remedy=f"Ask for: grant select on {name} to {quoted(str(role))}; "
            "or extract a view of what it may read.",
        )
    columns = [_column(*row[:-1]) for row in found]
    return Postgres(str(name), str(database), datetime.fromisoformat(str(moment)), columns)


def _column(
    name: str, shown: str, base: str, typmod: str, required: str, place: str | None
) -> SourceColumn:
    value = quoted(name)
    text = {
        "timestamptz": f"({value} at time zone 'UTC')::text",
        "bytea": f"encode({value}, 'hex')",
        "money": f"{value}::numeric::text",
        "nested": f"to_json({value})::text",
    }.get(base, f"{value}::text")
    return SourceColumn(
        name=name,
        type=shown,
        declared=declared_type(base, int(typmod)),
        text=text,
        nullable=required != "true",
        primary_key=int(place) if place else None,
        times=base if base in ("timestamptz", "timestamp", "date") else None,
        is_float=base in ("float4", "float8"),
    )


def declared_type(base: str, typmod: int) -> str:
    """The contract's type for PostgreSQL's; varchar where only text keeps every value."""
    plain = {
        "int2": "integer",
        "int4": "integer",
        "int8": "bigint",
        "oid": "bigint",
        "bool": "boolean",
        "date": "date",
        "timestamp": "timestamp(6)",
        "timestamptz": "timestamp(6)",
    }
    if base in plain:
        return plain[base]
    if base in ("varchar", "bpchar") and typmod > 4:
        return f"varchar({typmod - 4})"
    if base == "numeric" and typmod > 4:
        precision = (typmod - 4) >> 16
        # Eleven bits, signed: a scale may lie left of the point.
        scale = (((typmod - 4) & 0x7FF) ^ 0x400) - 0x400
        whole, scale = max(precision - scale, 0), max(scale, 0)
        if scale == 0 and whole <= 18:
            return "bigint"
        if whole + scale <= 38:
            return f"decimal({whole + scale},{scale})"
    return "varchar"


@contextmanager
def told(dsn: Dsn) -> Iterator[None]:
    """Say what DuckDB or the server refused as a DeriveError, without the secret."""
    import duckdb

    try:
        yield
        return
    except duckdb.Error as error:
        said = dsn.masked(" ".join(str(error).split()))
    problem, remedy = _meant(said)
    raise DeriveError(problem, place=str(dsn), remedy=remedy)


def _meant(said: str) -> tuple[str, str]:
    """What an error of the server means, and what to do; the server may speak any language."""
    short = said.split("FATAL: ")[-1].split("ERROR: ")[-1].split(" LINE 1:")[0]
    short = short.removeprefix("connection to server ").strip().rstrip(".")[:300]
    low = said.lower()
    if "password" in low and ("authentication" in low or "supplied" in low):
        return f"the server does not accept the user or the password ({short}).", SAFER
    if "unable to connect" in low or "could not translate host" in low:
        short = said.split("Unable to connect to Postgres at")[-1]
        short = short.split(': ', 1)[-1].strip()[:300].rstrip(".")
        return (
            f"the server does not answer, or refuses the connection ({short}).",
            "Look at host, port, database and user, and that the server lets this machine in.",
        )
    if "row-level security" in low:
        return (
            f"a policy hides rows of it from this role ({short}).",
            "Ask for a role with bypassrls, or extract a view of the rows that are meant.",
        )
    if "permission denied" in low:
        return (
            f"the role has no permission ({short}).",
            "Ask for usage on the schema and select on the table.",
        )
    return (
        f"the server, or the way to it, failed half-way ({short}). Nothing was landed.",
        "Run the same command again: it starts anew, in a new snapshot.",
    )
