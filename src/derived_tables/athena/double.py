"""AWS's APIs on this machine: moto for S3, Glue and STS, and Athena's answered by Trino.

Run as a process of its own: `python -m derived_tables.athena.double --port N ...`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from derived_tables.athena.keep import ACCOUNT, Keeper
from derived_tables.athena.refusals import too_long, too_new
from derived_tables.athena.translate import HIVE, ICEBERG, Unreadable, translate

REGION = "eu-west-1"
RUNNING = ("QUEUED", "RUNNING")
NODE_SECONDS = 20
# How long a question about a statement that runs is kept: asked again and again, it costs more
# than many statements do.
KEPT_SECONDS = 5
# What the catalogue says of a type, from what Trino says of it.
GLUE_TYPES = {"varchar": "string", "integer": "int", "real": "float", "varbinary": "binary"}


class Statement:
    """One Athena execution: its state, its rows, what it read."""

    def __init__(self, query: str, database: str | None) -> None:
        """A statement that has not begun."""
        self.query, self.database = query, database
        self.state, self.reason = "QUEUED", None
        self.rows: list[list[Any]] = []
        self.columns: list[tuple[str, str]] = []
        self.is_query = True
        self.scanned = 0
        self.started = self.ended = time.time()
        self.cursor: Any = None
        self.over = threading.Event()

    def run(self, trino_port: int, catalogue: Any) -> None:
        """Run it on Trino; every failure becomes its state."""
        self.state = "RUNNING"
        try:
            self.refuse(too_long(self.query))
            translation = translate(self.query)
            for sql in translation.statements:
                self.refuse(too_new(sql))
            if translation.glue_table:
                self.is_query = False
                self.make_table(translation.glue_table, catalogue)
            for sql in translation.statements:
                self.execute_when_nodes_are_known(sql, trino_port)
            if not translation.statements:
                self.is_query = False
            self.describe_view(catalogue, trino_port)
        except Exception as error:
            if self.state != "CANCELLED":
                self.state, self.reason = "FAILED", reason_of(error)
        else:
            self.state = "SUCCEEDED" if self.state == "RUNNING" else self.state
        self.ended = time.time()
        self.over.set()

    def refuse(self, reason: str | None) -> None:
        """Fail as Athena would, where there is a reason."""
        if reason:
            raise Unreadable(reason)

    def execute_when_nodes_are_known(self, sql: str, trino_port: int) -> None:
        """Trino answers some seconds before each of its catalogues knows that it has a node."""
        from trino.exceptions import TrinoQueryError

        until = time.monotonic() + NODE_SECONDS
        while True:
            try:
                return self.execute(sql, trino_port)
            except TrinoQueryError as error:
                if error.error_name != "NO_NODES_AVAILABLE" or time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def execute(self, sql: str, trino_port: int) -> None:
        """One statement on Trino."""
        from trino.dbapi import connect

        with connect(
            host="127.0.0.1",
            port=trino_port,
            user="derived_tables",
            catalog=ICEBERG,
            schema=self.database or "default",
            timezone="UTC",
            legacy_primitive_types=True,
        ) as connection:
            self.cursor = connection.cursor()
            self.cursor.execute(sql)
            rows = self.cursor.fetchall()
            self.scanned += (self.cursor.stats or {}).get("processedBytes", 0)
            self.is_query = self.cursor.update_type is None
            if self.is_query:
                self.rows = rows
                self.columns = [(one[0], one[1]) for one in self.cursor.description or []]

    def make_table(self, glue_table: dict[str, Any], catalogue: Any) -> None:
        """What Athena's own DDL makes: a table of Glue."""
        database = glue_table["DatabaseName"] or self.database
        given = glue_table["TableInput"]
        catalogue.create_table(database, given["Name"], given)

    def describe_view(self, catalogue: Any, trino_port: int) -> None:
        """AWS shows a view's columns in its Glue table; Trino leaves them out."""
        found = re.search(r"create\s+(?:or\s+replace\s+)?view\s+([`\"\w.]+)\s", self.query, re.I)
        if not found:
            return
        names = re.sub(r'[`"]', "", found[1]).split(".")
        database = names[-2] if len(names) > 1 else self.database
        shown = Statement("", self.database)
        shown.execute(f'table "{database}"."{names[-1]}" limit 0', trino_port)
        table = catalogue.get_table(database, names[-1])
        given = dict(table.get_version(str(table._current_version)))
        given["StorageDescriptor"] = {
            **given.get("StorageDescriptor", {}),
            "Columns": [{"Name": name, "Type": glue_type(kind)} for name, kind in shown.columns],
        }
        catalogue.update_table(database, names[-1], given)

    def cancel(self) -> None:
        """Stop it, if it still runs."""
        if self.state in RUNNING:
            self.state, self.reason = "CANCELLED", "cancelled by request"
            self.over.set()
            if self.cursor is not None:
                self.cursor.cancel()


