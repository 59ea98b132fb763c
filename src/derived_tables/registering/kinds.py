"""How the table is loaded and how a deletion shows, from several files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from statistics import median

from derived_tables.errors import DeriveError
from derived_tables.landing import quoted, row_time_sql
from derived_tables.registering.sample import Sample
from derived_tables.registering.types import Typed

OP = re.compile(r"^_?(op|oper|operation|op_type|op_code|change_type|dml|dml_type|row_op|action)$")
STAMP = re.compile(
    r"extract|commit|transact|chang|updat|modif|load|replicat|captur|dms|timestamp|(^|_)ts$"
)
DELETED = re.compile(r"^(is_|soft_|row_)?deleted(_flag|_flg|_ind|_yn)?$")
ORDER = re.compile(r"^(scn|lsn|row_version|commit_seq|change_seq)$")
# From this share on, rows of one file that are in the next show that each file is the whole.
RECURRING = 0.5
SCHEDULES = ((1.5, "daily"), (10, "weekly"), (45, "monthly"), (120, "quarterly"), (500, "yearly"))


@dataclass
class Load:
    """Kind of load (full, slice or changes) with the columns it needs, and why.

    `untracked` are columns that say which extract it is, and nothing of a record.
    """

    kind: str
    slice: str | None = None
    time: str | None = None
    op: str | None = None
    order: str | None = None
    deleted_when: str | None = None
    fall: float | None = None
    untracked: tuple[str, ...] = ()
    schedule: str = "TODO"
    evidence: list[str] = field(default_factory=list)


def infer(
    sample: Sample,
    typed: Mapping[str, Typed],
    *,
    kind: str | None = None,
    slice_column: str | None = None,
) -> Load:
    """The load's kind, as decided or as the files show; DeriveError where they do not."""
    constant = _constant_in_files(sample, typed)
    if kind:
        load = _decided(sample, typed, kind, slice_column, constant)
    else:
        load = _seen(sample, typed, constant)
    if load.kind != "changes":
        load.schedule = _schedule(sample)
    if load.kind == "full":
        _say_falls(sample, load)
    load.evidence += [
        f"{name} has one value a file: the extract's, so not tracked" for name in load.untracked
    ]
    _add_soft_delete(sample, typed, load)
    return load


def _decided(
    sample: Sample,
    typed: Mapping[str, Typed],
    kind: str,
    slice_column: str | None,
    constant: Sequence[str],
) -> Load:
    """What a person said, with the columns that it needs."""
    if kind == "slice":
        sliced = slice_column or next(iter(constant), None)
        if not sliced:
            raise DeriveError(
                "--kind slice: no column has one value in each file and another in the next.",
                remedy="Name the column with --slice.",
            )
        why = "--slice" if slice_column else "--kind; it has one value in each file"
        return Load("slice", slice=sliced, evidence=[f"kind: slice by {sliced} ({why})"])
    if kind == "changes":
        found = _changes(sample, typed, asked=True)
        if found is None:
            raise DeriveError(
                "--kind changes: no column has a time that landing reads in every row.",
                remedy="Changes need a time a row, as 2025-01-31 10:20:30; or give another --kind.",
            )
        return found
    return Load("full", untracked=tuple(constant), evidence=["kind: full (--kind)"])


def _seen(sample: Sample, typed: Mapping[str, Typed], constant: Sequence[str]) -> Load:
    """What the files show."""
    sliced = next(iter(constant), None)
    recurring = _recurring(sample, typed, constant)
    count = len(sample.files)
    found = _changes(sample, typed)
    is_event = sliced and recurring is not None and recurring < RECURRING
    if found and (found.op or not is_event or STAMP.search(found.time)):
        return found
    if recurring is None:
        return Load(
            "full",
            evidence=["kind: full, because one file shows nothing else; more files would tell"],
        )
    share = f"{recurring:.0%} of the rows of a file, or of its identifiers, are in the next"
    if recurring >= RECURRING:
        load = Load("full", evidence=[f"kind: full: {share}, so each of {count} files is whole"])
        load.untracked = tuple(constant)
        return load
    if sliced:
        return Load(
            "slice",
            slice=sliced,
            evidence=[
                f"kind: slice by {sliced}: it has one value in each of {count} files, "
                f"another in the next, and {share}",
                f"deletes: absence closes within one {sliced}, never when the next arrives",
            ],
        )
    raise DeriveError(
        f"the files do not show how they load: only {share}, no column has one value a file, and "
        "no column of times orders them.",
        remedy="Say so: --kind full, --kind slice --slice COLUMN, or --kind changes.",
    )


def _constant_in_files(sample: Sample, typed: Mapping[str, Typed]) -> list[str]:
    """Columns of one value in each file, not the same in all; that of most values first."""
    full = [name for name in sample.columns if typed[name].values == sample.rows]
    if len(sample.files) < 2 or not full:
        return []
    distinct = ", ".join(f"max(d{n}), count(distinct v{n})" for n in range(len(full)))
    inner = ", ".join(
        f"count(distinct {quoted(name)}) as d{n}, min({quoted(name)}) as v{n}"
        for n, name in enumerate(full)
    )
    found = sample.one(
        f"select {distinct} from (select _file, {inner} from sample group by _file)"  # noqa: S608
    )
    values = {
        name: found[2 * place + 1] for place, name in enumerate(full) if found[2 * place] == 1
    }
    return sorted((name for name in values if values[name] > 1), key=lambda name: -values[name])


