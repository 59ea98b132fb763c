"""The synthetic systems: the same bytes always, blocks that stay, and each kind of mess."""

from __future__ import annotations

import csv
import functools
import hashlib
import itertools
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from derived_tables import ledger, synth
from derived_tables.errors import DeriveError, Misuse
from derived_tables.store import Folder
from derived_tables.synth import DAY_MESS, ROW_MESS, TABLES, Options
from places import REAL

SCALE_OF_FOUR_BLOCKS = 4 * synth.POPULATION_OF_BLOCK / synth.POPULATION
FEEDS = [table for table in TABLES if table.is_feed]
PEOPLE = [table for table in FEEDS if table.name.startswith("offender")]


def made(root: Path, **options) -> Path:
    threads = options.pop("threads", 2)
    synth.synth(Folder(root), Options(**options), threads=threads)
    return root


@pytest.fixture(scope="module")
def default(tmp_path_factory) -> Path:
    return made(tmp_path_factory.mktemp("default"))


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> Path:
    return made(tmp_path_factory.mktemp("clean"), mess="none")


@functools.cache
def rows_of(root: Path, table: synth.Table) -> duckdb.DuckDBPyConnection:
    """A connection with the table's landed rows as `landed`, `source_name` and all."""
    con = duckdb.connect()
    parts = f"{root}/{table.system}/{table.name}/*/rows.parquet"
    con.execute(
        "create view rows as select * replace ("
        "cast(_extraction_timestamp as timestamp) as _extraction_timestamp) "
        f"from read_parquet('{parts}', union_by_name = true)")
    con.execute("create table batches (_batch_id text, kind text, source_name text)")
    con.executemany(
        "insert into batches values (?, ?, ?)",
        [[b.batch_id, b.landed["kind"], b.landed["source_name"]] for b in batches(root, table)],
    )
    con.execute("create view landed as select * from rows inner join batches using (_batch_id)")
    return con


def batches(root: Path, table: synth.Table) -> list[ledger.Batch]:
    return [
        batch for batch in ledger.read_batches(Folder(root)).values() if batch.landed["table"] == table.name
    ]


def count(root: Path, table: synth.Table, where: str) -> int:
    return rows_of(root, table).execute(f"select count(*) from landed where {where}").fetchone()[0]


def total(root: Path, where_of) -> int:
    return sum(count(root, table, where_of(table)) for table in TABLES)


def any_column(columns, test: str) -> str:
    return " or ".join(f"({test.format(c)})" for c in columns) or "false"


def parts(root: Path) -> dict[str, str]:
    return {
        str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in root.rglob("rows.parquet")
    }


def named(root: Path) -> dict[str, str]:
    """Batch ids by file name."""
    return {b.landed["source_name"]: i for i, b in ledger.read_batches(Folder(root)).items()}


def test_threads_do_not_change_a_byte(default, tmp_path):
    one = made(tmp_path, threads=1)
    assert parts(one) == parts(default)
    assert named(one) == named(default)


def test_another_seed_is_another_world(default, tmp_path):
    other = made(tmp_path, seed=2, days=1)
    assert not set(named(other).values()) & {
        i for name, i in named(default).items() if name.startswith("offender")
    }


def test_second_run_lands_nothing(default):
    before = parts(default)
    assert all(table.new_batches == 0 for table in synth.synth(Folder(default), Options()))
    assert parts(default) == before


def test_blocks_do_not_change_when_the_scale_grows(default, tmp_path):
    larger = made(tmp_path, scale=SCALE_OF_FOUR_BLOCKS)
    for table in PEOPLE:
        first = f"{table.key[0]}"
        base, size = (1_000_000, 1000) if table.name == "offenders" else (2_000_000, 20_000)
        block = f"(try_cast({first} as double)::bigint - {base}) // {size}"
        names = ", ".join(table.columns)
        query = (
            "select _extraction_timestamp, regexp_extract(source_name, '^[a-z_]+_[0-9]+_[a-z]+'), "
            f"op, {names}, count(*) from landed where {block} < 2 group by all order by all"
        )
        small = rows_of(default, table).execute(query).fetchall()
        assert small == rows_of(larger, table).execute(query).fetchall()
        grown = rows_of(larger, table).execute(f"select max({block}) from landed").fetchone()[0]
        assert grown == 3


def test_a_later_window_brings_the_same_batches_and_more(tmp_path):
    root = made(tmp_path, days=10, to=date(2025, 12, 11))
    before = named(root)
    made(root, days=13, to=date(2025, 12, 14))
    after = named(root)
    assert before.items() <= after.items()
    assert {re.search(r"\d{8}", name)[0] for name in after.keys() - before.keys()} == {
        "20251212", "20251213", "20251214"
    }  # fmt: skip


