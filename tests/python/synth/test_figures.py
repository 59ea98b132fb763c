"""The story is near the published figures, and its stocks are what its flows leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from derived_tables.synthetic import report, world
from derived_tables.synthetic.options import Options

AT = Options(scale=0.01, first=date(2024, 7, 1))


@pytest.fixture(scope="module")
def compared() -> list[report.Compared]:
    return report.compare(AT)


def test_every_figure_is_near(compared: list[report.Compared]) -> None:
    """Counts within 10% or three standard errors, shares and measures 10% or their sampling error."""
    far = [
        (one.figure.name, one.expected, one.made, one.tolerance)
        for one in compared
        if not one.is_near
    ]
    assert far == []


def test_a_count_far_off_is_told(compared: list[report.Compared]) -> None:
    """The tolerance is not so wide that nothing could fail."""
    counts = [one for one in compared if one.figure.kind == "count" and one.expected > 200]
    assert len(counts) > 10
    for one in counts:
        off = report.Compared(one.figure, one.expected, one.expected * 1.3, one.tolerance)
        assert not off.is_near, one.figure.name


def test_the_report_names_what_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        report, "FIGURES", [report.Figure("nobody", "2025", 1e9, "count", "select 0, 0, 0")]
    )
    text = report.table(Options(scale=0.0001))
    assert "beyond its tolerance" in text
    assert "0 of 1 figures are near" in text


@pytest.fixture(scope="module")
def story() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        world.prepare(con, AT)
        world.tell(con, 0, AT.blocks)
        yield con


STOCKS = {
    "prisoners": ("custody_spells", "admitted_at", "released_at"),
    "magistrates' cases": ("cases", "received_on", "magistrates_ended_on"),
    "Crown Court cases": ("cases", "crown_received_on", "crown_disposed_on"),
    "supervised": ("supervisions", "starts_on", "ended_on"),
}


@pytest.mark.parametrize("name", STOCKS)
def test_stocks_balance(story: duckdb.DuckDBPyConnection, name: str) -> None:
    """What was there, and came, and went, is what is there; and no stock runs dry or away."""
    table, came, went = STOCKS[name]
    moments = [date(2024, 9, 30), date(2025, 3, 31), date(2025, 9, 30), date(2025, 12, 31)]
    there = [
        story.execute(
            f"select count(*) from {table} where {came} < $at and {went} >= $at", {"at": at}
        ).fetchone()[0]
        for at in moments
    ]
    for before, after, start, end in zip(there, there[1:], moments, moments[1:], strict=False):
        ins, outs = (
            story.execute(
                f"select count(*) from {table} where {column} >= $start and {column} < $end "
                f"and {went} >= {came}",
                {"start": start, "end": end},
            ).fetchone()[0]
            for column in (came, went)
        )
        assert after == before + ins - outs
        assert after == pytest.approx(before, rel=0.1)


def test_nobody_is_in_two_stays_at_once(story: duckdb.DuckDBPyConnection) -> None:
    overlapping = story.sql(
        "select block, person, item from (select *, lead(admitted_at) over "
        "(partition by block, person order by admitted_at) as next_at from custody_spells) "
        "where next_at < released_at"
    ).fetchall()
    assert overlapping == []


def test_statuses_fill_their_stay(story: duckdb.DuckDBPyConnection) -> None:
    gaps = story.sql(
        "select item from custody_spells anti join ("
        "select block, item, min(from_at) as admitted_at, max(to_at) as released_at "
        "from custody_statuses group by all) using (block, item, admitted_at, released_at)"
    ).fetchall()
    assert gaps == []