def _recurring(
    sample: Sample, typed: Mapping[str, Typed], constant: Sequence[str]
) -> float | None:
    """The share of a file's rows, or of its best identifier, found in the next; None for one file.

    The greatest of: rows but for what is constant in a file, and each column near to unique there.
    """
    if len(sample.files) < 2:
        return None
    others = [name for name in sample.columns if name not in constant and typed[name].values]
    texts = ", ".join(f"coalesce({quoted(name)}, '')" for name in others)
    keys = {"_row": f"hash({texts})"}
    keys |= {
        name: f"hash({quoted(name)})"
        for name in others
        if typed[name].kind in ("varchar", "bigint") and _near_unique(sample, name)
    }
    shares = []
    for sql in keys.values():
        shares.append(
            sample.one(f"""
                with seen as (select distinct _file, {sql} as h from sample)
                select count(later.h) / greatest(count(*), 1)
                from seen left join seen as later on later._file = seen._file + 1
                    and later.h = seen.h
                where seen._file < {len(sample.files) - 1}
            """)[0]  # noqa: S608
        )
    return max(shares)


def _near_unique(sample: Sample, name: str) -> bool:
    """Whether nine in ten rows of a file have a value of their own."""
    distinct, rows = sample.one(
        f"select sum(d), sum(n) from (select count(distinct {quoted(name)}) as d, count(*) as n "  # noqa: S608
        "from sample group by _file)"
    )
    return distinct >= 0.9 * rows


def _changes(sample: Sample, typed: Mapping[str, Typed], asked: bool = False) -> Load | None:
    """A feed of changes: an operation and a time a row, or files that follow on in a time."""
    op = next((name for name in sample.columns if OP.match(name) and _says_op(sample, name)), None)
    times = [
        name
        for name in sample.columns
        if typed[name].kind in ("date", "timestamp")
        and typed[name].values == sample.rows
        and sample.one(
            f"select count(*) from sample where {row_time_sql(name)} is null"  # noqa: S608
        )[0] == 0
    ]  # fmt: skip
    times.sort(key=lambda name: not STAMP.search(name))
    following = [name for name in times if _follow_on(sample, name)]
    chosen = (following or (times if op or asked else []))[:1]
    if not chosen:
        return None
    time = chosen[0]
    load = Load("changes", time=time, op=op)
    said = f"kind: changes, each row at its {time}"
    if asked:
        said += " (--kind)"
    elif following:
        said += f": no file has a {time} before the last of the file before it"
    load.evidence.append(said + (f"; {op} says insert, update or delete" if op else ""))
    has_deletes = op and sample.one(
        f"select count(*) from sample where {quoted(op)} = 'D'"  # noqa: S608
    )[0]
    load.evidence.append(
        f"deletes: {has_deletes:,} rows have {op} D" if has_deletes
        else "deletes: none seen; absence says nothing in a feed of changes"
    )  # fmt: skip
    load.order = next(
        (n for n in sample.columns if ORDER.match(n) and typed[n].kind in ("bigint", "decimal")),
        None,
    )
    if load.order:
        load.evidence.append(f"order: {load.order} decides between rows of one time")
    return load


def _says_op(sample: Sample, name: str) -> bool:
    """Whether a column says I, U or D, or nothing."""
    other, found = sample.one(
        f"select count(*) filter (where {quoted(name)} not in ('I', 'U', 'D')), "  # noqa: S608
        f"count({quoted(name)}) from sample"
    )
    return not other and found > 0


def _follow_on(sample: Sample, name: str) -> bool:
    """Whether each file begins at or after the last time of the file before it.

    One time a file is the extract's own, and orders no rows.
    """
    spans = sample.all(
        f"select min(t), max(t) from (select _file, {row_time_sql(name)} as t from sample) "  # noqa: S608
        "group by _file order by _file"
    )
    varied = len(spans) > 1 and any(first < last for first, last in spans)
    return varied and all(first[1] <= second[0] for first, second in pairwise(spans))


def _schedule(sample: Sample) -> str:
    """The schedule that the times in names keep."""
    times: list[datetime] = sorted({file.at for file in sample.files if file.at})
    if len(times) < 2:
        return "TODO"
    days = median((b - a).total_seconds() / 86400 for a, b in pairwise(times))
    return next((word for limit, word in SCHEDULES if days <= limit), "TODO")


def _say_falls(sample: Sample, load: Load) -> None:
    """How a deletion shows in full extracts, and a fall that would hold one."""
    load.evidence.append("deletes: absence closes a record that a full extract leaves out")
    falls = [
        (1 - later.rows / first.rows, later.name)
        for first, later in pairwise(sample.files)
        if first.rows
    ]
    if falls and max(falls)[0] > 0.2:
        fall, name = max(falls)
        load.fall = min(1.0, round(fall + 0.05, 1))
        load.evidence.append(
            f"fall: {load.fall}, because {name} has {fall:.0%} fewer rows than the file before it"
        )


def _add_soft_delete(sample: Sample, typed: Mapping[str, Typed], load: Load) -> None:
    """A flag that says deleted."""
    for name in sample.columns:
        if not DELETED.match(name) or name == load.op or not typed[name].values:
            continue
        words = {row[0].lower() for row in sample.all(
            f"select v__text from {sample.values(name)} limit 5"  # noqa: S608
        )}  # fmt: skip
        if typed[name].kind == "boolean":
            load.deleted_when = name
        elif typed[name].kind == "bigint" and words <= {"0", "1"}:
            load.deleted_when = f"{name} = 1"
        elif words <= {"y", "n"}:
            load.deleted_when = f"{name} in ('Y', 'y')"
        else:
            continue
        load.evidence.append(f"deletes: {load.deleted_when} says that a record is deleted")
        return
