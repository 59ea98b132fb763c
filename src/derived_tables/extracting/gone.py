"""Keys that have landed and are no longer in the source table.

They are compared with what has landed, not with what was built: a build may lag. A key counts as
landed if a row in force has it and no later row deletes it; whether a full extract has closed it
since makes no odds, for a delete of what is closed changes nothing. A batch that the build holds
counts as if it were in force.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from derived_tables import landing
from derived_tables.contract import Contract
from derived_tables.landing import literal, quoted
from derived_tables.ledger import Batch, time_text
from derived_tables.store import Folder, Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def key_sql(name: str, data_type: str) -> str:
    """SQL for the text of a key value as curate reads it; null where it reads none.

    Files write one value in several ways (`007`, `7.0`, `31/12/2025`); a comparison by text would
    take them for other keys, and delete what is there.
    """
    text = f"nullif(trim({quoted(name)}, ' ' || chr(9) || chr(10) || chr(13)), '')"
    kind, _, size = data_type.rstrip(")").partition("(")
    if kind in ("bigint", "integer"):
        value = f"try_cast(regexp_extract({text}, '^[+-]?[0-9]+') as {kind})"
        return _when(text, "[+-]?[0-9]+([.]0+)?", value)
    if kind == "decimal":
        scale = int(size.split(",")[1])
        pattern = "[+-]?[0-9]+([.]0+)?"
        if scale:
            pattern = f"[+-]?[0-9]*([.]([0-9]{{1,{scale}}}|[0-9]{{{scale}}}0*))?"
        return _when(text, pattern, f"try_cast({text} as {data_type})")
    if kind in ("date", "timestamp"):
        british = "^([0-9]{2})/([0-9]{2})/([0-9]{4})"
        plain = f"regexp_replace({text}, '{british}', '\\3-\\2-\\1')"
        digits = "[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?"
        day, time = f"substr({plain}, 1, 10)", f"regexp_extract({plain}, '{digits}')"
        iso, slashed = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "[0-9]{2}/[0-9]{2}/[0-9]{4}"
        if kind == "date":
            pattern = f"{iso}([ T]00:00(:00([.]0+)?)?)?|{slashed}( 00:00(:00)?)?"
            return _when(text, pattern, f"try_cast({day} as date)")
        moment = "([01][0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"
        pattern = f"{iso}([ T]{moment}(Z|[+]00:?00)?)?|{slashed} {moment}"
        return _when(text, pattern, f"try_cast(trim({day} || ' ' || {time}) as timestamp)")
    if kind == "boolean":
        return (
            f"case when lower({text}) in ('true', 't', '1', 'y', 'yes') then 'true' "
            f"when lower({text}) in ('false', 'f', '0', 'n', 'no') then 'false' end"
        )
    return f"case when length({text}) <= {size} then {text} end" if size else text


def _when(text: str, pattern: str, value: str) -> str:
    return f"case when regexp_full_match({text}, '{pattern}') then cast({value} as varchar) end"


def _parts(root: Store, batches: Iterable[Batch], scratch: Path) -> list[str]:
    """Local paths of the batches' parts; what is on S3 is fetched."""
    names = sorted({landing.part_name(batch.landed) for batch in batches})
    if isinstance(root, Folder):
        return [str(root.path / name) for name in names]
    paths = []
    for number, name in enumerate(names):
        path = scratch / f"part_{number:06d}.parquet"
        path.write_bytes(root.read(name))
        paths.append(str(path))
    return paths


def write_gone(
    con: DuckDBPyConnection,
    root: Store,
    contract: Contract,
    batches: Iterable[Batch],
    present: Path,
    moment: datetime,
    target: Path,
) -> tuple[int, int]:
    """Write the keys that landed by `moment` and are not in the file of keys `present`.

    The target has the key's columns and the contract's time, as text. How many keys are gone, and
    how many there were.
    """
    terms = contract.terms
    types = {column.name: column.data_type for column in contract.columns}
    key = list(terms.key)
    mine = [
        batch
        for batch in batches
        if batch.in_force
        and (batch.landed["system"], batch.landed["table"]) == (contract.system, contract.table)
        and set(key) <= set(batch.landed["columns"])
    ]
    named = ", ".join(map(quoted, key))
    values = ", ".join(f"{key_sql(name, types[name])} as {quoted(name)}" for name in key)
    complete = " and ".join(f"{quoted(name)} is not null" for name in key)
    landing.make_table(
        con,
        "_derive_mine",
        {"_batch_id": "VARCHAR", "_derive_kind": "VARCHAR"},
        [(batch.batch_id, batch.landed["kind"]) for batch in mine],
    )
    paths = ", ".join(literal(path) for path in _parts(root, mine, target.parent))
    landed = (
        f"read_parquet([{paths}], union_by_name = true, hive_partitioning = false)"
        if mine
        else f"(select {', '.join(f'null::varchar as {quoted(name)}' for name in key)}, "
        "null::varchar as _batch_id, null::varchar as _extraction_timestamp)"
    )
    has_op = terms.op and any(terms.op in batch.landed["columns"] for batch in mine)
    deletes = "_derive_kind = 'deletes'"
    if has_op:
        deletes += f" or (_derive_kind = 'changes' and upper(trim({quoted(str(terms.op))})) = 'D')"
    at = literal(time_text(moment))
    con.execute(
        "create or replace temp table _derive_landed as "  # noqa: S608
        f"with said as (select {values}, cast(_extraction_timestamp as timestamp) as _derive_at, "
        f"coalesce({deletes}, false) as _derive_deletes from {landed} "
        "inner join _derive_mine using (_batch_id)), "
        f"keys as (select {named}, "
        "max(_derive_at) filter (where not _derive_deletes) as _derive_said, "
        "max(_derive_at) filter (where _derive_deletes) as _derive_deleted from said "
        f"where {complete} and _derive_at <= timestamp {at} group by {named}) "
        f"select {named} from keys where _derive_said is not null "
        "and (_derive_deleted is null or _derive_deleted <= _derive_said)"
    )
    con.execute(
        f"copy (select {named}, {at} as {quoted(str(terms.time))} from _derive_landed "  # noqa: S608
        f"anti join (select {values} from read_parquet({literal(str(present))})) "
        f"using ({named}) order by all) to {literal(str(target))} (format parquet)"
    )
    return (
        con.execute("select count(*) from read_parquet(?)", [str(target)]).fetchone()[0],
        con.execute("select count(*) from _derive_landed").fetchone()[0],
    )
