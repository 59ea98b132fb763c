"""A table of the database is registered, and extracted by the contract that was written."""

from __future__ import annotations

import shutil

import yaml
from database import Extracts

from places import PROJECT


def test_a_table_is_registered_as_the_database_declares_it(extracts: Extracts) -> None:
    extracts.make_people(30)
    project = extracts.project
    shutil.copytree(PROJECT / "macros", project / "macros")
    shutil.copy(PROJECT / "dbt_project.yml", project)
    where = ("--dsn", extracts.database.dsn)
    said = extracts.derive(
        "register", "probation.people", "--from-database", *where, "--source", "public.people",
        "--kind", "full",
    )  # fmt: skip
    extracts.check_secret(said.output)
    assert "declared" in said.output
    path = project / "models/curated/probation/probation__people.yml"
    model = yaml.safe_load(path.read_text())["models"][0]
    types = {one["name"]: one["data_type"] for one in model["columns"]}
    assert model["config"]["meta"]["contract"]["key"] == ["id"]
    assert {name: types[name] for name in ("id", "name", "born", "updated_at")} == {
        "id": "bigint", "name": "varchar", "born": "date", "updated_at": "timestamp(6)",
    }  # fmt: skip
    assert "probation__people.yml" in extracts.derive("contract", "check", code=1).output
    extracts.derive("extract", "probation.people", "--full", *where, "--source", "public.people")
    assert [one["rows"] for one in extracts.list() if one["table"] == "people"] == [30]
