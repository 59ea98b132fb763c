"""Curated tables that a platform supplies on both engines: copies of those that DuckDB has built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from derived_tables.athena.query import Athena

BUCKET = "derived-tables"
GLUE_TYPES = {"varchar": "string", "integer": "int"}
Columns = list[tuple[str, str]]


def curated(con: duckdb.DuckDBPyConnection) -> dict[str, Columns]:
    """Every history of a warehouse, with its columns and their types."""
    found: dict[str, Columns] = {}
    for table, column, kind in con.execute(
        "select table_name, column_name, lower(data_type) from duckdb_columns()"
        " where schema_name = 'curated' and table_name in (select table_name from duckdb_tables())"
        " and table_name not similar to '.*__.*__.*' order by table_name, column_index"
    ).fetchall():
        found.setdefault(table, []).append((column, kind))
    return found


def supply(warehouse: Path, athena: Athena, glue: Any, s3: Any) -> None:
    """Put every history where the source of its system is, and leave none in `curated`."""
    statements = []
    make_database(glue, "supplied")
    with duckdb.connect(str(warehouse)) as con:
        tables = curated(con)
        for system in sorted({name.split("__")[0] for name in tables}):
            con.execute(f"create schema landing_{system}")
            make_database(glue, f"landing_{system}")
        for name, columns in tables.items():
            system, table = name.split("__")
            con.execute(f"create table landing_{system}.{table} as from curated.{name}")
            path = warehouse.parent / f"{name}.parquet"
            # A file of Hive's keeps milliseconds alone, so a time goes as its text.
            told = ", ".join(
                f"strftime({column}, '%Y-%m-%d %H:%M:%S.%f') as {column}" if kind == "timestamp" else column
                for column, kind in columns
            )
            con.execute(f"copy (select {told} from curated.{name}) to '{path}'")
            s3.upload_file(str(path), BUCKET, f"supplied/{name}/rows.parquet")
            glue.create_table(DatabaseName="supplied", TableInput=described(name, columns))
            read = ", ".join(
                f"cast({column} as timestamp(6)) as {column}" if kind == "timestamp" else column
                for column, kind in columns
            )
            statements.append(
                f"create table landing_{system}.{table} with (table_type = 'ICEBERG', is_external = false,"
                f" location = 's3://{BUCKET}/given/{name}/', format = 'PARQUET') as"
                f" select {read} from supplied.{name}"
            )
        con.execute("drop schema curated cascade")
    athena.run_all(statements)


def make_database(glue: Any, name: str) -> None:
    """Make a database of the catalogue where it is not there."""
    if name not in [one["Name"] for one in glue.get_databases()["DatabaseList"]]:
        glue.create_database(DatabaseInput={"Name": name})


def described(name: str, columns: Columns) -> dict[str, Any]:
    """A Glue table over one Parquet file."""
    hive = "org.apache.hadoop.hive.ql.io.parquet"
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"EXTERNAL": "TRUE"},
        "StorageDescriptor": {
            "Columns": [
                {"Name": column, "Type": "string" if kind == "timestamp" else GLUE_TYPES.get(kind, kind)}
                for column, kind in columns
            ],
            "Location": f"s3://{BUCKET}/supplied/{name}/",
            "InputFormat": f"{hive}.MapredParquetInputFormat",
            "OutputFormat": f"{hive}.MapredParquetOutputFormat",
            "SerdeInfo": {"SerializationLibrary": f"{hive}.serde.ParquetHiveSerDe"},
        },
    }
