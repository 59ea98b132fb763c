"""`derive batch`: look at the ledger, and say which batches count.

Nothing here touches a part: an event is added to the ledger, and curate follows at the next build.
"""

from __future__ import annotations

from derived_tables import landing, ledger
from derived_tables.errors import DeriveError
from derived_tables.ledger import Batch
from derived_tables.store import Store


def find(batches: dict[str, Batch], prefix: str) -> Batch:
    """The batch with this id, or with the only id that begins so."""
    wanted = prefix.lower()
    found = [batch for batch_id, batch in batches.items() if wanted and batch_id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        some = ", ".join(batch.batch_id for batch in found[:5])
        raise DeriveError(
            f"{len(found)} batches begin with {prefix}: {some}.", remedy="Give more of the id."
        )
    raise DeriveError(
        f"there is no batch {prefix!r} in the ledger.",
        remedy="`derive batch list` shows those that there are.",
    )


def list_batches(
    root: Store, system: str | None = None, table: str | None = None, known_at: str | None = None
) -> list[Batch]:
    """The batches of one source table, or all, by table, time and id."""
    chosen = [
        batch
        for batch in ledger.read_batches(root, known_at).values()
        if (system in (None, batch.landed["system"])) and (table in (None, batch.landed["table"]))
    ]
    return sorted(
        chosen,
        key=lambda b: (
            b.landed["system"], b.landed["table"], b.landed["min_time"] or "", b.batch_id
        ),
    )  # fmt: skip


def _said(batch: Batch) -> str:
    last = batch.events[-1]
    return f"by {last['recorded_by']} at {last['recorded_at']} UTC ({last['reason']})"


def record(root: Store, event: str, prefix: str, reason: str) -> Batch:
    """Record that a batch is `withdrawn`, `restored` or `released`; DeriveError where it cannot be.

    Returns the batch as it then is.
    """
    if not reason.strip():
        raise DeriveError("--reason is empty.", remedy="Say why: the ledger keeps it.")
    with root.exclusive():
        landing.recover(root)
        batches = ledger.read_batches(root)
        batch = find(batches, prefix)
        _refuse_transition(event, batch, batches)
        after = max(one["recorded_at"] for one in batch.events)
        made = ledger.make_event(event, batch.landed, reason=reason.strip(), after=after)
        ledger.write_events(root, [made])
        ledger.write_checkpoint(root)
        return ledger.read_batches(root)[batch.batch_id]


def _refuse_transition(event: str, batch: Batch, batches: dict[str, Batch]) -> None:
    name = f"batch {batch.batch_id}"
    if event == "withdrawn" and not batch.in_force:
        raise DeriveError(f"{name} is already withdrawn, {_said(batch)}.")
    if event == "restored":
        if batch.in_force:
            raise DeriveError(f"{name} is in force: there is nothing to restore.")
        mine = batch.landed
        for other in batches.values():
            same = all(
                mine[part] == other.landed[part]
                for part in ("system", "table", "kind", "slice", "extracted_at")
            )
            if same and other.in_force and mine["kind"] in landing.WHOLE_KINDS:
                raise DeriveError(
                    f"{name} cannot be restored: batch {other.batch_id} is in force as the "
                    f"{mine['kind']} extract of {mine['extracted_at']} UTC.",
                    remedy=f"If that one is wrong: derive batch withdraw {other.batch_id} "
                    "--reason '...', then restore this one.",
                )
    if event == "released":
        if not batch.in_force:
            raise DeriveError(
                f"{name} is withdrawn, {_said(batch)}: a release would do nothing.",
                remedy=f"To use it again: derive batch restore {batch.batch_id} --reason '...'",
            )
        if batch.released:
            raise DeriveError(f"{name} is already released.")
