"""A world with its mess, at scale 0.01: what is built, against what happened."""

from __future__ import annotations

import shutil
from pathlib import Path

import prison_facts
import probation_facts
import pytest
from facts import Fact, Truth
from worlds import SELECTED, built_world, wrongly_built

from linking import Measured, against_truth

FACTS = {fact.name: fact for fact in (*prison_facts.FACTS, *probation_facts.FACTS)}
# A wrong rule for each fact: the model, its text, and the text in its place. Those of the first
# group change others' facts too, so they are built apart.
WRONG = (
    {
        # an absence for a day is taken for a release
        "stays": (
            "int_movements_sequenced",
            "when movement_type_code = 'TAP' then 'temporary absence'",
            "when movement_type_code = 'TAP' and direction_code = 'OUT' then 'release'",
        ),
        # the end as first given stands
        "orders": (
            "int_orders_ended",
            "disposals.entered_expected_end_date, disposals.expected_end_date",
            "disposals.expected_end_date, disposals.entered_expected_end_date",
        ),
    },
    {
        # of statuses from before a stay the first is in force, not the last
        "status periods": ("int_custody_statuses_dated", "order by effective_at desc", "order by effective_at asc"),
        # who is recalled is received for the first time
        "receptions": ("int_receptions_classified", "in ('recall', 'recapture')", "in ('recapture')"),
        # a release is told by what the person came in for
        "releases": ("fct_releases", "spells.release_kind,", "spells.reception_kind as release_kind,"),
        # of several sentences the shortest counts
        "sentences of receptions": ("int_custody_sentences_banded", "desc nulls last", "asc nulls last"),
        # of several calculations the first stands
        "release dates": ("int_release_dates_calculated", "calculations.calculated_at desc", "calculations.calculated_at asc"),
        # who leaves counts for that day too
        "population": ("int_population_changes_counted", "ended_date as changed_date", "{{ add_days('ended_date', 1) }} as changed_date"),
        # reasons are read from the list for orders
        "requirements": ("int_requirements_ended", "record_kind = 'requirement'", "record_kind = 'order'"),
        # a recall is dated by the release before it
        "recalls": ("int_recalls_assembled", "recalls.recall_date,", "releases.release_date as recall_date,"),
        # two months between two orders are no gap
        "supervision spells": ("int_supervision_spells_opened", "add_days('supervised_until', 1)", "add_days('supervised_until', 60)"),
        # the day on which an order ends is none of supervision
        "caseload": ("int_caseload_orders_counted", "months.month_end_date <= orders.termination_date", "months.month_end_date < orders.termination_date"),
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("world")
    return built_world(folder, SELECTED, "--scale", "0.01", "--batch-days", "30")


@pytest.fixture(scope="module")
def linked(world: tuple[Path, Path]) -> Measured:
    found = against_truth(*world)
    print(f"\n{found}")
    return found


@pytest.fixture(scope="module")
def truth(world: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """Of a copy: the warehouse itself is built again by rules that are wrong."""
    return Truth(shutil.copy(world[0], tmp_path_factory.mktemp("copy")), world[1])


def test_records_of_one_person_are_found_and_right(linked: Measured) -> None:
    assert linked.shares["recall"].of > 2000
    assert linked.shares["precision"].value >= 0.995
    assert linked.shares["recall"].value >= 0.97


def test_records_without_a_number_in_common_are_found_and_right(linked: Measured) -> None:
    few = " sharing neither NOMS number nor PNC"
    assert linked.shares["recall" + few].of > 50
    assert linked.shares["precision" + few].value >= 0.98
    assert linked.shares["recall" + few].value >= 0.8


def test_a_plain_join_finds_fewer_records_of_one_person(linked: Measured) -> None:
    plain = linked.shares["recall by plain equality of NOMS number or PNC"]
    assert plain.value < linked.shares["recall"].value


def test_no_group_of_records_is_larger_than_a_person(linked: Measured) -> None:
    assert linked.largest_group <= linked.largest_person


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.name)
def test_what_differs_is_explained_by_a_fault_that_feeds_it(truth: Truth, fact: Fact) -> None:
    found = truth.compare(fact)
    print(f"\n{found}")
    assert found.rows > 1000
    assert found.unexplained == []
    assert found.share <= found.faulty


def test_heads_of_every_day_are_those_who_were_there(truth: Truth) -> None:
    assert truth.compare(prison_facts.STATUSES).unexplained == []
    assert prison_facts.heads(truth) == []


def test_a_wrong_rule_gives_what_no_fault_explains(world: tuple[Path, Path]) -> None:
    """A rule of each fact put wrong: every one is seen."""
    assert {name for group in WRONG for name in group} == {*FACTS, "population"}
    unseen = []
    for group in WRONG:
        with wrongly_built(world[0].parent, list(group.values())) as warehouse:
            wrong = Truth(warehouse, world[1])
            for name in group:
                seen = (
                    prison_facts.heads(wrong)
                    if name == "population"
                    else wrong.compare(FACTS[name]).unexplained
                )
                print(f"{name:24}{len(seen):>5} or more rows that no fault explains")
                unseen += [] if seen else [name]
            wrong.con.close()
    assert unseen == []
