"""What curate would make of files that have not landed: faults, rejections, holds.

It is asked of curate's own macros, rendered outside dbt, so that a dry run and a build agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import yaml

from derived_tables import landing, ledger
from derived_tables.contract import Contract
from derived_tables.errors import DeriveError
from derived_tables.landing import BatchSpec, Staged, literal, quoted
from derived_tables.macros import Macros, macros_folder
from derived_tables.store import Folder, Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EXAMPLES = 5
# Whether a full extract is held depends on those before it; so many are looked at.
LOOK_BACK = 7


@dataclass
class Problem:
    """Values of a file that break a rule of a column (or of a row, whose rule is the column).

    `share` is of the file's rows. Examples are row number and text.
    """

    column: str
    rule: str
    rows: int
    share: float
    examples: list[tuple[int, str]]


@dataclass
class Found:
    """What is to be seen in one file."""

    problems: list[Problem]
    repeated: int = 0
    repeated_examples: list[tuple[int, str]] = field(default_factory=list)
    keys: int | None = None


class Expected:
    """What curate would say of the files of one command."""

    def __init__(
        self, contract: Contract, root: Store, known: dict[str, ledger.Batch], scratch: Path
    ) -> None:
        """`known` are the batches that count; `scratch` is for parts that are brought from S3."""
        self.contract, self.root, self.scratch = contract, root, scratch
        mine = (contract.system, contract.table)
        self.known = [
            one
            for one in known.values()
            if one.in_force and (one.landed["system"], one.landed["table"]) == mine
        ]
        project = contract.path.parents[3]
        self.seeds = _seeds(project)
        self.macros = Macros(macros_folder(project))
        self.macros.env.globals.update(
            graph={"nodes": self.seeds}, api=SimpleNamespace(Relation=_Relation)
        )
        self.spec = self.macros.call("curate_spec", self._node())
        self.found: dict[int, Found] = {}

    def _node(self) -> dict[str, Any]:
        """The model as dbt gives it to macros, from the contract's YAML."""
        model = yaml.safe_load(self.contract.path.read_text(encoding="utf-8"))["models"][0]
        return {
            "name": model["name"],
            "config": {"meta": model["config"]["meta"]},
            "columns": {column["name"]: column for column in model["columns"]},
            "depends_on": {"nodes": list(self.seeds)},
        }

    def last(self, spec: BatchSpec) -> ledger.Batch | None:
        """The newest batch in force of the same kind and slice."""
        alike = [
            one
            for one in self.known
            if (one.landed["kind"], one.landed["slice"]) == (spec.kind, spec.slice)
        ]
        order = {one.batch_id: (one.landed["max_time"] or "", one.batch_id) for one in alike}
        return max(alike, key=lambda one: order[one.batch_id], default=None)

    def inspect(
        self, con: DuckDBPyConnection, staged: Sequence[Staged], columns: Sequence[str]
    ) -> None:
        """Look at files that wait in the view `_derive_rows`, which has `columns` as text."""
        self._make_code_lists(con)
        for file in staged:
            view = self._rows(file, columns)
            typed = self.macros.call("curate_typed", self.spec, None, view)
            judged = self.macros.call("curate_judged", self.spec, typed)
            con.execute(f"create or replace temp view _derive_judged as {judged}")
            found = Found(self._problems(con, file))
            self._repeats(con, file, found)
            self.found[file.number] = found

    def _make_code_lists(self, con: DuckDBPyConnection) -> None:
        """Put the code lists that the contract names where its rules look for them."""
        for name in {one["code_list"]["seed"] for one in self.spec["columns"] if one["code_list"]}:
            path = self.seeds[f"seed.{name}"]["path"]
            if not path.is_file():
                raise DeriveError(f"the code list {name} has no file.", place=str(path))
            con.execute(
                f"create or replace temp view {_Relation.create(identifier=name)} as "
                f"from read_csv({literal(str(path))}, all_varchar = true, header = true)"
            )

    def _rows(self, file: Staged, columns: Sequence[str]) -> str:
        """SQL for a file's rows as `curate_rows` gives landed ones."""
        op = self.spec["op"]
        has = set(columns)
        named = [
            f"{quoted(one['name']) if one['name'] in has else 'cast(null as varchar)'} "
            f"as {quoted(one['name'])}"
            for one in self.spec["columns"]
        ]
        row_op = "cast(null as varchar)"
        if op and op in has:
            trimmed = self.macros.call("trim_text", quoted(op))
            row_op = f"upper(nullif({trimmed}, ''))"
        return (
            f"select {file.number} as batch_no, '' as batch_id, "  # noqa: S608
            f"cast(null as varchar) as lacks, {file.kind == 'deletes'} as is_deletes, "
            "_row_number as row_no, _extraction_timestamp as row_time, "
            f"{row_op} as row_op, {', '.join(named)} from _derive_rows "
            f"where _batch = {file.number}"
        )

    def _problems(self, con: DuckDBPyConnection, file: Staged) -> list[Problem]:
        """Each rule that values break, with the rows that do."""
        rules = [
            (fault["column"], fault["rule"], fault["text"], fault["when"])
            for fault in self.macros.call("curate_faults_of", self.spec)
        ]
        for one in self.macros.call("curate_rejections_of", self.spec):
            # That a value does not read is its column's fault too, and is said there.
            if not one["reason"].endswith(" does not read"):
                column, _, said = one["reason"].partition(" is ")
                text = "coalesce(row_op, '')" if column == self.spec["op"] else "''"
                rules.append((column, f"is {said}", text, one["when"]))
        if not rules:
            return []
        counts = ", ".join(f"count(*) filter (where {when})" for *_, when in rules)
        counted = con.execute(f"select {counts} from _derive_judged").fetchone()  # noqa: S608
        problems = []
        for (column, rule, text, when), rows in zip(rules, counted, strict=True):
            if rows:
                examples = con.execute(
                    f"select row_no, {text} from _derive_judged where {when} "  # noqa: S608
                    f"order by row_no limit {EXAMPLES}"
                ).fetchall()
                problems.append(Problem(column, rule, rows, rows / file.rows, examples))
        return problems

    def _repeats(self, con: DuckDBPyConnection, file: Staged, found: Found) -> None:
        """Rows, not rejected, whose key and time an earlier row has; and the distinct keys."""
        if self.spec["by_content"]:
            # Rows that are alike are told apart by their number.
            found.keys = file.rows
            return
        keys = ", ".join(self.spec["key"])
        reads = self.macros.call("curate_key_reads", self.spec)
        key_columns = [one for one in self.spec["columns"] if one["is_key"]]
        key_columns.sort(key=lambda one: self.spec["key"].index(one["name"]))
        text = self.macros.call("curate_key_text", key_columns)
        numbered = (
            f"select *, row_number() over (partition by {keys}, row_time order by row_no) as place "  # noqa: S608
            f"from _derive_judged where {reads} and not is_rejected"
        )
        found.repeated = con.execute(
            f"select count(*) from ({numbered}) where place > 1"  # noqa: S608
        ).fetchone()[0]
        if found.repeated:
            found.repeated_examples = con.execute(
                f"select row_no, {text} from ({numbered}) where place > 1 "  # noqa: S608
                f"order by row_no limit {EXAMPLES}"
            ).fetchall()
        if file.kind == "full":
            found.keys = con.execute(
                f"select count(*) from (select distinct {keys} from _derive_judged where {reads})"  # noqa: S608
            ).fetchone()[0]

    def holds(self, landing_now: Sequence[tuple[str, Staged]]) -> dict[str, str]:
        """Why curate would hold each of these, by batch id, if all of them landed."""
        if not landing_now:
            return {}
        known = [_as_batch(one.batch_id, one.landed, one.released) for one in self.known]
        new = [
            _as_batch(batch_id, {**{name: getattr(one, name) for name in _FIELDS}, "part": ""})
            for batch_id, one in landing_now
        ]
        counts = {batch_id: self.found[one.number].keys for batch_id, one in landing_now}
        first = min(one["min_time"] or "" for one in new)
        before = sorted(
            (one for one in known if one["kind"] == "full" and one["min_time"] < first),
            key=lambda one: (one["min_time"], one["id"]),
        )[-LOOK_BACK:]
        after = [one for one in known if one["kind"] == "full" and one["min_time"] >= first]
        if all(one["kind"] != "full" for one in new):
            before = after = []
        batches = sorted(
            [*before, *after, *new], key=lambda one: (one["min_time"] or "9998", one["id"])
        )
        counts |= self._counted([*before, *after])
        self.macros.call("curate_plan", self.spec, batches, {}, counts, True)
        ids = {one["id"] for one in new}
        return {one["id"]: one["held"] for one in batches if one["id"] in ids and one["held"]}

    def _counted(self, batches: list[dict[str, Any]]) -> dict[str, int]:
        """Distinct readable keys of full extracts that have landed, from their parts."""
        import duckdb

        wanted = self.macros.call("curate_uncounted", self.spec, batches, {})
        if not wanted:
            return {}
        counts = {one["id"]: 0 for one in wanted}
        for number, one in enumerate(wanted):
            one.update(held=None, no=number)
        self.macros.environment["DERIVE_LANDING"] = self._parts_at(wanted)
        with duckdb.connect() as con:
            sql = self.macros.call("curate_key_counts", self.spec, wanted)
            return counts | dict(con.execute(sql).fetchall())

    def _parts_at(self, batches: Sequence[dict[str, Any]]) -> str:
        """A folder with the parts of batches: the landing root, or copies of those on S3."""
        if isinstance(self.root, Folder):
            return str(self.root.path)
        for part in {one["part"] for one in batches}:
            event = {"system": self.contract.system, "table": self.contract.table, "part": part}
            place = self.scratch / "parts" / landing.part_name(event)
            if not place.exists():
                place.parent.mkdir(parents=True)
                place.write_bytes(self.root.read(landing.part_name(event)))
        return str(self.scratch / "parts")


class _Relation:
    """dbt's class of tables, as far as code lists need it."""

    @staticmethod
    def create(identifier: str, **_place: str) -> str:
        """The view that holds a code list."""
        return quoted(f"_derive_seed_{identifier}")


_FIELDS = ("kind", "slice", "min_time", "max_time", "rows", "columns")


def _as_batch(batch_id: str, landed: dict[str, Any], released: bool = False) -> dict[str, Any]:
    """A batch in the words of `curate_plan`."""
    return {
        "id": batch_id,
        **{name: landed[name] for name in (*_FIELDS, "part")},
        "columns": list(landed["columns"]),
        "released": released,
    }


def _seeds(project: Path) -> dict[str, dict[str, Any]]:
    """The project's code lists as dbt's graph has them, each with its file."""
    found = {}
    for path in sorted((project / "seeds").glob("*.yml")):
        for seed in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("seeds", []):
            name = seed["name"]
            found[f"seed.{name}"] = {
                "unique_id": f"seed.{name}",
                "resource_type": "seed",
                "name": name,
                "config": seed.get("config", {}),
                "checksum": {"checksum": ""},
                "database": "",
                "schema": "",
                "alias": name,
                "path": path.with_suffix(".csv"),
            }
    return found
