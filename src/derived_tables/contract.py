"""The curated contract: one model of the YAML beside a one-line curated model.

`models/curated/<system>/<system>__<table>.yml` is documentation, dbt contract, validation rules and
the specification that every way into landing uses. This module is the only place that says what it
may hold; `contract.schema.json` is made from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from derived_tables.errors import DeriveError

Kind = Literal["full", "slice", "changes", "deletes"]
Name = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(strict=True, min_length=1)]
Value = Annotated[str, Field(strict=True)] | Annotated[int, Field(strict=True)]
Bound = Annotated[str, Field(strict=True)] | int | float | None

DATA_TYPE = (
    r"^(varchar(\([1-9][0-9]*\))?|bigint|integer|decimal\([1-9][0-9]?,[0-9]{1,2}\)"
    r"|date|timestamp\(6\)|boolean)$"
)
HISTORY_COLUMNS = {
    "mojap_start_datetime": "timestamp(6)",
    "mojap_end_datetime": "timestamp(6)",
    "mojap_current_record": "boolean",
    "mojap_version_id": "varchar",
    "mojap_batch_id": "varchar",
    "mojap_row_number": "bigint",
}
# The hash of a row and its occurrence: the key that curate gives a table whose `key` is `content`.
CONTENT_COLUMN = "mojap_content_id"
SCHEMA_FILE = Path(__file__).with_name("contract.schema.json")


class Strict(BaseModel):
    """A part of the contract: a key it does not know is an error, not a wish."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(Strict):
    """An expression over the standardised row; a row for which it is false has a fault."""

    name: Name
    expression: Text


class Archived(Strict):
    """Absence closes a record, unless the expression holds for it: then it stays as it was."""

    archived_when: Text


class Terms(Strict):
    """How records of the table are told apart, arrive, are deleted and are ordered."""

    key: Literal["content"] | Annotated[list[Name], Field(min_length=1)]
    kinds: Annotated[list[Kind], Field(min_length=1)]
    time: Name | None = None
    op: Name | None = None
    order: Name | None = None
    deleted_when: Text | None = None
    slice: Name | None = None
    absence: Literal["closes"] | Archived = "closes"
    fall: Annotated[float, Field(ge=0, le=1)] = 0.2
    freshness: Annotated[
        str, Field(pattern=r"^[1-9][0-9]* (minutes?|hours?|days?|weeks?)$")
    ] | None = None
    rules: list[Rule] = []

    @property
    def has_row_times(self) -> bool:
        """Whether some kind carries a time a row."""
        return bool({"changes", "deletes"} & set(self.kinds))

    @model_validator(mode="after")
    def _agree(self) -> Self:
        kinds = set(self.kinds)
        _refuse_repeats("kinds", self.kinds)
        _refuse_repeats("rules", [rule.name for rule in self.rules])
        if self.has_row_times and not self.time:
            raise ValueError(
                "time is missing: kinds changes and deletes carry a time a row, so name its column."
            )
        if self.time and not self.has_row_times:
            raise ValueError("time is for kinds changes and deletes: add one of them, or drop it.")
        if self.op and "changes" not in kinds:
            raise ValueError("op is for kind changes: add it to kinds, or drop op.")
        if ("slice" in kinds) != (self.slice is not None):
            raise ValueError("slice names the slice column where kinds has slice: give both.")
        if isinstance(self.absence, Archived) and not kinds & {"full", "slice"}:
            raise ValueError("absence is for kinds full and slice: add one of them, or drop it.")
        if "fall" in self.model_fields_set and "full" not in kinds:
            raise ValueError("fall is for kind full: add it to kinds, or drop fall.")
        if self.key == "content":
            if "deletes" in kinds:
                raise ValueError("kind deletes needs a natural key: list its columns in key.")
            if self.op:
                raise ValueError("op needs a natural key: list its columns in key.")
        else:
            _refuse_repeats("key", self.key)
            for role in ("time", "op", "order"):
                if getattr(self, role) in self.key:
                    raise ValueError(f"{role} {getattr(self, role)} is also in key: drop one.")
        if self.op and self.op in (self.time, self.order):
            raise ValueError("op is also named as time or order: they are different columns.")
        return self


