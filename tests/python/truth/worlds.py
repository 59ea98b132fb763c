"""A synthetic world with the facts of people, prison and probation built from it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from dbt_runs import derive, environment, run_script
from project_copy import whole_project

# Names and birth dates collide as at scale 1, at a scale of 0.01.
WORLD = ("--system", "nomis", "--system", "delius", "--system", "registers", "--collisions", "100")
NO_TESTS = ("--exclude-resource-type", "test", "unit_test")


def built_world(folder: Path, selected: Sequence[str], *options: str) -> tuple[Path, Path]:
    """Land a world and build what is selected; the warehouse and the folder of the truth."""
    project = whole_project(folder / "project")
    made = derive(folder, "synth", *WORLD, *options, project=project)
    assert made.returncode == 0, made.stderr
    assert derive(folder, "init", project=project).returncode == 0
    run_script(folder, f"dbt(*{('build', '--select', *selected, *NO_TESTS)!r})", project)
    return Path(environment(folder)["DERIVE_WAREHOUSE"]), folder / "truth"


def built_again(world: Path, folder: Path, rules: Sequence[Sequence[str]]) -> Path:
    """Build a world's facts with some rules put wrong, on a copy; the copy's warehouse.

    A rule is a model, a text of its SQL and the text in its place.
    """
    folder.mkdir()
    project = shutil.copytree(world / "project", folder / "project")
    for name in ("warehouse.duckdb", "target"):
        source = world / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    for model, right, wrong in rules:
        (path,) = (project / "models").rglob(f"{model}.sql")
        text = path.read_text()
        assert text.count(right) == 1, f"{model}: {right!r} is there {text.count(right)} times"
        path.write_text(text.replace(right, wrong))
    # What reads them, of what was built.
    selected = " ".join(f"{model}+" for model, _, _ in rules)
    script = f"""
        import duckdb
        with duckdb.connect({str(folder / "warehouse.duckdb")!r}) as con:
            made = {{name for (name,) in con.execute("select table_name from duckdb_tables() union "
                     "select view_name from duckdb_views()").fetchall()}}
        listed = dbtRunner().invoke(["--quiet", "ls", "--resource-type", "model", "--output", "name",
                                     "--select", *{selected!r}.split()])
        dbt("run", "--select", *[name for name in listed.result if name in made])
    """
    run_script(folder, script, project)
    return folder / "warehouse.duckdb"
