"""Street crime, which has no key: registered, landed a month at a time, one month corrected."""

from __future__ import annotations

import csv
import tarfile
from pathlib import Path

import pytest

from places import REAL
from registered_project import Registered

CRIME = REAL / "street_crime"
BUILD = ["dbt", "--quiet", "build", "-s", "police__street_crime"]
CORRECTED = "2020-06"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CRIME.is_dir(), reason="../shared/real is absent"),
]


def month_of(file: Path) -> str:
    return file.name[:7]


def land(file: Path, *when: str) -> list[object]:
    """The command that lands one month."""
    when = when or ("--extracted-at-pattern", "%Y-%m")
    slices = ["--kind", "slice", "--slice", month_of(file)]
    return ["derive", "upload", "police.street_crime", file, *slices, *when]


def correct(file: Path, folder: Path) -> Path:
    """The month again: three outcomes changed, two crimes gone, one more."""
    with file.open(encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text)
    told = [row for row in rows if row[0]]
    outcome = header.index("Last outcome category")
    for row in told[:3]:
        row[outcome] = "Offender given a caution"
    rows = [row for row in rows if row not in told[5:7]]
    rows.append(["f" * 64, *told[0][1:]])
    corrected = folder / file.name
    with corrected.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([header, *rows])
    return corrected


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("street")
    [archive] = CRIME.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return sorted(folder.rglob("*-street.csv"))


@pytest.fixture(scope="module")
def made(
    files: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Registered, str]:
    """All months but the last built, then the last, then one corrected: kept after each."""
    folder = tmp_path_factory.mktemp("police")
    project = Registered(folder / "project")
    said = project.derive("register", "police.street_crime", "--from", *files)
    assert said.returncode == 0, said.stderr
    (folder / "again").mkdir()
    again = correct(next(f for f in files if month_of(f) == CORRECTED), folder / "again")
    project.run(
        *(land(file) for file in files[:-1]), BUILD, ["keep", "before"],
        land(files[-1]), BUILD, ["keep", "all"],
        land(again, "--extracted-at", "2022-01-10"),
        [*BUILD, "stg_police__street_crime", "path:models/curated/outcomes"],
    )  # fmt: skip
    return project, said.stdout


def counted(project: Registered, kept: str | None = None) -> tuple:
    """Versions, live ones, live ones without an id."""
    sql = (
        "select count(*), count(*) filter (where mojap_current_record), "
        "count(*) filter (where mojap_current_record and crime_id is null) "
        "from curated.police__street_crime"
    )
    return project.rows(sql, kept)[0]


def test_crime_id_is_shown_and_refused(made: tuple[Registered, str]) -> None:
    project, said = made
    block = said.split("\nkey\n")[1].split("\n\n")[0]
    assert "crime_id is none: null in 2,983 of 22,480 rows (13.3%): every row whose crime_type is" in block
    assert "'Anti-social behaviour' (2,983); 273 rows repeat the value of another row" in block
    assert "content (no other column looks like a key)" in block and "--key" not in block
    contract = project.text("models/curated/police/police__street_crime.yml")
    assert "key: content\n          kinds: [slice]\n          slice: month\n" in contract


def test_every_row_is_accounted_for(made: tuple[Registered, str]) -> None:
    project, _ = made
    assert counted(project, "all") == (22_480, 22_480, 2_983)
    [(landed, told, batches)] = project.rows(
        "select sum(landed_rows), sum(new_rows + unchanged_rows), count(*) "
        "from curated.batch_reconciliation "
        "where batch_id in (select mojap_batch_id from curated.police__street_crime)"
        " and min_time < timestamp '2022-01-01'"
    )
    assert (landed, told, batches) == (22_480, 22_480, 36)
    assert project.rows("select count(*) from curated.faults") == [(0,)]


def test_nothing_closes_when_the_next_month_lands(
    made: tuple[Registered, str], files: list[Path]
) -> None:
    project, _ = made
    with files[-1].open(encoding="utf-8", newline="") as text:
        last = sum(1 for _ in csv.reader(text)) - 1
    versions, live, _ = counted(project, "before")
    assert versions == live == 22_480 - last


def test_correction_closes_and_adds_what_changed(made: tuple[Registered, str]) -> None:
    project, _ = made
    versions, live, nameless = counted(project)
    assert (versions, live, nameless) == (22_480 + 4, 22_480 + 4 - 5, 2_983)
    assert project.rows(
        "select month, count(*) filter (where mojap_end_datetime = timestamp '2022-01-10'),"
        " count(*) filter (where mojap_start_datetime = timestamp '2022-01-10')"
        " from curated.police__street_crime where mojap_end_datetime = timestamp '2022-01-10'"
        " or mojap_start_datetime = timestamp '2022-01-10' group by month"
    ) == [(CORRECTED, 5, 4)]
    assert project.rows("select count(*) from staging.stg_police__street_crime") == [(live,)]
