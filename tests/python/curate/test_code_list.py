"""A code list is part of the contract: an edit of it asks for `derive rebuild`, as any change does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from landing_feed import Feed

from small_project import SmallProject

COLUMNS = {"id": ("bigint", {}), "sex": ("varchar(2)", {"code_list": "sexes"})}
BUILD = ["dbt", "--quiet", "build"]
FAULTS = "select row_number, value_text from curated.faults order by 1"


class World:
    """One table and its list: built, the list edited, rebuilt, then the list left out of the model."""

    def __init__(self, folder: Path) -> None:
        self.project = project = SmallProject(folder)
        listed = project.folder / "seeds" / "sexes.csv"
        model = project.folder / "models" / "curated" / "r" / "r__people.sql"
        project.seed("sexes", ["F", "M", "X"])
        edited = shutil.copy(listed, project.folder / "edited.csv")
        project.seed("sexes", ["F", "M"])
        project.add("r", "people", {"key": ["id"], "kinds": ["full"]}, COLUMNS)
        unnamed = project.folder / "unnamed.sql"
        unnamed.write_text("{# One row per version. #}\n{{ curate() }}\n")
        feed = Feed(project, "r.people")
        self.said = project.run(
            feed.land("one", "full", "2024-01-01", "id,sex", ["1,F", "2,X", "3,", "4,Y"]),
            BUILD, ["keep", "built"],
            ["copy", str(edited), str(listed)], ["fails", *BUILD], ["keep", "refused"],
            ["derive", "rebuild", "r.people"], BUILD, ["keep", "rebuilt"],
            ["copy", str(unnamed), str(model)], ["fails", *BUILD],
        ).stdout  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("code_list") / "project")


def test_code_outside_the_list_is_a_fault(world: World) -> None:
    assert world.project.rows(FAULTS, "built") == [(2, "X"), (4, "Y")]
    kept = world.project.rows("select id, sex from curated.r__people order by id", "built")
    assert kept == [(1, "F"), (2, "X"), (3, None), (4, "Y")]


def test_edited_list_is_refused_until_it_is_rebuilt(world: World) -> None:
    assert "run `derive rebuild r.people`" in " ".join(world.said.split())
    assert world.project.rows(FAULTS, "refused") == [(2, "X"), (4, "Y")]
    assert world.project.rows(FAULTS, "rebuilt") == [(4, "Y")]


def test_list_that_the_model_does_not_name_is_refused(world: World) -> None:
    assert "write curate(code_lists=[ref('sexes')]) in the model" in " ".join(world.said.split())
