"""The whole project compiled for Athena, against moto's AWS in place of AWS."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
import sqlglot
from moto.athena.models import AthenaBackend, QueryResults
from moto.server import ThreadedMotoServer
from sqlglot import exp

import forks
from parsed import parse

PROJECT = Path(__file__).resolve().parents[3]


class EmptyAccount:
    """What Athena answers where nothing is built: counts of 0, else nulls, else no rows.

    moto alone answers an aggregate with no rows too, which no engine does. Keeps what was asked.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []

    def results(self, sql: str) -> QueryResults:
        """The rows of one query, as Athena's API gives them: names first."""
        try:
            tree = sqlglot.parse_one(sql, dialect="athena")
        except sqlglot.errors.SqlglotError:
            return QueryResults(rows=[], column_info=[])
        columns = tree.expressions if isinstance(tree, exp.Select) else []
        if not columns or tree.args.get("group") or not any(c.find(exp.AggFunc) for c in columns):
            return QueryResults(rows=[], column_info=[])
        names = [one.alias_or_name or f"_col{place}" for place, one in enumerate(columns)]
        counts = [isinstance(one.unalias(), exp.Count) for one in columns]
        return QueryResults(
            rows=[
                {"Data": [{"VarCharValue": name} for name in names]},
                {"Data": [{"VarCharValue": "0"} if count else {} for count in counts]},
            ],
            column_info=[
                {
                    "CatalogName": "hive",
                    "SchemaName": "",
                    "TableName": "",
                    "Name": name,
                    "Label": name,
                    "Type": "bigint" if count else "varchar",
                    "Precision": 19,
                    "Scale": 0,
                    "Nullable": "UNKNOWN",
                    "CaseSensitive": False,
                }
                for name, count in zip(names, counts, strict=True)
            ],
        )


@pytest.fixture(scope="session")
def account() -> EmptyAccount:
    """An account in which nothing is built, and what was asked of it."""
    account = EmptyAccount()
    start = AthenaBackend.start_query_execution

    def started(self: AthenaBackend, query: str, *args: object, **more: object) -> object:
        account.asked.append(query)
        return start(self, query, *args, **more)

    def results(self: AthenaBackend, exec_id: str) -> QueryResults:
        return account.results(self.executions[exec_id].query)

    patch = pytest.MonkeyPatch()
    patch.setattr(AthenaBackend, "start_query_execution", started)
    patch.setattr(AthenaBackend, "get_query_results", results)
    yield account
    patch.undo()


@pytest.fixture(scope="session")
def aws(account: EmptyAccount) -> dict[str, str]:
    """The environment in which every AWS call reaches moto."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    server.stop()


@pytest.fixture(scope="session")
def compiled(aws: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The manifest after `dbt compile --target athena`, with each node's compiled SQL."""
    folder = tmp_path_factory.mktemp("athena")
    shutil.copy(parse("athena", tmp_path_factory) / "partial_parse.msgpack", folder)
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "DERIVE_", "DBT_"))
    }
    words = [
        *("dbt", "compile", "--no-use-colors"),
        *("--target", "athena", "--target-path", folder, "--log-path", folder / "logs"),
    ]
    environment |= {
        **aws,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_LOG_LEVEL_FILE": "warn",
        "DO_NOT_TRACK": "1",
        "DERIVE_LANDING": str(folder / "landing"),
    }
    done = forks.run(words, PROJECT, environment)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    return json.loads((folder / "manifest.json").read_text())
