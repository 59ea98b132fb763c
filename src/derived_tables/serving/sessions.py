"""What the server remembers between requests: sessions, and files that wait for a yes."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from derived_tables.serving.door import Refused

SESSION_SECONDS = 12 * 3600
SESSIONS_EACH = 20
WAIT_SECONDS = 3600
WAITING_EACH = 3
WAITING_AT_MOST = 30


@dataclass
class Session:
    """One browser of one person."""

    name: str
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    seen: float = field(default_factory=time.monotonic)

    def checks(self, given: str | None) -> None:
        """Refused unless a form carries this session's token."""
        if not secrets.compare_digest((given or "").encode(), self.csrf.encode()):
            raise Refused(403, "This form is not from your session.", "Go back and try again.")


class Sessions:
    """Sessions by their cookie, each until it has not been used for twelve hours."""

    def __init__(self) -> None:
        """There are none."""
        self._held: dict[str, Session] = {}

    def open(self, name: str) -> Session:
        """A new session of a person; their own that is unused for longest goes if it is one more.

        A browser that keeps no cookie begins one with each request.
        """
        self.expire()
        mine = [one for one in self._held.values() if one.name == name]
        if len(mine) >= SESSIONS_EACH:
            del self._held[min(mine, key=lambda one: one.seen).key]
        session = Session(name)
        self._held[session.key] = session
        return session

    def find(self, key: str | None) -> Session | None:
        """The session of a cookie, if it is alive."""
        self.expire()
        session = self._held.get(key or "")
        if session:
            session.seen = time.monotonic()
        return session

    def expire(self) -> None:
        """Forget the sessions that are over."""
        over = time.monotonic() - SESSION_SECONDS
        self._held = {key: one for key, one in self._held.items() if one.seen > over}


@dataclass
class Upload:
    """A file that a person has sent, from its first byte until it is landed or dropped."""

    folder: Path
    session: str
    person: str
    table: str
    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    began: float = field(default_factory=time.monotonic)
    shown_name: str = ""
    path: Path | None = None
    bytes: int = 0
    sha256: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    preview: list[Any] | None = None
    results: list[Any] = field(default_factory=list)
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def waits(self) -> bool:
        """Whether it has been read whole and waits for its person."""
        return self.preview is not None and not self.alone.locked()

    @property
    def may_land(self) -> bool:
        """Whether the dry run found something to land, and refused nothing."""
        said = [one.result.status for one in self.preview or []]
        return "would land" in said and "refused" not in said

    def remove(self) -> None:
        """Take the file away."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Waiting:
    """The files that wait, under one scratch folder: a few a person, each for an hour."""

    def __init__(self, scratch: Path) -> None:
        """`scratch` is this server's own folder."""
        self.scratch = scratch
        self._held: dict[str, Upload] = {}

    def begin(self, session: Session, table: str) -> Upload:
        """Room for one more file of a person; their oldest that waits goes if they have too many.

        Refused (429 or 503) if all of theirs, or of everybody's, are on their way.
        """
        self.expire()
        mine = [one for one in self._held.values() if one.person == session.name]
        if len(mine) >= WAITING_EACH:
            idle = [one for one in mine if one.waits]
            if not idle:
                raise Refused(
                    429, "Your other files are still on their way.", "Wait for them, then go on."
                )
            self.drop(min(idle, key=lambda one: one.began))
        if len(self._held) >= WAITING_AT_MOST:
            raise Refused(503, "Too many files wait to be confirmed.", "Try again in an hour.")
        folder = self.scratch / secrets.token_hex(8)
        folder.mkdir(mode=0o700)
        upload = Upload(folder, session.key, session.name, table)
        self._held[upload.key] = upload
        return upload

    def find(self, session: Session, key: str) -> Upload:
        """A file of this very session; Refused (404) for any other."""
        self.expire()
        found = self._held.get(key)
        if found is None or (found.session, found.person) != (session.key, session.name):
            raise Refused(
                404,
                "There is no such file: it has been dropped, or an hour has passed.",
                "Send the file again; nothing of it was landed.",
            )
        return found

    def drop(self, upload: Upload) -> None:
        """Forget a file, and take it away."""
        self._held.pop(upload.key, None)
        upload.remove()

    def expire(self) -> None:
        """Drop the files that nobody has confirmed within the hour."""
        over = time.monotonic() - WAIT_SECONDS
        for upload in [one for one in self._held.values() if one.began < over]:
            if not upload.alone.locked():
                self.drop(upload)
