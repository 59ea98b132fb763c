"""Whether a table is the same on DuckDB and on Athena: its columns, their types, every row.

Each row becomes a text, the same on both engines for the same values, and that text a hash. A
table's part of a statement gives the number of rows and two sums over the hashes, so that order
makes no difference and a row that is there twice counts twice. Some tables share a statement: what
each costs by itself is paid once. Only where sums differ are rows fetched.

The texts are made here and not by the project's macros, which are among what is being compared.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from derived_tables.errors import DeriveError

Name = tuple[str, str]
Columns = list[tuple[str, str]]
SHOWN = 5
# Tables that share a statement; but not these, which read every curated table: Athena plans a stage
# for each, and refuses more than 150 in a statement.
TOGETHER = 6
APART = ("batch_reconciliation", "faults", "rejected_rows", "row_outcomes")

# Types whose texts have neither a bar nor, alone, a hyphen: all others say their length.
PLAIN = re.compile(r"(bigint|integer|decimal|double|real|float|boolean|date|timestamp)\b")

# A view of Trino's in Glue, and the tables that a view's text names, without the catalogue.
VIEW = re.compile(r"/\* Presto View: (\S+) \*/")
READ = re.compile(r'"(\w+)"\."(\w+)"(?!\.)')

# DuckDB's names of types as Athena has them.
TYPES = {"TIMESTAMP": "timestamp(6)", "HUGEINT": "decimal(38,0)"}


def plain_type(data_type: str) -> str:
    """A type's name, the same for both engines; the length of a text is no part of it."""
    name = TYPES.get(data_type, data_type.lower())
    return "varchar" if name.startswith("varchar") else name


@dataclass
class Found:
    """What one comparison found."""

    name: Name
    rows: tuple[int | None, int | None]
    said: list[str] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.said


class Engine(Protocol):
    """An engine whose tables can be read."""

    title: str

    def columns(self, schemas: Sequence[str]) -> dict[Name, Columns]:
        """Names and types of the columns of every table and view in some schemas."""

    def query(self, statements: Sequence[str]) -> list[list[Sequence[Any]]]:
        """The rows that each statement gives."""

    def states(self, schemas: Sequence[str]) -> dict[Name, str]:
        """What is another one whenever a table's rows are; of tables of which that is known."""

    def text(self, column: str, data_type: str) -> str:
        """SQL for a value's canonical text."""

    def hashes(self, text: str) -> tuple[str, str]:
        """SQL for two whole numbers, of 60 bits each, from a text's MD5."""


class DuckDB:
    """A warehouse file, read only."""

    title = "duckdb"

    def __init__(self, path: Path, live: Path | None = None) -> None:
        """The file is opened for each question, with the live one that its views may read."""
        self.path, self.live = path, live

    def query(self, statements: Sequence[str]) -> list[list[Sequence[Any]]]:
        """The rows of each statement."""
        import duckdb

        with duckdb.connect(str(self.path), read_only=True) as con:
            if self.live is not None:
                con.execute(f"attach '{self.live}' as \"{self.live.stem}\" (read_only)")
            return [con.execute(sql).fetchall() for sql in statements]

    def columns(self, schemas: Sequence[str]) -> dict[Name, Columns]:
        """From the catalogue of the file itself."""
        listed = ", ".join(f"'{schema}'" for schema in schemas)
        sql = (
            "select table_schema, table_name, column_name, data_type "  # noqa: S608
            "from information_schema.columns where table_catalog = current_database() "
            f"and table_schema in ({listed}) order by ordinal_position"
        )
        return _gathered(self.query([sql])[0])

    def states(self, schemas: Sequence[str]) -> dict[Name, str]:
        """Of none: reading them is cheap."""
        return {}

    def text(self, column: str, data_type: str) -> str:
        """Times with six digits; binary fractions with thirteen significant ones."""
        if data_type == "timestamp(6)":
            return f"strftime({column}, '%Y-%m-%d %H:%M:%S.%f')"
        if data_type in ("double", "real", "float"):
            return f"format('{{:.12e}}', {column})"
        return f"cast({column} as varchar)"

    def hashes(self, text: str) -> tuple[str, str]:
        """Of the first 30 hexadecimal digits."""
        return (
            f"cast('0x' || substr(md5({text}), 1, 15) as bigint)",
            f"cast('0x' || substr(md5({text}), 16, 15) as bigint)",
        )


