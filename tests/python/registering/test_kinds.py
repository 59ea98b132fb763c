"""The kind of load is told by several files, or asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derived_tables.errors import DeriveError

PEOPLE = [(f"p{n}", n % 7) for n in range(1, 60)]


def test_each_file_whole_is_full(seen: Callable) -> None:
    load = seen("person_id,state", PEOPLE, PEOPLE[3:], PEOPLE[5:]).load
    assert (load.kind, load.slice, load.schedule, load.fall) == ("full", None, "daily", None)
    assert any("absence closes" in said for said in load.evidence)


def test_snapshot_with_a_day_column_is_full_and_the_day_untracked(seen: Callable) -> None:
    days = [[(f"2025-01-0{day}", *row) for row in PEOPLE] for day in (1, 2, 3)]
    load = seen("snapshot_date,person_id,state", *days).load
    assert (load.kind, load.slice, load.untracked) == ("full", None, ("snapshot_date",))


def test_column_of_most_values_is_the_slice(seen: Callable) -> None:
    months = [[("2025", f"2025-0{m}", f"c{m}-{n}") for n in range(20)] for m in (1, 2)]
    before = [("2024", "2024-12", f"c0-{n}") for n in range(20)]
    assert seen("year,month,case_id", before, *months).load.slice == "month"


def test_month_with_rows_of_its_own_is_a_slice(seen: Callable) -> None:
    months = [[(f"2025-0{m}", f"c{m}-{n}") for n in range(20)] for m in (1, 2, 3)]
    load = seen("month,case_id", *months, names="cases_2025_0{}.csv").load
    assert (load.kind, load.slice, load.schedule) == ("slice", "month", "monthly")
    assert any("never when the next arrives" in said for said in load.evidence)


def test_files_that_follow_on_in_time_are_changes(seen: Callable) -> None:
    days = [
        [(f"p{n}", f"2025-01-0{day} 0{n % 9}:00:00", n * day) for n in range(20)]
        for day in (1, 2, 3)
    ]
    load = seen("person_id,updated_at,places", *days).load
    assert (load.kind, load.time, load.op) == ("changes", "updated_at", None)


def test_month_with_a_day_for_each_row_is_still_a_slice(seen: Callable) -> None:
    months = [
        [(f"2025-0{m}", f"c{m}-{n}", f"2025-0{m}-{n + 1:02d}") for n in range(20)] for m in (1, 2)
    ]
    load = seen("month,case_id,offence_date", *months).load
    assert (load.kind, load.slice) == ("slice", "month")


def test_operation_shows_deletes(seen: Callable) -> None:
    rows = [("U", f"2025-01-01 0{n % 9}:00:00", n, n) for n in range(20)]
    load = seen("op,changed_at,scn,person_id", [*rows, ("D", "2025-01-02 00:00:00", 21, 3)]).load
    assert (load.kind, load.time, load.op, load.order) == ("changes", "changed_at", "op", "scn")
    assert "deletes: 1 rows have op D" in load.evidence


def test_flag_says_deleted(seen: Callable) -> None:
    rows = [(n, int(n == 4)) for n in range(1, 20)]
    assert seen("person_id,soft_deleted", rows, rows).load.deleted_when == "soft_deleted = 1"


def test_fall_that_would_hold_is_allowed_for(seen: Callable) -> None:
    assert seen("person_id,state", PEOPLE, PEOPLE[20:]).load.fall == 0.4


def test_unlike_files_are_asked_about(seen: Callable) -> None:
    files = [[(f"{m}-{n}", n % 3) for n in range(20)] for m in (1, 2)]
    with pytest.raises(DeriveError, match="do not show how they load"):
        _ = seen("case_id,state", *files).load
    assert seen("case_id,state", *files, kind="full").load.kind == "full"


def test_slice_without_such_a_column_is_refused(seen: Callable) -> None:
    with pytest.raises(DeriveError, match="no column has one value in each file"):
        _ = seen("person_id,state", PEOPLE, PEOPLE, kind="slice").load
