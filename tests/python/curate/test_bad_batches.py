"""What bad files, and each way to delete, do to a history: through `derive upload` and dbt.

All tables are built together, with two threads, in one process: once, then again after some held
batches are released and more files have landed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from landing_feed import Feed

from small_project import SmallProject

ID = {"id": ("bigint", {})}
A = {"a": ("varchar(10)", {})}
B = {"b": ("varchar(10)", {})}
MONTH = {"month": ("varchar(7)", {})}
FULL = {"key": ["id"], "kinds": ["full"]}
SMALL = {**FULL, "fall": 1}
CHANGES = {"key": ["id"], "kinds": ["full", "changes"], "time": "ts"}
FAULTY = {
    "amount": ("decimal(6,2)", {}),
    "code": ("varchar(3)", {"pattern": "^[A-Z]{3}$"}),
    "kind": ("varchar(8)", {"accepted_values": ["IN", "OUT", "o'clock"]}),
    "age": ("integer", {"range": [0, 120]}),
    "born": ("date", {"clock": "none", "range": ["1900-01-01", "2024-12-31"]}),
    "seen": ("timestamp(6)", {"clock": "local"}),
    "ends": ("date", {"clock": "none"}),
    "must": ("varchar", {"not_null": True}),
    "flag": ("boolean", {}),
    "sex": ("varchar(3)", {"code_list": "sexes"}),
}
TABLES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "renamed": (FULL, ID | A),
    "gone": (FULL, ID | A | B),
    "emptied": (FULL, ID | A),
    "cut": (FULL, ID | A),
    "stale": (FULL, ID | A),
    "dressed": (
        {"key": ["id", "born"], "kinds": ["full"]},
        ID
        | {
            "born": ("date", {"clock": "none"}),
            "seen": ("timestamp(6)", {"clock": "local"}),
            "age": ("integer", {}),
            "code": ("varchar(5)", {}),
        },
    ),
    "faulty": (
        {**SMALL, "rules": [{"name": "ends_after_birth", "expression": "ends >= born"}]},
        ID | FAULTY,
    ),
    "faulty_too": (SMALL, ID | FAULTY),
    "absent": (SMALL, ID | A),
    "opped": ({**CHANGES, "op": "op"}, ID | A),
    "fed": ({**CHANGES, "kinds": ["changes", "deletes"]}, ID | A),
    "soft": ({**CHANGES, "deleted_when": "gone = 1"}, ID | A | {"gone": ("bigint", {})}),
    "sliced": ({**SMALL, "kinds": ["full", "slice"], "slice": "month"}, ID | MONTH | A),
    "archived": ({**SMALL, "absence": {"archived_when": "a = 'done'"}}, ID | A),
    "content": (
        {"key": "content", "kinds": ["slice"], "slice": "month"},
        MONTH | {"amount": ("decimal(8,2)", {})},
    ),
    "content_full": ({"key": "content", "kinds": ["full"]}, A),
}
TEN = [f"{number},x" for number in range(1, 11)]
FAULTY_ROWS = [
    "1,12.30,ABC,IN,22.0,1980-02-29,2024-01-01T10:00:00,2024-01-01,x,Y,F",
    "2,12.345,ABC,IN,22,1980-01-01,,,x,, M ",
    "3,12345.00,ABC,IN,22,1980-01-01,,,x,,",
    "4,,ABCD,IN,22,1980-01-01,,,x,,o'k",
    "5,,ab1,IN,22,1980-01-01,,,x,,",
    "6,,ABC, UP ,22,1980-01-01,,,x,,",
    "7,,ABC,IN,121,1980-01-01,,,x,,",
    "8,,ABC,IN,22,1981-02-29,,,x,,",
    "9,,ABC,IN,22,1899-12-31,,,x,,",
    "10,,ABC,IN,22,1980-01-01,2024-13-01 00:00:00,,x,,",
    "11,,ABC,IN,22,1980-01-01,,1979-12-31,x,,",
    "12,,ABC,IN,22,1980-01-01,,,  ,,",
    "x1,,ABC,IN,22,1980-01-01,,,x,,",
    ",,ABC,IN,22,1980-01-01,,,x,,",
    "15,,ABC,IN,22,1980-01-01,,,x,maybe,",
    "16,12.3000,  ABC ,o'clock,120,1900-01-01,2024-01-01 10:00,,x,,",
    "17,,ABC,,22.5,31/12/2024,,,x,,",
    "18,,ABC,,22,1980-01-01,,,x,,X ",
]
FAULTS = [
    (2, "amount", "type, range or pattern", "12.345"),
    (3, "amount", "type, range or pattern", "12345.00"),
    (4, "code", "type, range or pattern", "ABCD"),
    (5, "code", "type, range or pattern", "ab1"),
    (6, "kind", "accepted values", "UP"),
    (7, "age", "type, range or pattern", "121"),
    (8, "born", "type, range or pattern", "1981-02-29"),
    (9, "born", "type, range or pattern", "1899-12-31"),
    (10, "seen", "type, range or pattern", "2024-13-01 00:00:00"),
    (11, "ends_after_birth", "expression", "ends >= born"),
    (13, "id", "type, range or pattern", "x1"),
    (15, "flag", "type, range or pattern", "maybe"),
    (17, "age", "type, range or pattern", "22.5"),
    (18, "sex", "code list", "X"),
]


def day(number: int) -> str:
    return f"2024-01-{number:02d}"


class World:
    """The project, its feeds, and what stood after the first build (`then`) and the second."""

    def __init__(self, folder: Path) -> None:
        self.project = SmallProject(folder)
        self.project.seed("sexes", ["F", "M", "o'k"])
        self.feeds = {}
        for name, (contract, columns) in TABLES.items():
            self.project.add("s", name, contract, columns)
            self.feeds[name] = Feed(self.project, f"s.{name}")
        self.project.run(
            *self.first(), ["dbt", "--quiet", "build"], ["keep", "then"],
            *self.second(), ["dbt", "--quiet", "build"],
        )  # fmt: skip

    def full(
        self, name: str, on: int, header: str, rows: list[str], part: str | None = None
    ) -> list[str]:
        label, kind = f"day{on}{part or ''}", "slice" if part else "full"
        return self.feeds[name].land(label, kind, day(on), header, rows, part)

    def rows(self, name: str, kind: str, header: str, rows: list[str]) -> list[str]:
        label = f"{kind}{len(self.feeds[name].ids)}"
        return self.feeds[name].land(label, kind, None, header, rows)

    def first(self) -> list[list[str]]:
        full, rows = self.full, self.rows
        wide = [f"{number},x,{number}" for number in range(1, 11)]
        faulty = ",".join(ID | FAULTY)
        tidy = [f"{n},1980-01-0{n},2024-01-01 10:00:00,22,AB" for n in range(1, 6)]
        odd = [f"AB  ,{n}.0,2024-01-01T10:00:00,1980-01-0{n}T00:00:00, 22.0" for n in range(1, 6)]
        return [
            full("renamed", 1, "id,a", TEN), full("renamed", 2, "ident,a", TEN[:-1]),
            full("gone", 1, "id,a,b", wide), full("gone", 2, "id,a", ["1,y", *TEN[1:]]),
            full("emptied", 1, "id,a", TEN), full("emptied", 2, "id,a", []),
            full("emptied", 3, "id,a", TEN),
            full("cut", 1, "id,a", TEN), full("cut", 2, "id,a", TEN[:3]),
            full("stale", 1, "id,a", TEN), full("stale", 2, "id,a", TEN),
            full("stale", 4, "id,a", ["1,y", *TEN[1:]]),
            full("dressed", 1, "id,born,seen,age,code", tidy),
            full("dressed", 2, "Code,ID,SEEN,Born, AGE ", odd),
            full("faulty", 1, faulty, FAULTY_ROWS), full("faulty_too", 1, faulty, FAULTY_ROWS),
            full("absent", 1, "id,a", TEN[:3]), full("absent", 2, "id,a", TEN[:2]),
            full("absent", 3, "id,a", TEN[:3]),
            full("opped", 1, "id,a,op", ["1,x,", "2,x,", "3,x,"]),
            rows("opped", "changes", "id,a,op,ts", [
                f"2,,D,{day(2)}", f"3,y,U,{day(2)}", f"2,z,I,{day(3)}", f"9,,D,{day(3)}",
            ]),
            rows("fed", "changes", "id,a,ts", [f"1,x,{day(1)}", f"2,x,{day(1)}"]),
            rows("fed", "deletes", "id,ts", [f"2,{day(2)}", f"7,{day(2)}"]),
            rows("soft", "changes", "id,a,gone,ts", [
                f"1,x,0,{day(1)}", f"2,x,0,{day(1)}", f"2,x,1,{day(2)}", f"2,x,0,{day(4)}",
            ]),
            full("sliced", 1, "id,month,a", ["1,m1,x", "2,m1,x", "3,m1,x", "4,m2,x", "5,m2,x"]),
            full("sliced", 2, "id,month,a", ["1,m1,x", "3,m1,x"], "m1"),
            full("sliced", 3, "id,month,a", ["3,m2,x", "4,m2,x"], "m2"),
            full("archived", 1, "id,a", ["1,open", "2,done", "3,open"]),
            full("archived", 2, "id,a", ["1,done"]), full("archived", 3, "id,a", []),
            full("content", 1, "month,amount", ["m1,5", "m1,5.00", "m1,7"], "m1"),
            full("content", 2, "month,amount", ["m2,5", "m2,6"], "m2"),
            full("content_full", 1, "a", ["x", "x", "y"]), full("content_full", 2, "a", []),
        ]  # fmt: skip

    def second(self) -> list[list[str]]:
        faulty = ",".join(ID | FAULTY)
        return [
            self.feeds["renamed"].say("release", "day2"),
            self.feeds["gone"].say("release", "day2"),
            self.feeds["cut"].say("release", "day2"),
            self.full("faulty", 2, faulty, FAULTY_ROWS[:2]),
            self.full("faulty_too", 2, faulty, FAULTY_ROWS[:2]),
            self.full("content", 3, "month,amount", ["m1,5", "m1,8"], "m1"),
        ]

    def history(self, name: str, kept: str | None = None) -> list[tuple]:
        """A table's versions: its columns, first and last day (None while open)."""
        return self.project.rows(
            f"select {', '.join(TABLES[name][1])}, day(mojap_start_datetime),"
            " case when not mojap_current_record then day(mojap_end_datetime) end"
            f" from curated.s__{name} order by all",
            kept,
        )

    def counts(self, name: str, label: str, kept: str | None = None) -> dict[str, Any]:
        """A batch's line in the reconciliation, without what is zero."""
        [row] = self.project.rows(
            "select held_because, held_rows, rejected_rows, duplicate_rows, contradiction_rows,"
            " superseded_rows, closing_rows, unchanged_rows, new_rows, faulty_rows"
            f" from curated.s__{name}__reconciliation"
            f" where batch_id = '{self.feeds[name].ids[label]}'",
            kept,
        )
        names = (
            "because held rejected duplicate contradiction superseded closing unchanged new faulty"
        )
        return {name: value for name, value in zip(names.split(), row, strict=True) if value}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("bad") / "project")


