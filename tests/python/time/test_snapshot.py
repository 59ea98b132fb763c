"""The history of a governed code list: edits between extracts, a delete, a return."""

from __future__ import annotations

import json
import shutil

import duckdb
import pytest

from dbt_runs import PROJECT, run_script

HEAD = (
    "movement_reason_id,movement_type_code,movement_reason_code,movement_reason_name,reason_group\n"
)
STAYS = "ADM-N,ADM,N,Remand,remand\n"

# What the list said of ADM-L, and the clock then; no extract arrives between any of them.
STEPS = [
    (STAYS + "ADM-L,ADM,L,Licence,recall\n", "2025-06-01 09:00:00"),
    (STAYS + "ADM-L,ADM,L,Licence revoked,recall\n", "2025-06-01 10:00:00"),
    (STAYS + "ADM-L,ADM,L,Licence revoked,return\n", "2025-06-01 11:00:00"),
    (STAYS + "ADM-L,ADM,L,Licence revoked,return\n", "2025-06-01 12:00:00"),  # nothing new
    (STAYS, "2025-06-01 13:00:00"),  # deleted
    (STAYS + "ADM-L,ADM,L,Licence revoked,return\n", "2025-06-01 14:00:00"),  # back
    (STAYS + "ADM-L,ADM,L,Licence revoked,recall\n", "2025-06-01 14:00:00"),  # the clock stood
    (STAYS + "ADM-L,ADM,L,Licence,recall\n", "2025-06-01 08:00:00"),  # the clock went back
]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> list[tuple]:
    folder = tmp_path_factory.mktemp("snapshot")
    project = folder / "project"
    for name in ("macros", "tests/generic"):
        shutil.copytree(PROJECT / name, project / name)
    for name in ("seeds/movement_reason_groups.yml", "snapshots/snap_movement_reason_groups.yml"):
        (project / name).parent.mkdir()
        shutil.copy(PROJECT / name, project / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, project)
    script = f"""
        from pathlib import Path
        seed = Path("seeds/movement_reason_groups.csv")
        for rows, clock in json.loads({json.dumps(STEPS)!r}):
            seed.write_text({HEAD!r} + rows)
            variables = json.dumps({{"snapshot_clock": clock}})
            dbt("build", "--vars", variables)
    """
    run_script(folder, script, project)
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as con:
        return con.execute(
            "select movement_reason_id, movement_reason_name, reason_group,"
            " cast(dbt_valid_from as varchar)[12:], cast(dbt_valid_to as varchar)[12:], dbt_scd_id"
            " from snapshots.snap_movement_reason_groups order by 1, dbt_valid_from"
        ).fetchall()


def test_every_edit_is_a_version_with_the_time_it_was_recorded(versions: list[tuple]) -> None:
    assert [row[1:5] for row in versions if row[0] == "ADM-L"] == [
        ("Licence", "recall", "09:00:00", "10:00:00"),
        ("Licence revoked", "recall", "10:00:00", "11:00:00"),
        ("Licence revoked", "return", "11:00:00", "13:00:00"),
        ("Licence revoked", "return", "14:00:00", "14:00:00.000001"),
        ("Licence revoked", "recall", "14:00:00.000001", "14:00:00.000002"),
        ("Licence", "recall", "14:00:00.000002", None),
    ]


def test_what_was_not_edited_has_one_version(versions: list[tuple]) -> None:
    assert [row[1:5] for row in versions if row[0] == "ADM-N"] == [
        ("Remand", "remand", "09:00:00", None)
    ]


def test_ids_are_unique_and_of_the_projects_own_making(versions: list[tuple]) -> None:
    import hashlib

    ids = [row[5] for row in versions]
    assert len(set(ids)) == len(ids)
    text = "ADM-N\x1f\x1e2025-06-01 09:00:00.000000"
    assert hashlib.md5(text.encode()).hexdigest() in ids
