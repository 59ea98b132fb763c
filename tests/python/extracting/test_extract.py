"""Full extracts: what lands, of which moment, and what is said of columns."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import duckdb
import pytest
from database import Extracts

from derived_tables import ledger
from derived_tables.extract import read_dsn, sample
from derived_tables.extracting import postgres, read
from derived_tables.reading.names import column_name
from macro_harness import MacroHarness

# A column each: its type, a value in SQL, the text that lands, and the contract's type.
VALUES = {
    "small": ("smallint", "-7", "-7", "integer"),
    "whole": ("integer generated always as identity", None, "1", "integer"),
    "large": ("bigint", "9223372036854775807", "9223372036854775807", "bigint"),
    "made": ("bigint generated always as (large - 1) stored", None, "9223372036854775806", "bigint"),
    "eighteen": ("numeric(18)", "123456789012345678", "123456789012345678", "bigint"),
    "nineteen": ("numeric(19,0)", "1234567890123456789", "1234567890123456789", "decimal(19,0)"),
    "money_like": ("numeric(12,2)", "1.5", "1.50", "decimal(12,2)"),
    "left": ("numeric(3,-2)", "12345", "12300", "bigint"),
    "free": ("numeric", "1.10", "1.10", "varchar"),
    "wide": ("numeric(60,20)", "1234567890123456789012345678901234567890.5",
             "1234567890123456789012345678901234567890.50000000000000000000", "varchar"),
    "not_a_number": ("numeric", "'NaN'", "NaN", "varchar"),
    "no_end": ("numeric", "'-Infinity'", "-Infinity", "varchar"),
    "double": ("double precision", "0.1", "0.1", "varchar"),
    "huge": ("double precision", "1e300", "1e+300", "varchar"),
    "single": ("real", "'NaN'", "NaN", "varchar"),
    "cash": ("money", "'12.34'", "12.34", "varchar"),
    "yes": ("boolean", "true", "true", "boolean"),
    "text_empty": ("text", "''", "", "varchar"),
    "text_null": ("text", "null", None, "varchar"),
    "text_odd": ("text", "E'a\\x01\\tb\\nc\\\\ '' \" \\u2028 \U0001f600 \\\\N'", "a\x01\tb\nc\\ ' \" \u2028 \U0001f600 \\N", "varchar"),
    "short": ("varchar(12)", "'x '", "x ", "varchar(12)"),
    "fixed": ("char(8)", "'x'", "x", "varchar(8)"),
    "day": ("date", "'2025-03-30'", "2025-03-30", "date"),
    "day_last": ("date", "'infinity'", "infinity", "date"),
    "day_bc": ("date", "'0044-03-15 BC'", "0044-03-15 BC", "date"),
    "day_far": ("date", "'10000-01-01'", "10000-01-01", "date"),
    "wall": ("timestamp", "'2025-03-30 01:30:00.5'", "2025-03-30 01:30:00.5", "timestamp(6)"),
    "moment": ("timestamptz", "'2025-07-01 01:30:00.123456+02'", "2025-06-30 23:30:00.123456", "timestamp(6)"),
    "moment_last": ("timestamptz", "'-infinity'", "-infinity", "timestamp(6)"),
    "clock": ("time", "'23:59:60'", "24:00:00", "varchar"),
    "clock_zone": ("timetz", "'10:00+02'", "10:00:00+02", "varchar"),
    "lasting": ("interval", "'1 year 2 days 03:04:05'", "P1Y2DT3H4M5S", "varchar"),
    "identity": ("uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "varchar"),
    "bytes": ("bytea", "'\\x00DEadbeef'", "00deadbeef", "varchar"),
    "list": ("text[]", "array['a', null, 'b,\"c']", '["a",null,"b,\\"c"]', "varchar"),
    "lists": ("integer[][]", "array[[1,2],[3,4]]", "[[1,2],[3,4]]", "varchar"),
    "list_none": ("integer[]", "'{}'", "[]", "varchar"),
    "list_times": ("timestamptz[]", "array[timestamptz '2025-07-01 01:30+02']", '["2025-06-30T23:30:00+00:00"]', "varchar"),
    "document": ("json", "'{\"b\": 1, \"a\": 1.10}'", '{"b": 1, "a": 1.10}', "varchar"),
    "document_b": ("jsonb", "'{\"b\": 1, \"a\": 1.10}'", '{"a": 1.10, "b": 1}', "varchar"),
    "mood": ("mood", "'so so'", "so so", "varchar"),
    "number": ("positive", "5", "5", "integer"),
    "place": ("place", "row(1, 'x')", '{"n":1,"t":"x"}', "varchar"),
    "network": ("inet", "'10.0.0.1/8'", "10.0.0.1/8", "varchar"),
    "between": ("daterange", "'[2025-01-01,2025-02-01)'", "[2025-01-01,2025-02-01)", "varchar"),
    "bits": ("bit(3)", "B'101'", "101", "varchar"),
    "Upper Case": ("text", "'kept'", "kept", "varchar"),
}


def make_everything(extracts: Extracts) -> None:
    columns = ", ".join(f'"{name}" {type_}' for name, (type_, *_) in VALUES.items())
    given = {name: sql for name, (_, sql, *_) in VALUES.items() if sql is not None}
    names = ", ".join(f'"{name}"' for name in given)
    extracts.database.sql(
        "create type mood as enum ('so so'); create type place as (n int, t text); "
        "create domain plain as integer; create domain positive as plain check (value > 0); "
        f"create table everything (dropped int, {columns}); "
        "alter table everything drop column dropped; "
        f"insert into everything ({names}) values ({', '.join(given.values())})"
    )


def test_every_type_lands_as_stated(extracts: Extracts) -> None:
    make_everything(extracts)
    extracts.contract(
        columns={"whole": "integer"}, key=["whole"], kinds=["full"], time=None, meta={}
    )
    extracts.extract("--full", "--source", "everything")
    [row] = extracts.last("full")
    landed = {name: row[column_name(name)] for name in VALUES}
    assert landed == {name: text for name, (_, _, text, _) in VALUES.items()}
    [batch] = extracts.batches("full")
    assert batch["columns"] == [column_name(name) for name in VALUES]


def test_declared_types_are_the_contracts(extracts: Extracts) -> None:
    make_everything(extracts)
    dsn = read_dsn(extracts.database.dsn)
    with duckdb.connect() as con:
        found = sample(con, dsn, "public.everything", "sampled")
        [row] = con.execute("from sampled").fetchall()
    assert {c.name: c.declared_type for c in found} == {
        column_name(name): declared for name, (*_, declared) in VALUES.items()
    }
    assert list(row) == [text for _, _, text, _ in VALUES.values()]
    assert {c.name: c.clock for c in found if c.clock} == {
        "day": "none", "day_last": "none", "day_bc": "none", "day_far": "none",
        "moment": "utc", "moment_last": "utc",
    }  # fmt: skip


def test_curate_reads_what_lands(extracts: Extracts) -> None:
    make_everything(extracts)
    macros = MacroHarness()
    with duckdb.connect() as con:
        found = sample(con, read_dsn(extracts.database.dsn), "everything", "sampled")
        reads = []
        for column in found:
            told = SimpleNamespace(name="it", data_type=column.declared_type, clock=column.clock)
            sql = f'select {macros.call("curate_cast", told)} from (select "{column.name}" as it__text from sampled)'
            if con.execute(sql).fetchone() != (None,):
                reads.append(column.name)
    lost = {"text_null", "day_last", "day_bc", "day_far", "moment_last"}
    assert [name for name in VALUES if column_name(name) not in reads] == [
        name for name in VALUES if name in lost
    ]


def test_sample_says_keys_and_nulls_and_takes_no_more_than_asked(extracts: Extracts) -> None:
    extracts.database.sql(
        "create table pairs (b int not null, a int, c text, primary key (a, b)); "
        "insert into pairs select n, n from generate_series(1, 50) as n"
    )
    with duckdb.connect() as con:
        found = sample(con, read_dsn(extracts.database.dsn), "pairs", "sampled", rows=7)
        assert con.execute("select count(*) from sampled").fetchone() == (7,)
        # The connection is left as it was.
        con.execute("begin")
    assert [(c.name, c.nullable, c.primary_key) for c in found] == [
        ("b", False, 2), ("a", False, 1), ("c", True, None),
    ]  # fmt: skip


def test_full_extract_has_the_servers_time(
    extracts: Extracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    extracts.make_people()
    now = ledger.utc_now
    monkeypatch.setattr(ledger, "utc_now", lambda: now() + timedelta(days=1))
    ask = "select clock_timestamp() at time zone 'UTC'"
    extracts.database.sql("set datestyle = 'ISO'")
    before = extracts.database.sql(f"set datestyle = 'ISO'; {ask}")
    extracts.extract("--full")
    after = extracts.database.sql(f"set datestyle = 'ISO'; {ask}")
    [batch] = extracts.batches("full")
    assert before < batch["extracted_at"] < after
    assert {row["_extraction_timestamp"] for row in extracts.last("full")} == {batch["extracted_at"]}
    assert batch["rows"] == 10 and batch["source_name"].endswith(".public.people")


def test_a_server_of_the_future_is_refused(
    extracts: Extracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    extracts.make_people()
    now = ledger.utc_now
    monkeypatch.setattr(ledger, "utc_now", lambda: now() - timedelta(hours=1))
    assert "is ahead of this machine's" in extracts.extract("--full", code=1).stderr
    assert extracts.leftovers() == [] and extracts.list() == []


def test_one_extract_is_one_snapshot(
    extracts: Extracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    extracts.make_people()
    extracts.extract("--full")
    write = read.write_text
    reads = []

    def write_while_read(*args: object) -> int:
        # Committed between the snapshot and each of its reads.
        reads.append(1)
        n = 100 + len(reads)
        extracts.database.sql(
            f"delete from people where id = {len(reads)}; update people set name = 'changed'; "
            f"insert into people values ({n}, 'new', null, '2025-01-01 00:30+00')"
        )
        return write(*args)

    monkeypatch.setattr(read, "write_text", write_while_read)
    extracts.extract("--changes-by", "updated_at", "--deletes")
    assert len(reads) == 2
    rows = extracts.last("changes")
    assert [row["id"] for row in rows] == [str(n) for n in range(1, 11)]
    assert {row["name"] for row in rows} == {f"name {n}" for n in range(1, 11)}
    assert extracts.batches("deletes") == []


def test_rows_of_another_encoding(extracts: Extracts) -> None:
    extracts.database = extracts.database.another(
        "template template0 encoding 'LATIN1' locale 'C'"
    )
    extracts.make_people(1)
    extracts.database.sql("update people set name = 'Zoë'")
    extracts.extract("--full")
    assert [row["name"] for row in extracts.last("full")] == ["Zoë"]


def test_bytes_that_are_no_text_are_refused(extracts: Extracts) -> None:
    extracts.database = extracts.database.another(
        "template template0 encoding 'SQL_ASCII' locale 'C'"
    )
    extracts.make_people(1)
    extracts.database.sql("update people set name = E'\\xff'")
    assert "invalid byte sequence" in extracts.extract("--full", code=1).stderr
    assert extracts.list() == []


def test_a_new_column_and_a_dropped_one(extracts: Extracts) -> None:
    extracts.make_people()
    extracts.extract("--full")
    extracts.database.sql(
        "alter table people add column height int; alter table people drop column born"
    )
    said = extracts.extract("--full").stdout
    assert "not in the contract, landed and not read: height" in said
    assert "not in the table: born" in said and "holds the batch for want of born" in said
    assert extracts.batches("full")[-1]["columns"] == ["id", "name", "updated_at", "height"]
    extracts.contract(meta={"born": {"clock": "none", "may_be_absent": True}})
    said = extracts.extract("--full").stdout
    assert "not in the table: born" in said and "holds" not in said


@pytest.mark.parametrize(
    ("change", "contract", "said"),
    [
        ("rename column id to nr", {}, "no column id"),
        ("rename column name to nom", {"meta": {"name": {"not_null": True}}}, "no column name"),
        ("rename column name to nom", {"order": "name"}, "no column name"),
        ("alter column id type real", {}, "column id of the key is a real"),
        ('add column "ID" int', {}, "would land as id"),
        ("add column _row_number int", {}, "keeps for itself"),
        ('add column "a\tb" int', {}, "does not print"),
        ("add column x int", {"meta": {"updated_at": {"clock": "local"}}}, "clock: utc"),
        ("add column x int", {"kinds": ["changes"]}, "does not accept kind full"),
    ],
)  # fmt: skip
def test_a_table_that_no_batch_could_come_from(
    extracts: Extracts, change: str, contract: dict, said: str
) -> None:
    extracts.make_people()
    extracts.database.sql(f"alter table people {change}")
    extracts.contract(**contract)
    assert said in extracts.extract("--full", code=1).stderr
    assert extracts.list() == []


def test_the_address_of_the_table(extracts: Extracts) -> None:
    extracts.database.sql(
        'create schema "Odd Schema"; create table "Odd Schema"."The ""Table""" (id bigint); '
        'create view people as table "Odd Schema"."The ""Table"""; '
        'insert into people values (1)'
    )
    extracts.contract(columns={"id": "bigint"}, kinds=["full"], time=None, meta={})
    extracts.extract("--full", "--source", '"Odd Schema"."The ""Table"""')
    extracts.extract("--full")
    assert [batch["rows"] for batch in extracts.batches("full")] == [1, 1]
    said = extracts.extract("--full", "--source", "nowhere.people", code=1).stderr
    assert "no such table" in said and "--source" in said


