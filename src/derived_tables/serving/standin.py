# ruff: noqa: ANN001, ANN201, D101, D103, E501
"""A stand-in for upload.preview until it is there."""

from __future__ import annotations

import csv
import gzip  # noqa: F401
import hashlib
from dataclasses import dataclass

from derived_tables import landing, ledger, upload
from derived_tables.errors import DeriveError


@dataclass
class Problem:
    column: str
    rule: str
    rows: int
    share: float
    examples: list


@dataclass
class Preview:
    result: upload.Result
    problems: list
    repeated_keys: int
    repeated_examples: list
    last_batch: str | None
    last_rows: int | None
    would_hold: str | None


def preview(root, contract, paths, *, kind, slice_value=None, extracted_at=None, pattern=None,
            delimiter=None, encoding="utf-8", sheet=None, on_file=lambda n: None):
    files = upload.make_specs(contract, paths, kind=kind, slice_value=slice_value,
                              extracted_at=extracted_at, pattern=pattern, now=ledger.utc_now())
    found = []
    for file in files:
        problems, rows, keys = [], [], {}
        error = file.error
        try:
            if error:
                raise error
            data = file.path.read_bytes()
            try:
                text = data.decode("utf-8")
            except UnicodeDecodeError:
                raise DeriveError("line 1 is not UTF-8.", place=file.name, remedy="Convert it.") from None
            file.sha256 = hashlib.sha256(data).hexdigest()
            table = list(csv.reader(text.splitlines()))
            file.header = tuple(n.strip().lower() for n in (table or [[]])[0])
            if not set(file.header) & {c.name for c in contract.columns}:
                raise DeriveError("there is no header: row 1 has none of the contract's columns "
                                  f"({', '.join(file.header)[:120]}).", place=file.name, remedy="Ask for it.")
            rows = table[1:]
            file.rows = len(rows)
            file.batch_id = landing.batch_id_of(contract.system, contract.table, kind, slice_value,
                                                landing.check_spec(file.spec), file.sha256)
            known = ledger.read_batches(root)
            file.status = "already" if file.batch_id in known else "would land"
            for column in contract.columns:
                if column.name not in file.header:
                    continue
                at = file.header.index(column.name)
                bad = []
                for n, row in enumerate(rows, 1):
                    value = row[at].strip() if at < len(row) else ""
                    try:
                        if value and column.data_type in ("bigint", "integer"):
                            int(value)
                    except ValueError:
                        bad.append((n, value))
                if bad:
                    problems.append(Problem(column.name, f"data_type {column.data_type}", len(bad),
                                            len(bad) / len(rows), bad[:5]))
            if contract.terms.key != "content" and set(contract.terms.key) <= set(file.header):
                for n, row in enumerate(rows, 1):
                    k = "|".join(row[file.header.index(c)] for c in contract.terms.key)
                    keys.setdefault(k, []).append(n)
        except DeriveError as one:
            file.error = one
        again = {k: ns for k, ns in keys.items() if len(ns) > 1}
        found.append(Preview(upload._result(contract, file), problems, len(again),
                             [(ns[1], k) for k, ns in again.items()][:5], None, None, None))
    return found


if not hasattr(upload, "preview"):
    upload.preview = preview
