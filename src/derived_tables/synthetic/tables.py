"""The tables of the synthetic systems, as `systems/<system>/_tables.yml` describes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from derived_tables.errors import DeriveError

FOLDER = Path(__file__).parent
SYSTEMS = FOLDER / "systems"


class Table(BaseModel):
    """How a table's records reach landing, and which of its columns may be spoilt."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: tuple[str, ...]
    kind: Literal["feed", "full"]
    deletes: Literal["op", "feed", "flag", "none"] = "none"
    order: str | None = None
    reference: bool = False
    contradicts: str | None = None
    numbers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Spec(BaseModel):
    """A system's file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rhythm: Literal["daily", "weekly", "monthly"]
    op: bool = False  # its changes say I, U or D in a column of that name
    tables: dict[str, Table]


@dataclass(frozen=True)
class Source:
    """A table of a system: where its SQL is, how it arrives."""

    system: str
    name: str
    rhythm: str
    op: bool
    table: Table

    @property
    def path(self) -> Path:
        """The SELECT of its versions."""
        return SYSTEMS / self.system / f"{self.name}.sql"

    @property
    def title(self) -> str:
        """`system.table`."""
        return f"{self.system}.{self.name}"


def systems() -> list[str]:
    """The systems that there are, by name."""
    return sorted(path.parent.name for path in SYSTEMS.glob("*/_tables.yml"))


@cache
def sources(only: Sequence[str] = ()) -> tuple[Source, ...]:
    """The tables of the systems asked for (all without any), by system, in its file's order."""
    found = []
    for system in systems():
        if only and system not in only:
            continue
        path = SYSTEMS / system / "_tables.yml"
        try:
            spec = TypeAdapter(Spec).validate_python(yaml.safe_load(path.read_text("utf-8")))
        except ValidationError as error:
            raise DeriveError(str(error), place=str(path)) from error
        found += [
            Source(system, name, spec.rhythm, spec.op, table) for name, table in spec.tables.items()
        ]
    return tuple(found)
