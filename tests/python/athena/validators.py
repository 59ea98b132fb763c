"""Would Athena take this statement? Asked without AWS, of three judges.

- its length: Athena refuses a query text over 262,144 bytes;
- `trino-query-parser`: the grammar of Trino 422, exact, in pure Python: about 120 kB a second for
  lists of values, 35 kB a second for expressions;
- `trino-sql-validator`: another grammar, and the catalogue of functions. It gives up on long
  statements (15 to 25 kB), so functions are also asked of it one by one, and types of a list.

A statement that names thousands of batches is long and dull: both grammars read it with its long
runs of like literal rows cut short. Only literals of one shape are cut, so nothing is lost.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

import trino_sql_validator
from trino_query_parser import TrinoSyntaxError, parse_statement

from derived_tables.athena.refusals import is_parsed
from sql_scan import bare_sql, calls, casts

MAX_BYTES = 262_144
TOO_COMPLEX = "maximum SQL statement complexity exceeded"
TYPES = frozenset(
    """boolean tinyint smallint int integer bigint real double decimal char varchar varbinary date
    time timestamp json uuid array map row ipaddress interval""".split()  # noqa: SIM905
)
KEPT_OF_A_RUN = 20


@dataclass(frozen=True)
class Exempt:
    """One statement that a judge may refuse although Athena takes it, and why."""

    judge: str  # "parser", "validator", "function" or "type"
    pattern: str  # of the statement, or the name of the function or type
    reason: str


# One by one: an entry covers statements of its form and nothing else.
EXCEPTIONS = [
    Exempt(
        judge="parser",
        pattern=r"^drop table if exists `\w+`\.`\w+`$",
        reason="Athena's DDL: Hive's `drop table`, whose names stand in back-ticks",
    ),
    Exempt(
        judge="validator",
        pattern=r"^drop table if exists `\w+`\.`\w+`$",
        reason="Athena's DDL: Hive's `drop table`, whose names stand in back-ticks",
    ),
    Exempt(
        judge="parser",
        pattern=r"^alter table \S+ add columns \(",
        reason="Athena's DDL: Hive's `add columns`, which Trino has not",
    ),
    Exempt(
        judge="validator",
        pattern=r"^alter table \S+ add columns \(",
        reason="Athena's DDL: Hive's `add columns`, which Trino has not",
    ),
    Exempt(
        judge="parser",
        pattern=r"^create external table ",
        reason="Athena's DDL: the Glue table over landed parts",
    ),
    Exempt(
        judge="validator",
        pattern=r"^create external table ",
        reason="Athena's DDL: the Glue table over landed parts",
    ),
]

# Possessive throughout (`*+`, `(?>...)`): no way back, so the time is linear.
_LITERAL = r"(?>'(?:[^']|'')*+')"
_VALUE = rf"(?>(?>(?:timestamp|date|decimal)\s*+)?{_LITERAL}|-?\d++(?>\.\d++)?|true|false|null)"
_CAST = rf"(?>cast\s*+\(\s*+{_VALUE}\s++as\s++\w++(?>\(\d++(?>,\s*+\d++)?\))?\s*+\))"
_CELL = rf"(?>{_CAST}|{_VALUE})"
_ROW = rf"(?>(?>row\s*+)?\(\s*+{_CELL}(?>\s*+,\s*+{_CELL})*+\s*+\))"
_RUN_OF_ROWS = re.compile(rf"{_ROW}(?>\s*+,\s*+{_ROW}){{{2 * KEPT_OF_A_RUN},}}+", re.IGNORECASE)
_RUN_OF_VALUES = re.compile(rf"{_CELL}(?>\s*+,\s*+{_CELL}){{{2 * KEPT_OF_A_RUN},}}+", re.IGNORECASE)
_ONE_ROW = re.compile(_ROW, re.IGNORECASE)
_ONE_CELL = re.compile(_CELL, re.IGNORECASE)


def shortened(sql: str) -> str:
    """The statement with the middle of each long run of literal rows or values left out."""

    def cut_rows(found: re.Match[str]) -> str:
        rows = _ONE_ROW.findall(found[0])
        if len({len(_ONE_CELL.findall(row)) for row in rows}) > 1:
            return found[0]
        return ", ".join(rows[:KEPT_OF_A_RUN] + rows[-KEPT_OF_A_RUN:])

    def cut_values(found: re.Match[str]) -> str:
        values = _ONE_CELL.findall(found[0])
        return ", ".join(values[:KEPT_OF_A_RUN] + values[-KEPT_OF_A_RUN:])

    return _RUN_OF_VALUES.sub(cut_values, _RUN_OF_ROWS.sub(cut_rows, sql))


@functools.cache
def is_trino_function(name: str) -> bool:
    """Whether Trino's documentation lists a function of this name."""
    answer = trino_sql_validator.validate(f"select {name}(a) from t", jinja="reject")
    return name not in answer.unknown_functions


def problems(sql: str) -> list[str]:
    """What Athena would say against one statement; empty if nothing."""
    statement = sql.strip().rstrip(";").strip()
    size = len(statement.encode())
    if not statement:
        return ["the statement is empty"]
    found = []
    if size > MAX_BYTES:
        found.append(f"{size} bytes long; Athena takes {MAX_BYTES}")
    short = shortened(statement)
    try:
        if not is_parsed(short):
            parse_statement(short)
    except (TrinoSyntaxError, RecursionError) as error:
        if not _excepted("parser", statement):
            found.append(f"grammar of Trino 422: {error or type(error).__name__}")
    answer = trino_sql_validator.validate(short, jinja="reject")
    if not answer.valid and TOO_COMPLEX not in str(answer.error):
        if not _excepted("validator", statement):
            found.append(f"validator: {answer.error}")
    elif answer.valid and answer.statement_count != 1:
        found.append(f"{answer.statement_count} statements; Athena takes one at a time")
    bare = bare_sql(short)
    for name in sorted({name for name, _ in calls(bare)} | set(answer.unknown_functions)):
        if not is_trino_function(name) and not _excepted("function", name):
            found.append(f"Trino has no function `{name}`")
    for name in sorted({re.match(r"\w*", type_)[0] for _, type_, _ in casts(bare)}):
        if name not in TYPES and not _excepted("type", name):
            found.append(f"Trino has no type `{name}`")
    return found


def assert_athena_accepts(sql: str, name: str = "statement") -> None:
    """Fail, with the reasons and the statement, if Athena would refuse it."""
    found = problems(sql)
    if found:
        shown = sql if len(sql) < 4000 else sql[:2000] + "\n...\n" + sql[-2000:]
        raise AssertionError(f"{name}: " + "; ".join(found) + f"\n{shown}")


def _excepted(judge: str, text: str) -> bool:
    flat = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/|--[^\n]*", " ", text, flags=re.S))
    for entry in EXCEPTIONS:
        if entry.judge != judge:
            continue
        if judge in ("function", "type"):
            if entry.pattern == text.lower():
                return True
        elif re.search(entry.pattern, flat.strip().lower()):
            return True
    return False
