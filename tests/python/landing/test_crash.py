"""A crash anywhere leaves no batch or a whole one; two writers at once lose nothing."""

from __future__ import annotations

import gzip
import json
import secrets
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import duckdb
import pytest
from landing_world import (
    custody_text,
    make_process,
    make_project,
    run_process,
    upload_days,
    withdraw,
)

from derived_tables import landing, ledger
from derived_tables.errors import DeriveError
from derived_tables.store import Bucket, Folder, Store, landing_database


@pytest.fixture(scope="module")
def aws() -> Iterator[dict[str, str]]:
    """A server that answers S3 and Glue."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def place(
    request: pytest.FixtureRequest,
    aws: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    monkeypatch.delenv("DERIVE_LANDING", raising=False)
    if request.param == "bucket":
        for name, value in aws.items():
            monkeypatch.setenv(name, value)
        bucket = f"b{secrets.token_hex(4)}"
        where = {"LocationConstraint": "eu-west-1"}
        boto3.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
        monkeypatch.setenv("DERIVE_LANDING", f"s3://{bucket}/landing")
        monkeypatch.setenv("DERIVE_LANDING_DATABASE", bucket)
    return make_project(tmp_path / "project")


def all_files(root: Store) -> set[str]:
    """Every name under a root."""
    if isinstance(root, Folder):
        files = [path for path in root.path.rglob("*") if path.is_file()]
        return {str(path.relative_to(root.path)) for path in files}
    pages = (
        root.client("s3")
        .get_paginator("list_objects_v2")
        .paginate(Bucket=root.bucket, Prefix=f"{root.prefix}/")
    )
    keys = [one["Key"] for page in pages for one in page.get("Contents", [])]
    return {key.removeprefix(f"{root.prefix}/") for key in keys}


def part_rows(root: Store, name: str, folder: Path) -> dict[str, tuple[int, int, int]]:
    """By batch in a part: rows, and the least and greatest row number."""
    copy = folder / "part.parquet"
    copy.write_bytes(root.read(name))
    with duckdb.connect() as con:
        found = con.execute(
            "select _batch_id, count(*), min(_row_number), max(_row_number) "
            "from read_parquet(?) group by all",
            [str(copy)],
        ).fetchall()
    return {batch_id: tuple(counts) for batch_id, *counts in found}


def catalogued(root: Bucket) -> tuple[set[str], list[str]]:
    """What Athena's catalogue has: parts, and the event ids in the list that it points to."""
    glue = root.client("glue")
    database = landing_database()
    partitions = glue.get_partitions(DatabaseName=f"{database}_nyc", TableName="custody")
    parts = {one["Values"][0] for one in partitions["Partitions"]}
    table = glue.get_table(DatabaseName=database, Name="ledger_events")["Table"]
    folder = table["StorageDescriptor"]["Location"].removeprefix(f"{root.url}/")
    lines = gzip.decompress(root.read(f"{folder}{ledger.LIST}")).decode().splitlines()
    return parts, sorted(json.loads(line)["event_id"] for line in lines)


def write_days(folder: Path, days: range) -> list[str]:
    folder.mkdir(exist_ok=True)
    files = []
    for day in days:
        path = folder / f"custody_202003{day:02d}.csv"
        path.write_text(custody_text(day, rows=day))
        files.append(str(path))
    return files


def whole_batches(root: Store, folder: Path, exact: bool) -> dict[str, int]:
    """Rows landed by file name; fails if a batch is not whole, or (exact) a row is in two parts."""
    found, parts = {}, {}
    for batch in ledger.read_batches(root).values():
        landed = batch.landed
        name = landing.part_name(landed)
        if name not in parts:
            parts[name] = part_rows(root, name, folder)
        assert parts[name][batch.batch_id] == (landed["rows"], 1, landed["rows"])
        found[landed["source_name"]] = landed["rows"]
    if exact:
        assert sum(rows[0] for part in parts.values() for rows in part.values()) == sum(
            found.values()
        )
        files = all_files(root)
        assert set(parts) == {name for name in files if name.endswith(".parquet")}
        if isinstance(root, Bucket):
            known, listed = catalogued(root)
            assert known == {name.split("=")[1].split("/")[0] for name in parts}
            assert listed == sorted(event["event_id"] for event in ledger.read_events(root))
    return found


