"""The custody feed from raw files to history with no hand-written SQL."""

from __future__ import annotations

import re

import pytest

from custody_feed import FEED, TWICE, upload
from registered_project import Registered

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FEED.is_dir(), reason="../shared/real is absent"),
]
FILES = sorted(FEED.glob("*.csv.gz"))
ATTRIBUTES = {
    "age", "race", "gender", "custody_level", "bradh", "inmate_status_code", "sealed", "srg_flg",
    "top_charge", "infraction", "discharged_dt",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Registered, str]:
    """The feed registered without a key and with one, landed and built; what the first said."""
    project = Registered(tmp_path_factory.mktemp("custody") / "project")
    seen = project.derive("register", "nyc.custody", "--from", *FILES, "--dry-run")
    assert seen.returncode == 0, seen.stderr
    key = ["--key", "inmateid,admitted_dt"]
    project.run(
        ["derive", "register", "nyc.custody", "--from", *FILES, *key],
        upload(*FILES),
        [
            "dbt", "--quiet", "build", "-s", "nyc__custody", "stg_nyc__custody",
            "path:models/curated/outcomes",
        ],
    )  # fmt: skip
    return project, seen.stdout


def test_no_key_has_an_attribute(made: tuple[Registered, str]) -> None:
    _, said = made
    block = said.split("\nkey\n")[1].split("\n\n")[0]
    named = re.findall(r"^  (?:or )?([a-z_,]+) \(", block, re.M)
    assert named == ["inmateid", "inmateid,admitted_dt"]
    assert not ATTRIBUTES & set(",".join(named).split(","))


def test_one_contradictory_person_is_named(made: tuple[Registered, str]) -> None:
    _, said = made
    assert "31 rows repeat the value of another row of their file (1 value)" in said
    assert f"DOC_Inmates_InCustody_Daily_20200301.csv.gz row 74: {TWICE} stands 2 times" in said
    assert "race: special" in said and "inmateid: direct" in said
    assert "kind: full" in said


def test_every_row_is_accounted_for(made: tuple[Registered, str]) -> None:
    project, _ = made
    assert project.rows(
        "select sum(landed_rows), sum(new_rows + unchanged_rows), sum(contradiction_rows),"
        " sum(rejected_rows + duplicate_rows + superseded_rows + closing_rows + held_rows),"
        " count(*) from curated.batch_reconciliation"
    ) == [(163_576, 163_545, 31, 0, 31)]
    assert project.rows(
        "select count(distinct (inmateid, admitted_dt)), count(distinct inmateid)"
        " from curated.nyc__custody"
    ) == [(6_792, 6_728)]
    assert project.rows("select count(*) from curated.faults") == [(0,)]
    assert project.rows(
        "select distinct split_part(record_key, '|', 1) from curated.row_outcomes"
    ) == [(str(TWICE),)]


def test_staging_has_who_is_in_custody_on_the_last_day(made: tuple[Registered, str]) -> None:
    project, _ = made
    assert project.rows("select count(*) from staging.stg_nyc__custody") == [(4_603,)]
