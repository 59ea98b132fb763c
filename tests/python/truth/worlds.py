"""A synthetic world with a part of the tables built from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dbt_runs import derive, environment, run_script
from project_copy import CUSTODY, prison_project

# Names and birth dates collide as at scale 1, at a scale of 0.01.
WORLD = ("--system", "nomis", "--system", "delius", "--system", "registers", "--collisions", "100")


def built_world(folder: Path, selected: Sequence[str], *options: str) -> tuple[Path, Path]:
    """Land a world and build what is selected; the warehouse and the folder of the truth."""
    project = prison_project(folder / "project", CUSTODY)
    made = derive(folder, "synth", *WORLD, *options, project=project)
    assert made.returncode == 0, made.stderr
    assert derive(folder, "init", project=project).returncode == 0
    words = ("build", "--select", *selected, "--exclude-resource-type", "test", "unit_test")
    run_script(folder, f"dbt(*{words!r})", project)
    return Path(environment(folder)["DERIVE_WAREHOUSE"]), folder / "truth"
