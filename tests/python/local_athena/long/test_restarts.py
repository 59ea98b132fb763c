"""The local Athena starts, stops, is killed, and keeps what was written."""

from __future__ import annotations

import json
import os
import signal
import socket
from pathlib import Path

import pytest
from test_service import ICEBERG, sql, table  # noqa: F401

from derived_tables.athena import service
from derived_tables.athena.service import Running
from derived_tables.errors import DeriveError


def silent(_: str) -> None:
    """Say nothing."""


def kill(part: str) -> None:
    """Kill one of the two processes, and wait until it is gone."""
    pid = getattr(service.recorded(service.state_folder()), part)
    os.kill(pid, signal.SIGKILL)
    while service.runs(pid):
        service.reap(pid)


@pytest.fixture
def stopped(running: Running) -> None:
    """It does not run; tests in a row find it so without another start."""
    if service.recorded(service.state_folder()):
        service.stop(silent)


@pytest.fixture
def started(running: Running) -> Running:
    """It runs; tests in a row find it so."""
    if not service.recorded(service.state_folder()):
        service.start(silent)
    return service.require()


def test_stopped_is_said(stopped: None) -> None:
    with pytest.raises(DeriveError, match=r"does not run.*derive athena start"):
        service.require()


def test_taken_port_is_named(stopped: None) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", service.wanted_port() + 1))
        other.listen()
        with pytest.raises(DeriveError, match=f"port {service.wanted_port() + 1} is taken"):
            service.start(silent)


def test_start_finds_tables_and_leaves_the_pid_of_another_alone(stopped: None, folder: Path) -> None:
    stale = {"double": os.getpid(), "trino": os.getpid(), "port": 1, "trino_port": 2}
    (folder / "run.json").write_text(json.dumps(stale))
    said: list[str] = []
    service.start(said.append)
    assert not [line for line in said if line.startswith("Lost")]
    assert sql("select * from kept.t") == [["1", "é"]]


@pytest.mark.parametrize("part", ["double", "trino"])
def test_killed_part_is_named_and_start_finds_the_tables(started: Running, part: str) -> None:
    sql(f"insert into kept.t values (2, '{part}')")
    kill(part)
    if part == "trino":  # the double is there to say it
        with pytest.raises(DeriveError, match="derive athena start"):
            service.run_sql("select 1 as a", started)
    with pytest.raises(DeriveError, match=f"its {part} ended without `stop`"):
        sql("select 1")
    said: list[str] = []
    service.start(said.append)
    assert f"Found that {part} had ended" in said[0]
    assert ["2", part] in sql("select * from kept.t")


def test_lost_files_are_named(started: Running) -> None:
    sql(ICEBERG.format(name="kept.gone", more="", query="select 1 as a"))
    glue, store = service.client("glue", started), service.client("s3", started)
    place = glue.get_table(DatabaseName="kept", Name="gone")["Table"]["Parameters"]
    bucket, key = place["metadata_location"].removeprefix("s3://").split("/", 1)
    store.delete_object(Bucket=bucket, Key=key)
    service.stop(silent)
    said: list[str] = []
    service.start(said.append)
    assert [line for line in said if line.startswith("Lost: kept.gone")]


def test_reset_discards_everything(started: Running, folder: Path) -> None:
    service.reset(silent)
    assert not (folder / "s3").exists()
    service.start(silent)
    assert ["kept"] not in sql("show schemas in awsdatacatalog")
