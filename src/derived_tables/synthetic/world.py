"""Telling the story of some blocks of people in a DuckDB connection."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import duckdb

from derived_tables.synthetic.options import HISTORY, Options
from derived_tables.synthetic.tables import FOLDER, SYSTEMS

# In order: each reads those before it.
LISTS = ("mixer", "lists")
STORY = (
    "people", "cases", "custody", "supervision", "offences", "hearings", "identities",
)  # fmt: skip
# How many blocks are told at a time: what bounds memory at any scale.
CHUNK = 800
# A draw of a column that is named where it is drawn.
NAMED = re.compile(r"\b(draw|pick|chance)\('([^']+)',")


def prepare(con: duckdb.DuckDBPyConnection, options: Options) -> None:
    """Set what the story depends on, and load its lists."""
    step = round(options.collisions ** (1 / 3))
    settings = {
        "seed": str(options.seed),
        "lists": str(FOLDER / "lists"),
        "first": options.begins,
        "to_end": options.ends,
        "history_from": options.first - HISTORY,
        # the pools of surnames, of forenames and of birth dates each shrink by about the third root
        "name_step": step,
        "date_step": round(options.collisions / step**2),
        "mess": list(options.kinds),
    }
    for name, value in settings.items():
        con.execute(f"set variable {name} = ?", [value])
    con.execute("set variable mess = getvariable('mess')::varchar[]")
    for script in LISTS:
        _run(con, f"story/{script}.sql")


def chunks(options: Options) -> Iterator[tuple[int, int]]:
    """The blocks to tell at a time: first, and the one after the last."""
    for start in range(0, options.blocks, CHUNK):
        yield start, min(start + CHUNK, options.blocks)


def tell(con: duckdb.DuckDBPyConnection, block_from: int, block_to: int) -> None:
    """Make the story's tables for the blocks."""
    con.execute("set variable block_from = ?", [block_from])
    con.execute("set variable block_to = ?", [block_to])
    for script in STORY:
        _run(con, f"story/{script}.sql")


def share(con: duckdb.DuckDBPyConnection, system: str) -> None:
    """Make the tables that several tables of a system read."""
    if (SYSTEMS / system / "_shared.sql").exists():
        _run(con, f"systems/{system}/_shared.sql")


def links(con: duckdb.DuckDBPyConnection, system: str) -> str | None:
    """SQL: whose each identifier of a system is; None where it knows no persons."""
    if not (SYSTEMS / system / "_links.sql").exists():
        return None
    return _script(con, f"systems/{system}/_links.sql")


def drawn(sql: str, seed: int | str) -> str:
    """SQL in which columns are drawn by their coefficients, where it names them (`mixer.sql`)."""

    def by(found: re.Match[str]) -> str:
        numbers = ", ".join(f"{_coefficient(seed, found[2], letter)}::ubigint" for letter in "abcd")
        return f"{found[1]}_by({numbers},"

    return NAMED.sub(by, sql)


def _coefficient(seed: int | str, field: str, letter: str) -> int:
    """What `coefficient(field, letter)` gives: 30 bits of the lower half of an md5, made odd."""
    digest = hashlib.md5(f"{seed}.{field}.{letter}".encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little") >> 34 | 1


def _script(con: duckdb.DuckDBPyConnection, script: str) -> str:
    seed = con.sql("select getvariable('seed')").fetchall()[0][0]
    return drawn((FOLDER / script).read_text(encoding="utf-8"), seed)


def _run(con: duckdb.DuckDBPyConnection, script: str) -> None:
    con.execute(_script(con, script))
