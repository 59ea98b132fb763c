"""What Athena takes, said as Trino takes it.

Most statements pass unchanged: Athena hands them to an engine that is Trino's. What is translated
here is only what Athena keeps to itself: the properties of `create table ... as`, Hive's DDL, and
the upkeep of Iceberg tables. A statement gives one or more Trino statements, or a Glue table to
make, or nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# How old a snapshot is that `vacuum` removes; Athena reads a property of the table.
VACUUM_AGE = "5d"
ICEBERG, HIVE = "awsdatacatalog", "hive"
CSV_SERDE = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
INPUT = {
    CSV_SERDE: "org.apache.hadoop.mapred.TextInputFormat",
    "parquet": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
}
OUTPUT = {
    CSV_SERDE: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    "parquet": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
}
PARQUET_SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"

COMMENT = re.compile(r"\A(\s*(--[^\n]*(\n|\Z)|/\*.*?\*/))*\s*", re.S)
# A quoted text or a name in double quotes: nothing in them is touched.
QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")


class Unreadable(ValueError):
    """A statement of Athena's own that this translation does not know."""


@dataclass(frozen=True)
class Translation:
    """What to do for one statement of Athena's: run these on Trino, or make this Glue table."""

    statements: tuple[str, ...] = ()
    glue_table: dict[str, Any] | None = field(default=None)


def translate(query: str) -> Translation:
    """What Trino is to run for an Athena statement; raises Unreadable on DDL that is not known."""
    head = COMMENT.match(query).end()
    body = query[head:].strip().rstrip(";")
    words = " ".join(body[:200].lower().split())
    if words.startswith("create external table"):
        return Translation(glue_table=external_table(body))
    if re.match(r"create table .*", words) and re.search(r"\bas\b", body, re.I):
        return Translation((create_table_as(body),))
    if words.startswith("alter table"):
        return Translation(tuple(alter_table(body)))
    if words.startswith("optimize"):
        return Translation((optimize(body),))
    if words.startswith("vacuum"):
        name = unticked(body.split(None, 1)[1])
        age = os.environ.get("DERIVE_ATHENA_VACUUM", VACUUM_AGE)
        return Translation(
            tuple(
                f"alter table {name} execute {step}(retention_threshold => '{age}')"
                for step in ("expire_snapshots", "remove_orphan_files")
            )
        )
    if words.startswith(("msck", "describe formatted")):
        raise Unreadable(f"the local Athena does not know `{words.split()[0]}`")
    return Translation((unticked(body),))


def unticked(text: str) -> str:
    """Back-ticks around names as double quotes; quoted text stays."""
    return _outside_quotes(text, lambda part: re.sub(r"`([^`]*)`", r'"\1"', part))


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    done, at = [], 0
    for found in QUOTED.finditer(text):
        done += [change(text[at : found.start()]), found.group()]
        at = found.end()
    return "".join([*done, change(text[at:])])


def closing_bracket(text: str, opening: int) -> int:
    """Where the bracket that opens at `opening` closes; quotes are skipped."""
    depth, at = 0, opening
    while at < len(text):
        quoted = QUOTED.match(text, at)
        if quoted:
            at = quoted.end()
            continue
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at
        at += 1
    raise Unreadable("a bracket does not close")


def split_list(text: str) -> list[str]:
    """The items of a list, split at commas outside brackets and quotes."""
    items, depth, start, at = [], 0, 0, 0
    while at < len(text):
        quoted = QUOTED.match(text, at)
        if quoted:
            at = quoted.end()
            continue
        depth += {"(": 1, "<": 1, "[": 1, ")": -1, ">": -1, "]": -1}.get(text[at], 0)
        if text[at] == "," and depth == 0:
            items.append(text[start:at].strip())
            start = at + 1
        at += 1
    return [item for item in [*items, text[start:].strip()] if item]


def create_table_as(body: str) -> str:
    """`create table ... with (...) as`: the table's type chooses the catalogue."""
    found = re.match(r"create\s+table\s+(if\s+not\s+exists\s+)?([`\"\w.]+)\s*", body, re.I)
    name, rest = unticked(found[2]), body[found.end() :]
    properties: dict[str, str] = {}
    with_ = re.match(r"with\s*\(", rest, re.I)
    if with_:
        end = closing_bracket(rest, with_.end() - 1)
        for item in split_list(rest[with_.end() : end]):
            key, value = item.split("=", 1)
            properties[key.strip().lower()] = value.strip()
        rest = rest[end + 1 :]
    is_iceberg = properties.get("table_type", "'hive'").strip("'").lower() == "iceberg"
    kept = {"format": properties.get("format", "'parquet'")}
    if is_iceberg:
        for old, new in (("location", "location"), ("partitioning", "partitioning")):
            if old in properties:
                kept[new] = properties[old]
    else:
        for old, new in (
            ("external_location", "external_location"),
            ("partitioned_by", "partitioned_by"),
        ):
            if old in properties:
                kept[new] = properties[old]
    parts = name.replace('"', "").split(".")[-2:]
    catalogue = ICEBERG if is_iceberg else HIVE
    full = ".".join(f'"{part}"' for part in [catalogue, *parts])
    listed = ", ".join(f"{key} = {value}" for key, value in kept.items())
    return f"create table {found[1] or ''}{full} with ({listed}) {unticked(rest.lstrip())}"


