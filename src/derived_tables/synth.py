"""Synthetic source systems: NOMIS and the prison register, with realistic mess, landed as batches.

`synth.sql` makes the world (every version of every record since 2023) as value = f(seed, table,
column, block, row); this module cuts a window out of it into batches, spoils them a little, and
lands them. So a window that ends later brings the same batches and more, a larger scale the same
blocks and more, and the same command twice brings nothing new.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Annotated, Literal

import duckdb
import typer

from derived_tables import ledger
from derived_tables.errors import DeriveError, Misuse
from derived_tables.landing import BatchSpec, land_batches, landing_root
from derived_tables.project import project_dir
from derived_tables.store import Store

Mess = Literal["default", "none"]

# Each kind of mess: a share of the rows, in 10,000ths, or the days that have it (see `has`).
ROW_MESS = {
    "duplicate": 60,  # the row once more
    "contradiction": 20,  # the row once more, saying something else
    "decimal": 100,  # 22 as 22.0
    "day_first": 200,  # 2025-01-31 as 31/01/2025
    "padded": 200,  # a code with spaces after it
    "impossible_date": 12,  # 31 February, the years 1900 and 2999
    "null_key": 6,
    "unknown_code": 30,
}
# Days are counted from 2025-01-01: (cycle, day of the cycle). 90 days see each of them.
DAY_MESS = {
    "late": (30, 12),  # the day's batches arrive after all others
    "missing": (90, 31),  # the movements of the day never arrive
    "reordered": (30, 20),  # columns in another order
    "iso_times": (30, 8),  # times as 2025-01-31T10:20:30.5Z
}
# Made in synth.sql: stale register, orphans (a booking before its person), a missing release, and
# the hours that come twice. The hour that never was is put in here.
RESYNC = (90, 50)  # a full extract of every NOMIS table
FIRST_DAY_OF_CYCLES = date(2025, 1, 1)
WORLD = (date(2023, 2, 1), date(2027, 12, 31))
POPULATION = 87_465  # prisoners in England and Wales, 30 September 2025
POPULATION_OF_BLOCK = 95
MINIMUM_BLOCKS = 2
WORLD_OF_FILE = re.compile(r"seed-?\d+_blocks\d+_(default|none)\.csv$")


@dataclass(frozen=True)
class Table:
    """A source table: where its versions are and how each column may be spoilt."""

    system: str
    name: str
    versions: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    contradicts: str  # the column in which two rows of one key may differ
    numbers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    unknowns: tuple[str, ...] = ()
    deletes_feed: bool = False
    is_feed: bool = True  # changes after a full; otherwise full extracts only


TABLES = (
    Table(
        "nomis", "offenders", "offender_versions", ("offender_id",),
        ("offender_id", "root_offender_id", "offender_id_display", "last_name", "first_name",
         "birth_date", "sex_code", "race_code", "alias_offender_id", "create_date", "scn"),
        contradicts="first_name", numbers=("root_offender_id", "alias_offender_id"),
        dates=("birth_date", "create_date"), codes=("sex_code", "race_code"),
        unknowns=("sex_code",),
    ),
    Table(
        "nomis", "offender_bookings", "booking_versions", ("offender_book_id",),
        ("offender_book_id", "offender_id", "root_offender_id", "booking_no",
         "booking_begin_date", "booking_end_date", "agy_loc_id", "active_flag", "in_out_status",
         "booking_seq", "admission_reason", "scn"),
        contradicts="agy_loc_id", numbers=("offender_book_id", "booking_seq"),
        dates=("booking_begin_date", "booking_end_date"),
        codes=("agy_loc_id", "in_out_status", "admission_reason"), unknowns=("in_out_status",),
    ),
    Table(
        "nomis", "offender_external_movements", "movement_versions",
        ("offender_book_id", "movement_seq"),
        ("offender_book_id", "movement_seq", "movement_date", "movement_time", "movement_type",
         "movement_reason_code", "direction_code", "from_agy_loc_id", "to_agy_loc_id",
         "active_flag", "scn"),
        contradicts="to_agy_loc_id", numbers=("movement_seq", "scn"), dates=("movement_date",),
        codes=("movement_type", "movement_reason_code", "from_agy_loc_id", "to_agy_loc_id"),
        unknowns=("movement_reason_code", "to_agy_loc_id"), deletes_feed=True,
    ),
    Table(
        "nomis", "agency_locations", "place_versions", ("agy_loc_id",),
        ("agy_loc_id", "description", "agency_location_type", "active_flag", "deactivation_date",
         "scn"),
        contradicts="description", dates=("deactivation_date",), codes=("agy_loc_id",),
    ),
    Table(
        "nomis", "movement_reasons", "reason_versions", ("movement_type", "movement_reason_code"),
        ("movement_type", "movement_reason_code", "description", "active_flag", "expiry_date",
         "scn"),
        contradicts="description", dates=("expiry_date",), codes=("movement_reason_code",),
    ),
    Table(
        "registers", "prison_register", "register_rows", ("prison_id",),
        ("prison_id", "name", "active", "male", "female", "contracted", "region",
         "local_authority", "operator", "category"),
        contradicts="local_authority", codes=("prison_id", "category"), is_feed=False,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Options:
    """What to make. `scale` 1 is England and Wales; the window is `days` days up to `to`."""

    scale: float = 0.001
    days: int = 90
    to: date = date(2025, 12, 31)
    seed: int = 1
    mess: Mess = "default"

    @property
    def first(self) -> date:
        """The first day of the window; the full extracts are of its midnight."""
        return self.to - timedelta(days=self.days - 1)

    @property
    def blocks(self) -> int:
        """How many blocks of 200 people."""
        return max(MINIMUM_BLOCKS, round(self.scale * POPULATION / POPULATION_OF_BLOCK))

    @property
    def world(self) -> str:
        """What tells the files of one world from those of another."""
        return f"seed{self.seed}_blocks{self.blocks}_{self.mess}"

    def check(self) -> None:
        """Refuse what cannot be made."""
        if self.scale <= 0 or self.days < 1:
            raise Misuse("scale and days must be above zero.")
        if self.mess not in ("default", "none"):
            raise Misuse(f"mess {self.mess!r} is neither default nor none.")
        if not WORLD[0] <= self.first <= self.to <= WORLD[1]:
            raise Misuse(
                f"the window {self.first} to {self.to} is not within {WORLD[0]} to {WORLD[1]}.",
                remedy="Choose other --days or --to.",
            )
        if self.to >= datetime.now(UTC).date():
            raise Misuse(
                f"the window ends on {self.to}, and no extract may be later than the clock.",
                remedy="Give --to a day before today.",
            )


@dataclass(frozen=True)
class Landed:
    """What `synth` landed of one table: batches and rows in all, and batches that are new."""

    table: str
    batches: int
    rows: int
    new_batches: int


def has(mess: str, day: date) -> bool:
    """Whether a day carries this kind of mess."""
    cycle, turn = DAY_MESS[mess]
    return (day - FIRST_DAY_OF_CYCLES).days % cycle == turn


def is_resync(day: date) -> bool:
    """Whether every table is extracted whole on this day again."""
    return (day - FIRST_DAY_OF_CYCLES).days % RESYNC[0] == RESYNC[1]


def build_world(con: duckdb.DuckDBPyConnection, options: Options) -> None:
    """Make every version of every record up to the window's end, as temporary tables."""
    settings = {
        "seed": str(options.seed),
        "blocks": options.blocks,
        "mess": options.mess == "default",
        "from_start": datetime.combine(options.first, time()),
        "to_end": datetime.combine(options.to + timedelta(days=1), time()),
    }
    for name, value in settings.items():
        con.execute(f"set variable {name} = ?", [value])
    for script in ("synth_lists.sql", "synth.sql"):
        con.execute(files("derived_tables").joinpath(script).read_text(encoding="utf-8"))


