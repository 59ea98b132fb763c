"""Changes by a high-water mark, and deletes by a comparison of keys."""

from __future__ import annotations

import pytest
from database import PEOPLE, Extracts

BY = ("--changes-by", "updated_at")


def put(extracts: Extracts, number: int, at: str, name: str = "put") -> None:
    """Insert or update a row of people, changed at a time of 1 January 2025."""
    extracts.database.sql(
        f"insert into people values ({number}, '{name}', null, '2025-01-01 {at}+00') "
        "on conflict (id) do update set name = excluded.name, updated_at = excluded.updated_at"
    )


def ids(extracts: Extracts, kind: str = "changes") -> list[int]:
    """The keys in the batch that landed last."""
    return sorted(int(row["id"]) for row in extracts.last(kind))


def test_the_first_extract_reads_all_and_the_next_what_is_later(extracts: Extracts) -> None:
    extracts.make_people(120)
    assert "all rows were read" in extracts.extract(*BY).stdout
    assert ids(extracts) == list(range(1, 121))
    [batch] = extracts.batches("changes")
    assert (batch["min_time"], batch["max_time"]) == (
        "2025-01-01 00:01:00.000000", "2025-01-01 02:00:00.000000",
    )  # fmt: skip
    put(extracts, 5, "02:30")
    said = extracts.extract(*BY).stdout
    # An hour before the mark, exclusive, and what is new.
    assert "rows later than 2025-01-01 01:00:00 UTC were read" in said
    assert ids(extracts) == [5, *range(61, 121)]
    row = next(row for row in extracts.last("changes") if row["id"] == "5")
    assert row["_extraction_timestamp"] == "2025-01-01 02:30:00.000000" and row["name"] == "put"
    extracts.extract(*BY, "--overlap", "15m")
    assert ids(extracts) == [5]


def test_nothing_new_is_no_new_batch(extracts: Extracts) -> None:
    extracts.make_people(5)
    extracts.extract(*BY)
    assert "landed already" in extracts.extract(*BY).stdout
    assert "nothing to land" in extracts.extract(*BY, "--overlap", "0s").stdout
    assert len(extracts.batches("changes")) == 1


def test_a_late_commit_is_within_the_overlap(extracts: Extracts) -> None:
    extracts.make_people(120)
    extracts.extract(*BY)
    # Of a transaction that began before the extract and ended after it.
    put(extracts, 500, "01:30")
    put(extracts, 501, "00:30")
    extracts.extract(*BY)
    assert 500 in ids(extracts) and 501 not in ids(extracts)


def test_a_withdrawn_batch_is_read_again_and_what_followed_it(extracts: Extracts) -> None:
    extracts.make_people(1)
    extracts.extract(*BY, "--overlap", "0s")
    for number, at in ((2, "02:00"), (3, "03:00"), (4, "04:00")):
        put(extracts, number, at)
        extracts.extract(*BY, "--overlap", "0s")
    middle = extracts.batches("changes")[1]["batch_id"]
    extracts.derive("batch", "withdraw", middle, "--reason", "wrong")
    extracts.extract(*BY, "--overlap", "0s")
    assert ids(extracts) == [2, 3, 4]
    put(extracts, 5, "05:00")
    extracts.extract(*BY, "--overlap", "0s")
    assert ids(extracts) == [5]


def test_a_withdrawn_batch_that_is_read_again_as_it_was_is_refused(extracts: Extracts) -> None:
    extracts.make_people(3)
    extracts.extract(*BY)
    [batch] = extracts.batches("changes")
    extracts.derive("batch", "withdraw", batch["batch_id"], "--reason", "wrong")
    assert "derive batch restore" in extracts.extract(*BY, code=1).stderr


