"""Where a database is, and the secret that opens it, kept apart from each other.

A password comes from a file that only its owner can read, or from the environment, never from the
command line, which every user of the machine can see. It is handed to libpq by the environment
variable PGPASSWORD while a database is attached, so it is in no SQL, no error and no log.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from derived_tables.errors import DeriveError, Misuse

ENVIRONMENT = "DERIVE_DSN"
SCHEMES = ("postgresql://", "postgres://")
SECRETS = ("password", "sslpassword")
# A server that is not there, or is gone without a word, is noticed in a minute.
DEFAULTS = {
    "application_name": "derive",
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
}
SAFER = (
    f"Put it in a file of mode 600 (--dsn-file), in the variable {ENVIRONMENT}, in PGPASSWORD, "
    "or in the file that PGPASSFILE names."
)
PAIR = re.compile(r"\s*([a-z_]+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)+|(?=\s|$))", re.S)


@dataclass(frozen=True)
class Dsn:
    """A database. `options` are libpq's, without secrets; `path` is set for a DuckDB file."""

    options: Mapping[str, str] = field(default_factory=dict)
    path: Path | None = None
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        """The database as people name it, without the secret."""
        if self.path:
            return str(self.path)
        host = self.options.get("host") or os.environ.get("PGHOST") or "the local socket"
        port = self.options.get("port") or os.environ.get("PGPORT")
        name = self.options.get("dbname") or os.environ.get("PGDATABASE")
        return host + (f":{port}" if port else "") + (f"/{name}" if name else "")

    @property
    def conninfo(self) -> str:
        """libpq's connection string, without the secret."""
        given = {**DEFAULTS, **self.options}
        return " ".join(f"{name}={_quoted(value)}" for name, value in given.items())

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Show libpq the secret, as long as connections may be made."""
        names = {"password": "PGPASSWORD"}
        before = {name: os.environ.get(name) for name in names.values()}
        for secret, name in names.items():
            if secret in self.secrets:
                os.environ[name] = self.secrets[secret]
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value

    def masked(self, text: str) -> str:
        """A text with no secret in it, whoever wrote it."""
        for secret in {*self.secrets.values(), os.environ.get("PGPASSWORD", "")}:
            if secret:
                text = text.replace(secret, "***")
        return re.sub(r"(?i)(password\s*=\s*)('(?:[^'\\]|\\.)*'|\S+)", r"\1***", text)


def read_dsn(dsn: str | None = None, dsn_file: Path | None = None) -> Dsn:
    """The database that `--dsn`, `--dsn-file` or the variable DERIVE_DSN names.

    The forms are libpq's (`postgresql://user@host/name`, `host=... dbname=...`) and
    `duckdb:FILE`. Misuse without one of the three, or with a secret in `dsn`; DeriveError for
    a file that others can read, or a text that is of no form. No message repeats the text.
    """
    if dsn is not None and dsn_file is not None:
        raise Misuse("--dsn and --dsn-file both say where the database is: keep one.")
    if dsn is not None:
        place, found = "--dsn", _parsed(dsn, "--dsn")
        if found.secrets:
            raise Misuse(
                f"{place} has a password, which everybody on this machine can read there. "
                f"Take it out, and change it if others are here. {SAFER}"
            )
        return found
    if dsn_file is not None:
        return _parsed(_read_private(dsn_file), str(dsn_file))
    if os.environ.get(ENVIRONMENT):
        return _parsed(os.environ[ENVIRONMENT], ENVIRONMENT)
    raise Misuse(f"say where the database is: --dsn, --dsn-file, or the variable {ENVIRONMENT}.")


def _read_private(path: Path) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            found = os.fstat(file.fileno())
            if stat.S_IMODE(found.st_mode) & 0o077:
                raise DeriveError(
                    f"its mode is {stat.S_IMODE(found.st_mode):o}: others can read the password.",
                    place=str(path),
                    remedy=f"chmod 600 {path}",
                )
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise DeriveError(f"cannot be read: {said}.", place=str(path)) from None


def _parsed(text: str, place: str) -> Dsn:
    text = text.strip()
    if text.startswith("duckdb:"):
        return Dsn(path=Path(text.removeprefix("duckdb:")))
    pairs = _of_uri(text) if text.startswith(SCHEMES) else _of_pairs(text)
    if pairs is None:
        raise DeriveError(
            "this is no address of a database that derive reads.",
            place=place,
            remedy="Write it as postgresql://USER@HOST:PORT/DATABASE, as "
            "'host=HOST dbname=DATABASE user=USER', or as duckdb:FILE.",
        )
    secrets = {name: value for name, value in pairs.items() if name in SECRETS and value}
    if "sslpassword" in secrets:
        raise DeriveError(
            "sslpassword is not supported.", place=place, remedy="Use a key without a password."
        )
    return Dsn({k: v for k, v in pairs.items() if k not in SECRETS}, None, secrets)


def _of_uri(text: str) -> dict[str, str] | None:
    """The options in a URI; several hosts are joined by commas, as libpq does."""
    rest, _, query = text.partition("://")[2].partition("?")
    authority, _, name = rest.partition("/")
    user_part, _, hosts = authority.rpartition("@")
    user, _, password = user_part.partition(":")
    pairs = {"user": unquote(user), "password": unquote(password), "dbname": unquote(name)}
    found = [
        re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(\d*))?", one) for one in hosts.split(",") if hosts
    ]
    if not all(found):
        return None
    pairs["host"] = ",".join(unquote(one[1]).strip("[]") for one in found)
    if any(one[2] for one in found):
        pairs["port"] = ",".join(one[2] or "5432" for one in found)
    pairs |= dict(parse_qsl(query, keep_blank_values=True))
    return {key: value for key, value in pairs.items() if value}


def _of_pairs(text: str) -> dict[str, str] | None:
    """The options in libpq's `name=value` text; None where it is not of that form."""
    pairs: dict[str, str] = {}
    at = 0
    while at < len(text):
        found = PAIR.match(text, at)
        if not found:
            return None
        value = found[2]
        if value.startswith("'"):
            value = value[1:-1]
        pairs[found[1]] = re.sub(r"\\(.)", r"\1", value)
        at = found.end()
        while at < len(text) and text[at].isspace():
            at += 1
    return pairs or None


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
