"""The project's macros, outside dbt."""

from __future__ import annotations

from typing import Any

from derived_tables.macros import Macros
from places import PROJECT

__all__ = ["PROJECT", "MacroHarness"]


class MacroHarness(Macros):
    """All macros of the project, callable, with `con` behind `run_query`."""

    def __init__(
        self, con: Any = None, adapter: str = "duckdb", variables: dict | None = None
    ) -> None:
        super().__init__(PROJECT / "macros", con, adapter, variables)