def _cut(con: duckdb.DuckDBPyConnection, table: Table, options: Options) -> None:
    """Cut the window into `cut`: one row per delivered row, with its kind and day, clean."""
    columns = ", ".join(table.columns)
    key = ", ".join(table.key)
    common = f"block, person * 100000 + item as item, version_at, op, {columns}"
    if not table.is_feed:
        con.execute(
            "create or replace temp table cut as "  # noqa: S608
            f"select 'full' as kind, version_at::date as day, {common} from {table.versions}"
        )
        return
    days = [options.first + timedelta(days=n) for n in range(options.days)]
    fulls = [day for day in days if day == options.first or is_resync(day)]
    deletes = "deletes" if table.deletes_feed else "changes"
    payload = ", ".join(
        c if c in (*table.key, "scn") else f"case when op <> 'D' then {c} end as {c}"
        for c in table.columns
    )
    con.execute(
        "create or replace temp table cut as "  # noqa: S608
        f"select 'full' as kind, day, {common} from ("
        f"select fulls.day, versions.* from {table.versions} as versions "
        "inner join (select unnest($fulls::date[]) as day) as fulls on version_at < fulls.day "
        f"qualify row_number() over (partition by {key}, fulls.day order by version_at desc) = 1"
        ") where op <> 'D' union all "
        f"select case when op = 'D' then '{deletes}' else 'changes' end, version_at::date, "
        f"block, person * 100000 + item, version_at, op, {payload} from {table.versions} "
        "where version_at >= $first",
        {"fulls": fulls, "first": options.first},
    )