def reason_of(error: Exception) -> str:
    """What went wrong, in Athena's manner: `NAME: message`."""
    name = getattr(error, "error_name", None)
    message = getattr(error, "message", None) or str(error)
    if isinstance(error, OSError) or type(error).__name__ in ("TrinoConnectionError",):
        return f"the local Trino does not answer ({message}): run `derive athena start`"
    return f"{name}: {message}" if name else message


def glue_type(kind: str) -> str:
    """Glue's name for a type of Trino's."""
    bare = re.sub(r"\(.*\)", "", kind) if not kind.startswith("decimal") else kind
    return GLUE_TYPES.get(bare, bare)


def shown(value: Any) -> dict[str, str]:
    """A value as Athena's API gives it: text, or nothing for null."""
    if value is None:
        return {}
    if isinstance(value, bool):
        return {"VarCharValue": str(value).lower()}
    if isinstance(value, (list, tuple)):
        inner = ", ".join(shown(item).get("VarCharValue", "null") for item in value)
        return {"VarCharValue": f"[{inner}]"}
    return {"VarCharValue": str(value)}


class Athena:
    """Answers for moto's Athena: the executions, and the log of what was run."""

    def __init__(self, trino_port: int, catalogue: Any, log: Path) -> None:
        """No statements yet."""
        self.trino_port, self.catalogue, self.log = trino_port, catalogue, log
        self.statements: dict[str, Statement] = {}
        self.writing = threading.Lock()

    def start(self, execution_id: str, query: str, context: dict | None) -> None:
        """Begin a statement in a thread of its own."""
        statement = Statement(query, (context or {}).get("Database"))
        self.statements[execution_id] = statement

        def run() -> None:
            statement.run(self.trino_port, self.catalogue)
            self.record(execution_id, statement)

        threading.Thread(target=run, daemon=True).start()

    def record(self, execution_id: str, statement: Statement) -> None:
        """One line a statement: what `derive athena status` and the benchmarks count."""
        line = {
            "id": execution_id,
            "state": statement.state,
            "reason": statement.reason,
            "seconds": round(statement.ended - statement.started, 3),
            "scanned": statement.scanned,
            "bytes": len(statement.query.encode()),
            "query": statement.query,
        }
        with self.writing, open(self.log, "a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")

    def results(self, execution_id: str, start: int, most: int) -> dict[str, Any]:
        """A page of a statement's rows, the header first."""
        statement = self.statements[execution_id]
        rows: list[dict[str, Any]] = []
        if statement.is_query:
            header = {"Data": [{"VarCharValue": name} for name, _ in statement.columns]}
            values = statement.rows[max(0, start - 1) : start + most - 1]
            rows = [header] if start == 0 else []
            rows += [{"Data": [shown(value) for value in row]} for row in values]
        answer: dict[str, Any] = {
            "ResultSet": {
                "Rows": rows,
                "ResultSetMetadata": {
                    "ColumnInfo": [column_info(name, kind) for name, kind in statement.columns]
                },
            },
            "UpdateCount": 0,
        }
        if statement.is_query and start + len(rows) < len(statement.rows) + 1:
            answer["NextToken"] = str(start + len(rows))
        return answer