def test_a_batch_withdrawn_while_another_is_read(
    extracts: Extracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    from derived_tables.extracting import read

    extracts.make_people(3)
    extracts.extract(*BY)
    put(extracts, 9, "09:00")
    [batch] = extracts.batches("changes")
    write = read.write_text

    def withdraw_meanwhile(*args: object) -> int:
        extracts.derive("batch", "withdraw", batch["batch_id"], "--reason", "wrong")
        return write(*args)

    monkeypatch.setattr(read, "write_text", withdraw_meanwhile)
    assert "withdrawn while this one was read" in extracts.extract(*BY, code=1).stderr
    assert len(extracts.batches("changes")) == 1


def test_another_table_and_files_do_not_move_the_mark(extracts: Extracts) -> None:
    extracts.make_people(2)
    path = extracts.file(
        "people.csv", "id,name,born,updated_at\n7,x,,2025-06-01 00:00:00\n"
    )
    extracts.derive("upload", "hmpps.people", path, "--kind", "changes")
    assert "all rows were read" in extracts.extract(*BY).stdout
    extracts.database.sql("create table others as table people")
    assert "all rows were read" in extracts.extract(*BY, "--source", "others").stdout


@pytest.mark.parametrize("value", ["null", "'-infinity'", "'0044-03-15 BC'"])
def test_rows_without_a_time_refuse_the_extract(extracts: Extracts, value: str) -> None:
    extracts.make_people(4)
    extracts.database.sql(f"update people set updated_at = {value} where id < 3")
    said = extracts.extract(*BY, code=1).stderr
    assert "2 rows have no time in column updated_at" in said and "--full" in said
    assert extracts.list() == []


def test_rows_of_the_future_wait_until_it_has_come(extracts: Extracts) -> None:
    extracts.make_people(2)
    extracts.database.sql(
        "insert into people values (3, 'soon', null, now() + interval '1 hour'), "
        "(4, 'never', null, 'infinity')"
    )
    assert "2 rows were left" in extracts.extract(*BY).stdout
    assert ids(extracts) == [1, 2]
    extracts.database.sql("update people set updated_at = now() where id = 3")
    assert "1 rows were left" in extracts.extract(*BY).stdout
    assert 3 in ids(extracts)


@pytest.mark.parametrize("kind", ["timestamp", "timestamptz", "date"])
def test_the_mark_holds_whatever_the_columns_type(extracts: Extracts, kind: str) -> None:
    extracts.database.sql(
        f"create table people (id int, name text, born date, updated_at {kind}); "
        "insert into people values (1, 'a', null, '2025-06-01'), (2, 'b', null, '2025-06-02')"
    )
    extracts.extract(*BY)
    extracts.database.sql("insert into people values (3, 'c', null, '2025-06-02')")
    extracts.extract(*BY)
    assert ids(extracts) == [2, 3]


def test_changes_need_a_column_of_times_in_utc(extracts: Extracts) -> None:
    extracts.make_people(1)
    extracts.contract(
        columns={**PEOPLE, "updated_at": "timestamp(6)"}, meta={"updated_at": {"clock": "local"}}
    )
    extracts.database.sql("alter table people alter column updated_at type timestamp")
    assert "local clock" in extracts.extract(*BY, code=1).stderr
    extracts.contract()
    extracts.database.sql("alter table people alter column updated_at type text")
    assert "does not say when a row changed" in extracts.extract(*BY, code=1).stderr
    extracts.database.sql("alter table people drop column updated_at")
    assert "no column updated_at" in extracts.extract(*BY, code=1).stderr


def test_an_op_that_the_table_has_not_is_blank(extracts: Extracts) -> None:
    extracts.make_people(2)
    extracts.contract(op="op")
    said = extracts.extract(*BY).stdout
    assert "holds" not in said
    assert [row["op"] for row in extracts.last("changes")] == [None, None]
    assert "op" in extracts.batches("changes")[0]["columns"]


def test_keys_that_are_gone_land_as_deletes(extracts: Extracts) -> None:
    extracts.make_people(10)
    extracts.extract(*BY)
    extracts.database.sql("delete from people where id in (4, 7)")
    put(extracts, 11, "00:30")
    said = extracts.extract(*BY, "--deletes").stdout
    assert "2 of 10 landed keys are gone" in said
    assert ids(extracts, "deletes") == [4, 7] and 11 in ids(extracts)
    [batch] = extracts.batches("deletes")
    assert batch["columns"] == ["id", "updated_at"]
    assert batch["min_time"] == batch["max_time"] > "2025-01-02"
    for row in extracts.last("deletes"):
        assert row["updated_at"] == row["_extraction_timestamp"] == batch["min_time"]
    assert "0 of 9 landed keys are gone" in extracts.extract("--deletes").stdout
    # A key that comes back and goes again is deleted again.
    extracts.database.sql("insert into people values (4, 'back', null, now())")
    extracts.extract(*BY)
    extracts.database.sql("delete from people where id = 4")
    extracts.extract("--deletes")
    assert ids(extracts, "deletes") == [4]


def test_a_withdrawn_delete_is_found_again(extracts: Extracts) -> None:
    extracts.make_people(10)
    extracts.extract(*BY)
    extracts.database.sql("delete from people where id = 4")
    extracts.extract("--deletes")
    [batch] = extracts.batches("deletes")
    extracts.derive("batch", "withdraw", batch["batch_id"], "--reason", "wrong")
    extracts.extract("--deletes")
    assert [one["state"] for one in extracts.batches("deletes")] == ["withdrawn", "in force"]


def test_keys_are_compared_as_values_not_as_text(extracts: Extracts) -> None:
    columns = {"id": "bigint", "born": "date", "code": "varchar"}
    extracts.contract(columns=columns, key=list(columns), kinds=["full", "deletes"])
    extracts.database.sql(
        "create table people (id int, born date, code char(4)); "
        "insert into people values (7, '2025-12-31', 'a'), (8, '2025-12-31', 'b')"
    )
    path = extracts.file(
        "people.csv",
        "id,born,code\n 007,31/12/2025,a \n8.0,2025-12-31T00:00:00,b\n8,2025-12-31,gone\n"
        "x,2025-12-31,no key\n,2025-12-31,no key\n",
    )
    extracts.derive(
        "upload", "hmpps.people", path, "--kind", "full", "--extracted-at", "2025-06-01"
    )
    said = extracts.extract("--deletes", "--most-deletes", "0.5").stdout
    assert "1 of 3 landed keys are gone" in said
    assert [row["code"] for row in extracts.last("deletes")] == ["gone"]


def test_deletes_in_the_feed_count(extracts: Extracts) -> None:
    extracts.contract(op="op")
    extracts.make_people(1)
    path = extracts.file(
        "people.csv",
        "op,id,name,born,updated_at\nI,1,x,,2025-01-01\nI,2,x,,2025-01-01\nI,3,x,,2025-01-01\n"
        "D,3,,,2025-01-02\n",
    )
    extracts.derive("upload", "hmpps.people", path, "--kind", "changes")
    assert "1 of 2 landed" in extracts.extract("--deletes", "--most-deletes", "1").stdout
    assert ids(extracts, "deletes") == [2]


def test_too_many_deletes_are_refused(extracts: Extracts) -> None:
    extracts.make_people(10)
    extracts.extract(*BY)
    extracts.database.sql("delete from people where id <= 3")
    said = extracts.extract("--deletes", code=1).stderr
    assert "3 of 10 landed keys are not in the table" in said and "such as 1; 2; 3" in said
    assert extracts.batches("deletes") == []
    extracts.extract("--deletes", "--most-deletes", "1")
    assert ids(extracts, "deletes") == [1, 2, 3]


def test_deletes_are_refused_where_absence_says_nothing(extracts: Extracts) -> None:
    extracts.make_people(1)
    extracts.contract(absence={"archived_when": "born is not null"})
    assert "archived" in extracts.extract("--deletes", code=1).stderr
    extracts.contract(kinds=["full", "changes"])
    assert "does not accept kind deletes" in extracts.extract("--deletes", code=1).stderr


def test_columns_may_have_any_name(extracts: Extracts) -> None:
    key = ["n", "kind", "moment", "deletes", "said", "keys", "h", "batch_id", "staged", "k", "value"]
    extracts.contract(columns=dict.fromkeys(key, "varchar"), key=key, meta={})
    named = ", ".join(f"{name} text" for name in [*key, "whole", "rows", "filename", "order_"])
    extracts.database.sql(
        f"create table people ({named}, updated_at timestamptz default '2025-01-01'); "
        f"insert into people ({', '.join(key)}) values ({', '.join(repr(name) for name in key)})"
    )
    extracts.extract(*BY, "--deletes")
    [row] = extracts.last("changes")
    assert {name: row[name] for name in key} == {name: name for name in key}
    extracts.database.sql("delete from people")
    extracts.extract("--deletes", "--most-deletes", "1")
    [row] = extracts.last("deletes")
    assert {name: row[name] for name in key} == {name: name for name in key}
