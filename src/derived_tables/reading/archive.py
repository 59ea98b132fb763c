"""What a delivered path holds: a file, or the files of a zip archive; plain or gzip.

Content decides, never the name; a name that claims something else is refused. Unpacking stops as
soon as a limit is passed, so that a small file cannot fill a disk.
"""

from __future__ import annotations

import gzip
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from derived_tables.errors import DeriveError

CHUNK = 1 << 22
GZIP, ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
# What people call each format, and the ends of names that claim it.
FORMATS = {
    "text": "delimited text",
    "json": "JSON lines",
    "parquet": "Parquet",
    "excel": "an Excel workbook",
    "zip": "a zip archive",
    "gzip": "gzip data",
}
CLAIMS: dict[str, tuple[str, ...]] = {
    ".csv": ("text",), ".tsv": ("text",), ".psv": ("text",), ".txt": ("text", "json"),
    ".json": ("json",), ".jsonl": ("json",), ".ndjson": ("json",), ".parquet": ("parquet",),
    ".xlsx": ("excel",), ".xlsm": ("excel",), ".zip": ("zip",),
}  # fmt: skip
OTHERS = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls), or one with a password",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"BZh": "bzip2 data",
    b"\xfd7zXZ\x00": "xz data",
    b"\x28\xb5\x2f\xfd": "zstd data",
    b"%PDF-": "a PDF document",
    b"PARE": "an encrypted Parquet file",
}
REPACK = "Send it as CSV, JSON lines, Parquet or Excel (.xlsx), plain or in gzip or zip."


@dataclass(frozen=True)
class Limits:
    """How far a delivered file may unfold, all members of an archive together.

    `bytes` are those after unpacking; `ratio` is of these to the packed ones, and counts once
    `ratio_from` bytes are unpacked, since a small file of one repeated row is no bomb.
    """

    bytes: int = 20_000_000_000
    ratio: int = 200
    ratio_from: int = 100_000_000
    members: int = 20_000

    def check(self, unpacked: int, packed: int, place: str) -> None:
        """DeriveError once so many bytes have come out of so many."""
        if unpacked > self.bytes:
            raise DeriveError(
                f"it is larger than {self.bytes / 1e9:g} GB when unpacked.",
                place=place,
                remedy="If it is meant to be, raise --max-gb; or cut it into several files.",
            )
        if unpacked > self.ratio_from and unpacked > self.ratio * packed:
            raise DeriveError(
                f"it unpacks to more than {self.ratio} times its size, as a zip bomb does.",
                place=place,
                remedy="If it is meant to be, unpack it and upload what was in it.",
            )


@dataclass(frozen=True)
class Source:
    """One file to read: a path, or a member of the zip archive there. `name` is for people."""

    path: Path
    name: str
    member: str | None = None

    def chunks(self, limits: Limits) -> Iterator[bytes]:
        """The unpacked bytes; DeriveError for damage, a nested archive, or a limit passed."""
        try:
            if self.member is None:
                with open(self.path, "rb") as raw:
                    yield from self._unpacked(raw, raw, limits)
            else:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as raw:
                    yield from self._unpacked(raw, archive.fp, limits)
        except zipfile.BadZipFile as error:
            raise _damaged("zip", error, self.name) from None
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise _damaged("zip" if self.member else "gzip", error, self.name) from None
        except (NotImplementedError, RuntimeError) as error:
            # zipfile's way to say that it does not know the method of compression.
            raise DeriveError(f"cannot be unpacked: {error}.", place=self.name) from None
        except OSError as error:
            raise DeriveError(
                f"cannot be read: {error.strerror or error}.", place=str(self.path)
            ) from None

    def _unpacked(self, raw: IO[bytes], packed: IO[bytes], limits: Limits) -> Iterator[bytes]:
        lower = self.name.lower()
        start = raw.read(2)
        raw.seek(0)
        is_gzip = start == GZIP
        if lower.endswith(".gz") and not is_gzip:
            raise DeriveError(
                "its name says gzip, and its content is not gzip data.",
                place=self.name,
                remedy="Rename it, or fetch it again.",
            )
        if is_gzip and self.member:
            raise _nested("gzip", self.name)
        stream = gzip.GzipFile(fileobj=raw) if is_gzip else raw
        size = 0
        while chunk := stream.read(CHUNK):
            if is_gzip and not size and chunk[:2] == GZIP:
                raise _nested("gzip", self.name)
            size += len(chunk)
            if is_gzip:
                limits.check(size, raw.tell(), self.name)
            yield chunk


def _damaged(what: str, error: Exception, name: str) -> DeriveError:
    return DeriveError(
        f"the {what} data is damaged or cut short ({error}).",
        place=name,
        remedy="Fetch the file again.",
    )


def _nested(what: str, name: str) -> DeriveError:
    return DeriveError(
        f"it holds {FORMATS[what]} within an archive.",
        place=name,
        remedy="Unpack the inner one: an archive may not hold another.",
    )


