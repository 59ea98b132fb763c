"""The lists that the synthetic systems draw from, and the seeds, hold together."""

from __future__ import annotations

import csv

import pytest

from places import PROJECT

SEEDS = PROJECT / "seeds"
LISTS = PROJECT / "src" / "derived_tables" / "synthetic" / "lists"

Rows = list[dict[str, str]]


def seed(name: str) -> Rows:
    with (SEEDS / f"{name}.csv").open(newline="") as handle:
        return list(csv.DictReader(handle))


def listed(name: str) -> Rows:
    with (LISTS / f"{name}.csv").open(newline="") as handle:
        return list(csv.DictReader(handle))


def column(rows: Rows, name: str) -> set[str]:
    return {row[name] for row in rows}


KEYS = {
    "common_platform_results": ("short_code",),
    "common_platform_trial_types": ("code",),
    "crown_courts": ("crown_court_id",),
    "delius_contact_outcomes": ("contact_outcome_type_id",),
    "delius_contact_types": ("contact_type_id",),
    "delius_disposal_types": ("disposal_type_id",),
    "delius_reference_codes": ("reference_id",),
    "delius_requirement_types": ("requirement_type_id",),
    "ethnicities": ("code",),
    "forenames": ("forename", "sex", "ethnic_group"),
    "magistrates_courts": ("court_code",),
    "offences": ("cjs_code",),
    "nomis_imprisonment_statuses": ("code",),
    "nomis_movement_reasons": ("movement_type", "reason_code"),
    "nomis_reference_codes": ("domain", "code"),
    "nomis_sentence_calc_types": ("code", "category"),
    "other_courts": ("register_id",),
    "prisons": ("prison_id",),
    "probation_areas": ("code",),
    "probation_districts": ("code",),
    "registers_home_office_classes": ("class",),
    "surnames": ("surname", "ethnic_group"),
    "xhibit_hearing_types": ("category", "code"),
    "xhibit_trial_outcomes": ("code",),
}


def test_every_list_has_a_key_here() -> None:
    assert {path.stem for path in LISTS.glob("*.csv")} == set(KEYS)


@pytest.mark.parametrize("name", KEYS)
def test_lists_are_sorted_by_their_key(name: str) -> None:
    keys = [tuple(row[part] for part in KEYS[name]) for row in listed(name)]
    assert keys == sorted(set(keys))


def test_regions_of_prisons_are_statistical_regions() -> None:
    regions = column(seed("statistical_regions"), "region_name")
    assert column(listed("prisons"), "region") <= regions


def test_offence_groups_are_those_of_the_seed() -> None:
    groups = column(seed("offence_groups"), "offence_group_name")
    assert column(listed("offences"), "offence_group") == groups


def test_recorded_ethnicities_are_in_the_seed() -> None:
    assert column(listed("ethnicities"), "code") <= column(seed("ethnicities"), "ethnicity_code")


def test_ethnic_groups_are_eighteen_and_five_and_one() -> None:
    groups = seed("ethnicity_groups")
    assert len([row for row in groups if row["ethnic_group"] != "Unknown"]) == 18
    assert len(groups) == 19
    assert len(seed("ethnicity_broad_groups")) == 6


def test_names_cover_every_group_and_sex() -> None:
    groups = column(listed("ethnicities"), "ethnic_group")
    assert column(listed("surnames"), "ethnic_group") == groups
    pairs = {(row["ethnic_group"], row["sex"]) for row in listed("forenames")}
    assert pairs == {(group, sex) for group in groups for sex in "FM"}


@pytest.mark.parametrize("name", ["crown_courts", "magistrates_courts"])
def test_shares_of_courts_make_a_whole(name: str) -> None:
    assert sum(int(row["share"]) for row in listed(name)) == 10_000


@pytest.mark.parametrize("name", ["general_share", "prison_share"])
def test_shares_of_ethnicities_make_a_whole(name: str) -> None:
    assert sum(int(row[name]) for row in listed("ethnicities")) == 10_000


def test_lists_refer_to_one_another() -> None:
    centres = {row["crown_court_id"] for row in listed("crown_courts") if row["share"] != "0"}
    assert column(listed("magistrates_courts"), "crown_court_id") <= centres
    areas = column(listed("probation_areas"), "code")
    assert column(listed("probation_districts"), "area_code") == areas


def test_open_cases_are_shared_between_regions_as_published() -> None:
    published = {
        "London": 18_260,
        "South East": 15_176,
        "Midlands": 13_582,
        "North East": 10_459,
        "North West": 9_406,
        "South West": 6_030,
        "Wales": 2_787,
    }
    for region, cases in published.items():
        mine = sum(int(r["share"]) for r in listed("crown_courts") if r["region"] == region)
        assert mine / 10_000 == pytest.approx(cases / sum(published.values()), abs=0.001)


def test_age_bands_leave_no_gap() -> None:
    edges = [(int(row["from_age"]), int(row["to_age"])) for row in seed("age_bands")]
    assert edges[0][0] == 0
    assert [end for _, end in edges[:-1]] == [start for start, _ in edges[1:]]
