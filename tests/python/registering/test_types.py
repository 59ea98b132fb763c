"""Types keep every value, or say which they lose."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derived_tables.registering import types
from derived_tables.registering.types import Typed, widened


@pytest.mark.parametrize(
    ("values", "data_type", "clock", "said"),
    [
        (["22", "22.0", "-7", "8"], "bigint", None, "1 of 4 values like '22.0'"),
        (["1", "2", "", "  "], "bigint", None, "2 values, 2 blank"),
        (["007", "12", "13"], "varchar", None, "1 begin with a zero, like '007'"),
        (["+447700900123", "12"], "varchar", None, "1 begin with a plus"),
        (["0", "10", "20"], "bigint", None, ""),
        (["0.5", "12.25", "3"], "decimal(18,2)", None, ""),
        (["1" * 19 + ".5", "2"], "decimal(38,1)", None, ""),
        (["9" * 18, "1"], "bigint", None, ""),
        (["9" * 25, "1"], "decimal(38,0)", None, ""),
        (["9" * 39, "1"], "varchar", None, "longest has 39"),
        (["1e3", "7"], "varchar", None, ""),
        (["2024-02-29", "31/12/2024"], "date", "none", "1 read as day/month/year"),
        (["01/02/2024", "03/04/2024"], "date", "none", "they may be month/day"),
        (["2024-02-29 00:00:00"], "date", "none", ""),
        (["12/31/2024", "01/02/2024"], "varchar", None, ""),
        (["2024-02-30", "2024-02-28", "2024-02-27"], "varchar", None, "1 of 3 values are no date"),
        (
            ["2024-01-01 10:00:00", "2024-01-01T10:00:00", "2024-01-02"],
            "timestamp(6)", "local", "1 of 3 values like '2024-01-01T10:00:00'",
        ),
        (["2024-01-01T10:00:00Z", "2024-01-01T10:00:00+00:00"], "timestamp(6)", "utc", ""),
        (["2024-01-01T10:00:00+01:00"], "varchar", None, ""),
        (["2024-01-01 10:00:00.1234567", "2024-01-01 10:00:00"], "varchar", None, ""),
        (["2024-01-01 10:00:00.1234560"], "timestamp(6)", "local", ""),
        (["Y", "N", "n"], "boolean", None, ""),
        (["True", "true"], "boolean", None, ""),
        (["N", "N"], "varchar", None, ""),
        (["F", "M"], "varchar", None, ""),
        (["0", "1"], "bigint", None, ""),
        (["Y", "N", "U"], "varchar", None, ""),
        (["MED ", " MIN"], "varchar", None, "2 padded with spaces"),
        (["", " "], "varchar", None, "no value in 2 rows"),
        (["2018-12", "2019-01"], "varchar", None, ""),
        (["10:30", "11:45"], "varchar", None, ""),
    ],
)  # fmt: skip
def test_type_of(
    seen: Callable, values: list[str], data_type: str, clock: str | None, said: str
) -> None:
    found = seen("id,a", [(n, value) for n, value in enumerate(values)]).typed["a"]
    assert (found.data_type, found.clock) == (data_type, clock), found
    assert said in "; ".join(found.evidence)
    assert not found.broken


def test_few_that_break_are_named_with_file_and_row(seen: Callable) -> None:
    good = [(n, n) for n in range(1000)]
    some = [*good[:499], (500, "n/k"), *good[500:]]
    found = seen("id,age", good, some).typed["age"]
    assert (found.data_type, found.broken) == ("bigint", 1)
    assert found.breaks == [types.Break("extract_20250102.csv", 500, "n/k")]
    assert "1 of 2,000 values are no whole number" in found.evidence


def test_more_than_the_tolerance_is_text(seen: Callable) -> None:
    rows = [(n, "n/k" if n < 2 else n) for n in range(1000)]
    found = seen("id,age", rows)
    assert found.typed["age"].data_type == "varchar"
    assert types.infer(found.sample, "age", tolerance=0.002).data_type == "bigint"


def test_no_code_may_break(seen: Callable) -> None:
    rows = [(n, "A1" if n == 7 else n) for n in range(2000)]
    assert seen("id,offence_code", rows).typed["offence_code"].data_type == "varchar"
    assert seen("id,age", rows).typed["age"].data_type == "bigint"


def test_whole_sample_decides_not_the_first_file(seen: Callable) -> None:
    found = seen("id,a", [(1, 5), (2, 6)], [(1, "x"), (2, 7)])
    assert found.typed["a"].data_type == "varchar"


@pytest.mark.parametrize(
    ("standing", "new", "wider"),
    [
        ("integer", "bigint", "bigint"),
        ("bigint", "decimal(18,2)", "decimal(38,2)"),
        ("decimal(5,2)", "decimal(18,4)", "decimal(18,4)"),
        ("decimal(38,2)", "decimal(18,4)", "varchar"),
        ("decimal(6,4)", "decimal(18,1)", "decimal(21,4)"),
        ("date", "timestamp(6)", "timestamp(6)"),
        ("timestamp(6)", "date", "varchar"),
        ("bigint", "date", "varchar"),
        ("varchar(3)", "varchar", "varchar"),
        ("boolean", "varchar", "varchar"),
    ],
)
def test_wider_type_keeps_both(standing: str, new: str, wider: str) -> None:
    assert widened(standing, Typed("a", new)) == wider
