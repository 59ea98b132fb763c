"""Files for `derive upload`, and the ids that their batches get."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

from derived_tables.landing import batch_id_of
from derived_tables.upload import read_time
from small_project import SmallProject

WHOLE = ("full", "slice")


class Feed:
    """One source table's files in a project's folder; steps that land them and speak of them."""

    def __init__(self, project: SmallProject, name: str) -> None:
        self.project, self.name = project, name
        self.system, self.table = name.split(".")
        self.folder = project.folder / "files" / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ids: dict[str, str] = {}

    def file(self, label: str, header: str, rows: list[str]) -> Path:
        """A file of lines as they are."""
        path = self.folder / f"{label}.csv"
        path.write_text("\n".join([header, *rows]) + "\n")
        return path

    def lines(self, header: list[str], rows: list[list[str | None]]) -> list[str]:
        """Rows as CSV lines."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        return text.getvalue().splitlines()

    def land(
        self,
        label: str,
        kind: str,
        at: str | None,
        header: str,
        rows: list[str],
        part: str | None = None,
    ) -> list[str]:
        """A step that lands these lines; the batch is known by its label from here on."""
        path = self.file(label, header, rows)
        moment = read_time(at).strftime("%Y-%m-%d %H:%M:%S.%f") if kind in WHOLE else None
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self.ids[label] = batch_id_of(self.system, self.table, kind, part, moment, digest)
        step = ["derive", "upload", self.name, str(path), "--kind", kind]
        step += ["--extracted-at", at] if kind in WHOLE else []
        return step + (["--slice", part] if part else [])

    def say(self, verb: str, label: str) -> list[str]:
        """A step that withdraws, restores or releases a batch."""
        return ["derive", "batch", verb, self.ids[label], "--reason", "a test"]