def alter_table(body: str) -> list[str]:
    """Columns one by one; table properties are Athena's alone."""
    found = re.match(r"alter\s+table\s+([`\"\w.]+)\s+(.*)", body, re.I | re.S)
    name, rest = unticked(found[1]), found[2].strip()
    columns = re.match(r"add\s+columns\s*\(", rest, re.I)
    if columns:
        inner = rest[columns.end() : closing_bracket(rest, columns.end() - 1)]
        return [
            f"alter table {name} add column {unticked(hive_type(item))}"
            for item in split_list(inner)
        ]
    if re.match(r"set\s+tblproperties", rest, re.I):
        return []
    return [unticked(body)]


def hive_type(item: str) -> str:
    """A column of Hive's DDL with Trino's type."""
    name, type_ = item.split(None, 1)
    swaps = {"string": "varchar", "int": "integer", "float": "real", "binary": "varbinary"}
    type_ = swaps.get(type_.strip().lower(), type_)
    return f"{name} {'timestamp(6)' if type_.lower() == 'timestamp' else type_}"


def optimize(body: str) -> str:
    """`optimize t rewrite data using bin_pack [where ...]`."""
    found = re.match(
        r"optimize\s+([`\"\w.]+)\s+rewrite\s+data\s+using\s+bin_pack(\s+where\s+.*)?\Z",
        body.strip(),
        re.I | re.S,
    )
    if not found:
        raise Unreadable("optimize: `optimize <table> rewrite data using bin_pack` is expected")
    return f"alter table {unticked(found[1])} execute optimize{unticked(found[2] or '')}"


def external_table(body: str) -> dict[str, Any]:
    """The Glue table that `create external table` makes: database, and Glue's TableInput."""
    found = re.match(
        r"create\s+external\s+table\s+(?:if\s+not\s+exists\s+)?([`\"\w.]+)\s*\(", body, re.I
    )
    names = unticked(found[1]).replace('"', "").split(".")
    end = closing_bracket(body, found.end() - 1)
    rest = body[end + 1 :]
    columns = [_glue_column(item) for item in split_list(body[found.end() : end])]
    partitions: list[dict[str, str]] = []
    by = re.search(r"partitioned\s+by\s*\(", rest, re.I)
    if by:
        inner = rest[by.end() : closing_bracket(rest, by.end() - 1)]
        partitions = [_glue_column(item) for item in split_list(inner)]
    serde = re.search(r"row\s+format\s+serde\s+'([^']+)'", rest, re.I)
    is_parquet = bool(re.search(r"stored\s+as\s+parquet", rest, re.I))
    location = re.search(r"location\s+'([^']+)'", rest, re.I)
    if not location or not (serde or is_parquet):
        raise Unreadable("create external table: a location and a SerDe or `stored as parquet`")
    library = PARQUET_SERDE if is_parquet else serde[1]
    kind = "parquet" if is_parquet else library
    parameters = {"EXTERNAL": "TRUE"}
    properties = re.search(r"tblproperties\s*\(", rest, re.I)
    if properties:
        inner = rest[properties.end() : closing_bracket(rest, properties.end() - 1)]
        for item in split_list(inner):
            key, value = item.split("=", 1)
            parameters[key.strip().strip("'")] = value.strip().strip("'")
    settings: dict[str, str] = {}
    given = re.search(r"serdeproperties\s*\(", rest, re.I)
    if given:
        inner = rest[given.end() : closing_bracket(rest, given.end() - 1)]
        for item in split_list(inner):
            key, value = item.split("=", 1)
            settings[key.strip().strip("'\"")] = value.strip()[1:-1]
    return {
        "DatabaseName": names[-2] if len(names) > 1 else None,
        "TableInput": {
            "Name": names[-1],
            "TableType": "EXTERNAL_TABLE",
            "Parameters": parameters,
            "PartitionKeys": partitions,
            "StorageDescriptor": {
                "Columns": columns,
                "Location": location[1],
                "InputFormat": INPUT.get(kind, INPUT[CSV_SERDE]),
                "OutputFormat": OUTPUT.get(kind, OUTPUT[CSV_SERDE]),
                "SerdeInfo": {"SerializationLibrary": library, "Parameters": settings},
            },
        },
    }


def _glue_column(item: str) -> dict[str, str]:
    name, type_ = item.split(None, 1)
    type_ = re.sub(r"\s+comment\s+'.*'\Z", "", type_.strip(), flags=re.I | re.S)
    return {"Name": name.strip('`"').lower(), "Type": type_.lower()}
