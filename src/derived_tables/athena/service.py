"""Start, stop and look at the local Athena: two processes, on 127.0.0.1 alone.

Its state is in one folder (DERIVE_ATHENA_HOME, or `data/athena`): `run.json` says which processes
serve it; `s3/` and `glue/` hold data and catalogue, `trino/` Trino's configuration and logs.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from derived_tables.athena.parts import java_home, trino_home
from derived_tables.athena.query import Answer, Athena
from derived_tables.errors import DeriveError
from derived_tables.project import project_dir

REGION = "eu-west-1"
BUCKET = "derived-tables"
PORT = 4750
START_SECONDS = 120
STOP_SECONDS = 20
MARKS = {"double": "derived_tables.athena.double", "trino": "trino"}


@dataclass(frozen=True)
class Running:
    """The processes of a local Athena: their pids and ports."""

    double: int
    trino: int
    port: int
    trino_port: int

    @property
    def endpoint(self) -> str:
        """Where AWS's APIs are."""
        return f"http://127.0.0.1:{self.port}"


def state_folder() -> Path:
    """Where it keeps everything."""
    return project_dir() / os.environ.get("DERIVE_ATHENA_HOME", "data/athena")


def wanted_port() -> int:
    """The port of the APIs: DERIVE_ATHENA_PORT, else 4750; Trino's is the next."""
    return int(os.environ.get("DERIVE_ATHENA_PORT", PORT))


def environment(port: int) -> dict[str, str]:
    """What dbt, boto3 and DuckDB need to find it; the keys open nothing else."""
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": REGION,
        "DERIVE_ATHENA_POLL": "0.02",
        "DERIVE_ATHENA_THREADS": "4",
    }


def runs(pid: int) -> bool:
    """Whether there is such a process, and it has not ended."""
    import psutil

    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def is_alive(pid: int, part: str) -> bool:
    """Whether that process runs and is what it was: a number may have been given to another."""
    import psutil

    with suppress(psutil.NoSuchProcess):
        return runs(pid) and MARKS[part] in " ".join(psutil.Process(pid).cmdline())
    return False


