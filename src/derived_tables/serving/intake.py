"""A form with a file, read as it arrives: its token first, its file straight to scratch.

A framework's own form parser would put the file in the machine's temporary folder, whatever its
size, before anyone has looked at the token.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from derived_tables.serving.door import Refused
from derived_tables.serving.sessions import Session, Upload

FORM_BYTES = 16_384
FIELD_BYTES = 4_096
# After the limit so much more is read and thrown away, so that a browser shows why.
DRAIN_BYTES = 64_000_000
NAME_CHARACTERS, NAME_BYTES = 120, 200


def checked_file_name(name: str) -> str:
    """A file's name as it may be shown; Refused (400) for one that could be a path or a trick."""
    if not name.strip():
        raise Refused(400, "The file has no name.", "Name it, and send it again.")
    if re.search(r"[/\\]", name) or name.strip(". ") == "":
        raise Refused(
            400, "The file's name is a path.", "Rename it without slashes, and send it again."
        )
    if not name.isprintable():
        raise Refused(
            400,
            "The file's name has characters that do not print.",
            "Rename it, and send it again.",
        )
    if len(name) > NAME_CHARACTERS or len(name.encode()) > NAME_BYTES:
        raise Refused(
            400,
            f"The file's name is longer than {NAME_CHARACTERS} characters.",
            "Rename it, and send it again.",
        )
    return name


def scratch_name(name: str) -> str:
    """A name for the scratch file, of letters, digits and `._- ()` alone.

    It begins with a letter, a digit or `_`. The ledger keeps it as the file's name, and a reader
    tells the format by its end.
    """
    plain = "".join(one if one.isalnum() or one in "._- ()" else "_" for one in name).strip()
    return f"_{plain}" if plain[0] in ".- ()" else plain


@dataclass
class _Part:
    """One part of the form, while it arrives."""

    headers: dict[str, str] = field(default_factory=dict)
    name: str = ""
    is_file: bool = False
    value: bytearray = field(default_factory=bytearray)


class FileForm:
    """Takes in a multipart form with fields (the first is `csrf`) and one file, `file`."""

    def __init__(self, session: Session, upload: Upload, limit: int) -> None:
        """The file goes to the upload's folder, up to `limit` bytes."""
        self.session, self.upload, self.limit = session, upload, limit
        self.fields: dict[str, str] = {}
        self.finished = False
        self._digest = hashlib.sha256()
        self._part = _Part()
        self._header = [bytearray(), bytearray()]
        self._out: BinaryIO | None = None

    async def read(self, request: Request) -> dict[str, str]:
        """Read the whole request; the fields. Refused leaves nothing behind but an empty folder."""
        declared = request.headers.get("content-length", "")
        chunks = request.stream()
        if declared.isdecimal() and int(declared) > self.limit + FORM_BYTES:
            await _drain(chunks)
            raise self._too_large()
        kind, options = parse_options_header(request.headers.get("content-type"))
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise Refused(400, "The form came in another shape than it was sent out.")
        calls = {
            name: getattr(self, f"_{name}")
            for name in (
                "on_part_begin", "on_header_field", "on_header_value", "on_header_end",
                "on_headers_finished", "on_part_data", "on_part_end", "on_end",
            )
        }  # fmt: skip
        try:
            parser = MultipartParser(options[b"boundary"], calls)
            async for chunk in chunks:
                parser.write(chunk)
        except FormParserError:
            raise Refused(400, "The form is damaged.", "Send the file again.") from None
        except Refused:
            await _drain(chunks)
            raise
        finally:
            if self._out:
                self._out.close()
        if not self.finished:
            raise Refused(400, "The file was cut short on its way.", "Send it again.")
        self.upload.sha256 = self._digest.hexdigest()
        return self.fields

    def _too_large(self) -> Refused:
        return Refused(
            413,
            f"The file is larger than {size_text(self.limit)}, which is the limit of this page.",
            "Ask whoever runs it to land the file by `derive upload`, or to raise the limit.",
        )

    def _on_part_begin(self) -> None:
        self._part = _Part()

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header[0] += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1] += data[start:end]

    def _on_header_end(self) -> None:
        name, value = (part.decode("latin-1") for part in self._header)
        self._part.headers[name.lower()] = value
        self._header = [bytearray(), bytearray()]

    def _on_headers_finished(self) -> None:
        part = self._part
        _, options = parse_options_header(part.headers.get("content-disposition"))
        part.name = options.get(b"name", b"").decode("utf-8", "replace")
        part.is_file = b"filename" in options
        if not part.is_file:
            if part.name in self.fields or len(self.fields) >= 20:
                raise Refused(400, "The form has a field twice, or too many.")
            return
        self.session.checks(self.fields.get("csrf"))
        if part.name != "file" or self._out:
            raise Refused(400, "The form has a file too many: send one at a time.")
        try:
            name = options[b"filename"].decode("utf-8")
        except UnicodeDecodeError:
            raise Refused(400, "The file's name is not text.", "Rename it.") from None
        if not name:
            # A browser sends a part without a name where no file was chosen.
            return
        self.upload.shown_name = checked_file_name(name)
        self.upload.path = self.upload.folder / scratch_name(name)
        handle = os.open(self.upload.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._out = os.fdopen(handle, "wb")

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if not part.is_file:
            part.value += data[start:end]
            if len(part.value) > FIELD_BYTES:
                raise Refused(400, "A field of the form is too long.")
        elif self._out:
            self.upload.bytes += end - start
            if self.upload.bytes > self.limit:
                raise self._too_large()
            self._digest.update(data[start:end])
            self._out.write(data[start:end])

    def _on_part_end(self) -> None:
        if not self._part.is_file:
            try:
                self.fields[self._part.name] = self._part.value.decode("utf-8")
            except UnicodeDecodeError:
                raise Refused(400, "A field of the form is not text.") from None

    def _on_end(self) -> None:
        self.finished = True


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    """Throw away a little more of a body, so that a browser reads the answer."""
    left = DRAIN_BYTES
    async for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            return


async def read_small_form(request: Request, session: Session) -> dict[str, str]:
    """The fields of a form without a file; Refused unless it carries the session's token."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            raise Refused(413, "The form is too long.")
    kind, _ = parse_options_header(request.headers.get("content-type"))
    if kind != b"application/x-www-form-urlencoded":
        raise Refused(400, "The form came in another shape than it was sent out.")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise Refused(400, "The form is not text.") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Refused(400, "The form has a field twice.")
    session.checks(fields.get("csrf"))
    return fields


def size_text(size: int) -> str:
    """A number of bytes as people say it."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{size} bytes"
