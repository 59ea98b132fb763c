"""A project without models, in which files of a few rows are registered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from typer.testing import CliRunner, Result

from derived_tables.cli import app
from places import PROJECT

Rows = Sequence[Sequence[object]]


def csv_text(columns: str, rows: Rows) -> str:
    lines = [",".join("" if value is None else str(value) for value in row) for row in rows]
    return "\n".join([columns, *lines]) + "\n"


class Desk:
    """A project with the macros and the list of tables, and no table yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "macros").symlink_to(PROJECT / "macros")
        listing = "name: small\nvars:\n  curated_tables:\n    - aa__first\n    - zz__last\n"
        (folder / "dbt_project.yml").write_text(listing)

    def file(self, name: str, columns: str, rows: Rows) -> Path:
        path = self.folder / name
        path.write_text(csv_text(columns, rows))
        return path

    def register(self, *words: object, code: int = 0) -> Result:
        result = CliRunner().invoke(app, ["register", *map(str, words)])
        shown = f"{result.output}\n{result.exception!r}"
        assert result.exit_code == code, shown
        assert result.exception is None or isinstance(result.exception, SystemExit), shown
        assert not list((self.folder / "data").glob("register_*"))
        return result

    def text(self, path: str) -> str:
        return (self.folder / path).read_text()