ALL_OPEN = [(number, "x", 1, None) for number in range(1, 11)]


def test_renamed_key_column_holds_the_batch_even_when_released(world: World) -> None:
    for kept in ("then", None):
        assert world.history("renamed", kept) == ALL_OPEN
        assert world.counts("renamed", "day2", kept) == {"because": "lacks required id", "held": 9}


def test_column_gone_holds_the_batch(world: World) -> None:
    assert world.history("gone", "then") == [(n, "x", str(n), 1, None) for n in range(1, 11)]
    assert world.counts("gone", "day2", "then") == {"because": "lacks b", "held": 10}


def test_released_batch_without_a_column_keeps_its_last_values(world: World) -> None:
    assert world.history("gone") == [
        (1, "x", "1", 1, 2),
        (1, "y", "1", 2, None),
        *[(n, "x", str(n), 1, None) for n in range(2, 11)],
    ]
    assert world.counts("gone", "day2") == {"unchanged": 9, "new": 1}


def test_empty_full_is_held(world: World) -> None:
    assert world.history("emptied") == ALL_OPEN
    assert world.counts("emptied", "day2") == {"because": "0 distinct keys after 10"}
    assert world.counts("emptied", "day3") == {"unchanged": 10}


def test_file_cut_to_a_third_is_held_and_closes_when_released(world: World) -> None:
    assert world.history("cut", "then") == ALL_OPEN
    assert world.counts("cut", "day2", "then") == {"because": "3 distinct keys after 10", "held": 3}
    assert world.history("cut") == [(n, "x", 1, None if n <= 3 else 2) for n in range(1, 11)]
    assert world.counts("cut", "day2") == {"unchanged": 3}


