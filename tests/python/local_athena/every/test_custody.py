"""A few days of a few people: all marts of custody and people, equal on both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from engines import BUILD, Pair
from test_every_system import SYNTH

from derived_tables.athena.service import Running
from project_copy import CUSTODY, prison_project


@pytest.fixture(scope="module")
def pair(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("custody")
    made = Pair(prison_project(folder / "project", CUSTODY), folder, running, "custody")
    yield made
    made.end()


def test_a_build(pair: Pair) -> None:
    pair.both(["derive", "init"])
    pair.landed_once([*SYNTH, "--days", "9"])
    pair.both(BUILD)
    assert pair.differences() == []
    assert pair.rows("prison", "fct_population_daily") > 0
    assert pair.rows("prison", "fct_receptions") > 0
