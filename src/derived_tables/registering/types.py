"""Types of columns, over every value of the sample, with what speaks for and against each."""

from __future__ import annotations

from dataclasses import dataclass, field

from derived_tables.landing import quoted
from derived_tables.registering.names import IDENTIFIER
from derived_tables.registering.sample import Sample

TOLERANCE = 0.001
SHOWN = 10
# A word that says true and the one that says false beside it.
PAIRS = (("true", "false"), ("yes", "no"), ("y", "n"), ("t", "f"))
WIDEST = 38
KINDS = {
    "boolean": "true or false", "bigint": "whole number", "decimal": "number",
    "date": "date", "timestamp(6)": "time",
}  # fmt: skip


@dataclass(frozen=True)
class Break:
    """A value that a proposed type does not keep, and where it stands."""

    file: str
    row: int
    value: str


@dataclass
class Typed:
    """A column with its type; `evidence` is one phrase each, `breaks` the values that it loses."""

    name: str
    data_type: str
    clock: str | None = None
    values: int = 0
    distinct: int = 0
    blank: int = 0
    longest: int = 0
    evidence: list[str] = field(default_factory=list)
    broken: int = 0
    breaks: list[Break] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The type without its measures."""
        return self.data_type.split("(")[0]


@dataclass(frozen=True)
class _Measure:
    """What all values of a column have in common."""

    rows: int
    distinct: int
    longest: int
    zeros: int
    plus: int
    digits: int
    scale: int
    zoned: int
    fine: int
    words: tuple[str, ...]


def infer(sample: Sample, column: str, tolerance: float | None = None) -> Typed:
    """The narrowest type that keeps every value, or all but a share of at most `tolerance`.

    That is `TOLERANCE` where none is given, and none for what is named as an identifier or a code:
    one letter in a thousand codes makes them text.
    """
    if tolerance is None:
        tolerance = 0 if IDENTIFIER.search(column) else TOLERANCE
    table = sample.values(column)
    measure = _measure(sample, table)
    made = Typed(
        column, "varchar", values=measure.rows, distinct=measure.distinct,
        blank=sample.rows - measure.rows, longest=measure.longest,
    )  # fmt: skip
    if not measure.rows:
        made.evidence.append(f"no value in {sample.rows:,} rows")
        return made
    options = _options(measure)
    found = [(name, clock, _lost(sample, table, name, clock)) for name, clock in options]
    whole = [one for one in found if not one[2]]
    nearly = [one for one in found if one[2] <= tolerance * measure.rows]
    chosen = (whole or nearly or [None])[0]
    if chosen:
        made.data_type, made.clock, made.broken = chosen
    _say(sample, table, made, measure, found)
    if made.broken:
        made.breaks = where_lost(sample, column, made.data_type, made.clock)
    return made


def lost_by(sample: Sample, column: str, data_type: str, clock: str | None = None) -> int:
    """How many rows have a value that a type does not keep."""
    return _lost(sample, sample.values(column), data_type, clock)


def where_lost(
    sample: Sample, column: str, data_type: str, clock: str | None = None
) -> list[Break]:
    """The first values that a type does not keep, with file and row."""
    cast = sample.casts.cast("v", data_type, clock or "none")
    found = sample.all(
        f"select _file, _row_number, v__text from (select _file, _row_number, "  # noqa: S608
        f"{quoted(column)} as v__text from sample) as held where v__text is not null "
        f"and ({cast} is null or {_cut(data_type)}) order by 1, 2 limit {SHOWN}"
    )
    return [Break(sample.files[file].name, row, text) for file, row, text in found]


def _measure(sample: Sample, table: str) -> _Measure:
    """Counts over a column's values (rows, not distinct values, where nothing else is said)."""
    number = "regexp_matches(v__text, '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$')"
    time = "regexp_matches(v__text, '[0-9]:[0-9]')"
    *found, words = sample.one(f"""
        select
            coalesce(sum(n), 0)::bigint, count(*), coalesce(max(length(v__text)), 0),
            coalesce(sum(n) filter (where regexp_matches(v__text, '^[+-]?0[0-9]')
                and {number}), 0)::bigint,
            coalesce(sum(n) filter (where regexp_matches(v__text, '^[+]') and {number}), 0)::bigint,
            coalesce(max(length(ltrim(split_part(ltrim(v__text, '+-'), '.', 1), '0')))
                filter (where {number}), 0),
            coalesce(max(length(split_part(v__text, '.', 2))) filter (where {number}), 0),
            coalesce(sum(n) filter (where {time}
                and regexp_matches(v__text, '(Z|[+]00:?00)$')), 0)::bigint,
            coalesce(sum(n) filter (where {time} and {_cut("timestamp(6)")}), 0)::bigint,
            list(distinct lower(v__text)) filter (where length(v__text) <= 5)[:20]
        from {table}
    """)  # noqa: S608
    return _Measure(*found, words=tuple(sorted(words or ())))


def _cut(data_type: str) -> str:
    """SQL: whether a time has digits past the sixth, which a cast would cut."""
    if data_type != "timestamp(6)":
        return "false"
    return "regexp_matches(v__text, ':[0-9]{2}[.][0-9]{6}0*[1-9]')"


def _options(measure: _Measure) -> list[tuple[str, str | None]]:
    """Types to try, the narrowest first, each with its clock."""
    options: list[tuple[str, str | None]] = []
    if measure.distinct <= 6 and _is_boolean(measure):
        options.append(("boolean", None))
    # A zero or a sign before a number is part of it: `007` is no 7.
    if not measure.zeros and not measure.plus:
        options.append(("bigint", None))
        if measure.digits + measure.scale <= WIDEST:
            needed = measure.digits + measure.scale
            precision = 18 if needed <= 18 else WIDEST
            options.append((f"decimal({precision},{measure.scale})", None))
    options.append(("date", "none"))
    options.append(("timestamp(6)", "utc" if measure.zoned else "local"))
    return options


