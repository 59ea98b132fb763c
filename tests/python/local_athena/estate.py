"""A small project with one table of each kind that people read, and days of data for it."""

from __future__ import annotations

import csv
from pathlib import Path

from small_project import SmallProject

TABLE, NAME = "estate.cells", "estate__cells"
COLUMNS = {
    "cell_id": ("bigint", {}),
    "wing": ("varchar(10)", {}),
    "state": ("varchar(10)", {"accepted_values": ["open", "shut"]}),
}
TALLY = """{# One row per wing. #}
{{ config(materialized='table', schema='marts') }}
select
    cells.wing,
    wings.edition,
    count(*) as cells
from {{ ref('estate__cells') }} as cells
inner join {{ ref('wings') }} as wings on cells.wing = wings.wing
where cells.mojap_current_record
group by cells.wing, wings.edition
"""
SEEN = """{# One row per cell that was ever seen. #}
{{ config(
    materialized='incremental', schema='marts', incremental_strategy='merge',
    unique_key='cell_id', on_schema_change='fail'
) }}
select
    cell_id,
    wing,
    mojap_start_datetime as seen_at
from {{ ref('estate__cells') }}
where mojap_current_record
{% if is_incremental() %}
    and mojap_start_datetime >= (select max(seen_at) from {{ this }})
{% endif %}
"""
SNAPSHOT = """version: 2

snapshots:
  - name: snap_wings
    relation: ref('wings')
    config:
      strategy: check
      unique_key: wing
      check_cols: [edition]
      hard_deletes: invalidate
"""
# What has data of its own.
TABLES = [
    ("curated", NAME),
    ("seeds", "wings"),
    ("snapshots", "snap_wings"),
    ("marts", "tally"),
    ("marts", "seen_cells"),
]
OF_ONE_EDITION = "count(*) = 7 and count(distinct wing) = 7 and count(distinct edition) = 1 from"
# What is true of each table at every moment: whole, no row twice, all of one edition.
TRUE_OF = {
    "a history": f"count(*) = count(distinct mojap_version_id) from curated.{NAME}",
    # It lacks the batches that are done again until the run ends.
    "a view": "count(*) = count(distinct batch_id) from curated.batch_reconciliation",
    "a seed": f"{OF_ONE_EDITION} seeds.wings",
    "a snapshot": f"{OF_ONE_EDITION} snapshots.snap_wings where dbt_valid_to is null",
    "a table": f"{OF_ONE_EDITION} marts.tally",
    "an incremental table": "count(*) > 390 and count(*) = count(distinct cell_id) "
    "from marts.seen_cells",
}
# In one statement: the fewer, the less a look slows what is looked at.
WHOLE = " union all ".join(f"select '{kind}', {held}" for kind, held in TRUE_OF.items())
BATCHES = f"select mojap_batch_id, count(*) from curated.{NAME} group by mojap_batch_id"


def make(folder: Path) -> SmallProject:
    project = SmallProject(folder)
    project.add("estate", "cells", {"key": ["cell_id"], "kinds": ["full"]}, COLUMNS)
    (project.folder / "models" / "tally.sql").write_text(TALLY)
    (project.folder / "models" / "seen_cells.sql").write_text(SEEN)
    for name in ("seeds", "snapshots"):
        (project.folder / name).mkdir()
    (project.folder / "snapshots" / "snap_wings.yml").write_text(SNAPSHOT)
    edit_wings(project, 1)
    return project


def edit_wings(project: SmallProject, edition: int) -> None:
    """The code list of wings, all of one edition."""
    lines = [f"W{wing},e{edition}" for wing in range(7)]
    (project.folder / "seeds" / "wings.csv").write_text("\n".join(["wing,edition", *lines]) + "\n")


def day_file(folder: Path, day: int) -> Path:
    """A day's cells: some gone, some changed, one fault, one without a key, one twice."""
    path = folder / f"cells_202501{day:02d}.csv"
    rows = [
        [cell, f"W{(cell + (day if cell % 50 == 0 else 0)) % 7}", "shut" if cell % 9 == day % 9 else "open"]
        for cell in range(1, 400 + day)
        if cell % 97 != day
    ]  # fmt: skip
    rows += [[990, "W1", "ajar"], ["", "W1", "open"], [991, "W2", "open"], [991, "W2", "open"]]
    with open(path, "w", newline="") as out:
        csv.writer(out).writerows([["cell_id", "wing", "state"], *rows])
    return path


def upload(path: Path) -> list[str]:
    return ["derive", "upload", TABLE, str(path), "--kind", "full", "--extracted-at-pattern", "%Y%m%d"]  # fmt: skip
