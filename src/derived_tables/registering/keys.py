"""Natural keys: which columns tell a record from others, and stay with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from derived_tables.errors import DeriveError
from derived_tables.landing import quoted
from derived_tables.registering.kinds import Load
from derived_tables.registering.names import attribute_word, is_identifier
from derived_tables.registering.sample import Sample
from derived_tables.registering.types import Typed

# The share of rows that may break a key: they are listed, and end as contradictions or rejected.
TOLERANCE = 0.001
SHOWN = 10
MOST_PARTS = 3
LIKELY = 8
CATEGORIES = 60


@dataclass
class Key:
    """Columns tried as a key: how many rows break it, and why it stands or is refused.

    `nulls` are rows without a value; `repeats` rows that say a key again, past its first.
    """

    columns: tuple[str, ...]
    nulls: int = 0
    repeats: int = 0
    records: int = 0
    reasons: list[str] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)
    is_refused: bool = False

    @property
    def name(self) -> str:
        """The columns, as `--key` takes them."""
        return ",".join(self.columns)


def candidates(
    sample: Sample, typed: Mapping[str, Typed], load: Load
) -> tuple[list[Key], list[Key]]:
    """Keys that hold, the best first; and columns that look like one and are refused."""
    open_to = [name for name in sample.columns if name not in (load.time, load.op, load.order)]
    singles = [name for name in open_to if _may_tell(sample, typed[name], load)]
    good, refused = [], []
    for name in singles:
        key = tried(sample, typed, load, (name,))
        _judge_alone(sample, load, key, typed)
        (refused if key.is_refused else good).append(key)
    parts = [name for name in open_to if _may_be_part(sample, typed[name], load)]
    # Those that tell most apart: each set of them costs a pass over the sample.
    parts = sorted(parts, key=lambda name: -typed[name].distinct)[:LIKELY]
    parts.sort(key=sample.columns.index)
    for count in range(2, MOST_PARTS + 1):
        if good:
            break
        for columns in combinations(parts, count):
            if any(is_identifier(name) for name in columns):
                key = tried(sample, typed, load, columns)
                if not key.is_refused and _is_stable(sample, load, key, typed):
                    good.append(key)
    good.sort(key=lambda key: (
        len(key.columns), key.nulls + key.repeats, not is_identifier(key.columns[0]),
        sample.columns.index(key.columns[0]),
    ))  # fmt: skip
    return good + _finer(sample, typed, load, good[:1], parts), refused


def tried(
    sample: Sample, typed: Mapping[str, Typed], load: Load, columns: Sequence[str]
) -> Key:
    """A key with its breaks counted and listed; refused when more than the tolerance break it."""
    names = ", ".join(quoted(name) for name in columns)
    null = " or ".join(f"{quoted(name)} is null" for name in columns)
    within = _within(sample, load)
    groups = (
        f"select {names}, {within} as w, count(*) as n, min(_file) as f, min(_row_number) as r "  # noqa: S608
        f"from sample where not ({null}) group by all"
    )
    nulls = sample.one(f"select count(*) from sample where {null}")[0]  # noqa: S608
    repeats, values = sample.one(
        f"select coalesce(sum(n - 1), 0)::bigint, count(distinct ({names})) "  # noqa: S608
        f"from ({groups}) where n > 1"
    )
    records = sample.one(
        f"select count(*) from (select distinct {names} from sample where not ({null}))"  # noqa: S608
    )[0]
    key = Key(tuple(columns), nulls, repeats, records)
    if nulls:
        key.reasons.append(
            f"null in {nulls:,} of {sample.rows:,} rows ({nulls / sample.rows:.1%})"
            + _where_null(sample, typed, columns)
        )
        key.breaks += _null_rows(sample, null)
    if repeats:
        whose = " of their file" if within == "_file" else ""
        whose = " of one time" if load.kind == "changes" else whose
        key.reasons.append(
            f"{repeats:,} rows repeat the value of another row{whose} ({values:,} "
            f"value{'s' if values > 1 else ''})"
        )
        key.breaks += _repeated_rows(sample, groups, columns)
    key.is_refused = nulls + repeats > TOLERANCE * sample.rows
    if not key.is_refused:
        said = f"tells {records:,} records"
        key.reasons.insert(0, said if key.nulls + key.repeats else f"{said}, none twice")
    return key


def rows_alike(sample: Sample) -> int:
    """Rows that say all that another row of their file says, past the first of each."""
    names = ", ".join(quoted(name) for name in sample.columns)
    return sample.one(
        f"select coalesce(sum(n - 1), 0)::bigint from (select _file, {names}, count(*) as n "  # noqa: S608
        "from sample group by all)"
    )[0]


def decide(
    sample: Sample,
    typed: Mapping[str, Typed],
    load: Load,
    given: Sequence[str] | None,
    good: Sequence[Key],
) -> Key | None:
    """The key asked for, with its breaks, else the best; None for `content`."""
    if given is None:
        return good[0] if good else None
    if list(given) == ["content"]:
        return None
    for name in given:
        if name not in sample.columns:
            raise DeriveError(
                f"--key names {name}, which no file has.",
                remedy=f"Columns are {', '.join(sample.columns)}.",
            )
    return tried(sample, typed, load, given)


def _may_tell(sample: Sample, column: Typed, load: Load) -> bool:
    """Whether a column alone may look like a key: an identifier by name, or by being unique."""
    if column.kind not in ("varchar", "bigint") or column.name == load.slice:
        return False
    if attribute_word(column.name) or not column.values or column.distinct < 2:
        return False
    if is_identifier(column.name):
        return True
    unspaced = sample.one(
        f"select count(*) from {sample.values(column.name)} where contains(v__text, ' ')"  # noqa: S608
    )[0] == 0  # fmt: skip
    return unspaced and not _breaks(sample, load, column.name)


def _may_be_part(sample: Sample, column: Typed, load: Load) -> bool:
    """Whether a column may be one of a key's: an identifier, or a time, in every row."""
    if sample.rows - column.values > TOLERANCE * sample.rows or column.distinct < 2:
        return False
    if attribute_word(column.name) or column.name in (load.slice, *load.untracked):
        return False
    return column.kind in ("date", "timestamp") or (
        column.kind in ("varchar", "bigint") and is_identifier(column.name)
    )


