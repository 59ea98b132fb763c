"""JSON lines: one object a line, landed as text, column for column.

The columns are the keys of all objects, in the order in which they are first met. Numbers keep
their text as it is written (1.10, 38 digits); true and false land as those words; null, and a key
that an object lacks, land as empty text, as in CSV. Objects and lists within are refused.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from derived_tables.errors import DeriveError
from derived_tables.reading.delivered import MOST_DIGITS, Delivered, checked_names, write_even
from derived_tables.reading.names import column_name

LONGEST_LINE = 1 << 27


class _Number(str):
    """A number, by its text."""


class _Repeated(Exception):
    """A key is there twice in one object."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = {column_name(key): value for key, value in pairs}
    if len(made) < len(pairs):
        keys = [column_name(key) for key, _ in pairs]
        raise _Repeated(next(key for key in keys if keys.count(key) > 1))
    return made


def _constant(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


def open_up(file: Delivered) -> None:
    """Check every line, and write the file as the CSV that DuckDB reads, each row as wide."""
    names: dict[str, None] = {}
    narrow = file.plain.with_suffix(".narrow")
    # Rows hold the keys met so far; those met later are added when the rows are read again.
    with open(narrow, "w", encoding="utf-8", errors="surrogatepass", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for row, line, found in _objects(file):
            for name in found:
                names.setdefault(name)
            writer.writerow([_text(file, row, line, n, found.get(n)) for n in names] or [""])
    file.header = checked_names(list(names), file.name) if names else ()
    if not names:
        raise DeriveError(
            "its objects have no keys.", place=file.name, remedy="Ask for the file with its data."
        )
    write_even(file, _widened(narrow, len(names)))
    narrow.unlink()


def _widened(narrow: Any, width: int) -> Iterator[list[str]]:  # noqa: ANN401
    with open(narrow, encoding="utf-8", errors="surrogatepass", newline="") as text:
        for fields in csv.reader(text):
            yield fields + [""] * (width - len(fields))


def _objects(file: Delivered) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Each line's row and line number, and its object by lower-cased keys."""
    decode = json.JSONDecoder(
        object_pairs_hook=_object, parse_int=_Number, parse_float=_Number, parse_constant=_constant
    ).decode
    row = line = 0
    with open(file.plain, encoding="utf-8", newline="\n") as text:
        while text_line := text.readline(LONGEST_LINE):
            line += 1
            if text_line.isspace():
                continue
            row += 1
            where = f"row {row} (line {line})"
            remedy = "Write one whole object a line; or the file was cut short: ask for it again."
            try:
                found = decode(text_line)
            except _Repeated as error:
                raise DeriveError(
                    f"{where} has the key {error} twice.",
                    place=file.name,
                    remedy="Rename one of them; case, spaces and punctuation make no difference.",
                ) from None
            except RecursionError:
                raise _nested(file, where, "some key") from None
            except ValueError as error:
                raise DeriveError(
                    f"{where} is not a JSON object: {error}.", place=file.name, remedy=remedy
                ) from None
            if not isinstance(found, dict):
                raise DeriveError(
                    f"{where} is not a JSON object.", place=file.name, remedy=remedy
                )
            yield row, line, found


def _text(file: Delivered, row: int, line: int, name: str, value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, _Number):
        return _checked_number(file, row, line, name, value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        raise _nested(file, f"row {row} (line {line})", f"key {name}")
    if "\x00" in value:
        raise DeriveError(
            f"row {row} (line {line}), key {name} has a NUL character.",
            place=file.name,
            remedy="Take it out at the source: no text holds it.",
        )
    return value


def _checked_number(file: Delivered, row: int, line: int, name: str, value: str) -> str:
    # A short text without an exponent has few digits, and need not be looked at.
    if len(value) <= MOST_DIGITS and "e" not in value.lower():
        return value
    digits = re.sub(r"[eE].*|[-.]", "", value).lstrip("0")
    if len(digits) > MOST_DIGITS or Decimal(value).adjusted() >= MOST_DIGITS:
        raise DeriveError(
            f"row {row} (line {line}), key {name}: the number {value[:60]} has more than "
            f"{MOST_DIGITS} digits.",
            place=file.name,
            remedy="If it is an identifier, ask for it as text, in quotes.",
        )
    return value


def _nested(file: Delivered, where: str, key: str) -> DeriveError:
    return DeriveError(
        f"{where}, {key} holds an object or a list.",
        place=file.name,
        remedy="A row is flat: write each part under a key of its own "
        "(jq -c '. + {a_b: .a.b} | del(.a)'), or a list as a file of its own, one item a row.",
    )
