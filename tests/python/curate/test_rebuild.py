"""A changed contract asks for `derive rebuild`, which gives what a fresh build gives."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from landing_feed import Feed

from small_project import SmallProject

CONTRACT = {"key": ["id"], "kinds": ["full"]}
OLD = {"id": ("bigint", {}), "age": ("integer", {"range": [0, 150]})}
TIGHT = OLD | {"age": ("integer", {"range": [0, 60]})}
WIDE = TIGHT | {"b": ("varchar(4)", {})}
BUILD = ["dbt", "--quiet", "build"]
REFRESH = [*BUILD, "--full-refresh"]
REBUILD = ["derive", "rebuild", "r.moves"]
MARK = "update curated.r__{} set mojap_row_number = 999 where id = 1"


class World:
    """Both tables, through a build, a full refresh, and two changes of contract."""

    def __init__(self, folder: Path) -> None:
        self.project = project = SmallProject(folder)
        place = project.folder / "models" / "curated" / "r" / "r__moves.yml"
        variants = {}
        for name, columns in {"wide": WIDE, "tight": TIGHT, "old": OLD}.items():
            project.add("r", "moves", CONTRACT, columns)
            variants[name] = project.folder / f"{name}.yml"
            shutil.copy(place, variants[name])
        project.add("r", "other", CONTRACT, OLD)
        steps = []
        for table in ("moves", "other"):
            feed = Feed(project, f"r.{table}")
            first = [f"{number},{50 + number},p" for number in range(10)]
            steps.append(feed.land("one", "full", "2024-01-01", "id,age,b", first))
            second = [*first[1:], "10,99,q"]
            steps.append(feed.land("two", "full", "2024-01-02", "id,age,b", second))
        kept = project.warehouse.parent / "kept"
        for name in ("fresh_tight", "fresh_wide"):
            (kept / name).mkdir(parents=True)

        def fresh(name: str) -> list[list[str]]:
            return [
                ["set", "DERIVE_WAREHOUSE", f"{kept}/{name}/{project.warehouse.name}"],
                BUILD,
                ["set", "DERIVE_WAREHOUSE", str(project.warehouse)],
            ]

        self.said = project.run(
            *steps, BUILD, ["keep", "built"],
            ["sql", MARK.format("moves")], ["sql", MARK.format("other")],
            REFRESH, ["keep", "refreshed"],
            ["copy", str(variants["tight"]), str(place)],
            ["fails", *BUILD], ["fails", *REFRESH], ["keep", "refused"],
            REBUILD, ["keep", "rebuilt_tight"], BUILD, ["keep", "then_tight"],
            *fresh("fresh_tight"),
            ["copy", str(variants["wide"]), str(place)],
            ["fails", *BUILD], REBUILD, BUILD, ["keep", "then_wide"],
            *fresh("fresh_wide"),
        ).stdout  # fmt: skip

    def marked(self, table: str, kept: str) -> bool:
        sql = f"select count(*) from curated.r__{table} where mojap_row_number = 999"
        return self.project.rows(sql, kept) == [(1,)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("rebuild") / "project")


def test_full_refresh_leaves_the_history_alone(world: World) -> None:
    assert not world.marked("moves", "built")
    assert world.marked("moves", "refreshed")


def test_changed_contract_is_refused_and_names_the_command(world: World) -> None:
    asked = "the contract of r.moves changed since its history was built: run `derive rebuild"
    said = " ".join(world.said.split())
    assert said.count(asked) >= 3
    assert "derive rebuild r.moves" in said
    assert world.project.state("r__moves", "refused") == world.project.state(
        "r__moves", "refreshed"
    )


@pytest.mark.parametrize("change", ["tight", "wide"])
def test_rebuild_equals_a_fresh_build(world: World, change: str) -> None:
    fresh = world.project.state("r__moves", f"fresh_{change}")
    assert world.project.state("r__moves", f"then_{change}") == fresh
    assert fresh != world.project.state("r__moves", "built")
    assert {row[0] for row in world.project.rows(
        "select value_text from curated.r__moves__faults", f"then_{change}"
    )} == {"99"}  # fmt: skip


def test_rebuild_gives_the_new_column_its_values(world: World) -> None:
    found = world.project.rows("select distinct b from curated.r__moves order by 1", "then_wide")
    assert found == [("p",), ("q",)]


def test_rebuild_touches_no_other_table(world: World) -> None:
    assert world.marked("other", "then_wide")


def test_rebuild_says_what_to_run_next(world: World) -> None:
    assert "r.moves is rebuilt. Now run `derive build`" in world.said


def test_rebuild_of_an_unknown_table_is_refused(world: World) -> None:
    done = world.project.run(["derive", "rebuild", "r.nothing"], check=False)
    assert done.returncode == 1
    assert "no contract for r.nothing" in done.stderr