def recorded(folder: Path) -> Running | None:
    """What `run.json` says, true or not."""
    try:
        return Running(**json.loads((folder / "run.json").read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def parts_alive(running: Running) -> dict[str, bool]:
    """Which of its two processes run."""
    return {part: is_alive(getattr(running, part), part) for part in MARKS}


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One start or stop at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def start(say: Callable[[str], None] = print) -> Running:
    """Start it, or find it started; what a killed one left is put right first."""
    folder = state_folder()
    with alone(folder):
        running = recorded(folder)
        if running:
            alive = parts_alive(running)
            if all(alive.values()):
                say(f"The local Athena runs already, on {running.endpoint}.")
                return running
            dead = [part for part, lives in alive.items() if not lives]
            say(f"Found that {' and '.join(dead)} had ended without `stop`: starting again.")
            end(folder, running)
        port = wanted_port()
        for number in (port, port + 1):
            refuse_taken(number)
        home = trino_home(say)
        say("Starting the local Athena ...")
        running = launch(folder, home, port, say)
    for line in lost(running):
        say(f"Lost: {line}")
    say(f"The local Athena is ready on {running.endpoint}.")
    return running


def refuse_taken(port: int, patience: float = 10.0) -> None:
    """Refuse a port that another program listens on; one that is ending lets go of it soon."""
    until = time.monotonic() + patience
    while is_taken(port):
        if time.monotonic() > until:
            raise DeriveError(
                f"port {port} is taken by another program.",
                place="derive athena start",
                remedy="Set DERIVE_ATHENA_PORT to a number whose next is free as well.",
            )
        time.sleep(0.2)


def is_taken(port: int) -> bool:
    """Whether a program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def launch(folder: Path, home: Path, port: int, say: Callable[[str], None]) -> Running:
    """Both processes, side by side; returns when they answer."""
    configure(folder, port)
    double = spawn(
        [
            sys.executable, "-m", MARKS["double"], "--port", str(port),
            "--trino", str(port + 1), "--state", str(folder),
        ],
        folder / "double.log",
        {},
    )  # fmt: skip
    java = java_home()
    # Whoever starts this knows that none runs; the launcher would take a zombie's number for one.
    pid_file = folder / "trino" / "launcher.pid"
    pid_file.unlink(missing_ok=True)
    trino = spawn(
        [
            str(home / "bin" / "launcher"), "run", "--etc-dir", str(folder / "trino" / "etc"),
            "--pid-file", str(pid_file),
        ],
        folder / "trino" / "trino.log",
        {"JAVA_HOME": str(java), "PATH": f"{java / 'bin'}:{os.environ['PATH']}"},
    )  # fmt: skip
    running = Running(double.pid, trino.pid, port, port + 1)
    (folder / "run.json").write_text(json.dumps(asdict(running)))
    try:
        wait_for(f"{running.endpoint}/moto-api/data.json", double, folder / "double.log")
        make_bucket(running)
        wait_for(
            f"http://127.0.0.1:{running.trino_port}/v1/info",
            trino,
            folder / "trino" / "trino.log",
            lambda body: json.loads(body).get("starting") is False,
        )
    except BaseException:
        end(folder, running)
        raise
    return running


def spawn(words: list[str], log: Path, extra: dict[str, str]) -> subprocess.Popen:
    """A process that outlives this one, its words in a log."""
    with open(log, "ab") as out:
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, **extra},
            start_new_session=True,
        )


def wait_for(
    url: str, process: subprocess.Popen, log: Path, good: Callable[[bytes], bool] = bool
) -> None:
    """Wait until it answers; say where its log is if it ends or takes too long."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if good(answer.read()):
                    return
        except (urllib.error.URLError, OSError, ValueError):
            pass
        time.sleep(0.1)
    last = log.read_text(errors="replace").strip().splitlines()[-3:]
    raise DeriveError(
        f"the local Athena did not start: {' / '.join(last)}",
        place=str(log),
        remedy="Read that log; `derive athena reset` begins anew, without the data.",
    )


def configure(folder: Path, port: int) -> None:
    """Write Trino's configuration anew."""
    etc = folder / "trino" / "etc"
    (etc / "catalog").mkdir(parents=True, exist_ok=True)
    node = folder / "trino" / "node.id"
    if not node.exists():
        node.write_text(secrets.token_hex(8))
    endpoint = f"http://127.0.0.1:{port}"
    store = {
        "fs.native-s3.enabled": "true",
        "s3.endpoint": endpoint,
        "s3.region": REGION,
        "s3.path-style-access": "true",
        "s3.aws-access-key": "local",
        "s3.aws-secret-key": "local",
        "hive.metastore.glue.region": REGION,
        "hive.metastore.glue.endpoint-url": endpoint,
        "hive.metastore.glue.aws-access-key": "local",
        "hive.metastore.glue.aws-secret-key": "local",
    }
    files: dict[str, dict[str, str]] = {
        "config.properties": {
            "coordinator": "true",
            "node-scheduler.include-coordinator": "true",
            "http-server.http.port": str(port + 1),
            "discovery.uri": f"http://127.0.0.1:{port + 1}",
            "query.max-memory": "2GB",
            "query.max-memory-per-node": "1500MB",
            "memory.heap-headroom-per-node": "500MB",
            # One writer a statement: the limit of partitions in one write is a writer's.
            "task.min-writer-count": "1",
            "task.max-writer-count": "1",
            # Tables are small here: planning costs more than a worse plan does.
            "task.concurrency": "1",
            "join-distribution-type": "BROADCAST",
            "optimizer.join-reordering-strategy": "NONE",
        },
        "node.properties": {
            "node.environment": "local",
            "node.internal-address": "127.0.0.1",
            "node.bind-ip": "127.0.0.1",
            "node.id": node.read_text(),
            "node.data-dir": str(folder / "trino"),
        },
        "log.properties": {"io.trino": "WARN"},
        "catalog/awsdatacatalog.properties": {
            "connector.name": "iceberg",
            "iceberg.catalog.type": "glue",
            "iceberg.file-format": "PARQUET",
            "iceberg.unique-table-location": "true",
            "iceberg.table-statistics-enabled": "false",
            "iceberg.extended-statistics.enabled": "false",
            # As Athena: more partitions than this in one write are refused.
            "iceberg.max-partitions-per-writer": "100",
            "iceberg.hive-catalog-name": "hive",
            "iceberg.expire-snapshots.min-retention": "0s",
            "iceberg.remove-orphan-files.min-retention": "0s",
            "hive.metastore.glue.skip-archive": "true",
            **store,
        },
        "catalog/hive.properties": {
            "connector.name": "hive",
            "hive.metastore": "glue",
            "hive.iceberg-catalog-name": "awsdatacatalog",
            "hive.table-statistics-enabled": "false",
            "hive.collect-column-statistics-on-write": "false",
            "hive.non-managed-table-writes-enabled": "true",
            "hive.max-partitions-per-writers": "100",
            **store,
        },
    }
    for name, settings in files.items():
        lines = [f"{key}={value}\n" for key, value in settings.items()]
        (etc / name).write_text("".join(lines))
    (etc / "jvm.config").write_text(
        # Hardly a plan comes twice: what the second compiler would gain is never got back.
        "-server\n-Xmx3G\n-XX:+UseSerialGC\n-XX:+ExitOnOutOfMemoryError\n-XX:TieredStopAtLevel=1\n"
        "-Djdk.attach.allowAttachSelf=true\n--enable-native-access=ALL-UNNAMED\n-Duser.timezone=UTC\n"
    )


def boto_arguments(running: Running) -> dict[str, str]:
    """What points a boto3 client at the local Athena, whatever the environment says."""
    given = environment(running.port)
    return {
        "endpoint_url": given["AWS_ENDPOINT_URL"],
        "region_name": REGION,
        "aws_access_key_id": given["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": given["AWS_SECRET_ACCESS_KEY"],
    }


def client(service: str, running: Running) -> Any:
    """A boto3 client of the local Athena."""
    import boto3

    return boto3.client(service, **boto_arguments(running))


def make_bucket(running: Running) -> None:
    """The bucket that the profile names, if it is not there."""
    store = client("s3", running)
    known = [bucket["Name"] for bucket in store.list_buckets()["Buckets"]]
    if BUCKET not in known:
        store.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})


def lost(running: Running) -> list[str]:
    """Tables of the catalogue whose files are gone."""
    glue, store, found = client("glue", running), client("s3", running), []
    for database in glue.get_databases()["DatabaseList"]:
        for table in glue.get_tables(DatabaseName=database["Name"])["TableList"]:
            place = table.get("Parameters", {}).get("metadata_location")
            if not place:
                continue
            bucket, key = place.removeprefix("s3://").split("/", 1)
            if not store.list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1).get("KeyCount"):
                found.append(f"{database['Name']}.{table['Name']} ({place} is not there)")
    return found


