"""Run statements on Athena: the real one or the local one, whichever the environment names."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from derived_tables.aws import told
from derived_tables.errors import DeriveError

POLL_SECONDS = 0.02
SIDE_BY_SIDE = 4
# No statement runs longer on Athena.
LONGEST = timedelta(minutes=30)
# What dbt writes at the head of each statement that it has made itself.
MARK = '"profile_name": "derived_tables"'


@dataclass(frozen=True)
class Answer:
    """A statement's column names, its rows as text (null: None), and the bytes it scanned."""

    names: list[str]
    rows: list[list[str | None]]
    scanned: int


class Athena:
    """A client that waits for its statements."""

    def __init__(self, **given: str) -> None:
        """`given` goes to boto3's client; without it, the environment says who and where."""
        import boto3

        self.client: Any = boto3.client("athena", **given)
        self.staging = os.environ.get("DERIVE_ATHENA_STAGING", "s3://derived-tables/staging/")
        self.workgroup = os.environ.get("DERIVE_ATHENA_WORKGROUP", "primary")

    def run(self, sql: str) -> Answer:
        """Run one statement; DeriveError with Athena's own words if it fails."""
        with told("Athena"):
            return self._answer(sql)

    def _answer(self, sql: str) -> Answer:
        execution = self.client.start_query_execution(
            QueryString=sql,
            QueryExecutionContext={"Database": "default", "Catalog": "awsdatacatalog"},
            ResultConfiguration={"OutputLocation": self.staging},
            WorkGroup=self.workgroup,
        )["QueryExecutionId"]
        while True:
            found = self.client.get_query_execution(QueryExecutionId=execution)["QueryExecution"]
            if found["Status"]["State"] not in ("QUEUED", "RUNNING"):
                break
            time.sleep(POLL_SECONDS)
        if found["Status"]["State"] != "SUCCEEDED":
            raise DeriveError(
                found["Status"].get("StateChangeReason", "the statement was cancelled"),
                place="Athena",
            )
        names: list[str] = []
        rows: list[list[str | None]] = []
        pages = self.client.get_paginator("get_query_results")
        for page in pages.paginate(QueryExecutionId=execution):
            described = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
            names = [one["Name"] for one in described]
            rows += [
                [cell.get("VarCharValue") for cell in row["Data"]]
                for row in page["ResultSet"]["Rows"]
            ]
        return Answer(names, rows[1:], found["Statistics"]["DataScannedInBytes"])

    def running(self) -> list[str]:
        """Ids of this project's statements that still run, of all that can: see LONGEST."""
        with told("Athena"):
            return self._running()

    def _running(self) -> list[str]:
        since = datetime.now(UTC) - LONGEST
        found = []
        # The newest first, fifty a page.
        pages = self.client.get_paginator("list_query_executions")
        for page in pages.paginate(WorkGroup=self.workgroup):
            ids = page["QueryExecutionIds"]
            if not ids:
                break
            listed = self.client.batch_get_query_execution(QueryExecutionIds=ids)["QueryExecutions"]
            found += [
                one["QueryExecutionId"]
                for one in listed
                if one["Status"]["State"] in ("QUEUED", "RUNNING") and MARK in one["Query"]
            ]
            if any(one["Status"]["SubmissionDateTime"] < since for one in listed):
                break
        return found

    def wait_for_others(self, say: Callable[[str], None]) -> None:
        """Wait until no statement runs that an earlier, killed run of this project left behind."""
        began, said = time.monotonic(), False
        while left := self.running():
            if not said and time.monotonic() - began > 2:
                say(f"Waiting for {len(left)} statements of an earlier run ...")
                said = True
            time.sleep(0.5)

    def run_all(self, statements: Iterable[str]) -> list[Answer]:
        """Run statements side by side, a few at a time; their answers in order."""
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            return list(pool.map(self.run, statements))
