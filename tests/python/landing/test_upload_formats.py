"""Formats and archives: what lands of each, and what hostile or broken files are refused for."""

from __future__ import annotations

import datetime
import gzip
import io
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest
from landing_world import World, custody_text

from derived_tables import landing, reading, upload
from derived_tables.contract import load_contract
from derived_tables.errors import DeriveError

AT = ("--kind", "full", "--extracted-at", "2020-03-01")


def land(world: World, name: str, content: bytes, *more: object) -> list[list]:
    """Upload one file; the first five columns of its rows."""
    world.derive("upload", "nyc.custody", world.file(name, content), *AT, *more)
    (batch,) = world.list()
    assert not world.leftovers()
    return [[row[name] for name in batch["columns"]] for row in world.rows(batch["batch_id"])]


def refusal(world: World, name: str, content: bytes, *more: object) -> str:
    """What an upload of one file, which lands nothing, says."""
    result = world.derive("upload", "nyc.custody", world.file(name, content), *AT, *more, code=1)
    assert not world.list()
    assert not world.leftovers()
    assert name.rpartition(".")[0] in result.stderr, result.stderr
    return result.stderr


def parquet(tmp_path: Path, sql: str) -> bytes:
    path = tmp_path / "made.parquet"
    with duckdb.connect() as con:
        con.execute(f"copy ({sql}) to '{path}' (format parquet)")
    return path.read_bytes()


def workbook(rows: list[list], **others: list[list]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for row in rows:
        book.active.append(row)
    for title, more in others.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def zipped(**members: str | bytes) -> bytes:
    """A zip archive; a double underscore in a name is a slash, one alone a point."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def edited(content: bytes, member: str, old: bytes, new: bytes) -> bytes:
    """A workbook with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w") as target:
        for info in source.infolist():
            text = source.read(info)
            if info.filename == member:
                assert old in text, text
                text = text.replace(old, new, 1)
            target.writestr(info.filename, text)
    return made.getvalue()


# --- JSON lines ---------------------------------------------------------------------------------


def test_json_lines_land_as_their_text(world: World) -> None:
    content = (
        '{"INMATEID": 12345678901234567890123456789012345678, " Age ": 1.10, "race": null}\n'
        "\n"
        '{"age": "", "custody_level": "a\\n,\\"b\\"", "inmateid": true, "new": -1e5}'
    )
    assert land(world, "a.jsonl", content.encode()) == [
        ["12345678901234567890123456789012345678", "1.10", "", "", ""],
        ["true", "", "", 'a\n,"b"', "-1e5"],
    ]
    assert world.list()[0]["columns"] == ["inmateid", "age", "race", "custody_level", "new"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"inmateid": {"a": 1}}', "row 2 (line 3), key inmateid holds an object or a list"),
        ('{"inmateid": []}', "key inmateid holds an object or a list"),
        ('{"inmateid": ' + "[" * 100_000, "holds an object or a list"),
        ('{"age": 1, "inmateid": 2, " AGE": 3}', "row 2 (line 3) has the key age twice"),
        ('{"age": ' + "9" * 39 + "}", "key age: the number 9999"),
        ('{"age": 0.' + "1" * 39 + "}", "has more than 38 digits"),
        ('{"age": 1E38}', "has more than 38 digits"),
        ('{"age": NaN}', "row 2 (line 3) is not a JSON object: NaN"),
        ('{"age": "\\u0000"}', "key age has a NUL character"),
        ('{"age": "\\ud800"}', "column age has a character that is half of a pair"),
        ('{"age": 1', "row 2 (line 3) is not a JSON object"),
        ('{"age": 1} {"age": 2}', "row 2 (line 3) is not a JSON object"),
        ("[1]", "row 2 (line 3) is not a JSON object"),
        ('{"a\\u0007ge": 1}', "has a control character in its name"),
        ('{"": 1}', "has no name"),
        ('{"_batch_id": 1}', "which landing keeps for itself"),
    ],
)
def test_json_lines_that_are_refused(world: World, line: str, said: str) -> None:
    assert said in refusal(world, "a.jsonl", f'{{"inmateid": 1}}\n\n{line}\n'.encode())