class ColumnMeta(Strict):
    """The rules of a column."""

    clock: Literal["none", "local", "utc"] | None = None
    range: Annotated[list[Bound], Field(min_length=2, max_length=2)] | None = None
    pattern: Text | None = None
    accepted_values: Annotated[list[Value], Field(min_length=1)] | None = None
    code_list: Name | None = None
    not_null: Annotated[bool, Field(strict=True)] = False
    may_be_absent: Annotated[bool, Field(strict=True)] = False
    tracked: Annotated[bool, Field(strict=True)] = True
    personal: Literal["direct"] | None = None
    special: Annotated[bool, Field(strict=True)] = False


class ColumnConfig(Strict):
    """dbt's place for what the project says of a column."""

    meta: ColumnMeta = ColumnMeta()


class Column(Strict):
    """A column of the curated table."""

    name: Name
    data_type: Annotated[str, Field(pattern=DATA_TYPE)]
    description: Text
    config: ColumnConfig = ColumnConfig()
    data_tests: list[Any] = []

    @property
    def rules(self) -> ColumnMeta:
        """What the contract demands of its values."""
        return self.config.meta

    @model_validator(mode="after")
    def _agree(self) -> Self:
        rules = self.rules
        is_time = self.data_type in ("date", "timestamp(6)")
        is_history = self.name.startswith("mojap_")
        if is_time and not is_history and rules.clock is None:
            raise ValueError(
                f"column {self.name} is a {self.data_type} and must say its clock: none "
                "(a calendar date), local (London) or utc."
            )
        if rules.clock and not is_time:
            raise ValueError(f"column {self.name} has a clock, which {self.data_type} cannot.")
        if rules.accepted_values and rules.code_list:
            raise ValueError(
                f"column {self.name} has accepted_values and code_list: keep one of them."
            )
        if rules.accepted_values:
            _refuse_repeats(f"accepted_values of {self.name}", rules.accepted_values)
        if rules.pattern is not None:
            if not self.data_type.startswith("varchar"):
                raise ValueError(f"column {self.name} has a pattern, which is for varchar only.")
            try:
                re.compile(rules.pattern)
            except re.error as error:
                raise ValueError(f"column {self.name}: pattern is not valid: {error}.") from None
        if rules.range is not None:
            _check_range(self.name, self.data_type, rules.range)
        return self


class ModelMeta(Strict):
    """What every model of the project says of itself, and the contract."""

    grain: Text
    key: Annotated[list[Name], Field(min_length=1)]
    owner: Text
    classification: Text
    retention: Text
    schedule: Text
    # Whether a fact asks which keys a build has changed (`curate_changed_keys`).
    is_followed: bool = False
    contract: Terms


class ModelConfig(Strict):
    """dbt's place for what the project says of a model."""

    meta: ModelMeta
    tags: list[str] = []