class OnAthena:
    """The account and region that the environment names, or a local Athena."""

    title = "athena"

    def __init__(self, athena: Any, glue: Any = None) -> None:  # noqa: ANN401
        """`athena` is a `derived_tables.athena.query.Athena`, `glue` a client of boto3's."""
        self.athena, self.glue = athena, glue

    def query(self, statements: Sequence[str]) -> list[list[Sequence[Any]]]:
        """The rows of each statement, some side by side; values are text."""
        return [answer.rows for answer in self.athena.run_all(statements)]

    def columns(self, schemas: Sequence[str]) -> dict[Name, Columns]:
        """From Glue's catalogue, in Athena's words."""
        listed = ", ".join(f"'{schema}'" for schema in schemas)
        sql = (
            "select table_schema, table_name, column_name, data_type "  # noqa: S608
            f"from information_schema.columns where table_schema in ({listed}) "
            "order by table_schema, table_name, ordinal_position"
        )
        return _gathered(self.query([sql])[0])

    def states(self, schemas: Sequence[str]) -> dict[Name, str]:
        """Iceberg's file of metadata, which names every file of rows, where Glue is at hand.

        Of a view, its text with the states of all that it reads, where each of them has one.
        """
        if self.glue is None:
            return {}
        pages = self.glue.get_paginator("get_tables")
        states: dict[Name, str] = {}
        views: dict[Name, str] = {}
        for schema in schemas:
            for page in pages.paginate(DatabaseName=schema):
                for one in page["TableList"]:
                    name = (schema, one["Name"])
                    if place := one.get("Parameters", {}).get("metadata_location"):
                        states[name] = place
                    elif text := VIEW.fullmatch(one.get("ViewOriginalText") or ""):
                        views[name] = json.loads(base64.b64decode(text[1]))["originalSql"]
        # Views read views: each round knows those whose parents the one before knew.
        while True:
            known = {
                name: " ".join([sql, *(states[one] for one in READ.findall(sql))])
                for name, sql in views.items()
                if name not in states and all(one in states for one in READ.findall(sql))
            }
            if not known:
                return states
            states |= known

    def text(self, column: str, data_type: str) -> str:
        """As DuckDB's."""
        if data_type == "timestamp(6)":
            return f"cast(cast({column} as timestamp(6)) as varchar)"
        if data_type in ("double", "real", "float"):
            return f"if({column} is not null, format('%.12e', {column}))"
        return f"cast({column} as varchar)"

    def hashes(self, text: str) -> tuple[str, str]:
        """As DuckDB's."""
        digits = f"to_hex(md5(to_utf8({text})))"
        return (
            f"from_base(substr({digits}, 1, 15), 16)",
            f"from_base(substr({digits}, 16, 15), 16)",
        )


def _gathered(rows: Iterable[Sequence[str]]) -> dict[Name, Columns]:
    found: dict[Name, Columns] = {}
    for schema, table, column, data_type in rows:
        found.setdefault((schema, table), []).append((column, plain_type(data_type)))
    return found


def row_text(engine: Engine, columns: Columns) -> str:
    """SQL for a row's text: values between bars, texts with their lengths, a null as a hyphen."""
    values = []
    for column, data_type in columns:
        if re.search(r"\[|array|row|map|struct", data_type):
            raise DeriveError(
                f"column {column} has type {data_type}, which has no text that both engines share.",
                place="derive parity",
                remedy="Make it a text or columns of its own.",
            )
        text = engine.text(f'"{column}"', data_type)
        if not PLAIN.match(data_type):
            text = f"cast(length({text}) as varchar) || ':' || {text}"
        values.append(f"coalesce({text}, '-')")
    return f"concat_ws('|', {', '.join(values)})"


def quoted(name: Name) -> str:
    """A table's name as a statement has it."""
    return ".".join(f'"{part}"' for part in name)


def sums(
    engine: Engine, tables: dict[Name, Columns], known: dict[str, Sequence[Any]]
) -> dict[Name, Sequence[Any]]:
    """Of each table its number of rows, and two sums of hashes.

    Those of a table whose state is `known` are not asked for again; what is found is added to it.
    """
    states = engine.states(sorted({schema for schema, _ in tables}))
    asked = [name for name in tables if states.get(name) not in known]
    answers = _asked_sums(engine, [(name, tables[name]) for name in asked])
    found = dict(zip(asked, answers, strict=True))
    found |= {name: known[states[name]] for name in tables if name not in found}
    known |= {states[name]: found[name] for name in asked if name in states}
    return found


def _asked_sums(engine: Engine, tables: Sequence[tuple[Name, Columns]]) -> list[Sequence[Any]]:
    """The sums of each table, in their order."""
    first, second = engine.hashes("row_text")
    parts = {
        name: f"select {place} as place, cast(count(*) as varchar), "  # noqa: S608
        f"cast(sum(cast({first} as decimal(38, 0))) as varchar), "
        f"cast(sum(cast({second} as decimal(38, 0))) as varchar) "
        f"from (select {row_text(engine, columns)} as row_text from {quoted(name)}) as texts"
        for place, (name, columns) in enumerate(tables)
    }
    shared = [part for (_, table), part in parts.items() if table not in APART]
    statements = [part for (_, table), part in parts.items() if table in APART]
    statements += [
        " union all ".join(shared[start : start + TOGETHER])
        for start in range(0, len(shared), TOGETHER)
    ]
    rows = [row for answer in engine.query(statements) for row in answer]
    return [row[1:] for row in sorted(rows, key=lambda row: int(row[0]))]


