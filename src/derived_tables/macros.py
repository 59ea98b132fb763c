"""Render the project's macros outside dbt, and run what they render on DuckDB.

dbt's own contexts take seconds to build; this one takes a moment, for a dry run and for tests that
build hundreds of histories in one process. `test_harness_equals_dbt` proves that both give the same
tables.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import types
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Environment, Template, nodes
from jinja2.ext import Extension


class Returned(Exception):
    """Carries what `return(...)` returns out of a macro."""

    def __init__(self, value: Any) -> None:
        """Keep the value."""
        super().__init__("returned")
        self.value = value


class OtherBlocks(Extension):
    """Skips dbt's `test`, `materialization`, `docs` and `snapshot` blocks."""

    tags = {"test", "materialization", "snapshot", "docs"}  # noqa: RUF012

    def parse(self, parser: jinja2.parser.Parser) -> list[nodes.Node]:
        """Read past the block; it renders as nothing."""
        tag = next(parser.stream).value
        while parser.stream.current.type != "block_end":
            next(parser.stream)
        parser.parse_statements((f"name:end{tag}",), drop_needle=True)
        return []


EXTENSIONS = [OtherBlocks, "jinja2.ext.do"]


class Adapter:
    """The few parts of dbt's adapter object that the macros call."""

    def __init__(self, harness: Macros) -> None:
        """`harness` has the macros."""
        self.harness = harness

    def dispatch(self, name: str, macro_namespace: str | None = None) -> Any:
        """The adapter's body of a macro, else the default one."""
        for prefix in (self.harness.adapter_name, "default"):
            found = self.harness.macros.get(f"{prefix}__{name}")
            if found is not None:
                return found
        raise KeyError(f"no body of macro {name} for {self.harness.adapter_name}")

    def type(self) -> str:
        """The adapter's name."""
        return self.harness.adapter_name

    def get_relation(self, database: str, schema: str, identifier: str) -> str:
        """A table, which is taken to be there."""
        return f'"{schema}"."{identifier}"'

    def quote(self, name: str) -> str:
        """An identifier in double quotes."""
        return f'"{name}"'


@cache
def _compiled(text: str) -> types.CodeType:
    """The code of a macro's file, compiled once a process: that takes longer than all the rest."""
    return Environment(extensions=EXTENSIONS).compile(text)


class Macros:
    """All macros of a folder, callable, with `con` behind `run_query`.

    `variables` are dbt's, and `environment` what macros read of the environment.
    """

    def __init__(
        self,
        folder: Path,
        con: Any = None,
        adapter: str = "duckdb",
        variables: dict[str, Any] | None = None,
    ) -> None:
        """Load the macros; `adapter` is `duckdb` or `athena`."""
        self.con = con
        self.adapter_name = adapter
        self.variables = variables or {}
        self.environment: dict[str, str] = {}
        self.macros: dict[str, Any] = {}
        self.env = Environment(extensions=EXTENSIONS)
        self.env.globals.update(
            adapter=Adapter(self),
            target={"name": adapter, "type": adapter, "schema": "main"},
            var=self._var,
            env_var=lambda name, default="": self.environment.get(name, default),
            execute=True,
            exceptions=_Exceptions(),
            log=lambda *_args, **_kw: "",
            run_query=self._run_query,
            modules=types.SimpleNamespace(re=re, datetime=datetime),
            local_md5=lambda text: hashlib.md5(text.encode()).hexdigest(),
            tojson=_tojson,
            fromjson=_fromjson,
            zip=zip,
        )
        self.env.globals["return"] = self._return
        for path in sorted(folder.rglob("*.sql")):
            self._load(path)

    def _load(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        template = Template.from_code(self.env, _compiled(text), self.env.globals)
        module = template.make_module(self.env.globals, shared=True)
        for name in re.findall(r"\{%-?\s*macro\s+(\w+)", text):
            macro = getattr(module, name)
            self.macros[name] = self._wrap(macro)
            self.env.globals[name] = self.macros[name]

    @staticmethod
    def _wrap(macro: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            try:
                return macro(*args, **kwargs)
            except Returned as returned:
                return returned.value

        return call

    @staticmethod
    def _return(value: Any) -> None:
        raise Returned(value)

    def _var(self, name: str, default: Any = None) -> Any:
        return self.variables.get(name, default)

    def _run_query(self, sql: str) -> Any:
        cursor = self.con.execute(sql)
        names = [column[0] for column in cursor.description or []]
        return _Table(names, cursor.fetchall())

    def render(self, text: str, **context: Any) -> str:
        """Render Jinja text with the macros in scope."""
        return self.env.from_string(text, globals=self.env.globals).render(**context)

    def call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call a macro by name."""
        return self.macros[name](*args, **kwargs)


class _Row(tuple):
    """A result row, by position or name, as agate gives it."""

    names: list[str]

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, str):
            return tuple.__getitem__(self, self.names.index(item))
        return tuple.__getitem__(self, item)


class _Table:
    """A query's result in agate's clothes."""

    def __init__(self, names: list[str], rows: list[tuple]) -> None:
        """The names of the columns, and each row's values."""
        self.column_names = names
        self.rows = []
        for values in rows:
            row = _Row(values)
            row.names = names
            self.rows.append(row)

    def __len__(self) -> int:
        return len(self.rows)


class _Exceptions:
    """dbt's `exceptions` object."""

    def raise_compiler_error(self, message: str) -> None:
        """Fail as dbt does."""
        raise ValueError(message)

    def warn(self, message: str) -> str:
        """Say nothing in tests."""
        return ""


def _tojson(value: Any, default: Any = None, sort_keys: bool = False) -> str:
    return json.dumps(value, default=str, sort_keys=sort_keys)


def _fromjson(text: str, default: Any = None) -> Any:
    return json.loads(text)


def macros_folder(project: Path) -> Path:
    """The macros of a project; where it has none, those that this code came with."""
    own = project / "macros"
    return own if own.is_dir() else Path(__file__).resolve().parents[2] / "macros"