def test_stale_repeat_and_missing_day_change_nothing(world: World) -> None:
    assert world.counts("stale", "day2") == {"unchanged": 10}
    assert world.history("stale") == [
        (1, "x", 1, 4),
        (1, "y", 4, None),
        *[(n, "x", 1, None) for n in range(2, 11)],
    ]


def test_header_order_and_case_and_dressed_values_change_nothing(world: World) -> None:
    assert world.counts("dressed", "day2") == {"unchanged": 5}
    assert [(row[0], row[3], row[4], row[-1]) for row in world.history("dressed")] == [
        (n, 22, "AB", None) for n in range(1, 6)
    ]


@pytest.mark.parametrize("name", ["faulty", "faulty_too"])
def test_each_fault_names_batch_row_column_and_text(world: World, name: str) -> None:
    expected = [fault for fault in FAULTS if name == "faulty" or fault[2] != "expression"]
    found = world.project.rows(
        f"select batch_id, row_number, column_name, rule_name, value_text"
        f" from curated.faults where source_table = 's.{name}' order by all"
    )
    ids = world.feeds[name].ids
    assert found == sorted(
        [(ids["day1"], *fault) for fault in expected] + [(ids["day2"], *FAULTS[0])]
    )
    assert world.counts(name, "day1")["faulty"] == len(expected)