def compare(
    duckdb: Engine,
    athena: Engine,
    tables: dict[Name, Name],
    keys: dict[Name, list[str]] | None = None,
    known: dict[str, Sequence[Any]] | None = None,
) -> list[Found]:
    """Compare tables by name: DuckDB's to Athena's; `keys` (by DuckDB's name) pair differing rows.

    A table that one engine alone has is a difference; so are columns and types. `known` carries the
    sums of unchanged tables from one comparison to the next.
    """
    here = duckdb.columns(sorted({name[0] for name in tables}))
    there = athena.columns(sorted({name[0] for name in tables.values()}))
    found: dict[Name, Found] = {}
    for mine, its in tables.items():
        said = _columns_differ(here.get(mine), there.get(its))
        found[mine] = Found(mine, (None, None), said)
    both = [name for name, one in found.items() if one.same]
    known = {} if known is None else known
    of_duckdb = sums(duckdb, {name: here[name] for name in both}, known)
    of_athena = sums(athena, {tables[name]: there[tables[name]] for name in both}, known)
    for name in both:
        left, right, one = of_duckdb[name], of_athena[tables[name]], found[name]
        one.rows = (int(left[0]), int(right[0]))
        if tuple(left) != tuple(right):
            key = (keys or {}).get(name, [])
            one.said = _rows_differ(
                (duckdb, name, here[name]), (athena, tables[name], there[tables[name]]), key
            )
    return list(found.values())


def _columns_differ(here: Columns | None, there: Columns | None) -> list[str]:
    if here is None or there is None:
        absent = " and ".join(
            engine for engine, side in (("duckdb", here), ("athena", there)) if side is None
        )
        return [f"is not on {absent}"]
    if [name for name, _ in here] != [name for name, _ in there]:
        return [
            "has other columns: duckdb " + ", ".join(name for name, _ in here),
            "                   athena " + ", ".join(name for name, _ in there),
        ]
    return [
        f"column {name}: duckdb {mine}, athena {its}"
        for (name, mine), (_, its) in zip(here, there, strict=True)
        if mine != its
    ]


Side = tuple[Engine, Name, Columns]


def _rows_differ(left: Side, right: Side, key: list[str]) -> list[str]:
    """The first rows that one side has and the other has not, paired by key."""
    counts = []
    for engine, name, columns in (left, right):
        first, second = engine.hashes("row_text")
        sql = (
            f"select cast({first} as varchar) || '.' || cast({second} as varchar) "  # noqa: S608
            f"from (select {row_text(engine, columns)} as row_text from {quoted(name)}) as texts"
        )
        counts.append(Counter(row[0] for row in engine.query([sql])[0]))
    only = [counts[0] - counts[1], counts[1] - counts[0]]
    said = [f"{only[0].total()} rows are on duckdb alone, {only[1].total()} on athena alone"]
    rows = [_fetched(side, alone) for side, alone in zip((left, right), only, strict=True)]
    names = [column for column, _ in left[2]]
    key = [column for column in key if column in names] or names[:1]
    places = [names.index(column) for column in key]
    by_key = [{tuple(row[i] for i in places): row for row in side} for side in rows]
    shown = list(dict.fromkeys([*sorted(by_key[0], key=str), *sorted(by_key[1], key=str)]))
    # Where both have the key, what differs is seen at once: those come first.
    shown.sort(key=lambda one: not (one in by_key[0] and one in by_key[1]))
    for one in shown[:SHOWN]:
        label = ", ".join(f"{name} {value!r}" for name, value in zip(key, one, strict=True))
        mine, its = by_key[0].get(one), by_key[1].get(one)
        if mine is None or its is None:
            there = "athena" if mine is None else "duckdb"
            values = dict(zip(names, mine or its, strict=True))
            said.append(f"{label}: on {there} alone: {values}")
            continue
        said += [
            f"{label}: {name}: duckdb {a!r}, athena {b!r}"
            for name, a, b in zip(names, mine, its, strict=True)
            if a != b
        ]
    return said


def _fetched(side: Side, wanted: Counter[str], limit: int = 1000) -> list[Sequence[str | None]]:
    engine, name, columns = side
    if not wanted:
        return []
    first, second = engine.hashes("row_text")
    texts = ", ".join(
        f'{engine.text(f"{chr(34)}{column}{chr(34)}", data_type)} as "{column}"'
        for column, data_type in columns
    )
    listed = ", ".join(f"'{one}'" for one in sorted(wanted)[:limit])
    names = ", ".join(f'"{column}"' for column, _ in columns)
    sql = (
        f"select {names} from (select {texts}, {row_text(engine, columns)} as row_text "  # noqa: S608
        f"from {quoted(name)}) as texts "
        f"where cast({first} as varchar) || '.' || cast({second} as varchar) in ({listed})"
    )
    return engine.query([sql])[0]
