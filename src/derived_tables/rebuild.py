"""`derive rebuild`: build one curated table's history again, after its contract changed.

On DuckDB the new history is made beside the old one and swapped in within one transaction; on
Athena all batches are replayed through the same merge. Nothing is dropped first, on either.
"""

from __future__ import annotations

import os
from typing import Annotated

import typer

from derived_tables.build import Run, run_dbt
from derived_tables.contract import load_contract
from derived_tables.errors import DeriveError
from derived_tables.init import wanted_target, warehouse_path
from derived_tables.project import project_dir, split_name


def rebuild(
    table: Annotated[str, typer.Argument(metavar="SYSTEM.TABLE", help="Source table.")],
) -> None:
    """Build one curated table again from all its batches, by its contract as it now is."""
    project = project_dir()
    contract = load_contract(project, *split_name(table))
    model = f"{contract.system}__{contract.table}"
    warehouse = warehouse_path()
    os.chdir(project)
    run = Run(
        warehouse,
        # Other variables, another folder: dbt would throw its parse of the project away.
        f"{os.environ.get('DBT_TARGET_PATH', 'target')}/rebuild",
        target=wanted_target(),
        variables={"rebuild": model},
    )
    # What was built from the old history is to be built again, though no file changes.
    warehouse.with_suffix(".built.json").unlink(missing_ok=True)
    # A code list that was edited is loaded with the table that it governs.
    lists = sorted({c.rules.code_list for c in contract.columns if c.rules.code_list})
    command = ["build", "--select", model, *lists, "--indirect-selection", "cautious"]
    if run.target == "athena":
        from derived_tables.athena.query import Athena

        Athena().wait_for_others(lambda line: typer.echo(f"  {line}", err=True))
    if not run_dbt(run, command):
        raise DeriveError(
            "the history was not rebuilt, or does not pass its tests.",
            place=contract.name,
            remedy="The lines above say why; correct that and run the command again.",
        )
    typer.echo(f"{contract.name} is rebuilt. Now run `derive build`: what reads it is older.")