def end(folder: Path, running: Running) -> None:
    """End what still runs of it, gently first, and forget it."""
    for part in ("trino", "double"):
        pid = getattr(running, part)
        if not is_alive(pid, part):
            continue
        for number in (signal.SIGTERM, signal.SIGKILL):
            os.kill(pid, number)
            until = time.monotonic() + STOP_SECONDS
            while runs(pid) and time.monotonic() < until:
                reap(pid)
                time.sleep(0.1)
            if not runs(pid):
                break
    (folder / "run.json").unlink(missing_ok=True)


def reap(pid: int) -> None:
    """Collect an ended child, if it is one of this process."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def stop(say: Callable[[str], None] = print) -> None:
    """Stop it; catalogue and data stay."""
    folder = state_folder()
    with alone(folder):
        running = recorded(folder)
        if not running:
            say("The local Athena does not run.")
            return
        end(folder, running)
    say("The local Athena has stopped; its tables are kept.")


def reset(say: Callable[[str], None] = print) -> None:
    """Stop it and discard catalogue and data."""
    folder = state_folder()
    with alone(folder):
        running = recorded(folder)
        if running:
            end(folder, running)
        for name in ("s3", "glue", "trino"):
            shutil.rmtree(folder / name, ignore_errors=True)
        for name in ("statements.jsonl", "calls.txt", "double.log"):
            (folder / name).unlink(missing_ok=True)
    say(f"Nothing is left of the local Athena in {folder}.")


def require() -> Running:
    """The local Athena that runs; an error that says what to do if it does not."""
    folder = state_folder()
    running = recorded(folder)
    alive = parts_alive(running) if running else {}
    if running and all(alive.values()):
        return running
    dead = " and ".join(part for part, lives in alive.items() if not lives)
    raise DeriveError(
        f"its {dead} ended without `stop`." if dead else "it does not run.",
        place="the local Athena",
        remedy="Run `derive athena start`: tables that were written are kept.",
    )


def totals() -> tuple[int, int, int]:
    """Statements that were run, how many failed, and the bytes they scanned."""
    try:
        lines = (state_folder() / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return 0, 0, 0
    said = [json.loads(line) for line in lines]
    return (
        len(said),
        sum(one["state"] != "SUCCEEDED" for one in said),
        sum(one["scanned"] for one in said),
    )


def run_sql(sql: str, running: Running) -> Answer:
    """Run one statement as Athena."""
    return Athena(**boto_arguments(running)).run(sql)
