"""Where landing is kept: a folder, or a prefix of an S3 bucket. Both make the same promises.

- `put_if_absent` writes a whole text under a name that nobody has, or says that it is taken;
- `put_file` makes a file appear whole, under its name, or not at all;
- `exclusive` holds the root for one writer; it comes free however that writer ends.

The kernel frees a folder's lock. On S3 the lock is an object, put only if absent, which its holder
renews; one that has not been renewed for `DERIVE_LEASE` seconds (60), or whose process is seen to
be gone, is taken over. A holder that was stopped for longer learns of it from `check_held`, before
it names what it wrote; what it had said it would write, the next one has finished or undone.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from derived_tables import aws
from derived_tables.errors import DeriveError

if TYPE_CHECKING:
    from derived_tables.ledger import Event

LEASE_SECONDS = 60.0
WAIT_SECONDS = 0.1

_writes = 0


def write_point() -> None:
    """Count one step of a write; a test that sets DERIVE_CRASH_AT=n is killed at the n-th."""
    global _writes
    _writes += 1
    if os.environ.get("DERIVE_CRASH_AT") == str(_writes):
        os.kill(os.getpid(), signal.SIGKILL)


class Store(Protocol):
    """A landing root. Names are relative, with `/`; texts are UTF-8."""

    # Files on their way in are written here.
    scratch: Path
    # A checkpoint is due when more events than this are in none.
    unlisted_limit: int

    def exclusive(self) -> Any:  # noqa: ANN401
        """Hold the root, as a context; waits for another writer."""

    def check_held(self) -> None:
        """Raise DeriveError if the lock was taken over since."""

    def names(self, folder: str) -> list[str]:
        """What lies directly under a folder, sorted; nothing where there is no folder."""

    def read(self, name: str) -> bytes:
        """What is under a name; FileNotFoundError where nothing is."""

    def exists(self, name: str) -> bool:
        """Whether something is under a name."""

    def put_if_absent(self, name: str, content: bytes) -> bool:
        """Write all of it under a name; False, and nothing done, if something was there."""

    def put_file(self, path: Path, name: str) -> None:
        """Move a finished local file to a name."""

    def settle(self, folder: str) -> None:
        """Make the names in a folder durable."""

    def remove(self, name: str) -> None:
        """Remove a name; it may be gone already."""

    def sweep(self) -> None:
        """Remove what killed writers left half done; the caller holds the root."""

    def publish_part(self, event: Event, columns: list[str]) -> None:
        """Show a part, of these columns, to an engine that reads a catalogue."""

    def publish_ledger(self, folder: str) -> None:
        """Show a folder with the list of all events to an engine that reads a catalogue."""


class Folder:
    """A landing root that is a folder."""

    unlisted_limit = 64

    def __init__(self, path: Path) -> None:
        """The folder is made when something is written."""
        self.path = path
        self.scratch = path / "_tmp"

    def __str__(self) -> str:
        """The folder, as a person writes it."""
        return str(self.path)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the root; the kernel lets go of it however the process ends."""
        self.path.mkdir(parents=True, exist_ok=True)
        with open(self.path / "_lock", "w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def check_held(self) -> None:
        """The kernel's lock is never taken over."""

    def names(self, folder: str) -> list[str]:
        """What lies directly under a folder, sorted."""
        place = self.path / folder
        return sorted(os.listdir(place)) if place.exists() else []

    def read(self, name: str) -> bytes:
        """A file's content."""
        return (self.path / name).read_bytes()

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        return (self.path / name).exists()

    def put_if_absent(self, name: str, content: bytes) -> bool:
        """Write a whole file under a temporary name, then link it to its own."""
        target = self.path / name
        scratch = self.path / "_ledger" / "tmp"
        scratch.mkdir(parents=True, exist_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = scratch / secrets.token_hex(8)
        write_point()
        with open(temporary, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        write_point()
        try:
            os.link(temporary, target)
            return True
        except FileExistsError:
            return False
        finally:
            write_point()
            temporary.unlink()

    def put_file(self, path: Path, name: str) -> None:
        """Make a file durable and rename it; it is on the root's own file system."""
        with open(path, "rb") as handle:
            os.fsync(handle.fileno())
        write_point()
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        write_point()
        os.rename(path, target)
        for folder in target.parents:
            _sync(folder)
            if folder == self.path:
                break

    def settle(self, folder: str) -> None:
        """Make the names in a folder durable."""
        if (self.path / folder).exists():
            _sync(self.path / folder)

    def remove(self, name: str) -> None:
        """Remove a file, and the folder of its own that it leaves empty."""
        (self.path / name).unlink(missing_ok=True)
        parent = (self.path / name).parent
        if parent.name.startswith("_part=") or parent.name.isdecimal():
            with suppress(OSError):
                parent.rmdir()

    def sweep(self) -> None:
        """Remove half-written texts."""
        for left in (self.path / "_ledger" / "tmp").glob("*"):
            left.unlink()

    def publish_part(self, event: Event, columns: list[str]) -> None:
        """DuckDB finds files by their names."""

    def publish_ledger(self, folder: str) -> None:
        """DuckDB finds files by their names."""


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Bucket:
    """A landing root under `s3://bucket/prefix`, and its tables in Glue's catalogue.

    Where the bucket is and who asks is boto3's to know, from the environment or AWS's usual chain.
    """

    # Athena reads one list of all events, and no file of an event.
    unlisted_limit = 0

    def __init__(self, url: str, scratch: Path) -> None:
        """Files on their way in lie under `scratch`, in a folder of this root's own."""
        bucket, _, prefix = url.removeprefix("s3://").partition("/")
        if not bucket:
            raise DeriveError(
                f"{url!r} names no bucket.",
                place="DERIVE_LANDING",
                remedy="Write it as s3://bucket/prefix.",
            )
        self.bucket, self.prefix = bucket, prefix.strip("/")
        self.url = f"s3://{bucket}/{self.prefix}".rstrip("/")
        self.scratch = scratch / hashlib.sha256(self.url.encode()).hexdigest()[:12]
        self._clients: dict[str, Any] = {}
        self._shown: dict[tuple[str, str], list[str]] = {}
        self._lease: _Lease | None = None

    def __str__(self) -> str:
        """The prefix, as a person writes it."""
        return self.url

    def client(self, service: str) -> Any:  # noqa: ANN401
        """A boto3 client."""
        if service not in self._clients:
            import boto3

            with self.told():
                self._clients[service] = boto3.client(service)
        return self._clients[service]

    def key(self, name: str) -> str:
        """The object's key for a name."""
        return f"{self.prefix}/{name}" if self.prefix else name

    def told(self) -> AbstractContextManager[None]:
        """Say what AWS refused as this product says things."""
        return aws.told(self.url)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the root by a lock object, renewed while it is held."""
        with _Lease(self) as self._lease:
            try:
                yield
            finally:
                self._lease = None

    def check_held(self) -> None:
        """Raise DeriveError if another writer has taken the lock over."""
        if self._lease is None or not self._lease.renew():
            raise DeriveError(
                "this process was stopped for so long that another writer took its lock.",
                place=self.url,
                remedy="Nothing is half done: run the command again.",
            )

    def names(self, folder: str) -> list[str]:
        """What lies directly under a folder, sorted."""
        start = self.key(folder) + "/"
        found = set()
        with self.told():
            pages = self.client("s3").get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix=start, Delimiter="/"):
                found |= {one["Key"][len(start) :] for one in page.get("Contents", [])}
                found |= {one["Prefix"][len(start) : -1] for one in page.get("CommonPrefixes", [])}
        return sorted(found - {""})

    def read(self, name: str) -> bytes:
        """An object's content."""
        store = self.client("s3")
        try:
            with self.told():
                return store.get_object(Bucket=self.bucket, Key=self.key(name))["Body"].read()
        except DeriveError as error:
            if _code(error) in ("NoSuchKey", "404"):
                raise FileNotFoundError(name) from None
            raise

    def exists(self, name: str) -> bool:
        """Whether there is such an object."""
        try:
            with self.told():
                self.client("s3").head_object(Bucket=self.bucket, Key=self.key(name))
        except DeriveError as error:
            if _code(error) in ("NoSuchKey", "404"):
                return False
            raise
        return True

    def put_if_absent(self, name: str, content: bytes) -> bool:
        """Put an object on the condition that there is none."""
        write_point()
        return self.put_on_condition(name, content, IfNoneMatch="*") is not None

    def put_on_condition(self, name: str, content: bytes, **condition: str) -> str | None:
        """Put an object if the condition holds: its ETag, or None where it does not."""
        while True:
            try:
                with self.told():
                    return self.client("s3").put_object(
                        Bucket=self.bucket, Key=self.key(name), Body=content, **condition
                    )["ETag"]
            except DeriveError as error:
                code = _code(error)
                if code in ("PreconditionFailed", "412", "NoSuchKey", "404"):
                    return None
                # Another's write of the same name is under way: S3 asks to try again.
                if code not in ("ConditionalRequestConflict", "409"):
                    raise
                time.sleep(WAIT_SECONDS)

    def put_file(self, path: Path, name: str) -> None:
        """Upload a file; an object is there whole or not at all."""
        write_point()
        with self.told():
            self.client("s3").upload_file(str(path), self.bucket, self.key(name))
        write_point()
        path.unlink()

    def settle(self, folder: str) -> None:
        """S3 is durable as soon as it has answered."""

    def remove(self, name: str) -> None:
        """Remove an object."""
        with self.told():
            self.client("s3").delete_object(Bucket=self.bucket, Key=self.key(name))

    def sweep(self) -> None:
        """Nothing is half written on S3."""

    def publish_part(self, event: Event, columns: list[str]) -> None:
        """Add a part to its source table in the catalogue, as a partition; make what is missing.

        Columns are only ever added at the end, so that every partition's are the first ones of the
        table's, whoever reads them by place.
        """
        database, table = f"{landing_database()}_{event['system']}", event["table"]
        write_point()
        wanted = [*columns, "_batch_id"]
        known = self._table_columns(database, table)
        if known is None:
            kept = [{"Name": name, "Type": "string"} for name in wanted] + [
                {"Name": "_row_number", "Type": "bigint"},
                {"Name": "_extraction_timestamp", "Type": "string"},
            ]
            self.make_table(
                database,
                _parquet_table(table, f"{self.url}/{event['system']}/{table}/", kept),
            )
            known = [one["Name"] for one in kept]
        new = [name for name in wanted if name not in known]
        if new:
            self._add_columns(database, table, new)
        self._shown[(database, table)] = known + new
        self._add_partition(database, table, event)

    def _table_columns(self, database: str, table: str) -> list[str] | None:
        if (database, table) in self._shown:
            return self._shown[(database, table)]
        found = self._glue_table(database, table)
        return found and [one["Name"] for one in found["StorageDescriptor"]["Columns"]]

    def _glue_table(self, database: str, table: str) -> dict[str, Any] | None:
        try:
            with self.told():
                return self.client("glue").get_table(DatabaseName=database, Name=table)["Table"]
        except DeriveError as error:
            if _code(error) == "EntityNotFoundException":
                return None
            raise

    def make_table(self, database: str, table: dict[str, Any]) -> None:
        """Make a table of Glue's, and its database, where they are not there."""
        glue = self.client("glue")
        for make in (
            lambda: glue.create_database(DatabaseInput={"Name": database}),
            lambda: glue.create_table(DatabaseName=database, TableInput=table),
        ):
            self._unless_there(make)

    def _unless_there(self, make: Any) -> None:  # noqa: ANN401
        try:
            with self.told():
                make()
        except DeriveError as error:
            if _code(error) != "AlreadyExistsException":
                raise

    def _add_columns(self, database: str, table: str, names: list[str]) -> None:
        found = self._glue_table(database, table)
        found["StorageDescriptor"]["Columns"] += [
            {"Name": name, "Type": "string"} for name in names
        ]
        self._update_table(database, found)

    def _update_table(self, database: str, table: dict[str, Any]) -> None:
        given = ("Name", "TableType", "Parameters", "PartitionKeys", "StorageDescriptor")
        with self.told():
            self.client("glue").update_table(
                DatabaseName=database,
                TableInput={name: table[name] for name in given if name in table},
                SkipArchive=True,
            )

    def _add_partition(self, database: str, table: str, event: Event) -> None:
        described = self._glue_table(database, table)["StorageDescriptor"]
        place = f"{self.url}/{event['system']}/{table}/_part={event['part']}/"
        partition = {
            "Values": [event["part"]],
            "StorageDescriptor": {**described, "Location": place},
        }
        self._unless_there(
            lambda: self.client("glue").create_partition(
                DatabaseName=database, TableName=table, PartitionInput=partition
            )
        )

    def publish_ledger(self, folder: str) -> None:
        """Point the catalogue's table of events at the folder of the newest list."""
        database, place = landing_database(), f"{self.url}/{folder}/"
        found = self._glue_table(database, "ledger_events")
        if found is None:
            self.make_table(database, _events_table(place))
        elif found["StorageDescriptor"]["Location"] != place:
            found["StorageDescriptor"]["Location"] = place
            self._update_table(database, found)


def landing_database() -> str:
    """Glue's database of the ledger; that of a system's tables is this, `_`, and the system."""
    return os.environ.get("DERIVE_LANDING_DATABASE", "landing")


def _code(error: DeriveError) -> str:
    """AWS's code for what it refused."""
    response = getattr(error.__cause__, "response", {})
    return response.get("Error", {}).get("Code", "")


def _parquet_table(name: str, place: str, columns: list[dict[str, str]]) -> dict[str, Any]:
    hive = "org.apache.hadoop.hive.ql.io.parquet"
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"EXTERNAL": "TRUE", "classification": "parquet"},
        "PartitionKeys": [{"Name": "_part", "Type": "string"}],
        "StorageDescriptor": {
            "Columns": columns,
            "Location": place,
            "InputFormat": f"{hive}.MapredParquetInputFormat",
            "OutputFormat": f"{hive}.MapredParquetOutputFormat",
            "SerdeInfo": {"SerializationLibrary": f"{hive}.serde.ParquetHiveSerDe"},
        },
    }


def _events_table(place: str) -> dict[str, Any]:
    from derived_tables.ledger import EVENT_FIELDS

    types = {"rows": "bigint", "bytes": "bigint", "columns": "array<string>"}
    return {
        "Name": "ledger_events",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"EXTERNAL": "TRUE", "classification": "json"},
        "StorageDescriptor": {
            "Columns": [
                {"Name": name, "Type": types.get(name, "string")} for name in EVENT_FIELDS
            ],
            "Location": place,
            "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
        },
    }