class Model(Strict):
    """A curated model."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*__[a-z][a-z0-9_]*$")]
    description: Text
    config: ModelConfig
    data_tests: list[Any] = []
    columns: Annotated[list[Column], Field(min_length=1)]
    unit_tests: list[Any] = []

    @model_validator(mode="after")
    def _agree(self) -> Self:
        names = [column.name for column in self.columns]
        _refuse_repeats("columns", names)
        terms = self.config.meta.contract
        tail = {c.name: c.data_type for c in self.columns[-len(HISTORY_COLUMNS) :]}
        if list(tail.items()) != list(HISTORY_COLUMNS.items()):
            wanted = ", ".join(f"{name} {kind}" for name, kind in HISTORY_COLUMNS.items())
            raise ValueError(f"columns must end with, in this order: {wanted}.")
        source = names[: -len(HISTORY_COLUMNS)]
        if terms.key == "content":
            if source[:1] != [CONTENT_COLUMN] or self.columns[0].data_type != "varchar":
                raise ValueError(
                    f"columns must begin with {CONTENT_COLUMN} varchar where key is content."
                )
            source = source[1:]
        for name in source:
            if name.startswith("mojap_"):
                raise ValueError(f"column {name}: names in mojap_ are kept for history.")
        wanted = {"order": [terms.order], "slice": [terms.slice]}
        wanted["key"] = [] if terms.key == "content" else list(terms.key)
        for role, columns in wanted.items():
            for column in columns:
                if column and column not in source:
                    raise ValueError(
                        f"{role} column {column} is not in columns: add it, or correct {role}."
                    )
        for column in self.columns:
            if column.name in wanted["key"] and column.rules.may_be_absent:
                raise ValueError(f"key column {column.name} may not be absent.")
        return self


class ContractFile(Strict):
    """The YAML file of one curated table."""

    version: Literal[2]
    models: Annotated[list[Model], Field(min_length=1, max_length=1)]


@dataclass(frozen=True)
class Contract:
    """The contract of one source table, with what the ways into landing ask of it."""

    system: str
    table: str
    path: Path
    model: Model

    @property
    def name(self) -> str:
        """`system.table`."""
        return f"{self.system}.{self.table}"

    @property
    def terms(self) -> Terms:
        """Key, kinds, time, op, order, absence."""
        return self.model.config.meta.contract

    @property
    def columns(self) -> list[Column]:
        """The source's columns, without those that history adds."""
        source = self.model.columns[: -len(HISTORY_COLUMNS)]
        return [column for column in source if column.name != CONTENT_COLUMN]

    def check_kind(self, kind: str, otherwise: str) -> None:
        """Refuse a kind that the table does not accept; `otherwise` says what to do instead."""
        if kind not in self.terms.kinds:
            raise DeriveError(
                f"the contract of {self.name} does not accept kind {kind}.",
                place=str(self.path),
                remedy=f"It accepts {', '.join(self.terms.kinds)}; {otherwise}, "
                "or add this one to kinds.",
            )

    def feed_columns(self, kind: str) -> list[str]:
        """The columns that a batch of this kind should have, in order."""
        terms = self.terms
        own = [column.name for column in self.columns]
        if kind == "deletes":
            own = [name for name in own if terms.key != "content" and name in terms.key]
        feed = [terms.op] if kind == "changes" else []
        feed += [terms.time] if kind in ("changes", "deletes") else []
        return own + [name for name in feed if name and name not in own]


def _refuse_repeats(what: str, values: Sequence[object]) -> None:
    for value in values:
        if values.count(value) > 1:
            raise ValueError(f"{what}: {value} is there twice.")


def _check_range(name: str, data_type: str, ends: Sequence[object]) -> None:
    def read(end: object) -> object:
        text = str(end)
        if data_type == "date":
            return date.fromisoformat(text)
        if data_type == "timestamp(6)":
            return datetime.fromisoformat(text)
        if data_type in ("bigint", "integer") or data_type.startswith("decimal"):
            return Decimal(text)
        raise TypeError

    try:
        low, high = (None if end is None else read(end) for end in ends)
    except TypeError:
        raise ValueError(f"column {name} has a range, which {data_type} cannot.") from None
    except (ValueError, InvalidOperation):
        raise ValueError(f"column {name}: range {list(ends)} is not of {data_type}.") from None
    if low is None and high is None:
        raise ValueError(f"column {name}: a range needs at least one end.")
    if low is not None and high is not None and low > high:
        raise ValueError(f"column {name}: range begins after it ends.")


def _line_of(node: yaml.Node | None, steps: Sequence[object]) -> int:
    """The line, from 1, of the deepest part of a YAML tree that the steps reach."""
    line = 1
    for step in [*steps, None]:
        if node is None:
            break
        line = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            pairs = {key.value: (key, value) for key, value in node.value}
            if step in pairs:
                line = pairs[step][0].start_mark.line + 1
            node = pairs.get(step, (None, None))[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step] if step < len(node.value) else None
        else:
            # A branch of a union, which the YAML does not have.
            continue
    return line


