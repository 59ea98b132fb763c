"""Samples made of a few rows, and a project in which files are registered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from desk import Desk, Rows, csv_text

from derived_tables.registering import kinds, types
from derived_tables.registering.casts import casts_of
from derived_tables.registering.sample import Sample, read_files
from places import PROJECT


class Seen:
    """A sample with its types, and the load that it shows."""

    def __init__(self, sample: Sample, **asked: str) -> None:
        self.sample = sample
        self.typed = {name: types.infer(sample, name) for name in sample.columns}
        self.asked = asked

    @property
    def load(self) -> kinds.Load:
        return kinds.infer(self.sample, self.typed, **self.asked)


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Callable[..., Seen]]:
    """Write files of rows, and look at them."""
    opened = []

    def look(columns: str, *files: Rows, names: str = "extract_2025010{}.csv", **asked: str) -> Seen:
        paths = []
        for number, rows in enumerate(files, 1):
            paths.append(tmp_path / names.format(number))
            paths[-1].write_text(csv_text(columns, rows))
        opened.append(con := duckdb.connect())
        return Seen(read_files(con, casts_of(PROJECT), paths, scratch=tmp_path), **asked)

    yield look
    for con in opened:
        con.close()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(tmp_path / "project")
    monkeypatch.chdir(made.folder)
    return made