class _Lease:
    """The lock object of a bucket's root, held from entry to exit."""

    def __init__(self, store: Bucket) -> None:
        self.store = store
        self.seconds = float(os.environ.get("DERIVE_LEASE", LEASE_SECONDS))
        self.etag: str | None = None
        self.alone = threading.Lock()
        self.ended = threading.Event()
        self.renewals = 0
        self.owner = {"id": secrets.token_hex(8), "host": _host(), "pid": os.getpid()}

    def content(self) -> bytes:
        """Who holds it, and how often it was renewed, so that its ETag changes."""
        return json.dumps({**self.owner, "renewals": self.renewals}).encode()

    def __enter__(self) -> _Lease:
        while self.etag is None:
            self.etag = self.store.put_on_condition("_lock", self.content(), IfNoneMatch="*")
            if self.etag is None and (old := self.abandoned()):
                self.etag = self.store.put_on_condition("_lock", self.content(), IfMatch=old)
            if self.etag is None:
                time.sleep(WAIT_SECONDS)
        self.thread = threading.Thread(target=self.keep, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()
        with self.alone:
            if self.etag is not None:
                with self.store.told():
                    self.store.client("s3").delete_object(
                        Bucket=self.store.bucket, Key=self.store.key("_lock"), IfMatch=self.etag
                    )

    def abandoned(self) -> str | None:
        """The ETag of a lock whose holder is gone, by S3's own clock; None if it is not."""
        store = self.store
        try:
            with store.told():
                found = store.client("s3").get_object(Bucket=store.bucket, Key=store.key("_lock"))
        except DeriveError as error:
            if _code(error) in ("NoSuchKey", "404"):
                return None
            raise
        owner = json.loads(found["Body"].read())
        if owner["host"] == self.owner["host"] and not _runs(owner["pid"]):
            return found["ETag"]
        now = found["ResponseMetadata"]["HTTPHeaders"].get("date")
        from email.utils import parsedate_to_datetime

        age = parsedate_to_datetime(now) - found["LastModified"]
        return found["ETag"] if age.total_seconds() > self.seconds else None

    def keep(self) -> None:
        """Renew until it is given back or lost."""
        while not self.ended.wait(self.seconds / 4):
            with suppress(DeriveError):
                if not self.renew():
                    return

    def renew(self) -> bool:
        """Say that the holder lives; False if the lock is another's by now."""
        with self.alone:
            self.renewals += 1
            self.etag = self.etag and self.store.put_on_condition(
                "_lock", self.content(), IfMatch=self.etag
            )
            return self.etag is not None


def _host() -> str:
    """This machine since it was started, so that a number of a process means one process."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    started = boot.read_text().strip() if boot.exists() else ""
    return f"{socket.gethostname()} {started}"


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
