"""Whatever is built again, a reader finds every table, and finds it whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import estate
import pytest
from reader import Reader

from derived_tables.athena import service
from derived_tables.athena.service import Running
from small_project import SmallProject

BUILD = ["dbt", "--quiet", "build"]
REPLACED = [table for table in estate.TABLES if table[0] in ("seeds", "marts")]


@pytest.fixture(scope="module")
def project(running: Running, tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    folder = tmp_path_factory.mktemp("replaced")
    made = estate.make(folder / "project")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    made.environment = {
        **{name: value for name, value in kept.items() if not name.startswith("DERIVE_")},
        **service.environment(running.port),
        "DERIVE_ENV": "",
        "DERIVE_TARGET": "athena",
        "DERIVE_LANDING": "s3://derived-tables/replaced/landing",
        "DERIVE_LANDING_DATABASE": "landing_replaced",
        "DERIVE_ATHENA_DATA": "s3://derived-tables/replaced/data/",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    made.run(["derive", "init"], estate.upload(estate.day_file(folder, 1)), BUILD)
    return made


@pytest.fixture
def reader(project: SmallProject, running: Running) -> Iterator[Reader]:
    reading = Reader(running)
    yield reading
    reading.end()


def looked(reader: Reader) -> None:
    """All that was seen was right, and enough was seen."""
    looks = len(reader.end())
    assert reader.wrong == []
    assert looks > 5


def test_a_code_list_is_loaded_again(project: SmallProject, reader: Reader) -> None:
    for edition in (2, 3):
        estate.edit_wings(project, edition)
        project.run(["dbt", "--quiet", "seed"])
    looked(reader)


def test_all_is_built_again(project: SmallProject, reader: Reader, tmp_path: Path) -> None:
    estate.edit_wings(project, 4)
    project.run(estate.upload(estate.day_file(tmp_path, 2)), BUILD, [*BUILD, "--full-refresh"])
    looked(reader)


def test_a_run_was_killed_as_it_replaced(
    project: SmallProject, running: Running, reader: Reader
) -> None:
    """Both names stand for the table's own data: whoever clears the second away keeps the first."""
    glue = boto3.client("glue", **service.boto_arguments(running))
    for database, name in REPLACED:
        table = glue.get_table(DatabaseName=database, Name=name)["Table"]
        asked = ("StorageDescriptor", "PartitionKeys", "TableType", "Parameters")
        second = {key: table[key] for key in asked} | {"Name": f"{name}__next"}
        glue.create_table(DatabaseName=database, TableInput=second)
    estate.edit_wings(project, 5)
    project.run([*BUILD, "--full-refresh"])
    looked(reader)