def test_an_empty_table_is_a_batch_in_full(extracts: Extracts) -> None:
    extracts.make_people(0)
    extracts.extract("--full")
    assert [batch["rows"] for batch in extracts.batches("full")] == [0]


def test_a_dry_run_lands_nothing(extracts: Extracts) -> None:
    extracts.make_people()
    said = extracts.extract("--full", "--dry-run").stdout
    assert "10 rows" in said and "nothing landed" in said
    assert extracts.list() == [] and extracts.leftovers() == []


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--full", "--deletes"],
        ["--full", "--changes-by", "updated_at"],
        ["--changes-by", "updated_at", "--overlap", "one hour"],
        ["--changes-by", "born"],
    ],
)
def test_options_that_do_not_go_together(extracts: Extracts, options: list[str]) -> None:
    extracts.make_people(1)
    extracts.extract(*options, code=2)
    assert extracts.list() == []


def test_scale_of_a_numeric_may_be_negative() -> None:
    assert postgres.declared_type("numeric", ((3 << 16) | (-2 & 0x7FF)) + 4) == "bigint"
    assert postgres.declared_type("numeric", ((3 << 16) | 5) + 4) == "decimal(5,5)"
    assert postgres.declared_type("numeric", ((38 << 16) | 0) + 4) == "decimal(38,0)"
    assert postgres.declared_type("numeric", ((39 << 16) | 0) + 4) == "varchar"
