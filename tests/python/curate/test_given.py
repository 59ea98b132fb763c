"""A system whose curated tables the platform gives: the model is a view of them."""

from __future__ import annotations

from pathlib import Path

from landing_feed import Feed

from small_project import SmallProject

NAME = "curated.nyc__custody"
BUILD = ["dbt", "--quiet", "build"]
COLUMNS = {"id": ("bigint", {}), "a": ("varchar(4)", {}), "born": ("date", {"clock": "none"})}


def test_given_table_shows_what_the_built_one_has(tmp_path: Path) -> None:
    project = SmallProject(tmp_path / "project")
    project.add("nyc", "custody", {"key": ["id"], "kinds": ["full"]}, COLUMNS)
    project.add("other", "things", {"key": ["id"], "kinds": ["full"]}, COLUMNS)
    feed, other = Feed(project, "nyc.custody"), Feed(project, "other.things")
    rows = [f"{number},x,1980-01-0{number}" for number in range(1, 9)]
    given = project.warehouse.parent / "kept" / "given" / project.warehouse.name
    given.parent.mkdir(parents=True)
    project.run(
        feed.land("one", "full", "2024-01-01", "id,a,born", rows),
        feed.land("two", "full", "2024-01-02", "id,a,born", ["1,y,1980-01-01", *rows[1:-1]]),
        other.land("one", "full", "2024-01-01", "id,a,born", rows),
        BUILD,
        ["set", "DERIVE_WAREHOUSE", str(given)],
        ["sql", f"attach '{project.warehouse}' as built (read_only); create schema nyc;"
                f" create table nyc.custody as from built.{NAME}"],
        [*BUILD, "--vars", "{curated: {nyc: given}}"],
    )  # fmt: skip
    built = project.rows(f"select * from {NAME} order by all")
    assert len(built) == 9
    assert project.rows(f"select * from {NAME} order by all", "given") == built
    kinds = (
        "select table_name, table_type from information_schema.tables"
        " where table_name in ('nyc__custody', 'other__things') order by 1"
    )
    assert project.rows(kinds, "given") == [
        ("nyc__custody", "VIEW"),
        ("other__things", "BASE TABLE"),
    ]
    assert project.rows(
        "select distinct source_table from curated.batch_reconciliation", "given"
    ) == [("other.things",)]
