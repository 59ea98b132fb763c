"""What `curate` takes a text for: SQL that the project's own macros write.

So a value that is called good here reads in the build, whatever the macros come to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from derived_tables.errors import DeriveError

FILES = (
    "engine/matches_pattern", "engine/standard_boolean", "engine/standard_date",
    "engine/standard_decimal", "engine/standard_integer", "engine/standard_timestamp",
    "engine/trim_text", "curate/curate_cast",
)  # fmt: skip


class _Returned(Exception):
    """Carries what dbt's `return` gives out of a macro."""


class Casts:
    """The macros that trim and cast, for DuckDB."""

    def __init__(self, macros: Path) -> None:
        """Load them from their folder; DeriveError where one is not there."""
        from jinja2 import Environment

        self._env = Environment(extensions=["jinja2.ext.do"], autoescape=False)
        self._env.globals.update({"return": _give, "adapter": self, "exceptions": self})
        for name in FILES:
            path = macros / f"{name}.sql"
            if not path.is_file():
                raise DeriveError(
                    "the macro that reads values is not there.",
                    place=str(path),
                    remedy="Types are told by the project's own macros: restore it.",
                )
            text = path.read_text(encoding="utf-8")
            module = self._env.from_string(text).make_module(self._env.globals, shared=True)
            for macro in re.findall(r"\{%-?\s*macro\s+(\w+)", text):
                self._env.globals[macro] = _calling(getattr(module, macro))

    def dispatch(self, name: str, package: str | None = None) -> Callable[..., Any]:
        """DuckDB's body of a macro, else the default one (dbt's `adapter.dispatch`)."""
        found = self._env.globals
        return found.get(f"duckdb__{name}") or found[f"default__{name}"]

    def raise_compiler_error(self, said: str) -> None:
        """What a macro does with a type that it does not know."""
        raise DeriveError(said)

    def trimmed(self, expression: str) -> str:
        """SQL for a text without its outer blanks."""
        return str(self._env.globals["trim_text"](expression)).strip()

    def cast(self, name: str, data_type: str, clock: str = "local") -> str:
        """SQL for the typed value of `<name>__text`; null where it does not read."""
        column = {"name": name, "data_type": data_type, "clock": clock}
        return str(self._env.globals["curate_cast"](column)).strip()


def casts_of(project: Path) -> Casts:
    """The macros of a project, loaded once."""
    return _loaded((project / "macros").resolve())


@cache
def _loaded(macros: Path) -> Casts:
    return Casts(macros)


def _give(value: Any) -> None:  # noqa: ANN401
    raise _Returned(value)


def _calling(macro: Callable[..., Any]) -> Callable[..., Any]:
    def call(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        try:
            return macro(*given, **named)
        except _Returned as returned:
            return returned.args[0]

    return call
