"""Every table of every synthetic system and all that reads them, equal on both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from engines import BUILD, Pair
from test_every_system import SYNTH

from derived_tables.athena.service import Running
from derived_tables.synthetic.tables import sources
from project_copy import whole_project


@pytest.fixture(scope="module")
def pair(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("all")
    made = Pair(whole_project(folder / "project"), folder, running, "all")
    yield made
    made.end()


def test_a_build(pair: Pair) -> None:
    pair.both(["derive", "init"])
    pair.landed_once([*SYNTH, "--days", "9"])
    pair.both(BUILD)
    assert pair.differences() == []
    empty = [s.title for s in sources() if not pair.rows("curated", f"{s.system}__{s.name}")]
    # of so few people hardly one has a second record to be merged in nine days
    assert set(empty) <= {"nomis.merge_transactions"}
