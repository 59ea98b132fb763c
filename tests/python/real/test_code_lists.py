"""Code lists beside the published ones: what share of the real codes seeds and lists cover, printed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from places import PROJECT, REAL

REFERENCE = REAL / "reference"
SEEDS = PROJECT / "seeds"
LISTS = PROJECT / "src" / "derived_tables" / "synthetic" / "lists"

# in the court list of Crown Courts, but no centre
NOT_CENTRES = {"C01CJ": "Court of Appeal", "C22SW": "Shrewsbury a second time"}
# codes that the published extracts lack; a CJS code ends in E where the extract has
# only the offence of encouraging it
UNPUBLISHED = {"CA03013", "RR84227", "RT88576", "RT88966", "RT88971", "RV86019"}

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not REFERENCE.is_dir(), reason="../shared/real is absent"),
]

Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def seed(name: str) -> Rows:
    return read(SEEDS / f"{name}.csv")


def listed(name: str) -> Rows:
    return read(LISTS / f"{name}.csv")


def real(name: str) -> Rows:
    return read(REFERENCE / f"{name}.csv")


def column(rows: Rows, name: str) -> set[str]:
    return {row[name] for row in rows}


def share(what: str, wanted: set[str], had: set[str]) -> float:
    """The share of `wanted` that is in `had`, printed with what is missing."""
    missing = sorted(wanted - had)
    part = 1 - len(missing) / len(wanted)
    print(f"{what}: {len(wanted) - len(missing)} of {len(wanted)} ({part:.1%})", *missing[:10])
    return part


def domain(name: str) -> set[str]:
    return {row["CODE"] for row in real("nomis_reference_codes") if row["DOMAIN"] == name}


# places ----------------------------------------------------------------------------------------


def test_active_prisons_are_listed() -> None:
    register = real("prison_register_prison")
    active = {row["PRISON_ID"] for row in register if row["ACTIVE"] == "true"}
    assert share("active prisons", active, column(listed("prisons"), "prison_id")) >= 0.95


def test_prisons_are_as_the_register_says() -> None:
    register = {row["PRISON_ID"]: row for row in real("prison_register_prison")}
    for row in listed("prisons"):
        known = register[row["prison_id"]]
        assert (row["name"], row["active"]) == (known["NAME"], known["ACTIVE"])


def test_crown_court_centres_of_xhibit_are_listed() -> None:
    served = {row["CREST_COURT_ID"] for row in real("xhibit_xhb_court") if row["OBS_IND"] == "N"}
    had = column(listed("crown_courts"), "crown_court_id")
    assert share("Crown Court centres in XHIBIT", served, had) >= 0.95


def test_crown_court_centres_of_the_court_list_are_listed() -> None:
    units = {row["COURT_CODE"] for row in real("ccs_court") if row["COURT_CODE"][0] == "C"}
    had = column(listed("crown_courts"), "ou_code")
    assert share("Crown Court units", units - set(NOT_CENTRES), had) >= 0.95


def test_crown_courts_of_the_court_register_are_listed() -> None:
    """Rows repeat across its migrations: the last one wins."""
    register = {row["ID"]: row for row in real("court_register_court")}
    typed = {row["ID"] for row in real("court_register_court_detail") if row["TYPE"] == "CRN"}
    active = {
        key
        for key, row in register.items()
        if row["ACTIVE"] == "true" and (key in typed or "crown court" in row["COURT_NAME"].lower())
    }
    centres = column(listed("crown_courts"), "register_id")
    had = centres | column(listed("other_courts"), "register_id")
    assert share("active Crown Courts in the court register", active, had) >= 0.95


def test_magistrates_courts_of_the_court_list_are_listed() -> None:
    units = {row["COURT_CODE"] for row in real("ccs_court") if row["COURT_CODE"][0] == "B"}
    assert (
        share("magistrates' court units", units, column(listed("magistrates_courts"), "ou_code"))
        >= 0.95
    )


@pytest.mark.parametrize("name", ["crown_courts", "magistrates_courts"])
def test_courts_are_in_the_court_register(name: str) -> None:
    register = column(real("court_register_court"), "ID")
    assert share(f"{name} in the register", column(listed(name), "register_id"), register) == 1


# offences --------------------------------------------------------------------------------------


def test_cjs_codes_are_real() -> None:
    published = column(real("laa_offences"), "code") | column(real("mo_offence"), "CODE")
    published |= {code.removesuffix("E") for code in published}
    mine = column(listed("offences"), "cjs_code")
    assert mine - published == UNPUBLISHED
    assert share("CJS codes that are published", mine, published) >= 0.95


def test_charged_offences_of_legal_aid_are_listed() -> None:
    common = column(real("laa_offences"), "code")
    mine = column(listed("offences"), "cjs_code")
    assert share("offences of legal aid cases", common, mine) >= 0.9


def test_home_office_codes_are_real() -> None:
    published = {
        f"{int(row['CATEGORY']):03d}{int(row['SUB_CATEGORY']):02d}" for row in real("ho_code")
    }
    mine = column(listed("offences"), "home_office_code")
    assert share("Home Office codes that are published", mine, published) == 1


def test_home_office_codes_are_those_of_the_offence() -> None:
    published = {
        row["CODE"].removesuffix("E"): f"{int(row['CATEGORY']):03d}{int(row['SUB_CATEGORY']):02d}"
        for row in real("mo_offence")
        if row["CATEGORY"]
    }
    both = [row for row in listed("offences") if row["cjs_code"] in published]
    assert len(both) > 50
    assert [r for r in both if r["home_office_code"] != published[r["cjs_code"]]] == []


def test_offence_groups_are_those_of_the_statistics() -> None:
    path = REAL / "crown_court_stats" / "gold_oldest_by_offence.csv"
    published = column(read(path), "offence") - {"Not known", "Other"}
    groups = column(seed("offence_groups"), "offence_group_name")
    assert share("offence groups", published, groups) == 1


# code lists ------------------------------------------------------------------------------------


def test_ethnicity_codes_are_covered() -> None:
    codes = domain("ETHNICITY")
    assert share("ethnicity codes, seed", codes, column(seed("ethnicities"), "ethnicity_code")) == 1
    # a merge leaves MERGE; no one is recorded so at first
    had = column(listed("ethnicities"), "code")
    assert share("ethnicity codes, list", codes - {"MERGE"}, had) == 1


def test_sex_codes_are_covered() -> None:
    assert share("sex codes", domain("SEX"), column(seed("sexes"), "sex_code")) >= 0.95


def test_movement_reasons_are_covered() -> None:
    published = {
        f"{row['MOVEMENT_TYPE']}-{row['MOVEMENT_REASON_CODE']}"
        for row in real("nomis_movement_reasons")
    }
    had = column(seed("movement_reason_groups"), "movement_reason_id")
    assert share("movement reasons", published, had) >= 0.95


def test_legal_status_bands_are_covered() -> None:
    had = column(seed("legal_status_bands"), "legal_status_band")
    used = column(real("nomis_imprisonment_statuses"), "BAND_CODE") - {""}
    assert share("bands of imprisonment statuses", domain("IMPSBAND") | used, had) == 1


def test_bank_holidays_are_those_published() -> None:
    text = (REFERENCE / "bank-holidays.json").read_text()
    events = json.loads(text)["england-and-wales"]["events"]
    published = {
        (event["date"], event["notes"] == "Substitute day")
        for event in events
        if event["date"] >= "2015"
    }
    mine = {
        (row["holiday_date"], row["is_substitute_day"] == "true") for row in seed("bank_holidays")
    }
    assert mine == published