def is_workbook(names: list[str]) -> bool:
    """Whether the names in a zip archive are those of an Excel workbook."""
    return "xl/workbook.xml" in names


def sources(path: Path, limits: Limits, name: str | None = None) -> list[Source]:
    """The files to read at a path: itself, or the members of a zip archive, in its order.

    `name` is what people call it, its base name when not given. An archive with a member that
    cannot be is refused whole.
    """
    name = name or path.name
    alone = [Source(path, name)]
    if path.is_dir():
        raise DeriveError("cannot be read: Is a directory, without files.", place=str(path))
    if path.exists() and not path.is_file():
        raise DeriveError(
            "cannot be read: it is no file.", place=str(path), remedy="Write it to a file first."
        )
    try:
        with open(path, "rb") as raw:
            if raw.read(4) not in ZIP:
                return alone
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except zipfile.BadZipFile as error:
        raise _damaged("zip", error, name) from None
    except (OSError, UnicodeDecodeError, NotImplementedError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise DeriveError(f"cannot be read: {said}.", place=str(path)) from None
    if is_workbook([info.filename for info in infos]):
        return alone
    check_claim("zip", name)
    files = [info for info in infos if not info.is_dir() and not _is_litter(info.filename)]
    if not files:
        raise DeriveError("the archive is empty.", place=name, remedy="Fetch it again.")
    if len(files) > limits.members:
        raise DeriveError(
            f"the archive has {len(files):,} files; the most is {limits.members:,}.",
            place=name,
            remedy="Cut it into several archives.",
        )
    for info in infos:
        _check_member(info, name)
    members = [info.filename for info in files]
    if len(set(members)) < len(members):
        twice = next(member for member in members if members.count(member) > 1)
        raise DeriveError(
            f"the archive has {twice!r} twice.", place=name, remedy="Ask which one is meant."
        )
    check_sizes(infos, path, name, limits)
    return [Source(path, f"{name}/{member}", member) for member in members]


def check_sizes(infos: list[zipfile.ZipInfo], path: Path, place: str, limits: Limits) -> None:
    """Hold what an archive says it unpacks to, which reading never exceeds, to the limits."""
    unpacked = sum(info.file_size for info in infos)
    # Members may share bytes, so the archive's own size counts too.
    packed = min(sum(info.compress_size for info in infos), path.stat().st_size)
    limits.check(unpacked, packed, place)


def _is_litter(name: str) -> bool:
    """What macOS adds to the archives it makes; nobody delivers it."""
    return name.startswith("__MACOSX/") or name.split("/")[-1] == ".DS_Store"


def _check_member(info: zipfile.ZipInfo, place: str) -> None:
    name = getattr(info, "orig_filename", info.filename)
    steps = name.replace("\\", "/").split("/")
    control = any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in name)
    drive = len(name) > 1 and name[1] == ":"
    if not name or name.startswith("/") or "\\" in name or ".." in steps or drive or control:
        raise DeriveError(
            f"the archive has a member whose name is not a plain relative path: {name!r}.",
            place=place,
            remedy="Nothing of the archive is read: ask where it comes from.",
        )
    if info.flag_bits & 0x1:
        raise DeriveError(
            f"{name!r} is encrypted.",
            place=place,
            remedy="Ask for it without a password, by a channel that is safe by itself.",
        )
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        raise DeriveError(
            f"{name!r} is a link, not a file.", place=place, remedy="Pack the file itself."
        )


def told_format(path: Path, head: bytes, place: str) -> str:
    """The format of an unpacked file by its content; DeriveError for one that is not taken.

    `head` is its first bytes.
    """
    for magic, what in OTHERS.items():
        if head.startswith(magic):
            raise DeriveError(f"it is {what}.", place=place, remedy=REPACK)
    if head[257:262] == b"ustar":
        raise DeriveError("it is a tar archive.", place=place, remedy=REPACK)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head[:4] in ZIP:
        try:
            with zipfile.ZipFile(path) as archive:
                if is_workbook(archive.namelist()):
                    return "excel"
        except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, ValueError) as error:
            raise _damaged("zip", error, place) from None
        raise _nested("zip", place)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if text.startswith(b"["):
        end = text[1:].lstrip(b" \t\r\n")[:1]
        if end in (b"{", b"]", b"["):
            raise DeriveError(
                "it is one JSON array.",
                place=place,
                remedy="Write one object a line: jq -c '.[]' does it.",
            )
    return "json" if text.startswith(b"{") else "text"


def check_claim(found: str, name: str) -> None:
    """Refuse a name that claims another format than the content has."""
    plain = name.lower().removesuffix(".gz")
    for end, formats in CLAIMS.items():
        if plain.endswith(end) and found not in formats:
            said = FORMATS[formats[0]]
            raise DeriveError(
                f"its name says {said} ({end}), and its content is {FORMATS[found]}.",
                place=name,
                remedy="Rename it if the content is right, or fetch it again.",
            )
    for end in (".xls", ".xlsb", ".ods"):
        if plain.endswith(end):
            raise DeriveError(f"{end} is not a format that is read.", place=name, remedy=REPACK)
