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


def test_stop_keeps_tables_and_start_finds_them(running: Running) -> None:
    service.stop(silent)
    with pytest.raises(DeriveError, match=r"does not run.*derive athena start"):
        service.require()
    said: list[str] = []
    service.start(said.append)
    assert not [line for line in said if line.startswith("Lost")]
    assert sql("select * from kept.t") == [["1", "é"]]


@pytest.mark.parametrize("part", ["double", "trino"])
def test_killed_part_is_named_and_start_finds_the_tables(running: Running, part: str) -> None:
    sql(f"insert into kept.t values (2, '{part}')")
    kill(part)
    with pytest.raises(DeriveError, match=f"its {part} ended without `stop`"):
        sql("select 1")
    said: list[str] = []
    service.start(said.append)
    assert f"Found that {part} had ended" in said[0]
    assert ["2", part] in sql("select * from kept.t")


def test_dead_trino_is_named_by_the_next_query(running: Running) -> None:
    still = service.require()
    kill("trino")
    with pytest.raises(DeriveError, match="derive athena start"):
        service.run_sql("select 1 as a", still)
    service.start(silent)


def test_pid_of_another_process_is_left_alone(running: Running, folder: Path) -> None:
    service.stop(silent)
    stale = {"double": os.getpid(), "trino": os.getpid(), "port": 1, "trino_port": 2}
    (folder / "run.json").write_text(json.dumps(stale))
    service.start(silent)
    assert sql("select 1 as a") == [["1"]]


def test_taken_port_is_named(running: Running) -> None:
    service.stop(silent)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", service.wanted_port() + 1))
        other.listen()
        with pytest.raises(DeriveError, match=f"port {service.wanted_port() + 1} is taken"):
            service.start(silent)
    service.start(silent)


def test_lost_files_are_named(running: Running) -> None:
    sql(ICEBERG.format(name="kept.gone", more="", query="select 1 as a"))
    still = service.require()
    glue, store = service.client("glue", still), service.client("s3", still)
    place = glue.get_table(DatabaseName="kept", Name="gone")["Table"]["Parameters"]
    bucket, key = place["metadata_location"].removeprefix("s3://").split("/", 1)
    store.delete_object(Bucket=bucket, Key=key)
    service.stop(silent)
    said: list[str] = []
    service.start(said.append)
    assert [line for line in said if line.startswith("Lost: kept.gone")]


def test_reset_discards_everything(running: Running, folder: Path) -> None:
    service.reset(silent)
    assert not (folder / "s3").exists()
    service.start(silent)
    assert ["kept"] not in sql("show schemas in awsdatacatalog")
