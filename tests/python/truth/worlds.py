"""A synthetic world with the facts of people, prison and probation built from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dbt_runs import derive, environment, run_script
from project_copy import whole_project

# Names and birth dates collide as at scale 1, at a scale of 0.01.
WORLD = ("--system", "nomis", "--system", "delius", "--system", "registers", "--collisions", "100")
# What is held against the truth, and all that it reads.
SELECTED = (
    "+int_person_records_identified",
    "+path:models/marts/prison",
    "+fct_orders",
    "+fct_requirements",
    "+fct_recalls",
    "+fct_supervision_spells",
    "+fct_caseload_monthly",
)
NO_TESTS = ("--exclude-resource-type", "test", "unit_test")


def built_world(folder: Path, selected: Sequence[str], *options: str) -> tuple[Path, Path]:
    """Land a world and build what is selected; the warehouse and the folder of the truth."""
    project = whole_project(folder / "project")
    made = derive(folder, "synth", *WORLD, *options, project=project)
    assert made.returncode == 0, made.stderr
    assert derive(folder, "init", project=project).returncode == 0
    run_script(folder, f"dbt(*{('build', '--select', *selected, *NO_TESTS)!r})", project)
    return Path(environment(folder)["DERIVE_WAREHOUSE"]), folder / "truth"


@contextmanager
def wrongly_built(world: Path, rules: Sequence[Sequence[str]]) -> Iterator[Path]:
    """A world's warehouse with the facts built anew by rules that are put wrong; right again after.

    A rule is a model, a text of its SQL and the text in its place.
    """
    warehouse, right = world / "warehouse.duckdb", world / "right.duckdb"
    shutil.copy(warehouse, right)
    texts = {}
    for model, old, new in rules:
        (path,) = (world / "project" / "models").rglob(f"{model}.sql")
        texts[path] = path.read_text()
        assert texts[path].count(old) == 1, f"{old!r} is not once in {model}"
        path.write_text(texts[path].replace(old, new))
    # What reads them, of what was built.
    selected = [f"{model}+,{one}" for model, _, _ in rules for one in SELECTED]
    try:
        run_script(world, f"dbt(*{('run', '--select', *selected)!r})", world / "project")
        yield warehouse
    finally:
        for path, text in texts.items():
            path.write_text(text)
        right.replace(warehouse)
