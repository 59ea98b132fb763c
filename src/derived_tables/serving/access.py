"""Who may upload to a table: one small file per table, `access/<system>__<table>.yml`.

It lists names; a table without a file is nobody's. A file is read again for each request, so that a
name taken out of it is refused at once; one that is not valid lets nobody in.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from derived_tables.contract import contract_path
from derived_tables.errors import DeriveError
from derived_tables.ledger import checked_name


def _name(value: str) -> str:
    try:
        return checked_name(value)
    except DeriveError as error:
        raise ValueError(str(error)) from None


class Access(BaseModel):
    """What an access file may hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    uploaders: Annotated[
        list[Annotated[str, Field(strict=True), AfterValidator(_name)]], Field(min_length=1)
    ]

    @model_validator(mode="after")
    def _agree(self) -> Self:
        for name in self.uploaders:
            if self.uploaders.count(name) > 1:
                raise ValueError(f"uploaders: {name} is there twice.")
        return self


def access_path(folder: Path, system: str, table: str) -> Path:
    """Where the access file of a source table is."""
    return folder / f"{system}__{table}.yml"


def read_access(path: Path) -> Access:
    """An access file; DeriveError lists all that is wrong with it."""
    example = "Write it as `uploaders: [name, other name]`."
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Access.model_validate(data)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DeriveError(f"this is not YAML: {error}.", place=str(path), remedy=example) from None
    except OSError as error:
        raise DeriveError(f"cannot be read: {error.strerror}.", place=str(path)) from None
    except ValidationError as error:
        found = []
        for one in error.errors():
            said = one["msg"].removeprefix("Value error, ").rstrip(".")
            if one["type"] == "extra_forbidden":
                said = "no access file has this key"
            where = ".".join(str(step) for step in one["loc"])
            given = one["input"]
            shown = f" (given {given!r})" if isinstance(given, str | int | float | bool) else ""
            found.append(": ".join(filter(None, [where, f"{said}{shown}"])))
        raise DeriveError(
            f"the access file is not valid: {'; '.join(found)}.", place=str(path), remedy=example
        ) from None


def uploaders(folder: Path, system: str, table: str) -> list[str]:
    """The names that may upload to a table; none without a file, DeriveError for a bad one."""
    path = access_path(folder, system, table)
    return list(read_access(path).uploaders) if path.is_file() else []


def _files(folder: Path) -> Iterator[tuple[Path, str, str]]:
    for path in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]):
        system, _, table = path.stem.partition("__")
        yield path, system, table


def listed(project: Path, folder: Path) -> tuple[dict[str, list[str]], list[DeriveError]]:
    """The uploaders of each `system.table` that has an access file, and what is wrong with others.

    Wrong is a file that is not valid, whose name is no table's, or whose table has no contract.
    """
    good: dict[str, list[str]] = {}
    bad: list[DeriveError] = []
    for path, system, table in _files(folder):
        try:
            if not (system and table and path.suffix == ".yml"):
                raise DeriveError(
                    "the name of an access file is SYSTEM__TABLE.yml.", place=str(path)
                )
            if not contract_path(project, system, table).is_file():
                raise DeriveError(
                    f"there is no contract for {system}.{table}.",
                    place=str(path),
                    remedy="Correct the file's name, or remove it.",
                )
            good[f"{system}.{table}"] = list(read_access(path).uploaders)
        except DeriveError as error:
            bad.append(error)
    return good, bad