def column_info(name: str, kind: str) -> dict[str, Any]:
    """A column's description, the type without its precision."""
    found = re.match(r"(\w+)(?:\((\d+)(?:,\s*(\d+))?\))?", kind)
    bare, precision, scale = found[1], found[2], found[3]
    rest = kind[found.end() :].strip()
    return {
        "CatalogName": "hive",
        "SchemaName": "",
        "TableName": "",
        "Name": name,
        "Label": name,
        "Type": f"{bare} {rest}".strip(),
        "Precision": int(precision or 0),
        "Scale": int(scale or 0),
        "Nullable": "UNKNOWN",
        "CaseSensitive": bare == "varchar",
    }


def answer_for(athena: Athena) -> None:
    """Put Trino behind moto's Athena."""
    from moto.athena.models import AthenaBackend
    from moto.athena.responses import AthenaResponse

    start = AthenaBackend.start_query_execution

    def start_query_execution(self: Any, query: str, context: Any, **given: Any) -> str:
        execution_id = start(self, query=query, context=context, **given)
        athena.start(execution_id, query, context)
        return execution_id

    def described(self: Any, execution_id: str) -> dict[str, Any]:
        execution = self.athena_backend.executions[execution_id]
        statement = athena.statements[execution_id]
        words = statement.query.lstrip().upper()
        is_ddl = words.startswith(("ALTER", "CREATE", "DESCRIBE", "DROP", "MSCK", "SHOW"))
        milliseconds = int((statement.ended - statement.started) * 1000)
        status: dict[str, Any] = {
            "State": statement.state,
            "SubmissionDateTime": statement.started,
            "CompletionDateTime": statement.ended,
        }
        if statement.reason:
            status["StateChangeReason"] = statement.reason
            status["AthenaError"] = {
                "ErrorCategory": 2,
                "ErrorType": 1006,
                "Retryable": False,
                "ErrorMessage": statement.reason,
            }
        return {
            "QueryExecutionId": execution_id,
            "Query": statement.query,
            "StatementType": "DDL" if is_ddl else "DML",
            "ResultConfiguration": execution.config,
            "QueryExecutionContext": execution.context,
            "Status": status,
            "Statistics": {
                "EngineExecutionTimeInMillis": milliseconds,
                "TotalExecutionTimeInMillis": milliseconds,
                "DataScannedInBytes": statement.scanned,
            },
            "WorkGroup": execution.workgroup.name if execution.workgroup else "primary",
            "EngineVersion": {"EffectiveEngineVersion": "Athena engine version 3"},
        }

    def get_query_execution(self: Any) -> str:
        """Answered when the statement is over, or after some seconds."""
        execution_id = self._get_param("QueryExecutionId")
        athena.statements[execution_id].over.wait(KEPT_SECONDS)
        return json.dumps({"QueryExecution": described(self, execution_id)})

    def batch_get_query_execution(self: Any) -> str:
        ids = self._get_param("QueryExecutionIds")
        return json.dumps({"QueryExecutions": [described(self, one) for one in ids]})

    def list_query_executions(self: Any) -> str:
        """The newest first, a page at a time; moto gives all, the oldest first."""
        ids = [*self.athena_backend.list_query_executions(self._get_param("WorkGroup"))][::-1]
        start = int(self._get_param("NextToken") or 0)
        end = start + int(self._get_param("MaxResults") or 50)
        more = {"NextToken": str(end)} if end < len(ids) else {}
        return json.dumps({"QueryExecutionIds": ids[start:end], **more})

    def get_query_results(self: Any) -> str:
        token = self._get_param("NextToken")
        most = int(self._get_param("MaxResults") or 1000)
        page = athena.results(self._get_param("QueryExecutionId"), int(token or 0), most)
        return json.dumps(page)

    def stop_query_execution(self: Any) -> str:
        athena.statements[self._get_param("QueryExecutionId")].cancel()
        return "{}"

    AthenaBackend.start_query_execution = start_query_execution
    AthenaResponse.get_query_execution = get_query_execution
    AthenaResponse.batch_get_query_execution = batch_get_query_execution
    AthenaResponse.list_query_executions = list_query_executions
    AthenaResponse.get_query_results = get_query_results
    AthenaResponse.stop_query_execution = stop_query_execution


