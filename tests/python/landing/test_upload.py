"""`derive upload`: what lands, as it is, and what is refused, with a reason to act on."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import duckdb
import pytest
from landing_world import CUSTODY, World, custody_text

from derived_tables import landing, ledger, upload
from derived_tables.errors import DeriveError, Misuse

HEAD = "INMATEID,ADMITTED_DT,CUSTODY_LEVEL,RACE,AGE"
MOVES_HEAD = "book_id,seq,place,month,op,extracted"


def land(world: World, content: str | bytes, *more: object) -> list[dict]:
    """Upload one full extract and give its rows."""
    path = world.file("one.csv", content)
    when = ("--extracted-at", "2020-03-01")
    world.derive("upload", "nyc.custody", path, "--kind", "full", *when, *more)
    return world.rows(world.list()[-1]["batch_id"])


def values(rows: list[dict], name: str) -> list[object]:
    return [row[name] for row in rows]


# --- what lands ---------------------------------------------------------------------------------


def test_text_lands_as_it_is(world: World) -> None:
    content = (
        f"{HEAD}\n"
        '1,"2019-01-04 00:34:00","MED ",  W ,22.0\n'
        '2,,"","say ""hi"", then\r\ngo",NULL\n'
        "3,31/02/2019,it's,é€,007"
    )
    rows = land(world, content)
    assert values(rows, "custody_level") == ["MED ", "", "it's"]
    assert values(rows, "race") == ["  W ", 'say "hi", then\r\ngo', "é€"]
    assert values(rows, "age") == ["22.0", "NULL", "007"]
    assert values(rows, "admitted_dt") == ["2019-01-04 00:34:00", "", "31/02/2019"]
    assert values(rows, "_row_number") == [1, 2, 3]
    assert set(values(rows, "_extraction_timestamp")) == {"2020-03-01 00:00:00.000000"}


def test_a_part_has_the_settled_columns_and_types(world: World) -> None:
    land(world, custody_text(1))
    part = next(world.root.glob("nyc/custody/_part=*/rows.parquet"))
    assert len(part.parent.name.removeprefix("_part=")) == 16
    with duckdb.connect() as con:
        found = con.execute(
            "describe from read_parquet(?, hive_partitioning = false)", [str(part)]
        ).fetchall()
        codec = con.execute("select distinct compression from parquet_metadata(?)", [str(part)])
        assert codec.fetchall() == [("ZSTD",)]
    assert [row[:2] for row in found] == [
        *((name, "VARCHAR") for name in CUSTODY),
        ("_batch_id", "VARCHAR"),
        ("_row_number", "BIGINT"),
        ("_extraction_timestamp", "VARCHAR"),
    ]


def test_a_landed_event_says_all_that_readers_need(world: World) -> None:
    content = custody_text(1).encode()
    packed = gzip.compress(content)
    land(world, packed)
    event = world.list()[0]
    sha = hashlib.sha256(content).hexdigest()
    at = "2020-03-01 00:00:00.000000"
    canonical = json.dumps(["nyc", "custody", "full", None, at, sha], separators=(",", ":"))
    assert event["batch_id"] == hashlib.sha256(canonical.encode()).hexdigest()[:16]
    assert event | {
        "system": "nyc", "table": "custody", "kind": "full", "slice": None, "extracted_at": at,
        "min_time": at, "max_time": at, "rows": 5, "bytes": len(content), "sha256": sha,
        "columns": list(CUSTODY), "source_name": "one.csv",
    } == event  # fmt: skip


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters_are_found(world: World, mark: str) -> None:
    content = f"{HEAD}\n1,a,b,c,d\n".replace(",", mark)
    assert values(land(world, content), "age") == ["d"]


def test_a_delimiter_can_be_given(world: World) -> None:
    rows = land(world, f"{HEAD}\n1,a,b,c,d\n".replace(",", "~"), "--delimiter", "~")
    assert values(rows, "race") == ["c"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + f"{HEAD}\n1,a,b,c,d\n".encode(),
        f"{HEAD}\r\n1,a,b,c,d\r\n".encode(),
        f"{HEAD}\r1,a,b,c,d\r".encode(),
        f"{HEAD}\r\n1,a,b,c,d\n".encode(),
        f"{HEAD}\n\n1,a,b,c,d\n\n\n".encode(),
        f"{HEAD}\n1,a,b,c,d".encode(),
        gzip.compress(f"{HEAD}\n1,a,b,c,d\n".encode()),
        gzip.compress(f"{HEAD}\n1,a,".encode()) + gzip.compress(b"b,c,d\n"),
        b'" INMATEID ","Admitted_Dt",custody_level,race,"AGE"\n"1",a,b,c,"d"\n',
    ],
    ids=["bom", "crlf", "cr", "mixed", "blank lines", "no end", "gzip", "gzips", "quotes"],
)
def test_shapes_of_one_file(world: World, content: bytes) -> None:
    rows = land(world, content)
    assert [list(row.values())[:5] for row in rows] == [["1", "a", "b", "c", "d"]]
    assert list(rows[0])[:5] == list(CUSTODY)


def test_latin_1_lands_as_the_same_letters(world: World) -> None:
    content = f"{HEAD}\n1,é,ÿ,c,d\n".encode("latin-1")
    path = world.file("custody_20200301.csv", content)
    result = world.full(path, code=1)
    assert "line 2 is not UTF-8 (byte 0xe9)" in result.stderr
    assert "--encoding latin-1" in result.stderr
    assert not world.list()
    assert values(land(world, content, "--encoding", "latin-1"), "admitted_dt") == ["é"]


def test_rows_keep_the_order_of_the_file(world: World) -> None:
    lines = [f'{n},"a,\n{n}",b,c,d' for n in range(200_000)]
    rows = land(world, "\n".join([HEAD, *lines]))
    assert values(rows, "inmateid") == [str(n) for n in range(200_000)]
    assert values(rows, "_row_number") == list(range(1, 200_001))


def test_order_free_missing_and_extra_columns_are_reported_and_landed(world: World) -> None:
    path = world.file("custody_20200301.csv", "Race,INMATEID,facility,admitted_dt,age\nW,1,X,a,5\n")
    result = world.full(path)
    assert "missing: custody_level; extra: facility" in result.stdout
    (batch,) = world.list()
    assert batch["columns"] == ["race", "inmateid", "facility", "admitted_dt", "age"]
    (row,) = world.rows(batch["batch_id"])
    assert (row["race"], row["facility"], row["age"]) == ("W", "X", "5")


def test_files_of_different_headers_share_a_part(world: World, day: Callable) -> None:
    other = world.file("custody_20200302.csv", "age;INMATEID;new\n7;2;n\n")
    third = world.file("custody_20200303.csv", custody_text(3, rows=0))
    world.full(day(1), other, third)
    batches = world.list()
    assert len({batch["part"] for batch in batches}) == 1
    assert [batch["rows"] for batch in batches] == [5, 1, 0]
    assert batches[2]["max_time"] == "2020-03-03 00:00:00.000000"
    (row,) = world.rows(batches[1]["batch_id"])
    assert (row["age"], row["new"], row["race"]) == ("7", "n", None)
    assert not world.leftovers()


def test_a_header_only_file_is_a_batch_with_a_part(world: World) -> None:
    world.full(world.file("custody_20200301.csv", f"{HEAD}\n"))
    (batch,) = world.list()
    assert batch["rows"] == 0
    assert (world.root / landing.part_name(batch)).is_file()


def test_many_files_are_cut_into_parts(
    world: World, day: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "PART_FILES", 2)
    world.full(*(day(n) for n in range(1, 6)))
    assert len({batch["part"] for batch in world.list()}) == 3
    assert len(world.list()) == 5


# --- again --------------------------------------------------------------------------------------


def test_the_same_content_again_changes_nothing_and_says_so(world: World, day: Callable) -> None:
    path = day(1)
    world.full(path)
    before = world.list()
    packed = world.file("again_20200301.csv.gz", gzip.compress(path.read_bytes()))
    for one in (path, packed):
        result = world.full(one)
        assert f"already landed as batch {before[0]['batch_id']}" in result.stdout
    assert world.list() == before
    assert len(list(world.root.rglob("*.parquet"))) == 1


def test_the_same_file_twice_in_one_command_is_one_batch(world: World, day: Callable) -> None:
    path = day(1)
    result = world.full(path, path)
    assert "1 landed (5 rows), 1 already landed, 0 refused" in result.stdout
    assert len(world.rows(world.list()[0]["batch_id"])) == 5


def test_a_stale_repeat_at_another_time_is_a_new_batch(world: World, day: Callable) -> None:
    stale = world.file("custody_20200302.csv", day(1).read_bytes())
    world.full(day(1), stale)
    first, second = world.list()
    assert first["sha256"] == second["sha256"]
    assert first["batch_id"] != second["batch_id"]


def test_a_second_full_at_one_instant_is_refused_and_names_the_first(
    world: World, day: Callable
) -> None:
    world.full(day(1))
    (batch,) = world.list()
    result = world.full(day(1, rows=4), day(2), code=1)
    assert f"full extract of 2020-03-01 00:00:00.000000 UTC: batch {batch['batch_id']}" in (
        result.stderr
    )
    # The other file of the command landed.
    assert [b["rows"] for b in world.list()] == [5, 5]
    # In one command, too, the first stands.
    world.full(world.file("a.csv", custody_text(7)), world.file("b.csv", custody_text(8)),
               at="2020-04-01", code=1)  # fmt: skip
    assert [b["source_name"] for b in world.list()][-1] == "a.csv"
    # Once withdrawn, it makes room.
    world.derive("batch", "withdraw", batch["batch_id"], "--reason", "cut short")
    world.full(day(1, rows=4))


def test_a_withdrawn_batch_is_not_landed_again(world: World, day: Callable) -> None:
    world.full(day(1))
    (batch,) = world.list()
    world.derive("batch", "withdraw", batch["batch_id"], "--reason", "wrong")
    result = world.full(day(1), code=1)
    assert f"derive batch restore {batch['batch_id']}" in result.stderr
    assert world.list()[0]["state"] == "withdrawn"


# --- kinds and time -----------------------------------------------------------------------------


def test_changes_carry_a_time_a_row(world: World) -> None:
    times = ["2025-01-31 10:20:30", "2025-01-31T10:20:30.5", "2025-01-31T10:20:31Z", "2025-02-01",
             " 2025-01-30 00:00:00.000001 "]  # fmt: skip
    lines = [f"1,{n},a,jan,U,{time}" for n, time in enumerate(times)]
    world.moves(world.file("c.csv", "\n".join([MOVES_HEAD, *lines])), "--kind", "changes")
    (batch,) = world.list()
    assert batch["min_time"] == "2025-01-30 00:00:00.000001"
    assert batch["max_time"] == "2025-02-01 00:00:00.000000"
    assert batch["extracted_at"] is None
    assert values(world.rows(batch["batch_id"]), "_extraction_timestamp") == [
        "2025-01-31 10:20:30.000000",
        "2025-01-31 10:20:30.500000",
        "2025-01-31 10:20:31.000000",
        "2025-02-01 00:00:00.000000",
        "2025-01-30 00:00:00.000001",
    ]


def test_an_empty_changes_batch_has_no_times(world: World) -> None:
    world.moves(world.file("c.csv", MOVES_HEAD), "--kind", "changes")
    (batch,) = world.list()
    assert (batch["min_time"], batch["max_time"], batch["rows"]) == (None, None, 0)


def test_deletes_land_under_the_table_they_delete_from(world: World) -> None:
    path = world.file("d.csv", "book_id,seq,extracted\n1,2,2025-01-01\n")
    assert "missing" not in world.moves(path, "--kind", "deletes").stdout
    (batch,) = world.list()
    assert (batch["kind"], batch["table"]) == ("deletes", "moves")


def test_a_slice_has_its_value(world: World) -> None:
    one = world.file("s.csv", "book_id,seq,place,month\n1,1,a,jan\n")
    other = world.file("t.csv", "book_id,seq,place,month\n1,1,a,feb\n")
    when = ("--kind", "slice", "--extracted-at", "2025-02-01T00:00:00+01:00")
    world.moves(one, *when, "--slice", "jan")
    # Another slice of that instant is no conflict; the same one is.
    world.moves(other, *when, "--slice", "feb")
    assert "already has a slice extract" in world.moves(
        other, *when, "--slice", "jan", code=1
    ).stderr
    assert [(b["slice"], b["extracted_at"]) for b in world.list()] == [
        ("jan", "2025-01-31 23:00:00.000000"),
        ("feb", "2025-01-31 23:00:00.000000"),
    ] or {b["slice"] for b in world.list()} == {"jan", "feb"}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("", "row 2, column extracted: '' is empty"),
        ("31/01/2025", "row 2, column extracted: '31/01/2025' is not a time"),
        ("2025-02-31", "row 2, column extracted: '2025-02-31' is not a time"),
        ("2025-01-31 10:20", "is not a time"),
        ("2999-01-01", "is later than the clock"),
    ],
)
def test_a_bad_row_time_refuses_the_file(world: World, bad: str, said: str) -> None:
    bad_file = world.file(
        "bad.csv", f"{MOVES_HEAD}\n1,1,a,jan,U,2025-01-01\n1,2,a,jan,U,{bad}\n1,3,a,jan,U,x\n"
    )
    good_file = world.file("good.csv", f"{MOVES_HEAD}\n1,1,a,jan,U,2025-01-01\n")
    result = world.moves(bad_file, good_file, "--kind", "changes", code=1)
    assert "bad.csv: row 2, column extracted: " in result.stderr
    assert said in result.stderr
    assert [batch["source_name"] for batch in world.list()] == ["good.csv"]


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--kind", "full"], 2, "never taken from the clock"),
        (["--kind", "full", "--extracted-at", "2025-01-01", "--extracted-at-pattern", "%Y"], 2,
         "needs one of"),
        (["--kind", "full", "--extracted-at", "yesterday"], 2, "is not a time"),
        (["--kind", "full", "--extracted-at-pattern", "%Q"], 2, "%Q is not known"),
        (["--kind", "full", "--extracted-at-pattern", "(?P<when>x)"], 2, "name its groups"),
        (["--kind", "bulk"], 2, "none of full, slice, changes, deletes"),
        (["--kind", "changes"], 1, "does not accept kind changes"),
        (["--kind", "full", "--slice", "x", "--extracted-at", "2025-01-01"], 2, "--slice goes"),
        (["--kind", "full", "--extracted-at", "2025-01-01", "--encoding", "ebcdic"], 2, "ebcdic"),
        (["--kind", "full", "--extracted-at", "2025-01-01", "--delimiter", "::"], 2, "one plain"),
        (["--kind", "full", "--extracted-at", "2999-01-01"], 1, "later than the clock"),
        (["--kind", "full", "--extracted-at-pattern", "%Y%m%d"], 1, "finds no time in the name"),
    ],
)  # fmt: skip
def test_options_that_cannot_be(world: World, args: list[str], code: int, said: str) -> None:
    path = world.file("one.csv", custody_text(1))
    result = world.derive("upload", "nyc.custody", path, *args, code=code)
    assert said in result.stderr
    assert not world.list()


def test_row_kinds_take_no_time_of_the_batch(world: World) -> None:
    path = world.file("c.csv", MOVES_HEAD)
    result = world.moves(path, "--kind", "changes", "--extracted-at", "2025-01-01", code=2)
    assert "carry their own time in column extracted" in result.stderr
    assert "needs --slice" in world.moves(
        path, "--kind", "slice", "--extracted-at", "2025-01-01", code=2
    ).stderr


def test_a_second_later_than_the_clock_is_later(world: World) -> None:
    soon = ledger.utc_now() + timedelta(seconds=30)
    world.full(world.file("a.csv", custody_text(1)), at=soon.isoformat(), code=1)
    world.full(world.file("a.csv", custody_text(1)), at=(soon - timedelta(minutes=1)).isoformat())


@pytest.mark.parametrize(
    ("pattern", "name", "found"),
    [
        ("%Y%m%d", "DOC_20200301.csv.gz", datetime(2020, 3, 1)),
        ("%Y-%m-%dT%H%M%S", "x_2020-03-01T102030.csv", datetime(2020, 3, 1, 10, 20, 30)),
        ("at_%d%b%Y", "at_01Mar2020.csv", datetime(2020, 3, 1)),
        (r"(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d{4})", "x01-03-2020", datetime(2020, 3, 1)),
        (r"Y(?P<year>\d{4})", "Y2020.csv", datetime(2020, 1, 1)),
        ("%Y%m%d", "x_20200301_20200301.csv", datetime(2020, 3, 1)),
        ("_%Y%m%d.", "20200229_20200301.csv", datetime(2020, 3, 1)),
    ],
)
def test_time_from_a_name(pattern: str, name: str, found: datetime) -> None:
    assert upload.time_from_name(pattern, name) == found


@pytest.mark.parametrize(
    ("pattern", "name", "said"),
    [
        ("%Y%m%d", "DOC.csv", "finds no time"),
        ("%Y%m%d", "DOC_120200301.csv", "finds no time"),
        ("%Y%m%d", "20200229_20200301.csv", "several different times"),
        ("%Y%m%d", "DOC_20200231.csv", "no valid time"),
        (r"(?P<year>\d{4})(?P<month>\d\d)", "202013", "no valid time"),
    ],
)
def test_no_time_from_a_name(pattern: str, name: str, said: str) -> None:
    with pytest.raises(DeriveError, match=said):
        upload.time_from_name(pattern, name)
    with pytest.raises(Misuse, match="not a regular expression"):
        upload.time_from_name("(?P<year>", name)


# --- files that are refused ---------------------------------------------------------------------

BAD_FILES = {
    "empty": (b"", "there is no header: row 1 is empty"),
    "blank first line": (f"\n{HEAD}\n".encode(), "there is no header: row 1 is empty"),
    "no header": (b"1,a,b,c,d\n2,a,b,c,d\n", "there is no header: row 1 has none"),
    "name twice": (b"INMATEID,AGE, age\n1,2,3\n", "column 3 has the name of column 2: age"),
    "no name": (b"INMATEID,,AGE\n1,2,3\n", "column 2 has no name"),
    "own name": (b"INMATEID,_batch_id\n1,2\n", "column 2 is named _batch_id, which landing keeps"),
    "quote in a name": (b'"INMATEID","AG"E"\n1,2\n', "row 1 cannot be read"),
    "too few": (
        f"{HEAD}\n1,a,b,c,d\n\n2,a,b\n".encode(),
        "row 2 (line 4) has 3 fields where the header has 5: nothing for column race",
    ),
    "too many": (f"{HEAD}\n1,a,b,c,d,e\n".encode(), "row 1 (line 2) has 6 fields"),
    "one empty more": (f"{HEAD}\n1,a,b,c,d\n2,a,b,c,d,\n".encode(), "row 2 (line 3) has 6 fields"),
    "open quote": (f'{HEAD}\n1,a,b,c,d\n2,a,b,c,"d\n'.encode(), "row 2 (line 3) cannot be read"),
    "after a quote": (f'{HEAD}\n1,a,b,c,"d"e\n'.encode(), "row 1 (line 2) cannot be read"),
    "cut short": (f"{HEAD}\n1,a,b,c,d\n2,a,".encode(), "row 2 (line 3) has 3 fields"),
    "nul": (f"{HEAD}\n1,a,b,c,d\n2,a,\x00,c,d\n".encode(), "line 3 has a NUL byte"),
    "utf-16": (f"{HEAD}\n".encode("utf-16"), "line 1 has a NUL byte: the file is UTF-16"),
    "utf-8 cut short": (f"{HEAD}\n1,a,b,c,é".encode()[:-1], "line 2 is not UTF-8"),
    "gzip cut short": (gzip.compress(f"{HEAD}\n1,a,b,c,d\n".encode())[:-9], "the gzip data is"),
}


@pytest.mark.parametrize(("content", "said"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_bad_files_are_refused_whole_and_others_land(
    world: World, day: Callable, content: bytes, said: str
) -> None:
    bad = world.file("bad_20200302.csv", content)
    result = world.full(day(1), bad, day(3), code=1)
    assert f"bad_20200302.csv: {said}" in result.stderr, result.stderr
    assert [batch["rows"] for batch in world.list()] == [5, 5]
    assert "2 landed (10 rows), 0 already landed, 1 refused" in result.stdout
    assert not world.leftovers()


def test_a_feed_of_changes_needs_its_time_column(world: World) -> None:
    path = world.file("c.csv", "book_id,seq\n1,1\n")
    assert "no column extracted" in world.moves(path, "--kind", "changes", code=1).stderr


def test_a_missing_file_and_a_folder_are_told(world: World) -> None:
    result = world.full(world.inbox / "gone_20200301.csv", code=1)
    assert "gone_20200301.csv: cannot be read: No such file" in result.stderr
    result = world.derive("upload", "nyc.custody", world.inbox, "--kind", "full",
                          "--extracted-at", "2020-01-01", code=1)  # fmt: skip
    assert "Is a directory" in result.stderr


# --- what SQL made ------------------------------------------------------------------------------


def test_rows_of_a_query_land_as_one_part(world: World) -> None:
    specs = [
        landing.BatchSpec("changes", source_name="a.csv"),
        landing.BatchSpec("changes", source_name="b.csv", columns=["book_id", "extracted"]),
        landing.BatchSpec("full", "2025-01-09", source_name="c.csv"),
    ]
    sql = (
        "select i % 2 as _batch, i // 2 + 1 as _row_number, i as BOOK_ID, "
        "case when i % 2 = 0 then 'x' end as place, "
        "timestamp '2025-01-01' + to_days(i) as extracted from range(6) as r (i)"
    )
    sql = sql.replace("range(6)", "(select cast(range as integer) from range(6))")
    for threads in (1, 2):
        with duckdb.connect(config={"threads": threads}) as con:
            ids = landing.land_batches(
                con, world.store, "prison", "moves", specs, f"{sql} order by i desc",
                time_column="extracted",
            )  # fmt: skip
    with duckdb.connect() as con:
        assert ids == landing.land_batches(
            con, world.store, "prison", "moves", specs, sql, time_column="extracted"
        )
        part = str(next(world.root.rglob("rows.parquet")))
        stored = con.execute("select _batch_id, _row_number from read_parquet(?)", [part])
        # The rows of a batch lie together, in their order.
        assert stored.fetchall() == [(i, n) for i in ids[:2] for n in (1, 2, 3)]
    batches = {batch["batch_id"]: batch for batch in world.list()}
    assert set(batches) == set(ids)
    assert len({batch["part"] for batch in batches.values()}) == 1
    assert [batches[i]["rows"] for i in ids] == [3, 3, 0]
    assert batches[ids[1]]["columns"] == ["book_id", "extracted"]
    assert batches[ids[1]]["max_time"] == "2025-01-06 00:00:00.000000"
    assert batches[ids[2]]["max_time"] == "2025-01-09 00:00:00.000000"
    assert values(world.rows(ids[0]), "book_id") == ["0", "2", "4"]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select 0 as _batch, 2 as _row_number, '2025-01-01' as extracted", "row numbers run 2-2"),
        ("select 0 as _batch, 1 as _row_number, 'x' as extracted", "no readable time"),
        ("select 7 as _batch, 1 as _row_number, '2025-01-01' as extracted", "not listed"),
    ],
)
def test_rows_of_a_query_are_checked(world: World, sql: str, said: str) -> None:
    with duckdb.connect() as con, pytest.raises(DeriveError, match=said):
        landing.land_batches(con, world.store, "prison", "moves", [landing.BatchSpec("changes")],
                             sql, time_column="extracted")  # fmt: skip


def test_other_rows_of_a_query_are_another_batch(world: World) -> None:
    """Values that run together differently, or are null and not empty, are not the same content."""
    made = set()
    spec = [landing.BatchSpec("full", "2025-01-01")]
    rows = ["'ab', 'c'", "'a', 'bc'", "null, 'abc'", "'', 'abc'", "'abc', null"]
    with duckdb.connect() as con:
        for number, row in enumerate(rows):
            sql = f"select 0 as _batch, 1 as _row_number, a, b from (values ({row})) as v (a, b)"
            made.update(landing.land_batches(con, world.store, "x", f"t{number}", spec, sql))
    shas = {batch["sha256"] for batch in world.list()}
    assert len(shas) == len(made) == len(rows)