def parse_contract(text: str, path: Path, system: str, table: str) -> Contract:
    """Read a contract from its YAML; DeriveError lists all that is wrong, each with its line."""
    try:
        data = yaml.safe_load(text)
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise DeriveError(f"this is not YAML: {error}", place=str(path)) from None
    try:
        model = ContractFile.model_validate(data).models[0]
    except ValidationError as error:
        found = []
        for one in error.errors():
            steps = one["loc"]
            where = ".".join(str(step) for step in steps if step != "models")
            said = one["msg"].removeprefix("Value error, ")
            if one["type"] == "extra_forbidden":
                said = "no contract has this key: correct its spelling, or drop it"
            given = one["input"]
            shown = f" (given {given!r})" if isinstance(given, str | int | float | bool) else ""
            found.append(f"{path}:{_line_of(tree, steps)}: {where}: {said}{shown}")
        raise DeriveError(
            "\n".join(["the contract is not valid:", *found]),
            place=f"{system}.{table}",
            remedy="\n`derive contract schema` prints what a contract may hold.",
        ) from None
    if model.name != f"{system}__{table}":
        raise DeriveError(
            f"the model is named {model.name}, the file {system}__{table}: make them one.",
            place=str(path),
        )
    return Contract(system, table, path, model)


def contract_path(project_dir: Path, system: str, table: str) -> Path:
    """Where the contract of a source table is."""
    return project_dir / "models" / "curated" / system / f"{system}__{table}.yml"


def load_contract(project_dir: Path, system: str, table: str) -> Contract:
    """The contract of a source table; DeriveError when there is none or it is not valid."""
    path = contract_path(project_dir, system, table)
    if not path.is_file():
        known = ", ".join(f"{s}.{t}" for s, t, _ in _contract_files(project_dir)) or "none"
        raise DeriveError(
            f"there is no contract for {system}.{table}: {path} does not exist.",
            remedy=f"Tables with a contract: {known}.",
        )
    return parse_contract(path.read_text(encoding="utf-8"), path, system, table)


def all_contracts(project_dir: Path) -> list[Contract]:
    """Every contract of the project, by system and table."""
    return [load_contract(project_dir, s, t) for s, t, _ in _contract_files(project_dir)]


def _contract_files(project_dir: Path) -> Iterator[tuple[str, str, Path]]:
    for path in sorted((project_dir / "models" / "curated").glob("*/*__*.yml")):
        system, _, table = path.stem.partition("__")
        if path.parent.name == system:
            yield system, table, path


def json_schema() -> str:
    """The JSON schema of a contract file, as committed in `contract.schema.json`."""
    return json.dumps(ContractFile.model_json_schema(), indent=2) + "\n"


def _still_to_write(path: Path) -> Iterator[DeriveError]:
    """An error where a contract has a TODO, as `derive register` leaves for a person."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, 1) if re.search(r"\bTODO\b", line)]
    if found:
        yield DeriveError(
            f"{len(found)} TODO are left, on line {', '.join(map(str, found))}.",
            place=f"{path}:{found[0]}",
            remedy="Write what only a person knows: what the table and each column hold, whose it "
            "is, how long it is kept.",
        )


def check(project_dir: Path) -> tuple[list[Contract], list[DeriveError]]:
    """Contracts that are valid and written to the end, and what is wrong with the others."""
    good, bad = [], []
    for system, table, path in _contract_files(project_dir):
        try:
            contract = load_contract(project_dir, system, table)
        except DeriveError as error:
            bad.append(error)
            continue
        wrong = list(_still_to_write(path))
        if not path.with_suffix(".sql").exists():
            wrong.append(
                DeriveError(
                    f"{path.with_suffix('.sql').name} is missing beside it.",
                    place=str(path),
                    remedy="It holds a grain comment and {{ curate() }}.",
                )
            )
        bad += wrong
        if not wrong:
            good.append(contract)
    return good, bad