class Calls:
    """Writes down each action of AWS that is asked for, once, and who asked: the rights it takes.

    A line of the file: `caller` (boto3: dbt's adapter and `derive`) or `engine` (Trino, which acts
    with the caller's rights as Athena does), the action as IAM names it, and the bucket for S3.
    """

    def __init__(self, app: Any, file: Path) -> None:
        """Pass everything on to `app`."""
        self.app, self.file = app, file
        self.seen = set(file.read_text().splitlines()) if file.exists() else set()
        self.writing = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """A request of WSGI."""
        action = action_of(environ)
        if action:
            agent = environ.get("HTTP_USER_AGENT", "").lower()
            line = f"{'caller' if 'boto' in agent else 'engine'} {action}"
            with self.writing:
                if line not in self.seen:
                    self.seen.add(line)
                    with open(self.file, "a") as out:
                        out.write(line + "\n")
        return self.app(environ, start_response)


def action_of(environ: dict[str, Any]) -> str | None:
    """The action that a request asks for, as IAM names it, and the bucket for S3."""
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        service, _, action = target.partition(".")
        return f"{'athena' if 'Athena' in service else 'glue'}:{action}"
    signed = re.search(r"/(\w+)/aws4_request", environ.get("HTTP_AUTHORIZATION", ""))
    if not signed or signed[1] != "s3":
        return None
    method, query = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "")
    bucket, _, key = environ["PATH_INFO"].lstrip("/").partition("/")
    if not bucket:
        return "s3:ListAllMyBuckets"
    if key:
        action = {"GET": "GetObject", "HEAD": "GetObject", "DELETE": "DeleteObject"}.get(
            method, "PutObject"
        )
        if method == "DELETE" and "uploadId" in query:
            action = "AbortMultipartUpload"
    else:
        action = {"PUT": "CreateBucket", "POST": "DeleteObject"}.get(method, "ListBucket")
        if query.startswith("location"):
            action = "GetBucketLocation"
    return f"s3:{action} {bucket}"


def add_missing_glue() -> None:
    """What Glue has and moto has not: four actions (statistics of columns: none), and one key."""
    from moto.core.responses import ActionResult
    from moto.glue.models import FakeTable
    from moto.glue.responses import GlueResponse

    as_dict = FakeTable.as_dict

    def with_keys(self: Any, *given: Any, **named: Any) -> dict[str, Any]:
        return {"PartitionKeys": [], **as_dict(self, *given, **named)}

    FakeTable.as_dict = with_keys

    def none(self: Any) -> Any:
        return ActionResult({"ColumnStatisticsList": [], "Errors": []})

    for owner in ("table", "partition"):
        for action in ("update", "get", "delete"):
            setattr(GlueResponse, f"{action}_column_statistics_for_{owner}", none)


def list_as_of_one_moment() -> None:
    """Have moto list a bucket as it was: a key that another request deletes meanwhile failed it."""
    from moto.s3.utils import _VersionedKeyStore

    def lists(store: Any) -> Iterator[tuple[str, list[Any]]]:
        yield from list(dict(store).items())

    def items(store: Any) -> Iterator[tuple[str, Any]]:
        yield from [(key, versions[-1]) for key, versions in lists(store)]

    def values(store: Any) -> Iterator[Any]:
        yield from [value for _, value in items(store)]

    for method in (lists, items, values):
        setattr(_VersionedKeyStore, method.__name__, method)


def serve(port: int, trino_port: int, state: Path) -> None:
    """Answer until killed."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    os.environ["MOTO_PORT"] = str(port)
    keeper = Keeper(state, REGION)
    keeper.attach()
    answer_for(Athena(trino_port, keeper.catalogue, state / "statements.jsonl"))
    add_missing_glue()
    list_as_of_one_moment()
    app = Calls(DomainDispatcherApplication(create_backend_app), state / "calls.txt")
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--trino", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True)
    arguments = parser.parse_args()
    serve(arguments.port, arguments.trino, arguments.state)


__all__ = ["ACCOUNT", "HIVE", "REGION", "Athena", "Statement", "main", "serve"]

if __name__ == "__main__":
    main()
