"""Every table of every synthetic system: a few days of a few people, equal on both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from engines import BUILD, SAID, Pair

from derived_tables.athena.service import Running
from derived_tables.synthetic.tables import sources
from project_copy import whole_project

LEFT_OUT = (
    "Left out to meet the time: more than 400 people and more than a day of changes of every "
    "system; late, withdrawn and as-at builds but of the prison slice."
)


@pytest.fixture(scope="module")
def pair(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("every")
    made = Pair(whole_project(folder / "project"), folder, running, "every")
    yield made
    made.end()
    SAID.append(LEFT_OUT)


def test_the_first_build(pair: Pair) -> None:
    synth = ["derive", "synth", "--to", "2025-11-30", "--scale", "0.000125", "--mess", "harsh"]
    pair.both(["derive", "init"], [*synth, "--days", "9"], BUILD)
    assert pair.differences() == []
    empty = [s.title for s in sources() if not pair.rows("curated", f"{s.system}__{s.name}")]
    assert empty == []
    assert pair.rows("curated", "rejected_rows") > 0


def test_one_more_day(pair: Pair) -> None:
    before = pair.rows("curated", "batch_reconciliation")
    pair.both(["derive", "synth", "--advance", "1"], BUILD)
    assert pair.differences() == []
    assert pair.rows("curated", "batch_reconciliation") > before + 40