def test_no_other_table_has_faults(world: World) -> None:
    assert world.project.rows("select distinct source_table from curated.faults order by 1") == [
        ("s.faulty",),
        ("s.faulty_too",),
    ]


def test_value_that_breaks_its_column_is_null_and_that_of_a_list_is_kept(world: World) -> None:
    rows = {row[0]: dict(zip(ID | FAULTY, row, strict=False)) for row in world.history("faulty")}
    for number, column, rule, _ in FAULTS:
        if rule == "type, range or pattern" and number != 13:
            assert rows[number][column] is None, (number, column)
    assert rows[6]["kind"] == "UP"
    assert [rows[number]["sex"] for number in (2, 16, 18)] == ["M", None, "X"]
    assert str(rows[16]["amount"]) == "12.30"
    assert (rows[16]["code"], rows[16]["kind"], rows[16]["age"]) == ("ABC", "o'clock", 120)
    assert (rows[1]["age"], rows[1]["flag"], str(rows[1]["seen"])) == (
        22,
        True,
        "2024-01-01 10:00:00",
    )
    assert str(rows[17]["born"]) == "2024-12-31"


def test_rejected_rows_say_why_and_keep_the_text(world: World) -> None:
    found = world.project.rows(
        "select row_number, reasons, landed_row from curated.rejected_rows"
        " where source_table = 's.faulty' order by 1"
    )
    assert [row[:2] for row in found] == [
        (12, "must is missing"),
        (13, "id does not read"),
        (14, "id is missing"),
    ]
    assert json.loads(found[0][2])["must"] == "  "
    assert json.loads(found[1][2])["id"] == "x1"


def test_absence_closes_and_return_reopens(world: World) -> None:
    assert world.history("absent") == [
        (1, "x", 1, None),
        (2, "x", 1, None),
        (3, "x", 1, 2),
        (3, "x", 3, None),
    ]


def test_op_d_closes(world: World) -> None:
    assert world.history("opped") == [
        (1, "x", 1, None),
        (2, "x", 1, 2),
        (2, "z", 3, None),
        (3, "x", 1, 2),
        (3, "y", 2, None),
    ]
    assert world.counts("opped", "changes1") == {"closing": 2, "new": 2}


def test_deletes_feed_closes(world: World) -> None:
    assert world.history("fed") == [(1, "x", 1, None), (2, "x", 1, 2)]
    assert world.counts("fed", "deletes1") == {"closing": 2}


def test_soft_delete_closes_and_return_reopens(world: World) -> None:
    assert world.history("soft") == [(1, "x", 0, 1, None), (2, "x", 0, 1, 2), (2, "x", 0, 4, None)]


def test_absence_from_a_slice_closes_within_it_only(world: World) -> None:
    assert world.history("sliced") == [
        (1, "m1", "x", 1, None),
        (2, "m1", "x", 1, 2),
        (3, "m1", "x", 1, 3),
        (3, "m2", "x", 3, None),
        (4, "m2", "x", 1, None),
        (5, "m2", "x", 1, 3),
    ]


def test_absence_does_not_close_what_is_archived(world: World) -> None:
    assert world.history("archived") == [
        (1, "done", 2, None),
        (1, "open", 1, 2),
        (2, "done", 1, None),
        (3, "open", 1, 2),
    ]


def test_content_key_keeps_equal_rows_apart(world: World) -> None:
    assert [(m, int(a), *span) for m, a, *span in world.history("content", "then")] == [
        ("m1", 5, 1, None),
        ("m1", 5, 1, None),
        ("m1", 7, 1, None),
        ("m2", 5, 2, None),
        ("m2", 6, 2, None),
    ]


def test_corrected_month_closes_and_adds_only_what_changed(world: World) -> None:
    assert [(m, int(a), *span) for m, a, *span in world.history("content")] == [
        ("m1", 5, 1, 3),
        ("m1", 5, 1, None),
        ("m1", 7, 1, 3),
        ("m1", 8, 3, None),
        ("m2", 5, 2, None),
        ("m2", 6, 2, None),
    ]
    assert world.counts("content", "day3m1") == {"unchanged": 1, "new": 1}


def test_empty_full_of_a_content_key_is_held(world: World) -> None:
    assert world.history("content_full") == [("x", 1, None), ("x", 1, None), ("y", 1, None)]
    assert world.counts("content_full", "day2") == {"because": "0 distinct keys after 3"}