def _is_boolean(measure: _Measure) -> bool:
    """Whether both words of a pair are there; `n` alone may be the first of many codes."""
    found = set(measure.words)
    both = any(set(pair) <= found for pair in PAIRS)
    spelt = bool(found) and found <= {"true", "false"}
    return (both or spelt) and found <= {word for pair in PAIRS for word in pair}


def _lost(sample: Sample, table: str, data_type: str, clock: str | None) -> int:
    cast = sample.casts.cast("v", data_type, clock or "none")
    return sample.one(
        f"select coalesce(sum(n) filter (where {cast} is null or {_cut(data_type)}), 0)::bigint "  # noqa: S608
        f"from {table}"
    )[0]


def _say(
    sample: Sample,
    table: str,
    made: Typed,
    measure: _Measure,
    found: list[tuple[str, str | None, int]],
) -> None:
    """Put what was seen into words."""
    say = made.evidence
    say.append(f"{measure.rows:,} values" + (f", {made.blank:,} blank" if made.blank else ""))
    if sample.padded.get(made.name):
        say.append(f"{sample.padded[made.name]:,} padded with spaces")
    if made.data_type == "varchar":
        say.append(f"longest has {measure.longest} characters")
        for what, count in (("zero", measure.zeros), ("plus", measure.plus)):
            if count and count <= measure.rows:
                shape = "^[+-]?0[0-9]" if what == "zero" else "^[+]"
                like = _like(sample, table, f"regexp_matches(v__text, '{shape}')")
                say.append(f"{count:,} begin with a {what}, like {like!r}")
        _say_missed(sample, table, made, measure, found)
        return
    for _, count, like in _other_shapes(sample, table, made):
        say.append(f"{count:,} of {measure.rows:,} values like {like!r}")
    if made.kind in ("date", "timestamp"):
        slashed = _count(sample, table, "regexp_matches(v__text, '^[0-9]{2}/')")
        if slashed:
            past = _count(sample, table, "regexp_matches(v__text, '^(1[3-9]|[23][0-9])/')")
            say.append(
                f"{slashed:,} read as day/month/year"
                + ("" if past else "; no day is past 12, so they may be month/day")
            )
    if made.broken:
        say.append(f"{made.broken:,} of {measure.rows:,} values are no {_kind_word(made)}")


def _say_missed(
    sample: Sample,
    table: str,
    made: Typed,
    measure: _Measure,
    found: list[tuple[str, str | None, int]],
) -> None:
    """Name the type that most values have, where it is more than half of them."""
    if measure.zeros or measure.plus or not found:
        return
    name, clock, lost = min(found, key=lambda one: one[2])
    if lost < measure.rows / 2:
        cast = sample.casts.cast("v", name, clock or "none")
        like = _like(sample, table, f"({cast}) is null or {_cut(name)}")
        word = KINDS[name.split("(")[0] if name.startswith("decimal") else name]
        made.evidence.append(f"{lost:,} of {measure.rows:,} values are no {word}, like {like!r}")


def _kind_word(made: Typed) -> str:
    return KINDS["decimal" if made.kind == "decimal" else made.data_type]


def _other_shapes(sample: Sample, table: str, made: Typed) -> list[tuple[str, int, str]]:
    """Forms of values besides the usual one, a value of each: `22.0` among whole numbers."""
    if made.kind in ("decimal", "boolean"):
        return []
    shape = "regexp_replace(v__text, '[0-9]+', '9', 'g')"
    return sample.all(
        f"select {shape} as shape, sum(n)::bigint as n, min(v__text) from {table} "  # noqa: S608
        f"where {sample.casts.cast('v', made.data_type, made.clock or 'none')} is not null "
        "group by shape order by n desc, shape"
    )[1:4]


def _count(sample: Sample, table: str, where: str) -> int:
    return sample.one(f"select coalesce(sum(n), 0)::bigint from {table} where {where}")[0]  # noqa: S608


def _like(sample: Sample, table: str, where: str) -> str:
    """The commonest value for which something holds."""
    return sample.one(
        f"select v__text from {table} where {where} order by n desc, v__text limit 1"  # noqa: S608
    )[0]


WIDER = {
    "integer": ("bigint", "decimal"),
    "bigint": ("decimal",),
    "decimal": ("decimal",),
    "date": ("timestamp",),
}


def widened(standing: str, seen: Typed) -> str:
    """A type that keeps what `standing` keeps and what was seen: a number, a time, or text."""
    kind = standing.split("(")[0]
    if seen.kind not in WIDER.get(kind, ()):
        return "varchar"
    if kind == "decimal":
        whole, scale = _measures(standing)
        more, finer = _measures(seen.data_type)
        scale, whole = max(scale, finer), max(whole - scale, more - finer)
        return f"decimal({whole + scale},{scale})" if whole + scale <= WIDEST else "varchar"
    if seen.kind == "decimal":
        whole, scale = _measures(seen.data_type)
        return f"decimal({WIDEST},{scale})" if WIDEST - scale >= 19 else "varchar"
    return seen.data_type


def _measures(data_type: str) -> tuple[int, int]:
    """Precision and scale of a decimal."""
    precision, scale = data_type.removeprefix("decimal(").removesuffix(")").split(",")
    return int(precision), int(scale)
