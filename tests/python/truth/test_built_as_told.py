"""A world with its mess, at scale 0.01: what is built, against what happened."""

from __future__ import annotations

from pathlib import Path

import pytest
from custody import Custody
from worlds import built_world

from linking import Measured, against_truth


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    selected = ["+int_person_records_identified", "+path:models/marts/prison"]
    folder = tmp_path_factory.mktemp("world")
    return built_world(folder, selected, "--scale", "0.01", "--batch-days", "30")


@pytest.fixture(scope="module")
def linked(world: tuple[Path, Path]) -> Measured:
    found = against_truth(*world)
    print(f"\n{found}")
    return found


@pytest.fixture(scope="module")
def custody(world: tuple[Path, Path]) -> Custody:
    return Custody(*world)


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


def test_stays_begin_and_end_when_they_did(custody: Custody) -> None:
    assert custody.rows("stays") > 2500
    assert custody.differences("stays") == []


def test_sentences_begin_when_they_did(custody: Custody) -> None:
    assert custody.rows("sentences") > 2000
    assert custody.differences("sentences") == []


def test_receptions_have_the_length_that_was_passed(custody: Custody) -> None:
    assert custody.rows("bands") > 2000
    assert custody.differences("bands") == []


def test_heads_are_those_who_were_there(custody: Custody) -> None:
    assert custody.heads() == []
