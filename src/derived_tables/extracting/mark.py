"""How far the changes of a table have been extracted, by the ledger alone.

The mark is the greatest row time of the batches of changes that came from the same table by the
same column. It needs no state of its own: what is withdrawn is out of it. Batches that had landed
after one that was withdrawn were extracted from beyond it, so they do not count either, until the
rows have been read again: an extract after the withdrawal starts below the gap.
"""

from __future__ import annotations

from collections.abc import Iterable

from derived_tables.ledger import Batch


def high_water(
    batches: Iterable[Batch], system: str, table: str, source_name: str
) -> str | None:
    """The mark as the ledger's text time (UTC); None where all is to be read."""
    mine = [
        batch
        for batch in batches
        if (batch.landed["system"], batch.landed["table"]) == (system, table)
        and batch.landed["kind"] == "changes"
        and batch.landed["source_name"] == source_name
    ]
    gaps = [
        (batch.landed["recorded_at"], batch.events[-1]["recorded_at"])
        for batch in mine
        if not batch.in_force
    ]
    counted = [
        batch.landed["max_time"]
        for batch in mine
        if batch.in_force
        and not any(begun <= batch.landed["recorded_at"] < ended for begun, ended in gaps)
    ]
    return max(filter(None, counted), default=None)
