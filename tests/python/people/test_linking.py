"""Records of one person in prison and probation are one person here: against the truth."""

from __future__ import annotations

import pytest

from linking import Measured, measure


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    found = measure(tmp_path_factory.mktemp("linking"), "--scale", "0.01", "--batch-days", "90")
    print(f"\n{found}")
    return found


def test_pairs_of_two_systems_are_found_and_right(measured: Measured) -> None:
    assert measured.shares["recall"].of > 2000
    assert measured.shares["precision"].value >= 0.995
    assert measured.shares["recall"].value >= 0.97


def test_pairs_without_a_number_in_common_are_found_and_right(measured: Measured) -> None:
    few = " sharing neither NOMS number nor PNC"
    assert measured.shares["recall" + few].of > 50
    assert measured.shares["precision" + few].value >= 0.98
    assert measured.shares["recall" + few].value >= 0.8


def test_a_plain_join_finds_fewer(measured: Measured) -> None:
    plain = measured.shares["recall by plain equality of NOMS number or PNC"]
    assert plain.value < measured.shares["recall"].value


def test_no_group_is_larger_than_a_person(measured: Measured) -> None:
    assert measured.largest_group <= measured.largest_person