def _lot(table: Table, mess: str, column: str) -> str:
    """SQL: a draw of 10,000 for this kind of mess, of its own for each row of each batch."""
    return (
        f"pick('mess.{table.name}.{column}.{mess}', "
        "block * 40000 + 2 * (day - date '2000-01-01') + (kind = 'full')::integer, item, 10000)"
    )


def _hit(table: Table, mess: str, column: str = "row") -> str:
    """SQL: whether this kind of mess hits the row."""
    return f"{_lot(table, mess, column)} < {ROW_MESS[mess]}"


def _spoilt(table: Table, column: str) -> str:
    """SQL for a column as it is delivered, mess and all."""
    value = column
    branches = []
    if column == table.key[-1]:
        branches.append((f"{_hit(table, 'null_key')} and kind <> 'deletes'", "null"))
    if column in table.numbers:
        branches.append((_hit(table, "decimal", column), f"{value} || '.0'"))
    if column in table.dates:
        impossible = _lot(table, "which_date", column)
        wrong = f"['2025-02-31', '31/02/2025', '1900-01-01', '2999-12-31'][1 + {impossible} % 4]"
        day_first = " || '/' || ".join(f"{value}[{n}]" for n in ("9:10", "6:7", "1:4"))
        lot = _hit(table, "impossible_date", column)
        branches.append((f"{value} is not null and {lot}", wrong))
        branches.append((_hit(table, "day_first", column), day_first))
    if column in table.unknowns:
        branches.append((f"{value} is not null and {_hit(table, 'unknown_code', column)}", "'ZZ9'"))
    if column in table.codes:
        branches.append((_hit(table, "padded", column), f"{value} || '  '"))
    if column == "movement_time":
        spring = "last_sunday(year(movement_date::date), 3) = movement_date::date"
        branches.append((f"{spring} and movement_time[12:13] = '02'",
                         "replace(movement_time, ' 02:', ' 01:')"))  # fmt: skip
    if not branches:
        return value
    cases = " ".join(f"when {test} then {result}" for test, result in branches)
    return f"case {cases} else {value} end"


def _deliver(con: duckdb.DuckDBPyConnection, table: Table, options: Options) -> None:
    """Turn `cut` into `delivered`: text, in batches, in the order of its files."""
    messy = options.mess == "default"
    values = {c: _spoilt(table, c) if messy else c for c in table.columns}
    if messy:  # what a contradicting row says is not spoilt too, or it might say the same
        other = table.contradicts
        values[other] = f"case when copy = 2 then {other} else {values[other]} end"
    if table.is_feed:
        values["op"] = "case when kind = 'changes' then op end"
        plain = "strftime(version_at, '%Y-%m-%d %H:%M:%S.%f')"
        values["extraction_timestamp"] = f"case when kind <> 'full' then {plain} end"
        if messy:
            cycle, turn = DAY_MESS["iso_times"]
            iso = "strftime(version_at, '%Y-%m-%dT%H:%M:%S.%fZ')"
            values["extraction_timestamp"] = (
                f"case when kind = 'full' then null when (day - date '{FIRST_DAY_OF_CYCLES}') "
                f"% {cycle} = {turn} then {iso} else {plain} end"
            )
    if table.deletes_feed:
        for column in table.columns:
            if column not in table.key:
                values[column] = f"case when kind <> 'deletes' then {values[column]} end"
    named = ", ".join(f"{sql} as {column}" for column, sql in values.items())
    copies = f"case when {_hit(table, 'duplicate')} and kind <> 'deletes' then [0, 1] else [0] end"
    contradictions = (
        f"case when {_hit(table, 'contradiction')} and kind <> 'deletes' "
        "and coalesce(op, '') <> 'D' then [2] else [] end"
    )
    copies = f"list_concat({copies}, {contradictions})" if messy else "[0]"
    where = "true"
    if messy and table.name == "offender_external_movements":
        cycle, turn = DAY_MESS["missing"]
        where = f"kind = 'full' or (day - date '{FIRST_DAY_OF_CYCLES}') % {cycle} <> {turn}"
    other = (
        f"case when copy = 2 then coalesce({table.contradicts}, 'X')[1:5] || 'X' "
        f"else {table.contradicts} end as {table.contradicts}"
    )
    order = ", ".join(table.key)
    con.execute(
        "create or replace temp table delivered as "  # noqa: S608
        "with copied as ("
        f"select * exclude (copies), unnest(copies) as copy from (select *, {copies} as copies "
        f"from cut where {where})"
        f"), altered as (select * replace ({other}) from copied"
        "), numbered as ("
        "select *, row_number() over (partition by kind, day "
        f"order by case when kind <> 'full' then version_at end, {order}, copy) as _row_number "
        "from altered) "
        f"select kind, day, block, _row_number, {named} from numbered"
    )


