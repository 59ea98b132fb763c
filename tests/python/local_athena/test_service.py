"""The local Athena answers as Athena does, and refuses what it refuses."""

from __future__ import annotations

import socket

import pytest

from derived_tables.athena import service
from derived_tables.athena.query import MARK, Athena
from derived_tables.athena.service import Running
from derived_tables.errors import DeriveError

ICEBERG = (
    "create table {name} with (table_type='iceberg', is_external=false,"
    " location='s3://derived-tables/data/{name}', format='parquet'{more}) as {query}"
)


def sql(statement: str) -> list[list[str | None]]:
    return service.run_sql(statement, service.require()).rows


@pytest.fixture(scope="module", autouse=True)
def table(running: Running) -> None:
    """A database with a table of one row."""
    sql("create schema if not exists kept with (location = 's3://derived-tables/kept')")
    sql(ICEBERG.format(name="kept.t", more="", query="select 1 as a, 'é' as b"))


def test_values_come_as_athena_gives_them(running: Running) -> None:
    answer = service.run_sql(
        "select true as a, cast(null as varchar) as b, timestamp '2024-01-01 10:00:00.123456' as c,"
        " decimal '1.50' as d, array[1, 2] as e",
        running,
    )
    assert answer.names == ["a", "b", "c", "d", "e"]
    assert answer.rows == [["true", None, "2024-01-01 10:00:00.123456", "1.50", "[1, 2]"]]


def test_long_answers_come_in_pages(running: Running) -> None:
    assert len(sql("select * from unnest(sequence(1, 2500)) as t (a)")) == 2500


def test_a_statement_left_running_is_found_behind_many(running: Running) -> None:
    athena = Athena(**service.boto_arguments(running))

    def start(statement: str) -> str:
        return athena.client.start_query_execution(
            QueryString=statement,
            ResultConfiguration={"OutputLocation": athena.staging},
            WorkGroup=athena.workgroup,
        )["QueryExecutionId"]

    endless = " cross join ".join(f"unnest(sequence(1, 10000)) as t{n} (n)" for n in range(4))
    left = start(f"-- {MARK}\nselect count(*) as a from {endless}")
    for _ in range(60):
        start("msck repair table t")
    assert athena.running() == [left]
    athena.client.stop_query_execution(QueryExecutionId=left)
    assert athena.running() == []


def test_bytes_scanned_are_those_of_trino(running: Running) -> None:
    assert service.run_sql("select * from kept.t", running).scanned > 0
    assert service.run_sql("select 1 as a", running).scanned == 0


def test_nothing_listens_beyond_this_machine(running: Running) -> None:
    for port in (running.port, running.trino_port):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) == 0
        with socket.socket(socket.AF_INET) as probe:
            # Bound on one address alone, the port is free on another.
            probe.bind(("127.0.0.2", port))


def test_what_athena_refuses_is_refused(running: Running) -> None:
    long = "select '" + "x" * 262_144 + "' as a"
    with pytest.raises(DeriveError, match="262144 at most"):
        sql(long)
    many = "select a, a as d from unnest(sequence(1, 101)) as t (a)"
    with pytest.raises(DeriveError, match="100"):
        sql(ICEBERG.format(name="kept.many", more=", partitioning=ARRAY['d']", query=many))
    with pytest.raises(DeriveError, match="SYNTAX_ERROR"):
        sql("select a from kept.t group by auto auto")


def test_failed_statement_says_why(running: Running) -> None:
    with pytest.raises(DeriveError, match="TABLE_NOT_FOUND"):
        sql("select * from kept.nothing")


def test_started_twice_is_one(running: Running) -> None:
    said: list[str] = []
    assert service.start(said.append) == running
    assert "runs already" in said[0]