# --- Excel --------------------------------------------------------------------------------------


def test_values_of_the_one_sheet_that_shows_land(world: World) -> None:
    book = workbook(
        [
            ["INMATEID", "Admitted_dt", "custody_level", "race", "age"],
            [1, datetime.datetime(2020, 1, 2), 1.0, 0.1, True],
            [],
            ["007", datetime.datetime(2020, 1, 2, 3, 4, 5), "a\n,b", datetime.time(1, 2), 10**15],
            [None, None, " x ", None, None],
        ],
        Notes=[["secret"]],
    )
    book["Notes"].sheet_state = "hidden"
    book["Data"].row_dimensions[2].hidden = True
    assert land(world, "a.xlsx", saved(book)) == [
        ["1", "2020-01-02", "1", "0.1", "true"],
        ["007", "2020-01-02 03:04:05", "a\n,b", "01:02:00", "1000000000000000"],
        ["", "", " x ", "", ""],
    ]


def test_a_formula_lands_as_its_result(world: World) -> None:
    book = workbook([["inmateid", "age"], [1, "=1+1"], [2, "=A1"]])
    sheet = "xl/worksheets/sheet1.xml"
    content = edited(saved(book), sheet, b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    empty = b'<c r="B3" t="str"><f>A1</f><v></v>'
    content = edited(content, sheet, b'<c r="B3"><f>A1</f><v />', empty)
    assert land(world, "a.xlsx", content) == [["1", "2"], ["2", ""]]


def test_a_sheet_is_chosen_by_name(world: World) -> None:
    book = workbook([["inmateid"], [1]], Other=[["inmateid"], [2]], Hidden=[["inmateid"], [3]])
    book["Hidden"].sheet_state = "veryHidden"
    content = saved(book)
    said = refusal(world, "a.xlsx", content)
    assert "it has 2 sheets that show: 'Data', 'Other'. Say which one with --sheet" in said
    assert "it has no sheet 'None'" in refusal(world, "a.xlsx", content, "--sheet", "None")
    assert land(world, "a.xlsx", content, "--sheet", "Hidden") == [["3"]]
    # Another sheet of the same file is another batch, here of the same time.
    path = world.inbox / "a.xlsx"
    result = world.derive("upload", "nyc.custody", path, *AT, "--sheet", "Data", code=1)
    assert "already has a full extract" in result.stderr
    assert "1 already landed" in world.derive(
        "upload", "nyc.custody", path, *AT, "--sheet", "Hidden"
    ).stdout
    csv = world.file("b.csv", custody_text(1))
    assert "--sheet is for Excel" in world.derive(
        "upload", "nyc.custody", csv, *AT, "--sheet", "Data", code=1
    ).stderr


def bad_workbooks() -> dict[str, tuple[bytes, str]]:
    head = ["inmateid", "age"]
    formula = workbook([head, [1, 2], [2, "=1+1"]])
    merged = workbook([head, [1, 2], [None, 3]])
    merged.active.merge_cells("A2:A3")
    date = saved(workbook([head, [1, datetime.datetime(2020, 1, 1)]]))
    plain = saved(workbook([head, [1, 2], [2, 3]]))
    sheet = "xl/worksheets/sheet1.xml"
    return {
        "formula": (saved(formula), "cell B3 has a formula without its result"),
        "merged": (saved(merged), "cells A2:A3 are merged"),
        "beyond": (saved(workbook([head, [1, 2, None, 4]])), "cell D2 is beyond the last column"),
        "twice": (saved(workbook([["age", "AGE "], [1, 2]])), "column 2 has the name of column 1"),
        "no name": (saved(workbook([["age", None, "race"], [1]])), "column 2 has no name"),
        "no header": (saved(workbook([[], ["age"], [1]])), "row 1 of the sheet is empty"),
        "nothing": (saved(workbook([])), "row 1 of the sheet is empty"),
        "other": (saved(workbook([["x"], [1]])), "it has none of the contract's columns"),
        "year": (edited(date, sheet, b"<v>43831</v>", b"<v>2958466</v>"), "cell B2 is a date beyond"),
        "digits": (edited(plain, sheet, b"<v>3</v>", b"<v>1e38</v>"), "cell B3 has a number of more"),
        "no number": (edited(plain, sheet, b"<v>3</v>", b"<v>1e999</v>"), "cell B3 is no number"),
        "order": (edited(plain, sheet, b'r="A3"', b'r="C3"'), "row 3 of the sheet, or a cell of it"),
        "order of rows": (edited(plain, sheet, b'<row r="3"', b'<row r="2"'), "out of order"),
        "cut": (plain[:-200], "the zip data is damaged"),
        "not xml": (edited(plain, sheet, b"</sheetData>", b""), "the workbook is damaged"),
        "entity": (
            edited(
                plain, "xl/workbook.xml", b"<workbook",
                b'<!DOCTYPE x [<!ENTITY a "b">]><workbook',
            ),
            "the workbook is damaged",
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", bad_workbooks())
def test_workbooks_that_are_refused(world: World, name: str) -> None:
    content, said = bad_workbooks()[name]
    assert said in refusal(world, "a.xlsx", content)


# --- Parquet ------------------------------------------------------------------------------------


def test_parquet_lands_as_the_text_of_its_values(world: World, tmp_path: Path) -> None:
    sql = (
        "select 9007199254740993::bigint as INMATEID, timestamptz '2020-07-01 10:00:00.5+01' as admitted_dt, "
        "1.10::decimal(38, 2) as custody_level, date '2020-01-02' as race, 22.0::double as age, "
        "timestamp '2020-01-02 03:04:05' as a, true as b, 'é' as c, null::varchar as d, "
        "time '01:02:03' as e, 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid as f"
    )
    assert land(world, "a.parquet", parquet(tmp_path, sql)) == [[
        "9007199254740993", "2020-07-01 09:00:00.5Z", "1.10", "2020-01-02", "22.0",
        "2020-01-02 03:04:05", "true", "é", None, "01:02:03", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    ]]  # fmt: skip


def test_parquet_of_changes_has_its_times_and_keeps_its_order(world: World, tmp_path: Path) -> None:
    sql = (
        "select i as book_id, 1 as seq, 'a' as place, 'jan' as month, 'U' as op, "
        "timestamp '2025-01-01' + to_seconds(i) as extracted from range(300000) as r (i)"
    )
    world.moves(world.file("a.parquet", parquet(tmp_path, sql)), "--kind", "changes")
    (batch,) = world.list()
    assert batch["max_time"] == "2025-01-04 11:19:59.000000"
    rows = world.rows(batch["batch_id"])
    assert [row["book_id"] for row in rows] == [str(n) for n in range(300_000)]
    assert [row["_row_number"] for row in rows] == list(range(1, 300_001))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("[1] as age", "column age is INTEGER[], which no contract has"),
        ("{'a': 1} as age", "column age is STRUCT"),
        ("map {'a': 1} as age", "column age is MAP"),
        ("'a'::blob as age", "column age is BLOB"),
        ("interval 1 day as age", "column age is INTERVAL"),
        ("date '10000-01-01' as age", "row 2, column age: '10000-01-01' is beyond the year 9999"),
        ("timestamp '0044-03-15 (BC) 00:00:00' as age", "is beyond the year 9999"),
        ("'infinity'::timestamp as age", "row 2, column age: 'infinity' is beyond"),
        ("'nan'::double as age", "row 2, column age: 'nan' is no number"),
        ("'a' || chr(0) as age", "row 2, column age: 'a\\x00' has a NUL"),
        ("1::double as inmateid", "column inmateid is DOUBLE, and the contract has it in the key"),
        ("1::float as race", "column race is FLOAT, and the contract has it as varchar"),
        ('1 as "a\tb"', "has a control character in its name"),
        ("1 as age, 2 as _part", "which landing keeps for itself"),
    ],
)
def test_parquet_that_is_refused(world: World, tmp_path: Path, columns: str, said: str) -> None:
    given = columns if "inmateid" in columns else f"1 as inmateid, {columns}"
    nothing = ", ".join("null" for _ in range(given.count(" as ")))
    sql = f"select * from (select {given}) where false union all select {nothing} union all select {given}"
    assert said in refusal(world, "a.parquet", parquet(tmp_path, sql))


def test_a_decimal_of_too_many_digits_is_refused(world: World) -> None:
    # Written by hand, since DuckDB writes none: the schema says a precision of 40.
    with pytest.raises(DeriveError, match="column n is a decimal of 40 digits; the most is 38"):
        reading.parquet.refuse_decimals(
            "a.parquet", ["n"], [("n", None, "DecimalType(scale=2, precision=40)", "DECIMAL", 40)]
        )


# --- gzip, zip, folders and patterns ------------------------------------------------------------


def test_files_of_an_archive_are_batches_of_their_own(world: World) -> None:
    content = zipped(
        custody_20200301_csv=custody_text(1),
        deep__custody_20200302_jsonl='{"inmateid": 1}',
    )
    path = world.file("all.zip", content)
    result = world.full(path)
    assert "all.zip/custody.20200301.csv" in result.stdout
    assert [(b["source_name"], b["rows"]) for b in world.list()] == [
        ("all.zip/custody.20200301.csv", 5),
        ("all.zip/deep/custody.20200302.jsonl", 1),
    ]
    # The same file by itself is the same batch.
    assert "1 already landed" in world.full(world.file("x_20200301.csv", custody_text(1))).stdout


def test_an_archive_lands_whole_or_not_at_all(world: World) -> None:
    bad = zipped(a_20200301_csv=custody_text(1), b_20200302_csv="INMATEID,AGE\n1\n")
    result = world.full(world.file("bad.zip", bad), world.file("x_20200305.csv", custody_text(5)), code=1)
    assert "bad.zip/b.20200302.csv: row 1 (line 2) has 1 fields" in result.stderr
    assert "bad.zip/a.20200301.csv: is not landed, because another file of its archive" in result.stderr
    assert [b["source_name"] for b in world.list()] == ["x_20200305.csv"]
    # Nor does it where the ledger refuses one of them.
    late = zipped(a_20200301_csv=custody_text(1), b_20200305_csv=custody_text(6))
    result = world.full(world.file("late.zip", late), code=1)
    assert "already has a full extract of 2020-03-05" in result.stderr
    assert len(world.list()) == 1
    times = zipped(a_20200301_csv=custody_text(1), b_csv=custody_text(2))
    assert "0 landed" in world.full(world.file("times.zip", times), code=1).stdout
    assert not world.leftovers()


def hostile(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        info = zipfile.ZipInfo("link.csv" if name == "link" else "x" * len(name))
        info.external_attr = 0o120777 << 16 if name == "link" else 0
        archive.writestr(info, "INMATEID\n1\n")
    content = made.getvalue()
    return content if name == "link" else content.replace(b"x" * len(name), name.encode())


ZEROS = b"INMATEID\n" + b"0\n" * 60_000_000


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.zip", hostile("../escaped.csv"), "name is not a plain relative path: '../escaped.csv'"),
        ("a.zip", hostile("/rooted.csv"), "name is not a plain relative path"),
        ("a.zip", hostile("a\\..\\b.csv"), "name is not a plain relative path"),
        ("a.zip", hostile("C:drive.csv"), "name is not a plain relative path"),
        ("a.zip", hostile("a\x1b[2Jb.csv"), "name is not a plain relative path"),
        ("a.zip", hostile("link"), "'link.csv' is a link"),
        ("a.zip", zipped(), "the archive is empty"),
        ("a.zip", zipped(a_zip=zipped(a_csv="x")), "it holds a zip archive within an archive"),
        ("a.zip", zipped(a_csv_gz=gzip.compress(b"x")), "it holds gzip data within an archive"),
        ("a.gz", gzip.compress(gzip.compress(b"x")), "it holds gzip data within an archive"),
        ("a.gz", gzip.compress(zipped(a_csv="x")), "it holds a zip archive within an archive"),
        ("a.zip", zipped(a_csv=custody_text(1))[:-30], "the zip data is damaged"),
        ("a.zip", zipped(a_csv=ZEROS), "unpacks to more than 200 times its size"),
        ("a.csv.gz", gzip.compress(ZEROS), "unpacks to more than 200 times its size"),
        ("a.csv.gz", custody_text(1).encode(), "its name says gzip"),
        ("a.zip", custody_text(1).encode(), "its name says a zip archive (.zip), and its content"),
        ("a.csv", zipped(a_csv=custody_text(1)), "its name says delimited text (.csv)"),
        ("a.csv", b'{"inmateid": 1}', "its name says delimited text (.csv), and its content is JSON"),
        ("a.csv", saved(workbook([["inmateid"]])), "and its content is an Excel workbook"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "line 1 is not UTF-8"),
        ("a.csv", b"%PDF-1.7\n", "it is a PDF document"),
        ("a.xlsx", custody_text(1).encode(), "its name says an Excel workbook (.xlsx)"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is an old Excel workbook (.xls)"),
        ("a.xls", custody_text(1).encode(), ".xls is not a format that is read"),
        ("a.parquet", custody_text(1).encode(), "its name says Parquet (.parquet)"),
        ("a.parquet", b"PAR1" + b"\x00" * 20 + b"PAR1", "the Parquet data is damaged"),
        ("a.json", b' [{"inmateid": 1}]', "it is one JSON array"),
        ("a.csv", b"INMATEID,A\x07GE\n1,2\n", "column 2 has a control character in its name"),
        ("a.csv", "INMATEID,A\u202eGE\n1,2\n".encode(), "has a control character in its name"),
    ],
    # packed bytes have a time in them, and each worker its own
    ids=lambda one: one if isinstance(one, str) else "content",
)
def test_hostile_and_mislabelled_files_are_refused(
    world: World, name: str, content: bytes, said: str
) -> None:
    assert said in refusal(world, name, content)


def test_an_encrypted_member_is_refused(world: World) -> None:
    content = bytearray(zipped(a_csv=custody_text(1)))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    assert "'a.csv' is encrypted" in refusal(world, "a.zip", bytes(content))


def test_damage_within_a_member_is_seen(world: World) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", custody_text(1))
    content = made.getvalue().replace(b"MED", b"MAX", 1)
    assert "the zip data is damaged or cut short (Bad CRC" in refusal(world, "a.zip", content)


def test_the_limit_of_size_can_be_set(world: World) -> None:
    content = gzip.compress(custody_text(1, 2000).encode())
    said = refusal(world, "a.csv.gz", content, "--max-gb", "0.00001")
    assert "it is larger than 1e-05 GB when unpacked. If it is meant to be, raise --max-gb" in said
    assert "larger than" in refusal(world, "a.zip", zipped(a_csv=custody_text(1, 2000)), "--max-gb", "0.00001")
    assert len(land(world, "a.csv.gz", content)) == 2000


def test_folders_and_patterns_stand_for_files(world: World) -> None:
    for name in ("2020/a_20200301.csv", "2020/b/a_20200302.csv", "2020/.hidden", "c_20200303.csv"):
        (world.inbox / name).parent.mkdir(parents=True, exist_ok=True)
        world.file(name, custody_text(int(name[-5])) if name.endswith(".csv") else "x")
    result = world.full(world.inbox / "2020", world.inbox / "c_*.csv")
    assert "3 landed" in result.stdout
    assert [b["source_name"] for b in world.list()] == [
        "a_20200301.csv", "b/a_20200302.csv", "c_20200303.csv"
    ]  # fmt: skip
    assert "No such file" in world.full(world.inbox / "z*.csv", code=1).stderr


def test_a_row_that_is_too_long_is_named(world: World) -> None:
    content = b'INMATEID,AGE\n1,2\n3,"' + b"x\n" * (9 << 20) + b'"\n4,5\n'
    assert "row 2 has more than 16 MB" in refusal(world, "a.csv", content)


def test_names_that_sql_knows_are_columns_like_others(world: World) -> None:
    names = ["inmateid", "rowid", "n", "batch_id", "first", "filename", "c0", "sum", "_n", "select"]
    content = ",".join(names) + "\n" + ",".join("abcdefghij")
    assert land(world, "a.csv", content.encode()) == [list("abcdefghij")]
    assert world.list()[0]["columns"] == names


@pytest.mark.parametrize("name", ["../../etc.passwd", "a/b.c", "nyc.../x", "nyc.", ".custody", "nyc.a/b"])
def test_a_table_is_no_path(world: World, name: str) -> None:
    path = world.file("a.csv", custody_text(1))
    result = world.derive("upload", name, path, *AT, code=1)
    assert "is not a source table's name" in result.stderr


# --- for callers that have no contract ----------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "names", "rows"),
    [
        ("a.csv", b" A ;B,c\n1;\n;x\n", ["a", "b_c"], [("1", "", 1), ("", "x", 2)]),
        ("a.jsonl", b'{"a": 1}\n{"b": 2}\n', ["a", "b"], [("1", "", 1), ("", "2", 2)]),
        ("a.xlsx", saved(workbook([["A"], [1.5]])), ["a"], [("1.5", 1)]),
        ("a.zip", zipped(a_csv="a\n1\n"), ["a"], [("1", 1)]),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_into_table(tmp_path: Path, name: str, content: bytes, names: list[str], rows: list) -> None:
    (tmp_path / name).write_bytes(content)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with duckdb.connect() as con:
        assert reading.into_table(con, tmp_path / name, "given", scratch=scratch) == names
        assert con.execute("from given").fetchall() == rows
        types = [row[1] for row in con.execute("describe given").fetchall()]
        assert types == ["VARCHAR"] * len(names) + ["BIGINT"]
        assert not list(scratch.iterdir())
        (tmp_path / "bad.csv").write_text("a,b\n1\n")
        with pytest.raises(DeriveError, match=r"bad.csv: row 1 \(line 2\) has 1 fields"):
            reading.into_table(con, tmp_path / "bad.csv", "given", scratch=scratch)
        assert not list(scratch.iterdir())


def test_into_table_keeps_the_types_of_parquet(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(parquet(tmp_path, "select 1::bigint as A, 1.1::decimal(3,1) as b, 0.5::double as c"))
    with duckdb.connect() as con:
        assert reading.into_table(con, tmp_path / "a.parquet", "t", scratch=tmp_path) == ["a", "b", "c"]
        assert [row[:2] for row in con.execute("describe t").fetchall()] == [
            ("a", "BIGINT"), ("b", "DECIMAL(3,1)"), ("c", "DOUBLE"), ("_row_number", "BIGINT"),
        ]  # fmt: skip


def test_memory_does_not_grow_with_the_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file larger than DuckDB's memory lands, in order: rows on their way go to disk."""
    monkeypatch.setattr(reading, "MEMORY", "150MB")
    monkeypatch.setattr(reading.text, "LONGEST_LINE", 1 << 20)
    monkeypatch.setattr(landing, "GROUP_BYTES", 1 << 23)
    lines = "".join(f"{n},2019-01-04 00:34:00,MED,{'x' * 200}{n},22\n" for n in range(400_000))
    path = world.file("a.csv", "INMATEID,ADMITTED_DT,CUSTODY_LEVEL,RACE,AGE\n" + lines)
    (result,) = upload.upload(
        world.store, load_contract(world.project, "nyc", "custody"), [path], kind="full",
        extracted_at="2020-03-01",
    )  # fmt: skip
    assert (result.status, result.rows) == ("landed", 400_000), result.error
    part = next(world.root.rglob("rows.parquet"))
    with duckdb.connect() as con:
        wrong = con.execute(
            "select count(*) from (select *, row_number() over () as place from read_parquet(?)) "
            "where place <> _row_number or inmateid <> cast(place - 1 as varchar)",
            [str(part)],
        ).fetchone()
    assert wrong == (0,)
