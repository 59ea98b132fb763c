"""What can be seen in a model's text to differ between DuckDB and Athena, and the macro to use.

Comments, Jinja and the insides of quotes are not looked at: a macro's own body is where the
difference belongs. Run as a script, it prints what it finds in the files named.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import trino_sql_validator

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sql_scan import NOT_FUNCTIONS, bare_sql, calls, casts, jinja_only, line_of

PROJECT = Path(__file__).resolve().parents[3]
LOOKED_AT = ("models", "tests/singular", "snapshots")

# A function that means different things, or is on one engine alone -> what to write.
FUNCTIONS = {
    "avg": "average()",
    "mean": "average()",
    "date_diff": "days_between() or months_between()",
    "datediff": "days_between() or months_between()",
    "datesub": "days_between() or months_between()",
    "date_sub": "days_between() or months_between()",
    "age": "months_between() or age_at()",
    "date_add": "add_days() or add_months()",
    "dateadd": "add_days() or add_months()",
    "date_part": "extract(... from ...), or day_of_week()",
    "dayofweek": "day_of_week()",
    "isodow": "day_of_week()",
    "weekday": "day_of_week()",
    "day_of_week": "the macro day_of_week()",
    "regexp_replace": "regex_replace_all()",
    "regexp_matches": "matches_pattern()",
    "regexp_like": "matches_pattern()",
    "regexp_full_match": "matches_pattern()",
    "split_part": "split_part_of()",
    "substr": "text_slice()",
    "substring": "text_slice()",
    "trim": "trim_text()",
    "ltrim": "trim_text()",
    "rtrim": "trim_text()",
    "greatest": "greatest_of()",
    "least": "least_of()",
    "md5": "generate_surrogate_key() or md5_text()",
    "hash": "generate_surrogate_key() or md5_text()",
    "to_char": "canonical_text()",
    "strftime": "canonical_text()",
    "date_format": "canonical_text()",
    "strptime": "safe_cast()",
    "date_parse": "safe_cast()",
    "timezone": "local_to_utc()",
    "at_timezone": "local_to_utc()",
    "with_timezone": "local_to_utc()",
    "generate_series": "date_spine()",
    "range": "date_spine()",
    "sequence": "date_spine()",
    "ifnull": "coalesce()",
    "nvl": "coalesce()",
    "len": "length()",
    "list": "array_agg()",
    "string_agg": "a macro in macros/engine/",
    "group_concat": "a macro in macros/engine/",
    "listagg": "a macro in macros/engine/",
    "isnan": "nullif() before the division",
}

# What is no call of a function -> what to write.
SHAPES: list[tuple[str, re.Pattern[str], str]] = [
    ("/", re.compile(r"/"), "divide()"),
    ("::", re.compile(r"::"), "cast()"),
    ("try_cast", re.compile(r"\btry_cast\b"), "safe_cast()"),
    (
        "extract(dow",
        re.compile(r"\bextract\s*\(\s*(dow|isodow|dayofweek|day_of_week|weekday)\b"),
        "day_of_week()",
    ),
    (
        "extract(week",
        re.compile(r"\bextract\s*\(\s*(week|weekofyear|yearweek|isoyear|epoch|century)\b"),
        "a macro in macros/engine/",
    ),
    ("at time zone", re.compile(r"\bat\s+time\s+zone\b"), "local_to_utc()"),
    ("ignore nulls", re.compile(r"\bignore\s+nulls\b"), "last_known()"),
    ("ilike", re.compile(r"\bilike\b"), "lower() and like"),
    ("qualify", re.compile(r"\bqualify\b"), "row_number() in one step, a filter in the next"),
    ("distinct on", re.compile(r"\bdistinct\s+on\b"), "row_number() and a filter"),
    ("select * exclude", re.compile(r"\*\s*(exclude|replace|rename)\b"), "a list of columns"),
    ("asof join", re.compile(r"\basof\b"), "a join on the range"),
    ("group by all", re.compile(r"\b(group|order)\s+by\s+all\b"), "a list of columns"),
    ("[...]", re.compile(r"\[|\]"), "array[...] in a macro in macros/engine/"),
    ("{...}", re.compile(r"[{}]"), "a row or a map in a macro in macros/engine/"),
    ("~", re.compile(r"~"), "matches_pattern()"),
    ("->", re.compile(r"->"), "a macro in macros/engine/"),
]
TEXT_TYPES = re.compile(r"(varchar|text|string|char|character varying)\b")
# What a cast to text may be of, its form being in no doubt.
PLAIN = re.compile(r"null|'[^']*'")


@functools.cache
def functions_of_duckdb() -> frozenset[str]:
    """Every function that DuckDB lists."""
    found = duckdb.sql("select distinct lower(function_name) from duckdb_functions()")
    return frozenset(name for (name,) in found.fetchall())


@functools.cache
def is_of_trino(name: str) -> bool:
    """Whether Trino's documentation lists a function."""
    answer = trino_sql_validator.validate(f"select {name}(a) from t", jinja="reject")
    return name not in answer.unknown_functions


# Written as calls, but part of the language on both engines.
LANGUAGE = frozenset({"coalesce", "nullif", "extract", "position", *NOT_FUNCTIONS, "j"})


def findings(code: str) -> list[tuple[int, str]]:
    """What is not portable in a model's text: the line and what to do."""
    bare = bare_sql(code)
    found = []
    for name, pattern, instead in SHAPES:
        found += [(match.start(), f"`{name}`: use {instead}") for match in pattern.finditer(bare)]
    for name, position in calls(bare):
        if name in FUNCTIONS:
            found.append((position, f"`{name}()`: use {FUNCTIONS[name]}"))
        elif name not in LANGUAGE and not (is_of_trino(name) and name in functions_of_duckdb()):
            only = "neither engine" if not is_of_trino(name) else "Athena alone"
            if name in functions_of_duckdb():
                only = "DuckDB alone"
            found.append((position, f"`{name}()` is of {only}: use a macro in macros/engine/"))
    for value, type_, position in casts(bare):
        if TEXT_TYPES.match(type_) and not PLAIN.fullmatch(value):
            found.append((position, "a cast to text: use canonical_text()"))
    for match in _steps(bare):
        found.append((match, "`+ interval`: use add_days() or add_months()"))
    for match in re.finditer(
        r"\badapter\s*\.\s*(type|dispatch)\b|\btarget\s*\.\s*(type|name)\b", jinja_only(code)
    ):
        found.append((match.start(), f"`{match[0]}`: engines differ in macros/engine/ alone"))
    return sorted((line_of(bare, position), saying) for position, saying in set(found))


def _steps(bare: str) -> list[int]:
    """Where months or days are added to what may be a date: a date here, a timestamp there."""
    return [match.start() for match in re.finditer(r"[-+]\s*interval\b", bare)]


def sql_files(root: Path = PROJECT) -> list[Path]:
    """The files whose text has to mean the same on both engines."""
    return [path for folder in LOOKED_AT for path in sorted((root / folder).rglob("*.sql"))]


def main(paths: list[str], say: Callable[[str], object] = print) -> int:
    """Print what is found in the files; 1 if anything is."""
    status = 0
    for path in [Path(one) for one in paths] or sql_files():
        for line, saying in findings(path.read_text()):
            say(f"{path}:{line}: {saying}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
