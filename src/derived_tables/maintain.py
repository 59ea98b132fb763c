"""`derive maintain`: keep the tables on Athena small and quick, by three stated rules.

1. A table with more than MANY_FILES files (of rows, or of deleted rows) smaller than SMALL_FILE is
   compacted: each day's merge leaves a few.
2. Every table gives up the snapshots of Iceberg, and the files that none of its snapshots names,
   that are older than its property `vacuum_max_snapshot_age_seconds` says (Athena's default: five
   days). History is in the rows, so no moment of it is lost with a snapshot: `--as-at` reads none.
3. Data under the data prefix that no table of the catalogue points to, and that is older than
   ORPHAN_HOURS, is removed: what replaced tables and killed runs leave.

On DuckDB there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from derived_tables.build import RECORD
from derived_tables.errors import Misuse
from derived_tables.init import data_store, wanted_target
from derived_tables.store import Bucket

MANY_FILES = 8
SMALL_FILE = 32_000_000
ORPHAN_HOURS = 24


@dataclass(frozen=True)
class Table:
    """An Iceberg table of the project's data prefix, as Glue has it."""

    database: str
    name: str
    location: str

    @property
    def shown(self) -> str:
        """Its name, for people."""
        return f"{self.database}.{self.name}"


def catalogue(glue: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Every table of every database of Glue."""
    for page in glue.get_paginator("get_databases").paginate():
        for database in page["DatabaseList"]:
            tables = glue.get_paginator("get_tables").paginate(DatabaseName=database["Name"])
            for listed in tables:
                yield from listed["TableList"]


def location_of(table: dict[str, Any]) -> str:
    """Where a table's data is, with a slash at the end; empty for a view."""
    place = table.get("StorageDescriptor", {}).get("Location", "")
    return place.rstrip("/") + "/" if place else ""


def iceberg_tables(found: list[dict[str, Any]], prefix: str) -> list[Table]:
    """Those that lie under the data prefix."""
    return [
        Table(one["DatabaseName"], one["Name"], location_of(one))
        for one in found
        if one.get("Parameters", {}).get("table_type", "").upper() == "ICEBERG"
        and location_of(one).startswith(prefix)
    ]


def count_small(athena: Any, tables: list[Table]) -> list[int]:  # noqa: ANN401
    """Small files of each table, of rows and of deleted rows."""
    answers = athena.run_all(
        "select count(*) from "  # noqa: S608
        f'"{one.database}"."{one.name}$files" '
        f"where file_size_in_bytes < {SMALL_FILE}"
        for one in tables
    )
    return [int(answer.rows[0][0]) for answer in answers]


def orphans(store: Bucket, known: set[str], before: datetime) -> Iterator[tuple[str, int]]:
    """Keys and sizes of objects that lie under no table's location and are old enough."""
    known_prefixes = tuple(sorted(known))
    pages = store.client("s3").get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=store.bucket, Prefix=store.key("")):
        for one in page.get("Contents", []):
            place = f"s3://{store.bucket}/{one['Key']}"
            if not place.startswith(known_prefixes) and one["LastModified"] < before:
                yield one["Key"], one["Size"]


def remove(store: Bucket, keys: list[str]) -> None:
    """Delete objects, a thousand at a time."""
    for start in range(0, len(keys), 1000):
        some = [{"Key": key} for key in keys[start : start + 1000]]
        store.client("s3").delete_objects(
            Bucket=store.bucket, Delete={"Objects": some, "Quiet": True}
        )


def maintain_athena(say: Callable[[str], None], orphan_hours: float, *, dry_run: bool) -> None:
    """Apply the three rules."""
    from derived_tables.athena.query import Athena

    store = data_store()
    athena = Athena()
    athena.wait_for_others(say)
    with store.told():
        found = list(catalogue(store.client("glue")))
    tables = iceberg_tables(found, store.url + "/")
    small = count_small(athena, tables)
    crowded = [(one, files) for one, files in zip(tables, small, strict=True) if files > MANY_FILES]
    for one, files in crowded:
        say(f"{one.shown}: {files} small files are compacted")
    if not dry_run:
        athena.run_all(
            f'optimize "{one.database}"."{one.name}" rewrite data using bin_pack'
            for one, _ in crowded
        )
        athena.run_all(f'vacuum "{one.database}"."{one.name}"' for one in tables)
    say(f"{len(tables)} tables: {len(crowded)} compacted, old snapshots of all removed")
    known = {f"{store}/{RECORD}", *(location_of(one) for one in found)} - {""}
    before = datetime.now(UTC) - timedelta(hours=orphan_hours)
    with store.told():
        left = list(orphans(store, known, before))
        if not dry_run:
            remove(store, [key for key, _ in left])
    say(f"{len(left)} objects of no table removed ({sum(size for _, size in left):,} bytes)")
    if dry_run:
        say("Nothing was done: --dry-run.")


def maintain(
    orphan_hours: Annotated[
        float, typer.Option(help="How old data of no table must be to be removed.")
    ] = ORPHAN_HOURS,
    dry_run: Annotated[bool, typer.Option(help="Say what would be done.")] = False,
) -> None:
    """Compact small files, drop old snapshots and data of no table (Athena; none on DuckDB)."""
    if orphan_hours < 0:
        raise Misuse("--orphan-hours is negative.")
    if wanted_target() == "duckdb":
        typer.echo("DuckDB keeps one file and needs no upkeep (DERIVE_TARGET=athena for Athena).")
        return
    maintain_athena(typer.echo, orphan_hours, dry_run=dry_run)
