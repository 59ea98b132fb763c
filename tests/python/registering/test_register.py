"""What `derive register` prints and writes, and how it meets what is there already."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import yaml
from desk import Desk

from derived_tables.contract import all_contracts, check

COLUMNS = "Person ID,Admitted,Race,State,Age"
ROWS = [(n, f"2025-01-{n % 27 + 1:02d} 10:00:00", "WB"[n % 2], "xyz"[n % 3], n) for n in range(60)]
CONTRACT = "models/curated/jail/jail__people.yml"
STAGING = "models/staging/jail/stg_jail__people"


@pytest.fixture
def registered(desk: Desk) -> Desk:
    files = [desk.file(f"people_2025010{n}.csv", COLUMNS, ROWS[n:]) for n in (1, 2, 3)]
    desk.said = desk.register("jail.people", "--from", *files).output
    return desk


def test_contract_is_valid_but_for_what_a_person_writes(registered: Desk) -> None:
    [contract] = all_contracts(registered.folder)
    assert [(c.name, c.data_type) for c in contract.columns] == [
        ("person_id", "bigint"), ("admitted", "timestamp(6)"), ("race", "varchar"),
        ("state", "varchar"), ("age", "bigint"),
    ]  # fmt: skip
    assert contract.terms.key == ["person_id"]
    assert contract.model.config.meta.classification == "official-sensitive"
    rules = {column.name: column.rules for column in contract.columns}
    assert rules["person_id"].personal == "direct" and rules["race"].special
    good, [error] = check(registered.folder)
    assert not good and "TODO are left, on line 5, 8, 10, 12" in str(error)
    path = registered.folder / CONTRACT
    path.write_text(path.read_text().replace("TODO", "written"))
    assert check(registered.folder)[1] == []


def test_table_is_listed_and_its_source_declared(registered: Desk) -> None:
    listed = yaml.safe_load(registered.text("dbt_project.yml"))["vars"]["curated_tables"]
    assert listed == ["aa__first", "jail__people", "zz__last"]
    [source] = yaml.safe_load(registered.text("models/curated/jail/_sources.yml"))["sources"]
    assert (source["schema"], source["tables"][0]["name"]) == ("landing_jail", "people")
    assert "curate()" in registered.text("models/curated/jail/jail__people.sql")


def test_second_table_joins_the_source(registered: Desk) -> None:
    path = registered.folder / "models/curated/jail/_sources.yml"
    before = path.read_text().replace("owner: TODO", "owner: jail-data")
    path.write_text(before)
    cells = registered.file("cells.csv", "cell_id,places", [(n, n % 3) for n in range(1, 30)])
    registered.register("jail.cells", "--from", cells)
    assert path.read_text().startswith(before)
    tables = yaml.safe_load(path.read_text())["sources"][0]["tables"]
    assert [one["name"] for one in tables] == ["people", "cells"]
    assert tables[1]["config"]["meta"]["owner"] == "jail-data"


def test_staging_names_clocks_and_keeps_the_key(registered: Desk) -> None:
    sql = registered.text(f"{STAGING}.sql")
    assert "admitted as admitted_at_local," in sql
    assert "{{ local_to_utc('admitted') }} as admitted_at," in sql
    [model] = yaml.safe_load(registered.text(f"{STAGING}.yml"))["models"]
    assert model["config"]["meta"]["key"] == ["person_id"]
    names = [column["name"] for column in model["columns"]]
    assert names[1:3] == ["admitted_at_local", "admitted_at"] and names[-1] == "stated_at"


def test_evidence_says_how_to_go_on(registered: Desk) -> None:
    for said in (
        "3 files, 174 rows; times in the names by %Y%m%d",
        "person_id: bigint, 174 values",
        "race: special, because the name says race",
        "derive upload jail.people FILE... --kind full --extracted-at-pattern %Y%m%d",
    ):
        assert said in registered.said


def test_dry_run_writes_nothing(desk: Desk) -> None:
    file = desk.file("people.csv", COLUMNS, ROWS)
    before = desk.text("dbt_project.yml")
    said = desk.register("jail.people", "--from", file, "--dry-run").output
    assert "person_id" in said and "written" not in said
    assert not (desk.folder / "models").exists() and desk.text("dbt_project.yml") == before


def test_content_is_the_key_where_none_is_found(desk: Desk) -> None:
    rows = [("x", n % 3) for n in range(9)]
    desk.register("jail.events", "--from", desk.file("events.csv", "what,state", rows))
    [contract] = all_contracts(desk.folder)
    assert contract.terms.key == "content"
    sql = desk.text("models/staging/jail/stg_jail__events.sql")
    assert "mojap_content_id as content_id," in sql


def test_column_that_some_files_lack_may_be_absent(desk: Desk) -> None:
    one = desk.file("people_20250101.csv", "person_id,state", [row[::3] for row in ROWS])
    two = desk.file("people_20250102.csv", "person_id,state,wing", [(*r[::3], "A") for r in ROWS])
    said = desk.register("jail.people", "--from", one, two).output
    assert "may be absent: 1 files lack it, people_20250101.csv first" in said
    [contract] = all_contracts(desk.folder)
    assert {c.name for c in contract.columns if c.rules.may_be_absent} == {"wing"}


def test_broken_value_of_the_key_makes_it_text(desk: Desk) -> None:
    rows = [(n if n != 7 else "n/k", n % 3) for n in range(2000)]
    file = desk.file("people.csv", "badge,state", rows)
    words = ["jail.people", "--from", file]
    assert "badge: bigint" in desk.register(*words, "--key", "content", "--dry-run").output
    desk.register(*words, "--key", "badge")
    [contract] = all_contracts(desk.folder)
    assert contract.columns[0].data_type == "varchar"


def test_key_and_slice_may_be_named_as_the_file_does(desk: Desk) -> None:
    file = desk.file("crimes.csv", "Crime ID,Report month", [(n, "2025-01") for n in range(20)])
    asked = ("--key", "Crime ID", "--slice", "Report month")
    desk.register("jail.crimes", "--from", file, *asked)
    [contract] = all_contracts(desk.folder)
    assert contract.terms.key == ["crime_id"]
    assert contract.terms.slice == "report_month"


def test_reserved_word_is_left_out_and_said(desk: Desk) -> None:
    file = desk.file("people.csv", "person_id,order", [(n, n % 3) for n in range(20)])
    said = desk.register("jail.people", "--from", file).output
    assert "order: left out, because it is a reserved word of SQL" in said
    [contract] = all_contracts(desk.folder)
    assert [column.name for column in contract.columns] == ["person_id"]


def test_folder_is_its_files(desk: Desk) -> None:
    (desk.folder / "in").mkdir()
    for n in (1, 2):
        desk.file(f"in/people_2025010{n}.csv", COLUMNS, ROWS)
    assert "2 files, 120 rows" in desk.register("jail.people", "--from", "in", "--dry-run").output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["jail.people"], 2, "--from FILE... or --from-database"),
        (["jail.people", "--from", "people.csv", "--dsn", "x"], 2, "go with --from-database"),
        (["jail.people", "--from", "people.csv", "--kind", "whole"], 2, "none of full"),
        (["jail.people", "--from", "people.csv", "--kind", "full", "--slice", "state"], 2, "goes"),
        (["jail.people", "--from", "people.csv", "--slice", "month"], 1, "names month"),
        (["jail.people", "--from", "people.csv", "--key", "no_one"], 1, "names no_one"),
        (["jail.people", "--from", "people.csv", "--accept"], 2, "has none"),
        (["jail.people", "--from", "gone.csv"], 1, "gone.csv: is not there"),
        (["jail.people", "--from", "people.csv", "people.csv"], 1, "Give each file once"),
        (["people", "--from", "people.csv"], 1, "SYSTEM.TABLE"),
        (["jail.order", "--from", "people.csv"], 2, "reserved word"),
        (["../x.people", "--from", "people.csv"], 1, ""),
        (["jail.people", "--from", "empty.csv"], 1, ""),
        (["jail.people", "--from", "header.csv"], 1, "no file has a row"),
    ],
)  # fmt: skip
def test_refused(desk: Desk, words: list[str], code: int, said: str) -> None:
    desk.file("people.csv", COLUMNS, ROWS)
    desk.file("header.csv", COLUMNS, [])
    (desk.folder / "empty.csv").write_text("")
    assert said in desk.register(*words, code=code).output
    assert not (desk.folder / "models").exists()


# drift ------------------------------------------------------------------------------------------


@pytest.fixture
def written(registered: Desk) -> Desk:
    """Registered, and its descriptions written by a person."""
    path = registered.folder / CONTRACT
    path.write_text(path.read_text().replace("TODO", "What a person wrote."))
    return registered


def tree(desk: Desk) -> dict[str, str]:
    paths = [*desk.folder.rglob("*.yml"), *desk.folder.rglob("*.sql")]
    return {str(path): path.read_text() for path in paths}


def test_same_files_again_change_nothing(written: Desk) -> None:
    before = tree(written)
    said = written.register("jail.people", "--from", written.folder / "people_20250102.csv").output
    assert "holds what the 1 files say" in said and tree(written) == before


def test_drift_is_a_diff_and_nothing_is_written(written: Desk) -> None:
    before = tree(written)
    rows = [(n, "W", "x", f"{n}.5", "A") for n in range(60)]
    file = written.file("new_20250105.csv", "person_id,race,state,age,wing", rows)
    said = written.register("jail.people", "--from", file, code=1).output
    assert "admitted: gone, no file has it" in said
    assert "age: 60 of 60 values are no bigint (new_20250105.csv row 1 '0.5'" in said
    assert "wing: new, varchar, 60 values" in said
    diff = [line for line in said.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert "-      - name: admitted" in diff and "+      - name: wing" in diff
    assert "-        data_type: bigint" in diff and "+        data_type: decimal(38,1)" in diff
    assert "+        description: TODO" in diff
    assert "--accept" in said and tree(written) == before


def test_accept_adds_and_widens_and_touches_nothing_else(written: Desk) -> None:
    before = tree(written)
    rows = [(n, "W", "x", f"{n}.5", "A") for n in range(60)]
    file = written.file("new_20250105.csv", "person_id,race,state,age,wing", rows)
    said = written.register("jail.people", "--from", file, "--accept", code=1).output
    assert "left to you: admitted is gone" in said
    after = tree(written)
    changed = [path for path in after if after[path] != before.get(path)]
    assert changed == [str(written.folder / CONTRACT)]
    old, new = before[changed[0]].splitlines(), after[changed[0]].splitlines()
    block = [
        "      - name: wing", "        data_type: varchar", "        description: TODO",
        "        config:", "          meta:", "            may_be_absent: true",
    ]  # fmt: skip
    place = new.index("      - name: wing")
    assert new[place : place + 6] == block
    kept = new[:place] + new[place + 6 :]
    assert [(a, b) for a, b in zip(old, kept, strict=True) if a != b] == [
        ("        data_type: bigint", "        data_type: decimal(38,1)")
    ]
    assert "wing" in {column.name for column in all_contracts(written.folder)[0].columns}
    again = written.register("jail.people", "--from", file, code=1).output
    assert "wing" not in again.split("---")[0] and "admitted: gone" in again


def test_type_that_a_person_chose_stands(written: Desk) -> None:
    path = written.folder / CONTRACT
    text = path.read_text()
    path.write_text(text.replace("data_type: bigint", "data_type: varchar(12)", 1))
    written.register("jail.people", "--from", written.folder / "people_20250101.csv")


def test_key_that_no_longer_holds_is_left_to_a_person(written: Desk) -> None:
    file = written.file("twice_20250106.csv", COLUMNS, [*ROWS, *ROWS[:9]])
    said = written.register("jail.people", "--from", file, "--accept", code=1).output
    assert "left to you: key person_id: " in said and "9 rows repeat" in said


def test_file_without_its_contract_is_kept(registered: Desk) -> None:
    (registered.folder / CONTRACT).unlink()
    before = tree(registered)
    file = registered.folder / "people_20250101.csv"
    said = registered.register("jail.people", "--from", file, code=1).output
    assert "is there already, without the contract" in said and tree(registered) == before


# a database -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Declared:
    name: str
    declared_type: str
    nullable: bool
    primary_key: int | None
    clock: str | None = None


def test_what_a_database_declares_goes_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = [
        Declared("seen_at", "timestamp(6)", False, None, "utc"),
        Declared("code", "varchar(4)", True, None),
        Declared("part", "integer", False, 2),
        Declared("case_id", "bigint", False, 1),
        Declared("due", "date", True, None),
    ]
    asked = []

    def sample(con: object, dsn: str, source: str, table: str) -> list[Declared]:
        asked.append((dsn, source))
        con.execute(
            f"create temp table {table} as select '2025-01-01 10:00:00Z' as seen_at, "
            "'12' as code, '1' as part, cast(range as varchar) as case_id, null as due "
            "from range(5)"
        )
        return says

    monkeypatch.setattr("derived_tables.extract.sample", sample)
    monkeypatch.setattr("derived_tables.extract.read_dsn", lambda dsn, file: f"{dsn} {file}")
    said = desk.register("court.parts", "--from-database", "--dsn", "host=x").output
    assert asked == [("host=x None", "court.parts")]
    assert "code: varchar(4), declared; 5 values" in said
    assert "case_id,part (declared primary key)" in said
    [contract] = all_contracts(desk.folder)
    assert contract.terms.key == ["case_id", "part"]
    assert {c.name: (c.data_type, c.rules.clock, c.rules.not_null) for c in contract.columns} == {
        "seen_at": ("timestamp(6)", "utc", True),
        "code": ("varchar(4)", None, False),
        "part": ("integer", None, False),
        "case_id": ("bigint", None, False),
        "due": ("date", "none", False),
    }
