"""Where the project is."""

import re
from pathlib import Path

from derived_tables.errors import DeriveError


def project_dir() -> Path:
    """The folder with `dbt_project.yml`: the current one or the nearest above it."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "dbt_project.yml").is_file():
            return folder
    raise DeriveError(
        "there is no dbt_project.yml here or in a folder above.",
        place=str(here),
        remedy="Change to the project's folder.",
    )


def split_name(name: str) -> tuple[str, str]:
    """`system.table` in its two parts."""
    system, dot, table = name.partition(".")
    if not (dot and all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", part) for part in (system, table))):
        raise DeriveError(
            f"{name!r} is not a source table's name.", remedy="Write it as SYSTEM.TABLE."
        )
    return system.lower(), table.lower()