def test_one_world_a_landing(tmp_path):
    root = made(tmp_path, days=1)
    before = named(root)
    with pytest.raises(DeriveError, match="would contradict it"):
        made(root, days=1, seed=2)
    assert named(root) == before


@pytest.mark.parametrize("wrong", [{"days": 0}, {"scale": 0}, {"to": date(2027, 12, 31)}])
def test_what_cannot_be_made_is_refused(tmp_path, wrong, monkeypatch):
    with pytest.raises(Misuse):
        made(tmp_path, **wrong)
    assert not list(tmp_path.iterdir())


def test_every_value_is_text_and_no_time_is_outside_the_window(default):
    for table in TABLES:
        con = rows_of(default, table)
        types = {row[0]: row[1] for row in con.execute("describe rows").fetchall()}
        assert {types[c] for c in table.columns} == {"VARCHAR"}
        least, greatest = con.execute(
            "select min(_extraction_timestamp)::date, max(_extraction_timestamp)::date from landed"
        ).fetchone()
        assert least >= date(2025, 10, 1)
        assert greatest <= date(2025, 12, 31)


def test_population_is_near_the_scale_of_its_blocks(clean):
    first_full = "kind = 'full' and _extraction_timestamp < '2025-10-04' and active_flag = 'Y'"
    heads = count(clean, PEOPLE[1], first_full)
    assert heads == pytest.approx(2 * synth.POPULATION_OF_BLOCK, rel=0.15)


# mess: each kind is in the default and not in the clean data -----------------------------------


def by_key(table: synth.Table, having: str) -> str:
    key = ", ".join(table.key)
    inner = f"select {key}, _batch_id, _extraction_timestamp from landed group by all"
    return f"({key}, _batch_id, _extraction_timestamp) in ({inner} having {having})"


def distinct_rows(table: synth.Table) -> str:
    return "count(distinct (" + ", ".join(f"coalesce({c}, '')" for c in table.columns) + "))"


IMPOSSIBLE = "{0} in ('2025-02-31', '31/02/2025', '1900-01-01', '2999-12-31')"
ROW_CHECKS = {
    "duplicate": lambda t: by_key(t, f"count(*) > {distinct_rows(t)}"),
    "contradiction": lambda t: by_key(t, f"{distinct_rows(t)} > 1"),
    "decimal": lambda t: any_column(t.numbers, "{0} like '%.0'"),
    "day_first": lambda t: any_column(
        t.dates, "regexp_matches({0}, '^../../....$') and not " + IMPOSSIBLE
    ),
    "padded": lambda t: any_column(t.codes, "{0} like '% '"),
    "impossible_date": lambda t: any_column(t.dates, IMPOSSIBLE),
    "null_key": lambda t: any_column(t.key, "{0} is null"),
    "unknown_code": lambda t: any_column(t.unknowns, "{0} = 'ZZ9'"),
}


def test_each_kind_of_row_mess_has_a_check():
    assert ROW_CHECKS.keys() == ROW_MESS.keys()


@pytest.mark.parametrize("mess", ROW_CHECKS)
def test_row_mess(default, clean, mess):
    assert total(default, ROW_CHECKS[mess]) > 0
    assert total(clean, ROW_CHECKS[mess]) == 0


def days_with(mess: str) -> list[str]:
    cycle, turn = DAY_MESS[mess]
    day = f"(_extraction_timestamp::date - date '{synth.FIRST_DAY_OF_CYCLES}') % {cycle} = {turn}"
    return [day]


def test_iso_times_and_missing_day(default, clean):
    def iso(table):
        return "extraction_timestamp like '%T%Z'" if table.is_feed else "false"

    assert total(default, iso) > 0
    assert total(clean, iso) == 0
    [missing] = days_with("missing")
    movements = PEOPLE[2]
    assert count(default, movements, f"kind <> 'full' and {missing}") == 0
    assert count(clean, movements, f"kind <> 'full' and {missing}") > 0


def test_late_batches_land_after_all_others(default, clean):
    for root, late in ((default, True), (clean, False)):
        events = [b.landed for b in batches(root, PEOPLE[2]) if b.landed["kind"] == "changes"]
        times = [e["max_time"] for e in sorted(events, key=lambda e: e["recorded_at"])]
        assert (len({e["part"] for e in events}) > 1) == late
        assert (times != sorted(times)) == late


def test_columns_in_another_order(default, clean):
    for root, orders in ((default, 2), (clean, 1)):
        changes = [b.landed for b in batches(root, PEOPLE[2]) if b.landed["kind"] == "changes"]
        assert len({tuple(e["columns"]) for e in changes}) == orders