def test_killed_at_every_write_leaves_whole_batches_or_none(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen_before, seen_after = set(), set()
    days = write_days(tmp_path / "inbox", range(1, 4))
    killed = 0
    base = landing.landing_root(place)
    for number in range(1, 100):
        # A root of its own for every try; the checkpoint (limit 1) is written too.
        monkeypatch.setenv("DERIVE_LANDING", f"{base}_{number}")
        monkeypatch.setenv("DERIVE_LANDING_DATABASE", f"try_{number}")
        root = landing.landing_root(place)
        code = run_process(upload_days, str(place), days, number, 400, 1)
        if code == 0:
            break
        assert code == -9
        killed += 1
        found = whole_batches(root, tmp_path, exact=False)
        seen_before.add(len(found))
        assert run_process(upload_days, str(place), days, 0, 400, 1) == 0
        found = whole_batches(root, tmp_path, exact=True)
        seen_after.add(len(found))
        assert sorted(found.values()) == [1, 2, 3]
        assert not root.names(ledger.PENDING)
        assert not root.names("_ledger/tmp")
        assert not list(root.scratch.iterdir())
    assert killed > (15 if isinstance(root, Folder) else 10), "the write points were not reached"
    assert seen_before == {0, 1, 2, 3}, "no crash fell between the events of one part"
    assert seen_after == {3}


def test_killed_while_withdrawing(place: Path, tmp_path: Path) -> None:
    root = landing.landing_root(place)
    days = write_days(tmp_path / "inbox", range(1, 3))
    assert run_process(upload_days, str(place), days, 0) == 0
    states = set()
    batch_id = next(iter(ledger.read_batches(root)))
    for number in range(1, 20):
        code = run_process(withdraw, str(place), batch_id, number)
        state = ledger.read_batches(root)[batch_id].state
        states.add((code, state))
        if state == "withdrawn":
            break
    assert states == {(-9, "in force"), (-9, "withdrawn")}
    # The event is there once, and the next writer clears the scratch.
    landing.sweep(root)
    assert not root.names("_ledger/tmp")
    assert [e["event"] for e in ledger.read_events(root)].count("withdrawn") == 1


def test_sweep_leaves_alone_what_a_living_process_is_taking_in(place: Path) -> None:
    root = landing.landing_root(place)
    with landing.scratch_folder(root) as scratch:
        (scratch / "000001.csv").write_text("a")
        landing.sweep(root)
        assert (scratch / "000001.csv").exists()
    assert not scratch.exists()


def test_two_processes_at_once_lose_nothing(place: Path, tmp_path: Path) -> None:
    root = landing.landing_root(place)
    days = write_days(tmp_path / "inbox", range(1, 13))
    # They share four days, and write many parts and checkpoints.
    shares = [days[:8], days[4:], days[2:10]]
    running = [make_process(upload_days, str(place), share, 0, 2, 3) for share in shares]
    for process in running:
        process.start()
    for process in running:
        process.join(60)
    assert [process.exitcode for process in running] == [0, 0, 0]
    assert len(whole_batches(root, tmp_path, exact=True)) == 12
    assert sum(e["event"] == "landed" for e in ledger.read_events(root)) == 12


@pytest.mark.parametrize("place", ["bucket"], indirect=True)
def test_one_object_holds_the_ledger_of_many_batches(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = landing.landing_root(place)
    assert (
        run_process(upload_days, str(place), write_days(tmp_path / "inbox", range(1, 13)), 0) == 0
    )
    fetched = []
    read = root.read
    monkeypatch.setattr(root, "read", lambda name: fetched.append(name) or read(name))
    assert len(ledger.read_batches(root)) == 12
    (newest,) = fetched
    assert newest.startswith(ledger.CHECKPOINTS)


def test_a_copied_root_says_the_same(place: Path, tmp_path: Path) -> None:
    days = write_days(tmp_path / "inbox", range(1, 5))
    assert run_process(upload_days, str(place), days[:3], 0, 2) == 0
    root, copy = landing.landing_root(place), Folder(tmp_path / "copy")
    assert landing.copy(root, copy) == 2
    assert run_process(withdraw, str(place), next(iter(ledger.read_batches(root))), 0) == 0
    assert run_process(upload_days, str(place), days[3:], 0) == 0
    assert landing.copy(root, copy) == 1
    assert landing.copy(root, copy) == 0
    assert ledger.read_events(copy) == ledger.read_events(root)
    assert whole_batches(copy, tmp_path, exact=True) == whole_batches(root, tmp_path, exact=True)


@pytest.mark.parametrize("place", ["bucket"], indirect=True)
def test_a_bucket_that_is_not_there_is_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DERIVE_LANDING", "s3://none-of-ours/landing")
    with pytest.raises(DeriveError, match=r"none-of-ours.*NoSuchBucket"):
        ledger.read_batches(landing.landing_root(place))
    monkeypatch.setenv("DERIVE_LANDING", "s3:///landing")
    with pytest.raises(DeriveError, match="names no bucket"):
        landing.landing_root(place)


@pytest.mark.parametrize("place", ["bucket"], indirect=True)
def test_a_lock_that_is_not_renewed_is_taken_over(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = landing.landing_root(place)
    monkeypatch.setenv("DERIVE_LEASE", "1")
    with root.exclusive():
        # As if this process had been stopped: nobody renews.
        root._lease.ended.set()
        began = time.monotonic()
        other = landing.landing_root(place)
        with other.exclusive():
            assert time.monotonic() - began > 0.5
            other.check_held()
            with pytest.raises(DeriveError, match="took its lock"):
                root.check_held()
    assert "_lock" not in all_files(root)


@pytest.mark.parametrize("place", ["bucket"], indirect=True)
def test_a_lock_that_is_renewed_is_waited_for(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = landing.landing_root(place)
    monkeypatch.setenv("DERIVE_LEASE", "1")
    order = []

    def second() -> None:
        with landing.landing_root(place).exclusive():
            order.append("second")

    with root.exclusive():
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
