"""Cutting the versions of a table into the batches of a window, spoiling and landing them.

A batch has a number: its day's place in the window, times four, plus the kind. A table's rows wait
in files, one a chunk of blocks and in the order of batches, until every chunk is told; then its
batches are landed, several to a part, and its files are gone before the next table is landed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

import duckdb

from derived_tables.landing import BatchSpec, land_batches, make_table
from derived_tables.store import Store
from derived_tables.synthetic import mess
from derived_tables.synthetic.options import Options
from derived_tables.synthetic.tables import Source
from derived_tables.synthetic.world import drawn

FULL, CHANGES, DELETES = 0, 1, 2
KINDS = {FULL: "full", CHANGES: "changes", DELETES: "deletes"}
# A full extract of everything, now and then: (cycle in days, day of the cycle).
RESYNC = (1096, 320)
ROWS_OF_A_PART = 2_000_000
TIME = "extraction_timestamp"


@dataclass(frozen=True)
class Extract:
    """A full extract: the batch's number, its moment (UTC), and the moment whose state it says."""

    number: int
    at: datetime
    says: datetime
    is_cut_short: bool = False


@dataclass(frozen=True)
class Delivery:
    """How one table's rows of a window come in batches."""

    source: Source
    options: Options
    since: date | None = None  # what came before this day has been landed already

    @cached_property
    def of_rows(self) -> list[str]:
        """The columns of changes besides the table's own."""
        if not self.is_feed:
            return []
        return ["op", TIME] if self.source.op else [TIME]

    @cached_property
    def usual(self) -> int:
        """Days between the system's batches, before they are made coarser."""
        return {"daily": 1, "weekly": 7, "monthly": 28}[self.source.rhythm]

    @cached_property
    def span(self) -> int:
        """Days of a batch."""
        return max(self.usual, self.options.batch_days)

    @cached_property
    def days(self) -> dict[int, tuple[date, date]]:
        """First and last day of each span of the window that is delivered, by its place.

        A week is delivered when it is over; a span that --batch-days made ends with the window.
        """
        first, to, found = self.options.first, self.options.to, {}
        for place in range((to - first).days // self.span + 1):
            begins = first + timedelta(days=place * self.span)
            ends = begins + timedelta(days=self.span - 1)
            if self.span > self.usual or self.span == 1:
                begins, ends = max(begins, self.since or begins), min(ends, to)
            if ends <= to and begins <= ends and (self.since is None or ends >= self.since):
                found[place] = (begins, ends)
        return found

    @cached_property
    def is_feed(self) -> bool:
        """Whether it brings changes after a first full extract."""
        return self.source.table.kind == "feed"

    def days_of(self, number: int) -> tuple[date, date]:
        """First and last day that a batch covers."""
        return self.days[number // 4]

    def has(self, kind: str, number: int) -> bool:
        """Whether this kind of mess falls on the batch."""
        if kind not in self.options.kinds:
            return False
        if self.options.batch_days > 1:  # every batch would have every kind
            return mess.on_day(kind, self.days_of(number)[0])
        return mess.in_span(kind, *self.days_of(number))

    @cached_property
    def extracts(self) -> list[Extract]:
        """The full extracts of the window."""
        found = []
        if self.is_feed:
            for place, (first, last) in self._all_days():
                cycle, turn = RESYNC
                ahead = (turn - (first - mess.COUNTED_FROM).days) % cycle
                is_new = self.since is None or first >= self.since
                if is_new and (place == 0 or ahead <= (last - first).days):
                    moment = datetime.combine(first, time())
                    found.append(Extract(4 * place + FULL, moment, moment))
            return found
        before = None
        for place, day in enumerate(self._extract_days()):
            moment = datetime.combine(day, time(4))
            number = 4 * place + FULL
            is_stale = before is not None and self._on("stale", day)
            says = before if is_stale and before else moment
            if self.since is None or day >= self.since:
                is_cut = place > 0 and not is_stale and self._on("cut_short", day)
                found.append(Extract(number, moment, says, is_cut))
            before = moment
        return found

    def _all_days(self) -> Iterator[tuple[int, tuple[date, date]]]:
        """Every span, with the one that begins the window though its week is not over."""
        if 0 not in self.days and self.since is None:
            yield 0, (self.options.first, self.options.first)
        yield from self.days.items()

    def _on(self, kind: str, day: date) -> bool:
        """Whether the extract of this day, of its rhythm, carries the mess."""
        reach = 6 if self.source.rhythm == "weekly" else 29
        return kind in self.options.kinds and mess.in_span(kind, day - timedelta(days=reach), day)

    def _extract_days(self) -> Iterator[date]:
        """The days of full extracts; the register of the month in which the window begins too."""
        if self.source.rhythm == "monthly":
            month = self.options.first.replace(day=1)
            while month <= self.options.to:
                yield month
                month = (month + timedelta(days=32)).replace(day=1)
            return
        for day in range(0, (self.options.to - self.options.first).days + 1, self.span):
            yield self.options.first + timedelta(days=day)

    def cut_sql(self, columns: Sequence[str]) -> str:
        """SQL: a row per delivered row, clean, with `_batch` and `_lot`, its draw for mess."""
        table = self.source.table
        kept = {*table.key, table.order}
        by_op = table.deletes in ("op", "feed")
        payload = ", ".join(
            c if c in kept or not by_op else f"case when op <> 'D' then {c} end as {c}"
            for c in columns
        )
        named = ", ".join(columns)
        fulls = self.extracts
        branches = []
        if fulls:
            listed = ", ".join(
                f"({e.number}, timestamp '{e.says}', {e.is_cut_short})" for e in fulls
            )
            branches.append(
                f"select fulls._batch, null::timestamp as _time, block, item, op, {named} "
                f"from versions inner join (values {listed}) as fulls (_batch, says, is_cut) "
                "on version_at < says and (until_at is null or until_at >= says) "
                "where op <> 'D' and (not is_cut "
                f"or pick('mess.cut.{self.source.title}', block, item, 3) = 0)"
            )
        if self.is_feed and self.days:
            first = self.options.first
            begin = min(days[0] for days in self.days.values())
            end = max(days[1] for days in self.days.values()) + timedelta(days=1)
            kind = f"case when op = 'D' then {DELETES} else {CHANGES} end"
            branches.append(
                f"select (version_at::date - date '{first}') // {self.span} * 4 + "
                f"{kind if table.deletes == 'feed' else CHANGES} as _batch, "
                f"version_at as _time, block, item, op, {payload} from versions "
                f"where version_at >= timestamp '{begin}' "
                f"and version_at < timestamp '{end}'"
            )
        lot = (
            f"draw('mess.{self.source.title}', "
            f"block * 40000 + (date '{self.options.first}' - date '2000-01-01') "
            f"+ _batch // 4 * {self.span}, item * 4 + _batch % 4)"
        )
        if not branches:
            branches = [
                f"select 0 as _batch, version_at as _time, block, item, op, {named} "
                "from versions where false"
            ]
        return f"with cut as ({' union all '.join(branches)}) select *, {lot} as _lot from cut"

    def delivered_sql(self, columns: Sequence[str]) -> str:
        """SQL: the rows of `versions` as they are delivered, mess and all, in order of batch."""
        found = mess.spoilings(self.source, self.options.kinds)
        spared = f"_batch % 4 = {DELETES} or op = 'D'"
        mask = mess.mask_sql(self.source, found, self.options)
        by_kind = {one.kind: one.mask for one in found}
        copies = " ".join(
            f"when _mask & {by_kind[kind]} <> 0 then [0, {copy}]"
            for kind, copy in (("contradiction", 2), ("duplicate", 1))
            if kind in by_kind
        )
        copy = f"unnest(case {copies} else [0] end)" if copies else "0"
        values = ", ".join(f"{mess.spoilt_sql(self.source, c, found)} as {c}" for c in columns)
        order = "_batch, _time, block, item, _copy"
        if self.is_feed:
            plain = "strftime(_time, '%Y-%m-%d %H:%M:%S.%f')"
            iso = [n for n in self._numbers() if self.has("iso_times", n)]
            stamp = plain
            if iso:
                days = ", ".join(str(n // 4) for n in iso)
                stamp = (
                    f"case when _batch // 4 in ({days}) "
                    f"then strftime(_time, '%Y-%m-%dT%H:%M:%S.%fZ') else {plain} end"
                )
            values = f"{stamp} as {TIME}, {values}"
            if self.source.op:
                values = f"case when _batch % 4 = {CHANGES} then op end as op, {values}"
        where = "true"
        if self.missing:
            days = ", ".join(map(str, self.missing))
            where = f"_batch % 4 = {FULL} or _batch // 4 not in ({days})"
        return (
            f"with rows as ({self.cut_sql(columns)}), "
            f"masked as (select *, case when {spared} then 0 else {mask} end as _mask "
            f"from rows where {where}), "
            f"copied as (select *, {copy} as _copy from masked) "
            f"select _batch::integer as _batch, _time, block::integer as block, item, "
            f"_mask::bigint as _mask, _copy::utinyint as _copy, {values} "
            f"from copied order by {order}"
        )

    @cached_property
    def missing(self) -> list[int]:
        """The places of the spans whose changes never arrive."""
        if self.source.title not in mess.MISSING:
            return []
        return [number // 4 for number in self._numbers() if self.has("missing", number)]

    def missing_sql(self) -> str:
        """SQL: the rows of `versions` that never arrive."""
        spans = [self.days[place] for place in self.missing]
        within = " or ".join(
            f"version_at >= timestamp '{first}' "
            f"and version_at < timestamp '{last + timedelta(days=1)}'"
            for first, last in spans
        )
        return (
            f"select '{self.source.system}' as system, '{self.source.name}' as table_name, "
            f"block::integer as block, item::bigint as item, version_at "
            f"from versions where {within or 'false'}"
        )

    def _numbers(self) -> Iterator[int]:
        """The number of each day's first batch."""
        yield from (4 * place for place in self.days)

    def begins(self, number: int) -> date:
        """The first day of a batch, or the day of a full extract."""
        at = next((e.at for e in self.extracts if e.number == number), None)
        return at.date() if at else self.days_of(number)[0]

    def spec(self, number: int, columns: Sequence[str]) -> BatchSpec:
        """What is known of a batch besides its rows."""
        kind = KINDS[number % 4]
        table = self.source.table
        names = list(columns)
        if kind == "changes":
            names = [*self.of_rows, *names]
        if kind == "deletes":
            names = [*table.key, TIME]
        if kind != "full" and self.has("reordered", number):
            names.reverse()
        if self.loses(number):
            names.remove(table.contradicts or names[-1])
        if self.gains(number):
            names.append(mess.NEW_COLUMN)
        if kind != "full" and self.has("other_case", number):
            names = [name.upper() for name in names]
        at = next((e.at for e in self.extracts if e.number == number), None)
        if at:
            days = f"{at:%Y%m%d}"
        else:
            first, last = self.days_of(number)
            days = f"{first:%Y%m%d}" if first == last else f"{first:%Y%m%d}-{last:%Y%m%d}"
        name = f"{self.source.name}_{days}_{kind}_{self.options.world}.csv"
        return BatchSpec(kind, at, source_name=name, columns=names)

    def is_late(self, numbers: Sequence[int]) -> bool:
        """Whether these batches arrive after all others."""
        number = numbers[0]
        return number % 4 != FULL and self.is_feed and self.has("late", number)

    def loses(self, number: int) -> bool:
        """Whether the batch of changes lacks a column."""
        may_lose = number % 4 == CHANGES and self.source.title in mess.LOSES_A_COLUMN
        return may_lose and self.has("column_gone", number)

    def gains(self, number: int) -> bool:
        """Whether the batch of changes has a column that the contract has not."""
        may_gain = number % 4 == CHANGES and self.source.title in mess.GAINS_A_COLUMN
        return may_gain and self.has("new_column", number) and not self.has("late", number)


@dataclass(frozen=True)
class Landed:
    """What was landed of one table: batches and rows in all, values, and batches that are new."""

    table: str
    batches: int
    rows: int
    values: int
    new_batches: int


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table of rows that never arrive."""
    con.execute(
        "create or replace temp table missing_rows (system varchar, table_name varchar, "
        "block integer, item bigint, version_at timestamp)"
    )


def wait(con: duckdb.DuckDBPyConnection, delivery: Delivery, files: Path, chunk: int) -> list[str]:
    """Add the rows of the chunk's blocks to those that wait in `files`; the source's columns."""
    seed = delivery.options.seed
    versions = drawn(delivery.source.path.read_text(encoding="utf-8"), seed)
    con.execute(
        "create or replace temp table versions as "
        f"select * from ({versions}) where version_at < timestamp '{delivery.options.ends}'"
    )
    described = con.execute("describe versions").fetchall()
    columns = [row[0] for row in described][5:]
    sql = drawn(delivery.delivered_sql(columns), seed)
    files.mkdir(parents=True, exist_ok=True)
    con.execute(
        f"copy (select *, {chunk}::smallint as _chunk from ({sql})) "
        f"to '{files}/{chunk:06d}.parquet' (format parquet, compression zstd)"
    )
    if delivery.missing:
        con.execute(f"insert into missing_rows {delivery.missing_sql()}")
    con.execute("drop table versions")
    return columns


def collect(con: duckdb.DuckDBPyConnection, files: Path) -> dict[int, int]:
    """Make `numbered_rows` of the rows that wait in `files`; how many each batch has.

    Rows wait in the order of batches within each chunk, so a row's place gives its number.
    """
    con.execute(
        "create or replace temp view waiting_rows as select *, file_row_number as _place "
        f"from read_parquet('{files}/*.parquet', file_row_number = true)"
    )
    con.execute(
        "create or replace temp table runs as "
        "select *, (sum(rows) over (partition by _batch order by _chunk) - rows)::bigint as before "
        "from (select _batch, _chunk, min(_place) as first_place, count(*) as rows "
        "from waiting_rows group by _batch, _chunk)"
    )
    con.execute(
        "create or replace temp view numbered_rows as "
        "select waiting_rows.*, _place - first_place + 1 + before as _row_number "
        "from waiting_rows inner join runs using (_batch, _chunk)"
    )
    found = con.execute("select _batch, sum(rows)::bigint from runs group by _batch").fetchall()
    return dict(found)


def parts(rows_of: dict[int, int], delivery: Delivery) -> list[list[int]]:
    """The batches of each part: by year, while they are few rows; the late ones last.

    Late ones are apart, and so is one that has a column of its own.
    """
    # an extract of no rows is a batch too
    rows_of = {extract.number: 0 for extract in delivery.extracts} | rows_of
    found: list[list[int]] = []
    own: list[list[int]] = []
    late: list[int] = []
    rows_of_part, year = 0, None
    for number, rows in sorted(rows_of.items()):
        if delivery.is_late([number]):
            late.append(number)
            continue
        if delivery.gains(number):
            own.append([number])
            continue
        day = delivery.begins(number)
        if not found or year != day.year or rows_of_part + rows > ROWS_OF_A_PART:
            found.append([])
            rows_of_part, year = 0, day.year
        found[-1].append(number)
        rows_of_part += rows
    return [*found, *own, *([late] if late else [])]


def land(
    con: duckdb.DuckDBPyConnection,
    root: Store,
    delivery: Delivery,
    columns: Sequence[str],
    numbers: Sequence[int],
) -> list[str]:
    """Land some of a table's collected batches as one part; their ids."""
    source = delivery.source
    make_table(con, "numbered", {"_batch": "INTEGER", "number": "INTEGER"}, enumerate(numbers))
    named = ", ".join(_value(delivery, column, numbers) for column in columns)
    named = ", ".join([*delivery.of_rows, named])
    if any(delivery.gains(number) for number in numbers):
        gain = ", ".join(str(number) for number in numbers if delivery.gains(number))
        named += f", case when numbered.number in ({gain}) then 'E' end as {mess.NEW_COLUMN}"
    con.execute(
        "create or replace temp view staged_rows as "
        f"select numbered._batch, _row_number, _time as _extraction_timestamp, {named} "
        "from numbered_rows inner join numbered on numbered.number = numbered_rows._batch "
        f"where numbered_rows._batch between {min(numbers)} and {max(numbers)}"
    )
    ids = land_batches(
        con,
        root,
        source.system,
        source.name,
        [delivery.spec(number, columns) for number in numbers],
        "select * from staged_rows",
        in_order=True,
    )
    con.execute("drop view staged_rows")
    return ids


def _value(delivery: Delivery, column: str, numbers: Sequence[int]) -> str:
    """SQL for a column, null in the batches that lack it."""
    table = delivery.source.table
    lost = [n for n in numbers if delivery.loses(n)]
    deletes = [n for n in numbers if n % 4 == DELETES]
    without = []
    if lost and column == table.contradicts:
        without += lost
    if deletes and column not in table.key:
        without += deletes
    if not without:
        return column
    listed = ", ".join(map(str, without))
    return f"case when numbered.number not in ({listed}) then {column} end as {column}"
