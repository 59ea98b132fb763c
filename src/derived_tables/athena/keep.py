"""What the double holds, on disk: every object and every table as soon as it is written.

moto keeps all in memory. Each change is written through to files, so that a double that is stopped
or killed finds everything again:

- `s3/<bucket>/<key, percent-encoded>`: an object's bytes;
- `glue/<database>.json`: a database; `glue/<database>/<table>.pickle`: a table and its partitions.
"""

from __future__ import annotations

import json
import os
import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

ACCOUNT = "123456789012"
# Longer names do not fit in one folder entry of most file systems.
LONGEST_NAME = 250


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader finds the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name[:200]}.{threading.get_ident()}")
    scratch.write_bytes(content)
    os.replace(scratch, path)


class Keeper:
    """Writes moto's S3 and Glue through to a folder, and fills them from it."""

    def __init__(self, root: Path, region: str) -> None:
        """Keep what is in `region` under `root`."""
        self.s3, self.glue, self.region = root / "s3", root / "glue", region
        self.lock = threading.RLock()

    def object_file(self, bucket: str, key: str) -> Path:
        """Where an object's bytes are."""
        name = quote(key, safe="")
        parts = [name[at : at + LONGEST_NAME] for at in range(0, len(name), LONGEST_NAME)]
        return self.s3.joinpath(bucket, *parts[:-1], parts[-1] + "$")

    def attach(self) -> None:
        """Fill moto from the folder, then write each change through."""
        from moto.glue.models import GlueBackend, glue_backends
        from moto.s3.models import S3Backend, s3_backends

        self.s3.mkdir(parents=True, exist_ok=True)
        self.glue.mkdir(parents=True, exist_ok=True)
        self.catalogue = glue_backends[ACCOUNT][self.region]
        self.fill(s3_backends[ACCOUNT]["aws"], self.catalogue)
        self.write_s3_through(S3Backend)
        self.write_glue_through(GlueBackend)

    def fill(self, store: Any, catalogue: Any) -> None:
        """Put everything that the folder holds into moto."""
        for bucket in sorted(self.s3.iterdir()):
            store.create_bucket(bucket.name, self.region)
            for path in bucket.rglob("*$"):
                if path.is_file() and not path.name.startswith("."):
                    key = unquote("".join(path.relative_to(bucket).parts)[:-1])
                    store.put_object(bucket.name, key, path.read_bytes(), disable_notification=True)
        for path in sorted(self.glue.glob("*.json")):
            catalogue.create_database(path.stem, json.loads(path.read_text()), None)
            for table in sorted((self.glue / path.stem).glob("*.pickle")):
                catalogue.databases[path.stem].tables[table.stem] = pickle.loads(table.read_bytes())

    def after(self, owner: type, name: str, then: Callable[..., None]) -> None:
        """Call `then(result, *arguments)` after a method of moto's, under one lock."""
        inner = getattr(owner, name)

        def method(backend: Any, *args: Any, **kwargs: Any) -> Any:
            with self.lock:
                result = inner(backend, *args, **kwargs)
                then(result, *args, **kwargs)
                return result

        setattr(owner, name, method)

    def write_s3_through(self, backend: type) -> None:
        """Every object that is put or deleted, and every bucket."""

        def put(result: Any, bucket_name: str, key_name: str, *_: Any, **__: Any) -> None:
            write_whole(self.object_file(bucket_name, key_name), result.value)

        def delete(_: Any, bucket_name: str, key_name: str, *__: Any, **___: Any) -> None:
            self.object_file(bucket_name, key_name).unlink(missing_ok=True)

        def create(_: Any, bucket_name: str, *__: Any, **___: Any) -> None:
            (self.s3 / bucket_name).mkdir(parents=True, exist_ok=True)

        for name, then in (
            ("put_object", put),
            ("delete_object", delete),
            ("create_bucket", create),
        ):
            self.after(backend, name, then)

    def keep_table(self, database: str, table: str) -> None:
        """Write one table with its partitions, or take it away."""
        path = self.glue / database / f"{table}.pickle"
        known = self.catalogue.databases.get(database)
        held = known.tables.get(table) if known else None
        if held is None:
            path.unlink(missing_ok=True)
            return
        # One version is enough: an Iceberg table's history is in its own files.
        newest = str(held._current_version)
        held.versions = {newest: held.versions[newest]}
        write_whole(path, pickle.dumps(held))

    def write_glue_through(self, backend: type) -> None:
        """Every database, table and partition that is made, changed or dropped."""

        def create_database(_: Any, name: str, given: dict | None = None, *__: Any) -> None:
            write_whole(self.glue / f"{name}.json", json.dumps(given or {}, default=str).encode())

        def delete_database(_: Any, name: str, *__: Any) -> None:
            (self.glue / f"{name}.json").unlink(missing_ok=True)
            for path in (self.glue / name).glob("*.pickle"):
                path.unlink()

        def one(_: Any, database_name: str, table_name: str, *__: Any, **___: Any) -> None:
            self.keep_table(database_name, table_name)

        def many(_: Any, database_name: str, tables: list[str], *__: Any) -> None:
            for table in tables:
                self.keep_table(database_name, table)

        self.after(backend, "create_database", create_database)
        self.after(backend, "delete_database", delete_database)
        self.after(backend, "batch_delete_table", many)
        for name in (
            "create_table", "update_table", "delete_table", "create_partition", "update_partition",
            "delete_partition", "batch_create_partition", "batch_update_partition",
            "batch_delete_partition",
        ):  # fmt: skip
            self.after(backend, name, one)
