"""One who reads the tables of the estate all the time, as analysts do, while they are built."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import boto3
from botocore.exceptions import ClientError
from estate import BATCHES, TABLES, WHOLE

from derived_tables.athena import service
from derived_tables.athena.query import Athena
from derived_tables.errors import DeriveError


class Reader:
    """Looks again and again; keeps the rows of each batch, and what was missing or not whole.

    It asks Athena, and more often the catalogue: where that names no table, or one whose data is
    gone, a statement that began then would have failed.
    """

    def __init__(self, running: service.Running) -> None:
        arguments = service.boto_arguments(running)
        self.athena = Athena(**arguments)
        self.glue, self.s3 = (boto3.client(name, **arguments) for name in ("glue", "s3"))
        self.seen: list[dict[str, int]] = []
        self.wrong: list[str] = []
        self.ended = threading.Event()
        self.threads = [
            threading.Thread(target=self.again, args=one, daemon=True)
            for one in ((self.look, 0.4), (self.find, 0.2))
        ]
        for thread in self.threads:
            thread.start()

    def again(self, what: Callable[[], None], pause: float) -> None:
        while not self.ended.is_set():
            what()
            time.sleep(pause)

    def batches(self) -> dict[str, int]:
        """Rows of the history by batch."""
        return {row[0]: int(row[1]) for row in self.athena.run(BATCHES).rows}

    def look(self) -> None:
        try:
            whole, batches = self.athena.run(WHOLE).rows, self.batches()
        except DeriveError as error:
            self.wrong.append(str(error))
            return
        self.wrong += [f"{kind} is not whole" for kind, held in whole if held != "true"]
        self.seen.append(batches)

    def find(self) -> None:
        for database, name in TABLES:
            try:
                table = self.glue.get_table(DatabaseName=database, Name=name)["Table"]
                place = table["Parameters"]["metadata_location"].removeprefix("s3://")
                bucket, _, key = place.partition("/")
                self.s3.head_object(Bucket=bucket, Key=key)
            except ClientError as error:
                said = f"{database}.{name} is gone: {error.operation_name}"
                self.wrong += [said] if said not in self.wrong else []

    def end(self) -> list[dict[str, int]]:
        """Stop looking; rows by batch, look by look."""
        self.ended.set()
        for thread in self.threads:
            thread.join()
        return self.seen