def _breaks(sample: Sample, load: Load, name: str) -> bool:
    one = quoted(name)
    broken = sample.one(
        f"select count(*) - count(distinct ({one}, {_within(sample, load)})) "  # noqa: S608
        f"filter (where {one} is not null) from sample"
    )[0]
    return broken > TOLERANCE * sample.rows


def _within(sample: Sample, load: Load) -> str:
    """What a key is told in: one full extract, all slices, one time of a feed."""
    if load.kind == "changes":
        return quoted(load.time)
    if load.kind == "slice" and load.slice:
        twice = sample.one(
            f"select count(*) from (select {quoted(load.slice)} from sample group by all "  # noqa: S608
            "having count(distinct _file) > 1)"
        )[0]
        return "_file" if twice else "0"
    return "_file"


def _judge_alone(sample: Sample, load: Load, key: Key, typed: Mapping[str, Typed]) -> None:
    """Refuse a column that numbers rows anew in each file."""
    if not key.is_refused and not _is_stable(sample, load, key, typed):
        key.is_refused = True
        key.reasons.append("the same value stands for another thing in the next file")


def _is_stable(sample: Sample, load: Load, key: Key, typed: Mapping[str, Typed]) -> bool:
    """Whether rows of one key in two files running agree much more than rows by chance do."""
    others = [
        name
        for name in sample.columns
        if name not in (*key.columns, load.slice, *load.untracked)
        and typed[name].distinct > 1
    ]
    if load.kind != "full" or len(sample.files) < 2 or not others:
        return True
    agree = " + ".join(
        f"cast(sample.{quoted(name)} is not distinct from later.{quoted(name)} as integer)"
        for name in others
    )
    joined = " and ".join(f"later.{quoted(n)} = sample.{quoted(n)}" for n in key.columns)
    pairs, share = sample.one(
        f"select count(*), avg(({agree}) / {len(others)}) from sample inner join sample as later "  # noqa: S608
        f"on later._file = sample._file + 1 and {joined}"
    )
    if not pairs:
        return True
    chance = sum(
        sample.one(
            f"select coalesce(sum(power(n / {sample.rows}, 2)), 0) + "  # noqa: S608
            f"power({sample.rows - typed[name].values} / {sample.rows}, 2) "
            f"from {sample.values(name)}"
        )[0]
        for name in others
    ) / len(others)
    key.reasons.append(f"{share:.1%} of what a file says of it, the next says again")
    return share - chance >= 0.5 * (1 - chance)


def _finer(
    sample: Sample,
    typed: Mapping[str, Typed],
    load: Load,
    best: Sequence[Key],
    parts: Sequence[str],
) -> list[Key]:
    """The best key with one more part, where that tells more records."""
    found = []
    for base in best:
        for name in parts:
            if name in base.columns:
                continue
            key = tried(sample, typed, load, (*base.columns, name))
            more = key.records - base.records
            if not key.is_refused and more > TOLERANCE * base.records:
                key.reasons.append(
                    f"{more:,} more than {base.name}: for records that begin anew at {name}"
                )
                found.append(key)
    return sorted(found, key=lambda key: key.nulls + key.repeats)


def _where_null(sample: Sample, typed: Mapping[str, Typed], columns: Sequence[str]) -> str:
    """The category all of whose rows lack the key, where that is most of the nulls."""
    [name, *more] = columns
    if more:
        return ""
    for other in sample.columns:
        if other == name or not 1 < typed[other].distinct <= CATEGORIES:
            continue
        found = sample.all(
            f"select {quoted(other)}, count(*) from sample where {quoted(other)} is not null "  # noqa: S608
            f"group by 1 having count({quoted(name)}) = 0 order by 2 desc"
        )
        covered = sum(count for _, count in found)
        if covered >= 0.95 * (sample.rows - typed[name].values) and len(found) <= 3:
            said = " and ".join(f"{value!r} ({count:,})" for value, count in found)
            return f": every row whose {other} is {said}"
    return ""


def _null_rows(sample: Sample, null: str) -> list[str]:
    return [
        f"{sample.files[file].name} row {row}: no value"
        for file, row in sample.all(
            f"select _file, _row_number from sample where {null} order by 1, 2 limit {SHOWN}"  # noqa: S608
        )
    ]


def _repeated_rows(sample: Sample, groups: str, columns: Sequence[str]) -> list[str]:
    names = ", ".join(quoted(name) for name in columns)
    found = sample.all(
        f"select f, r, n, {names} from ({groups}) where n > 1 order by f, r limit {SHOWN}"  # noqa: S608
    )
    return [
        f"{sample.files[file].name} row {row}: {', '.join(map(str, values))} stands {count} times"
        for file, row, count, *values in found
    ]