def _specs(
    con: duckdb.DuckDBPyConnection, table: Table, options: Options
) -> list[tuple[date, BatchSpec]]:
    """The batches of `delivered`, in order, with their days."""
    found = con.execute("select distinct day, kind from delivered").fetchall()
    rank = {"full": 0, "changes": 1, "deletes": 2}
    specs = []
    for day, kind in sorted(found, key=lambda batch: (batch[0], rank[batch[1]])):
        columns = [*table.columns]
        if kind == "changes":
            columns = ["op", "extraction_timestamp", *columns]
        if kind == "deletes":
            columns = [*table.key, "extraction_timestamp"]
        if options.mess == "default" and has("reordered", day):
            columns.reverse()
        hour = 0 if table.is_feed else 4
        moment = datetime.combine(day, time(hour)) if kind == "full" else None
        name = f"{table.name}_{day:%Y%m%d}_{kind}_{options.world}.csv"
        specs.append((day, BatchSpec(kind, moment, source_name=name, columns=columns)))
    return specs


def _land(
    con: duckdb.DuckDBPyConnection,
    root: Store,
    table: Table,
    specs: list[tuple[date, BatchSpec]],
) -> list[str]:
    """Land some of the batches of `delivered` as one part; their ids."""
    con.execute("create or replace temp table batch_numbers (_batch bigint, day date, kind text)")
    con.executemany(
        "insert into batch_numbers values (?, ?, ?)",
        [[number, day, spec.kind] for number, (day, spec) in enumerate(specs)],
    )
    return land_batches(
        con,
        root,
        table.system,
        table.name,
        [spec for _, spec in specs],
        "select _batch, delivered.* exclude (kind, day, block) from delivered "
        "inner join batch_numbers using (kind, day)",
        time_column="extraction_timestamp" if table.is_feed else None,
    )


def _refuse_other_world(known: dict[str, ledger.Batch], options: Options, root: Store) -> None:
    """Keep one world to a landing root: two would contradict each other on every key."""
    for batch in known.values():
        found = WORLD_OF_FILE.search(batch.landed["source_name"] or "")
        if found and found[0] != f"{options.world}.csv":
            raise DeriveError(
                f"synthetic data of {found[0].removesuffix('.csv')} is there, and "
                f"{options.world} would contradict it; nothing was landed.",
                place=str(root),
                remedy="Name another folder in DERIVE_LANDING, or remove this one.",
            )


def synth(root: Store, options: Options, *, threads: int | None = None) -> list[Landed]:
    """Make the window's batches of every table and land what the landing root does not have."""
    options.check()
    known = ledger.read_batches(root)
    _refuse_other_world(known, options, root)
    landed = []
    late_calls = []
    with duckdb.connect(config={"threads": threads} if threads else {}) as con:
        build_world(con, options)
        for table in TABLES:
            _cut(con, table, options)
            _deliver(con, table, options)
            specs = _specs(con, table, options)
            late = []
            if options.mess == "default" and table.is_feed:
                late = [s for s in specs if has("late", s[0]) and s[1].kind != "full"]
            ids = _land(con, root, table, [s for s in specs if s not in late])
            if late:
                con.execute(
                    f"create temp table late_{table.name} as select * from delivered"  # noqa: S608
                )
                late_calls.append((table, late))
            rows = con.execute("select count(*) from delivered").fetchone()
            landed.append((table, set(ids), rows[0] if rows else 0))
        for table, late in late_calls:
            con.execute(
                f"create or replace temp table delivered as select * from late_{table.name}"  # noqa: S608
            )
            ids = _land(con, root, table, late)
            next(entry for entry in landed if entry[0] is table)[1].update(ids)
    return [
        Landed(f"{table.system}.{table.name}", len(ids), rows, len(ids - known.keys()))
        for table, ids, rows in landed
    ]


def command(
    scale: Annotated[float, typer.Option(help="1 is England and Wales.")] = Options.scale,
    days: Annotated[int, typer.Option(help="Days of the window.")] = Options.days,
    to: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day of the window.")
    ] = "2025-12-31",  # type: ignore[assignment]
    seed: Annotated[int, typer.Option(help="Another seed is another world.")] = Options.seed,
    mess: Annotated[str, typer.Option(help="default, or none for clean data.")] = Options.mess,
) -> None:
    """Make synthetic source systems and land their batches.

    The same command again lands nothing; a later --to lands what came since.
    """
    options = Options(scale, days, to.date(), seed, mess)  # type: ignore[arg-type]
    root = landing_root(project_dir())
    landed = synth(root, options)
    for table in landed:
        typer.echo(
            f"{table.table:<34}{table.batches:>6} batches{table.rows:>10} rows"
            f"{table.new_batches:>6} new"
        )
    new = sum(table.new_batches for table in landed)
    typer.echo(f"{new} batches landed in {root}" if new else f"all of it is in {root} already")