def test_stale_register_repeats_the_month_before(default, clean):
    register = TABLES[-1]
    columns = ", ".join(f"trim({c})" for c in register.columns)

    def changed(root: Path) -> list[bool]:
        con = rows_of(root, register)
        months = [
            set(
                con.execute(
                    f"select {columns} from landed where {register.key[0]} is not null "
                    "and month(_extraction_timestamp) = ? and local_authority not like '%X'",
                    [month],
                ).fetchall()
            )
            for month in (10, 11, 12)
        ]
        both = [
            {row[0] for row in a} & {row[0] for row in b} for a, b in itertools.pairwise(months)
        ]
        return [
            {r for r in a if r[0] in keys} != {r for r in b if r[0] in keys}
            for (a, b), keys in zip(itertools.pairwise(months), both, strict=True)
        ]

    assert changed(default) == [False, True]
    assert changed(clean) == [True, True]


def test_hours_that_come_twice_or_never(default, clean):
    twice = "movement_time between '2025-10-26 01:00:00' and '2025-10-26 01:59:59'"
    never = "movement_time between '2025-03-30 01:00:00' and '2025-03-30 01:59:59'"
    for where in (twice, never):
        assert count(default, PEOPLE[2], where) > 0
        assert count(clean, PEOPLE[2], where) == 0


def orphans(root: Path) -> int:
    """Bookings that say a name record which no earlier row has said."""
    con = rows_of(root, PEOPLE[1])
    offenders = f"{root}/nomis/offenders/*/rows.parquet"
    return con.execute(
        "select count(*) from landed as b where kind = 'changes' and b.offender_id is not null "
        f"and not exists (select 1 from read_parquet('{offenders}', union_by_name = true) as o "
        "where o.offender_id = b.offender_id "
        "and cast(o._extraction_timestamp as timestamp) <= b._extraction_timestamp)"
    ).fetchone()[0]


def test_bookings_without_their_person_yet(default, clean):
    assert orphans(default) > 0
    assert orphans(clean) == 0


def test_a_release_is_missing(default, clean):
    """Person 6 of each block is received every quarter and, in the mess, never let out."""
    where = "offender_book_id like '20006%' and movement_type = 'REL' and op is null"
    assert count(default, PEOPLE[2], where) == 0
    assert count(clean, PEOPLE[2], where) > 0


# stories ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "where"),
    [
        (0, "op = 'I'"),
        (0, "alias_offender_id is not null"),
        (0, "op = 'U' and offender_id::bigint - root_offender_id::bigint > 50"),
        (1, "op = 'D'"),
        (1, "op = 'U' and admission_reason = 'L' and active_flag = 'Y'"),
        (2, "kind = 'deletes'"),
        (2, "op = 'I' and movement_type = 'REL' and movement_reason_code = 'ESCP'"),
        (2, "op = 'I' and movement_type = 'REL' and movement_reason_code = 'DEC'"),
        (2, "op = 'I' and movement_type = 'ADM' and movement_reason_code = 'RECA'"),
        (2, "op = 'I' and movement_type = 'TAP' and movement_reason_code = 'C3'"),
        (2, "op = 'I' and movement_type = 'TRN'"),
        (2, "op = 'I' and movement_type = 'CRT' and direction_code = 'IN'"),
        (2, "kind = 'full' and _extraction_timestamp = '2025-11-17'"),
        (4, "op = 'D'"),
    ],
)
def test_stories_are_told_in_the_window(clean, table, where):
    assert count(clean, FEEDS[table], where) > 0


def test_contracts_name_the_columns_made():
    """The contract's columns are the ones synth delivers, in its order."""
    models = Path(__file__).parents[3] / "models" / "curated"
    for table in TABLES:
        text = (models / table.system / f"{table.system}__{table.name}.yml").read_text()
        names = re.findall(r"^      - name: (\w+)$", text, re.M)
        assert tuple(n for n in names if not n.startswith("mojap_")) == table.columns


@pytest.mark.real
def test_public_facts_agree_with_the_published_lists():
    with duckdb.connect() as con:
        con.execute((Path(synth.__file__).parent / "synth_lists.sql").read_text())
        prisons = con.execute("select prison_id, name, active from prisons").fetchall()
        reasons = con.execute("select movement_type, movement_reason_code from reasons").fetchall()
    with open(REAL / "reference" / "prison_register_prison.csv") as handle:
        known = {r["PRISON_ID"]: r for r in csv.DictReader(handle)}
    for prison_id, name, active in prisons:
        assert (name, str(active).lower()) == (
            known[prison_id]["NAME"],
            known[prison_id]["ACTIVE"],
        )
    with open(REAL / "reference" / "nomis_movement_reasons.csv") as handle:
        listed = {(r["MOVEMENT_TYPE"], r["MOVEMENT_REASON_CODE"]) for r in csv.DictReader(handle)}
    # releases are published in part only
    assert {r for r in reasons if r[0] != "REL"} <= listed
