"""The truth beside the data: what happened, who is who, and every fault that was put in.

Written as Parquet to `data/truth/`; nothing in models/ reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from derived_tables.landing import make_table
from derived_tables.synthetic import mess, world
from derived_tables.synthetic.deliver import Delivery
from derived_tables.synthetic.options import Options

# A file each: what it has of the story's tables. A block's rows are the same at any scale.
TABLES = {
    "persons": """
        select block, person, number, course, sex, birth_date, died_on, surname, forename,
            ethnicity_code, noms_number, pnc_number, cro_number, crn
        from people""",
    "identities": "select * from identities",
    "cases": "select * from cases",
    "defendants": "select * from defendants",
    "offences": "select * from offences_charged",
    "hearings": "select * from hearings",
    "sentences": """
        select block, person, number, case_no, case_number, disposal, disposed_on, sentence_days,
            order_days, released_on, sentence_ends_on
        from cases
        where disposal <> 'none'""",
    "custody_spells": "select * from custody_spells",
    "custody_statuses": "select * from custody_statuses",
    "supervisions": "select * from supervisions",
}
# What a system alone knows, with the moments at which it is written down (UTC). An end that nobody
# writes up has none.
TABLES_OF = {
    # Stays as prisons write them up: of somebody released and received again, more than one.
    "nomis": {
        "stays": """
            with gates as (
                select block, person, case_no, offender_book_id, leg_item // 10000 as item,
                    happened_at as admitted_at, movement_type, reason as admission_reason,
                    lead(happened_at) over stay as released_at,
                    lead(reason) over stay as release_reason
                from nomis_movements
                where deleted_at is null
                    and (movement_type = 'REL' or movement_type = 'ADM' and reason <> 'INT')
                window stay as (partition by block, leg_item // 10000 order by happened_at)
            )

            select block, person, case_no, offender_book_id, item, admitted_at, admission_reason,
                released_at, release_reason
            from gates
            where movement_type = 'ADM'
            order by block, item, admitted_at""",
    },
    "delius": {
        "orders": """
            select block, person, case_no, disposal_id, event_id, kind, disposal_at as written_at,
                starts_on, case when disposal <> 'life' then expected_end_on end as expected_end_on,
                moved_at as end_put_later_at, ended_on, end_reason, ended_at as end_written_at
            from delius_orders
            order by block, case_no""",
        "requirements": """
            select block, person, case_no, requirement_id, disposal_id, requirement_type_id,
                imposed_at as written_at, starts_on as imposed_on, commenced_on,
                begun_at as commencement_written_at, expected_end_on, ends_on as ended_on,
                case reason_id when '1404' then 'death' when '1403' then 'with the order'
                    when '1402' then 'not done' else 'done' end as end_reason,
                written_off_at as end_written_at, is_mistake
            from delius_requirements
            order by block, item""",
        "recalls": """
            select block, person, case_no, recall_id, recalled_at as written_at, recalled_on,
                earlier_released_on as released_on
            from delius_stays
            where spell_kind = 'recall' and earlier_item is not null
            order by block, item""",
    },
}


def keep(con: duckdb.DuckDBPyConnection, chunk: int) -> None:
    """Keep the chunk's story until it is written."""
    for name, sql in TABLES.items():
        head = (
            f"create or replace temp table truth_{name} as"
            if chunk == 0
            else (f"insert into truth_{name}")
        )
        con.execute(f"{head} {sql}")


def keep_system(con: duckdb.DuckDBPyConnection, system: str) -> None:
    """Keep what a system alone knows of the chunk's people, and whose each identifier is."""
    for name, sql in TABLES_OF.get(system, {}).items():
        con.execute(f"create temp table if not exists truth_{name} as from ({sql}) limit 0")
        con.execute(f"insert into truth_{name} {sql}")
    con.execute(
        "create temp table if not exists truth_links (block integer, person integer, "
        "system varchar, table_name varchar, column_name varchar, identifier varchar)"
    )
    sql = world.links(con, system)
    if sql is not None:
        con.execute(
            "insert into truth_links select block, person, $system, table_name, column_name, "
            f"identifier from ({sql})",
            {"system": system},
        )


def faults_sql(delivery: Delivery) -> str | None:
    """SQL: a row per fault put into a row that is collected; None where none was."""
    found = mess.spoilings(delivery.source, delivery.options.kinds)
    if not found:
        return None
    listed = ", ".join(f"({one.mask}, '{one.kind}', '{one.column or ''}')" for one in found)
    return (
        f"select '{delivery.source.system}' as system, '{delivery.source.name}' as table_name, "
        "_batch as batch_number, _row_number as row_number, block, item, kind, "
        "nullif(column_name, '') as column_name "
        "from numbered_rows "
        f"inner join (values {listed}) as kinds (mask, kind, column_name) on _mask & mask <> 0 "
        "where (kind = 'duplicate' and _copy = 1) or (kind = 'contradiction' and _copy = 2) "
        "or kind not in ('duplicate', 'contradiction')"
    )


def note_faults(con: duckdb.DuckDBPyConnection, delivery: Delivery, ids: dict[int, str]) -> None:
    """Keep the faults of a table's rows, under the ids of their batches."""
    con.execute(
        "create temp table if not exists truth_faults (system varchar, table_name varchar, "
        "batch_id varchar, row_number bigint, block integer, item bigint, kind varchar, "
        "column_name varchar)"
    )
    sql = faults_sql(delivery)
    if sql is None:
        return
    make_table(con, "batch_ids", {"batch_number": "INTEGER", "batch_id": "VARCHAR"}, ids.items())
    con.execute(
        "insert into truth_faults "
        "select system, table_name, batch_id, row_number, block, item, kind, column_name "
        f"from ({sql}) inner join batch_ids using (batch_number)"
    )


def note_batches(con: duckdb.DuckDBPyConnection, delivery: Delivery, ids: dict[int, str]) -> None:
    """Keep what befell whole batches."""
    types = dict.fromkeys(("system", "table_name", "batch_id", "kind"), "VARCHAR")
    rows: list[Sequence[str]] = []
    cut = {e.number for e in delivery.extracts if e.is_cut_short}
    stale = {e.number for e in delivery.extracts if e.says != e.at}
    for number, batch_id in ids.items():
        kinds = [
            kind for kind, numbers in (("cut_short", cut), ("stale", stale)) if number in numbers
        ]
        kinds += ["column_gone"] * delivery.loses(number)
        kinds += ["new_column"] * delivery.gains(number)
        if number % 4:
            found = ("late", "delivered_twice", "reordered", "other_case", "iso_times")
            kinds += [kind for kind in found if delivery.has(kind, number)]
        rows += [(delivery.source.system, delivery.source.name, batch_id, kind) for kind in kinds]
    make_table(con, "batches_of_table", types, rows)
    con.execute("create temp table if not exists truth_batches as from batches_of_table limit 0")
    con.execute("insert into truth_batches from batches_of_table")


def told_to(folder: Path, name: str) -> date | None:
    """The last day of the window that the truth of this world has; None where it is not there."""
    path = folder / "world.txt"
    if not path.exists():
        return None
    world, _, last = path.read_text("utf-8").strip().partition(" to ")
    return date.fromisoformat(last) if world == name else None


def write(
    con: duckdb.DuckDBPyConnection, folder: Path, options: Options, *, goes_on: bool = False
) -> int:
    """Write the truth to `folder`, over what was there; the number of files.

    Of a window that goes on, what befell the batches before stays, and so does what systems know
    that did not go on with it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    con.execute("create or replace temp view truth_missing as from missing_rows")
    orders = {
        "links": "block, person, system, table_name, column_name, identifier",
        "faults": "system, table_name, batch_id, row_number, kind, column_name",
        "missing": "system, table_name, version_at, block, item",
        "batches": "system, table_name, batch_id, kind",
    }
    told = {name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()}
    known = [name for tables in TABLES_OF.values() for name in tables if f"truth_{name}" in told]
    names = [*TABLES, *known, *orders]
    for name in names:
        scratch, target = folder / f".{name}.parquet", folder / f"{name}.parquet"
        sql = f"from truth_{name}"
        if name in orders:
            if goes_on and target.exists():
                sql = f"from '{target}' union all {sql}"
            sql = f"select distinct * from ({sql}) order by {orders[name]}"
        con.execute(f"copy ({sql}) to '{scratch}' (format parquet, compression zstd)")
        scratch.replace(target)
    (folder / "world.txt").write_text(f"{options.world} to {options.to}\n", encoding="utf-8")
    return len(names)
