"""From a database's table to its history, and to a landing root that is a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from database import TERMS, Extracts

from derived_tables import landing
from derived_tables.contract import load_contract
from derived_tables.extract import extract, read_dsn
from derived_tables.ledger import read_batches
from small_project import SmallProject

COLUMNS = {
    "id": ("bigint", {}),
    "name": ("varchar", {}),
    "born": ("date", {"clock": "none"}),
    "seen": ("timestamp(6)", {"clock": "utc"}),
    "paid": ("decimal(9,2)", {}),
    "is_open": ("boolean", {}),
}


def test_extracts_become_history(extracts: Extracts, tmp_path: Path) -> None:
    project = SmallProject(tmp_path / "small")
    project.add("hmpps", "people", TERMS, COLUMNS)
    root = landing.root_at(project.folder, "data/landing")
    contract = load_contract(project.folder, "hmpps", "people")
    dsn = read_dsn(extracts.database.dsn)
    by = {"changes_by": "updated_at", "deletes": True}
    sql = extracts.database.sql
    sql(
        "create table people (id int primary key, name text, born date, seen timestamptz, "
        "paid numeric, is_open boolean, updated_at timestamptz); "
        "insert into people select n, 'name ' || n, '1980-01-01', '2025-07-01 01:00+01', 1.5, true, "
        "timestamptz '2025-01-01 00:00+00' + n * interval '1 hour' from generate_series(1, 10) as n"
    )
    extract(root, contract, dsn, **by)
    sql(
        "update people set name = 'changed', updated_at = '2025-02-01 00:00+00' where id = 9; "
        "update people set born = 'infinity', updated_at = '2025-02-01 00:00+00' where id = 8; "
        "delete from people where id = 7"
    )
    # Row 10 is within the overlap, so it is read again.
    extract(root, contract, dsn, **by)
    sql("update people set paid = 2 where id = 1; delete from people where id = 2")
    [full] = extract(root, contract, dsn, full=True)
    project.run(["dbt", "--quiet", "build"])

    versions = project.rows(
        "select id, name, born, paid, strftime(mojap_start_datetime, '%Y-%m-%d %H:%M:%S'), "
        "mojap_current_record from curated.hmpps__people order by id, mojap_start_datetime"
    )
    assert [row[0] for row in versions] == [1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 9, 10]
    assert [row[0] for row in versions if row[5]] == [1, 3, 4, 5, 6, 8, 9, 10]
    by_id = {number: [row for row in versions if row[0] == number] for number in range(1, 11)}
    assert [row[1] for row in by_id[9]] == ["name 9", "changed"]
    assert [row[4] for row in by_id[9]] == ["2025-01-01 09:00:00", "2025-02-01 00:00:00"]
    assert [str(row[3]) for row in by_id[1]] == ["1.50", "2.00"]
    assert by_id[1][1][4] == f"{full.moment:%Y-%m-%d %H:%M:%S}"
    assert by_id[8][1][2] is None
    assert project.rows("select column_name, value_text from curated.faults") == [
        ("born", "infinity"), ("born", "infinity"),
    ]  # fmt: skip
    seen = project.rows("select distinct cast(seen as varchar) from curated.hmpps__people")
    assert seen == [("2025-07-01 00:00:00",)]
    counts = project.rows(
        "select kind, landed_rows, new_rows, duplicate_rows, unchanged_rows, closing_rows, standing "
        "from curated.batch_reconciliation order by min_time, kind"
    )
    assert counts == [
        ("changes", 10, 10, 0, 0, 0, "in force"),
        ("changes", 3, 2, 1, 0, 0, "in force"),
        ("deletes", 1, 0, 0, 0, 1, "in force"),
        ("full", 8, 1, 0, 7, 0, "in force"),
    ]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket of a server that answers S3 and Glue."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    where = {"LocationConstraint": "eu-west-1"}
    boto3.client("s3").create_bucket(Bucket="extracts", CreateBucketConfiguration=where)
    yield "s3://extracts/landing"
    server.stop()


def test_keys_are_compared_with_what_is_in_a_bucket(extracts: Extracts, bucket: str) -> None:
    extracts.make_people(10)
    root = landing.root_at(extracts.project, bucket)
    contract = load_contract(extracts.project, "hmpps", "people")
    dsn = read_dsn(extracts.database.dsn)
    extract(root, contract, dsn, full=True)
    extracts.database.sql("delete from people where id = 3")
    [deletes] = extract(root, contract, dsn, deletes=True)
    assert (deletes.status, deletes.rows) == ("landed", 1)
    assert read_batches(root)[deletes.batch_id].landed["kind"] == "deletes"
    [again] = extract(root, contract, dsn, deletes=True)
    assert (again.status, again.rows) == ("nothing", 0)
