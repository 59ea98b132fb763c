"""Five years by monthly batches, at scale 0.01: every fact against what happened.

`DERIVE_TRUTH_SEED` and `DERIVE_TRUTH_MESS` (default, harsh) choose the world; a seed of `drawn` draws
both, and what was drawn is printed.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import prison_facts
import probation_facts
import pytest
from facts import HARMFUL, Truth
from worlds import SELECTED, built_world

from derived_tables.synthetic.mess import KINDS

YEARS = ("--from", "2021-01-01", "--batch-days", "30")
# The people of half the scale are the first half of those of the whole.
WHOLE, HALF = ("--scale", "0.01"), ("--scale", "0.005")
# An end that nobody wrote up is none of a row.
HARMLESS = [kind for kind in KINDS if kind not in (*HARMFUL, "missing", "unwritten_end")]


@pytest.fixture(scope="module")
def drawn() -> tuple[str, str]:
    """The seed and the mess of the world."""
    seed, mess = os.environ.get("DERIVE_TRUTH_SEED", "1"), os.environ.get("DERIVE_TRUTH_MESS")
    if seed == "drawn":
        chance = random.SystemRandom()
        seed, mess = str(chance.randrange(2, 10**6)), mess or chance.choice(["default", "harsh"])
    mess = mess or "default"
    print(f"\nDERIVE_TRUTH_SEED={seed} DERIVE_TRUTH_MESS={mess}", flush=True)
    return seed, mess


def held(world: tuple[Path, Path]) -> tuple[int, list[tuple]]:
    """Say how each fact compares with what happened; rows that differ, and what no fault explains."""
    truth = Truth(*world)
    differing, unexplained = 0, []
    for fact in (*prison_facts.FACTS, *probation_facts.FACTS):
        found = truth.compare(fact)
        print(found, flush=True)
        assert found.share <= found.faulty
        differing += found.differing
        unexplained += [(fact.name, *row) for row in found.unexplained]
    return differing, unexplained + prison_facts.heads(truth)


def test_what_differs_is_explained(drawn: tuple[str, str], tmp_path: Path) -> None:
    seed, mess = drawn
    differing, unexplained = held(
        built_world(tmp_path, SELECTED, *YEARS, *WHOLE, "--seed", seed, "--mess", mess)
    )
    assert differing > 0
    assert unexplained == []


def test_without_the_faults_nothing_differs(drawn: tuple[str, str], tmp_path: Path) -> None:
    """Half of the same world, but for the faults that explained: not one row differs."""
    kinds = [word for kind in HARMLESS for word in ("--only-mess", kind)]
    world = built_world(tmp_path, SELECTED, *YEARS, *HALF, "--seed", drawn[0], *kinds)
    assert held(world) == (0, [])
    found = Truth(*world).con.execute(
        f"select count(*) from true_faults where kind in {HARMFUL} union all "
        "select count(*) from true_missing"
    ).fetchall()
    assert found == [(0,), (0,)]
