"""What `curate` takes a text for: SQL that the project's own macros write.

So a value that is called good here reads in the build, whatever the macros come to say.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from derived_tables.macros import Macros, macros_folder


class Casts:
    """The macros that trim and cast, for DuckDB."""

    def __init__(self, macros: Path) -> None:
        """Load them from their folder."""
        self._macros = Macros(macros)

    def trimmed(self, expression: str) -> str:
        """SQL for a text without its outer blanks."""
        return str(self._macros.call("trim_text", expression)).strip()

    def cast(self, name: str, data_type: str, clock: str = "local") -> str:
        """SQL for the typed value of `<name>__text`; null where it does not read."""
        column = {"name": name, "data_type": data_type, "clock": clock}
        return str(self._macros.call("curate_cast", column)).strip()


def casts_of(project: Path) -> Casts:
    """The macros of a project, loaded once."""
    return _loaded(macros_folder(project).resolve())


@cache
def _loaded(macros: Path) -> Casts:
    return Casts(macros)
