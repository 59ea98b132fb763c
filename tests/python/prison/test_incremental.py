"""Marts built step by step are those built at once, also where a correction takes rows away."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from curated_rows import add, make_tables
from dbt_runs import run_script
from project_copy import lean, prison_project

HISTORY = "timestamp '2025-01-01', timestamp '2999-01-01', true"
MARTS = ("prison.fct_movements", "prison.fct_custody_spells")

# Two people: one with a stay, a release and a recall; one with a single stay.
FIRST = [
    (1, 1, "2025-01-02 10:00", "ADM", "N", "IN", "OUT", "LEI"),
    (1, 2, "2025-01-09 10:00", "TRN", "NOTR", "OUT", "LEI", "MDI"),
    (1, 3, "2025-01-09 12:00", "ADM", "INT", "IN", "LEI", "MDI"),
    (1, 4, "2025-03-01 09:00", "REL", "CR", "OUT", "MDI", "OUT"),
    (1, 5, "2025-04-01 15:00", "ADM", "L", "IN", "OUT", "MDI"),
    (2, 1, "2025-02-01 10:00", "ADM", "N", "IN", "OUT", "LEI"),
]
# The recall was on the wrong booking: it is deleted; the other person goes to court and is bailed.
CORRECTIONS = [
    "delete from curated.nomis__offender_external_movements"
    " where offender_book_id = 1 and movement_seq = 5",
    "insert into {movements} values " + "(2, 2, date '2025-02-10', timestamp '2025-02-10 08:00', "
    "'CRT', 'CRT', 'OUT', 'LEI', 'OUT', 'N', 2, {history}, 'm22', 'b', 1), "
    "(2, 3, date '2025-02-10', timestamp '2025-02-10 17:00', "
    "'REL', 'BL', 'OUT', 'LEI', 'OUT', 'Y', 3, {history}, 'm23', 'b', 2)",
]


def make_curated(path: Path, project: Path) -> None:
    """Curated tables as the contracts have them, with a few rows."""
    with duckdb.connect(str(path)) as con:
        make_tables(con, project)
        for number in (1, 2):
            add(
                con,
                "nomis__offenders",
                f"{number} as offender_id, {number} as root_offender_id,"
                f" date '1980-07-0{number}' as birth_date, 'M' as sex_code",
            )
            add(
                con,
                "nomis__offender_bookings",
                f"{number} as offender_book_id, {number} as root_offender_id",
            )
        for prison in ("LEI", "MDI"):
            add(con, "registers__prison_register", f"'{prison}' as prison_id, '{prison}' as name")
        for book, seq, at, kind, reason, direction, left, reached in FIRST:
            con.execute(
                "insert into curated.nomis__offender_external_movements values"
                f" ({book}, {seq}, date '{at[:10]}', timestamp '{at}', '{kind}', '{reason}',"
                f" '{direction}', '{left}', '{reached}', 'N', {seq}, {HISTORY},"
                f" 'm{book}{seq}', 'b', 1)"
            )


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[tuple]]]:
    """Rows of both marts: first, again, corrected step by step, and made anew."""
    folder = tmp_path_factory.mktemp("incremental")
    warehouse = folder / "warehouse.duckdb"
    project = lean(prison_project(folder / "project"))
    make_curated(warehouse, project)
    corrections = [
        text.format(movements="curated.nomis__offender_external_movements", history=HISTORY)
        for text in CORRECTIONS
    ]
    run_script(
        folder,
        f"""
        import shutil
        import duckdb
        build = ("build", "--exclude", "path:models/curated", "config.meta.as_at:recorded",
                 "resource_type:unit_test", "test_name:reconciles",
                 "no_movement_after_the_build_moment")
        built = ("--select", "staging", "intermediate", "marts",
                 "--exclude", "config.meta.as_at:recorded")
        def keep(name):
            shutil.copy({str(warehouse)!r}, {str(folder)!r} + "/" + name + ".duckdb")
        dbt(*build)
        keep("first")
        dbt("run", *built)
        keep("again")
        with duckdb.connect({str(warehouse)!r}) as con:
            for text in {corrections!r}:
                con.execute(text)
        dbt(*build)
        keep("corrected")
        dbt("run", *built, "--full-refresh")
        keep("anew")
        """,
        project,
    )
    found = {}
    for stage in ("first", "again", "corrected", "anew"):
        with duckdb.connect(str(folder / f"{stage}.duckdb"), read_only=True) as con:
            found[stage] = {
                mart: con.execute(f"select * from {mart} order by all").fetchall() for mart in MARTS
            }
            found[stage]["spells"] = con.execute(
                "select reception_kind, cast(reception_date as varchar),"
                " cast(release_date as varchar), release_kind, transfers, latest_prison_id,"
                " age_at_reception from prison.fct_custody_spells order by reception_at"
            ).fetchall()
    return found


def test_stays_are_told_from_the_movements(stages: dict) -> None:
    assert stages["first"]["spells"] == [
        ("remand", "2025-01-02", "2025-03-01", "release", 1, "MDI", 44),
        ("remand", "2025-02-01", None, "not applicable", 0, "LEI", 44),
        ("recall", "2025-04-01", None, "not applicable", 0, "MDI", 44),
    ]


def test_building_again_changes_nothing(stages: dict) -> None:
    assert stages["again"] == stages["first"]


def test_stay_that_a_correction_removes_leaves_no_row(stages: dict) -> None:
    assert stages["corrected"]["spells"] == [
        ("remand", "2025-01-02", "2025-03-01", "release", 1, "MDI", 44),
        ("remand", "2025-02-01", "2025-02-10", "bail", 0, "LEI", 44),
    ]


def test_step_by_step_is_as_at_once(stages: dict) -> None:
    assert stages["corrected"] == stages["anew"]
