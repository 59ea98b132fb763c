"""A few days of a few people, in tables of every system, on both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from engines import BUILD, SAID, Pair

from derived_tables.athena.service import Running
from derived_tables.synthetic.tables import systems
from project_copy import curated_project

# Of each system a table with what is its own: a kind of arriving, of deleting, of key or of type.
TABLES = (
    "common_platform__ha_defendant",
    "delius__event",
    "libra__libra_case",
    "nomis__offender_sentence_terms",
    "oasys__oasys_set",
    "registers__court_register",
    "xhibit__xhb_disposal",
)
LEFT_OUT = (
    "Left out to meet the time: the other tables of each system, which make bench builds, and "
    "what reads them; more days, late, withdrawn and as-at builds but of the prison slice."
)
# Courts are on either side of the move to Common Platform then, so that every system has cases.
SYNTH = ["derive", "synth", "--to", "2022-10-29", "--scale", "0.000125", "--mess", "harsh"]


@pytest.fixture(scope="module")
def pair(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("every")
    made = Pair(curated_project(folder / "project", TABLES), folder, running, "every")
    yield made
    made.end()
    SAID.append(LEFT_OUT)


def test_a_build(pair: Pair) -> None:
    assert {name.partition("__")[0] for name in TABLES} == set(systems())
    pair.both(["derive", "init"])
    pair.landed_once([*SYNTH, "--days", "9"])
    pair.both(BUILD)
    assert pair.differences() == []
    empty = [name for name in TABLES if not pair.rows("curated", name)]
    assert empty == []
    assert pair.rows("curated", "rejected_rows") > 0
