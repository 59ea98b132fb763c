"""`derive init`: make the one-row table that holds the pepper of person ids.

Whoever has the pepper can turn every person id back into a number. So it is read by the database
alone, at run time: it is never printed, logged, compiled into SQL or kept in the repository.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import duckdb
import typer

from derived_tables.errors import DeriveError, Misuse
from derived_tables.project import project_dir
from derived_tables.store import Bucket

# For synthetic people and tests, so that their ids are the same everywhere; it hides nothing.
FIXED_PEPPER = "fixed pepper of synthetic people"
MINIMUM_LENGTH = 16


def warehouse_path() -> Path:
    """The live warehouse file, from DERIVE_WAREHOUSE."""
    return project_dir() / os.environ.get("DERIVE_WAREHOUSE", "data/warehouse.duckdb")


def wanted_target() -> str:
    """The engine to build on: DERIVE_TARGET, `duckdb` (without it) or `athena`."""
    target = os.environ.get("DERIVE_TARGET", "duckdb")
    if target not in ("duckdb", "athena"):
        raise Misuse(f"{target!r} is neither duckdb nor athena.", place="DERIVE_TARGET")
    return target


def pepper_schema() -> str:
    """The restricted schema, with the environment's prefix."""
    environment = os.environ.get("DERIVE_ENV", "")
    return f"{environment}_people_restricted" if environment else "people_restricted"


def read_pepper_file(path: Path) -> str:
    """The secret in a file; a random one is put there, for its owner alone, if there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
    secret = path.read_text(encoding="utf-8").strip()
    if len(secret) < MINIMUM_LENGTH:
        raise DeriveError(
            f"the pepper has fewer than {MINIMUM_LENGTH} characters.",
            place=str(path),
            remedy="Remove the file and run `derive init` again: it makes a random one.",
        )
    return secret


def wanted_pepper() -> str:
    """The secret of DERIVE_PEPPER_FILE; the fixed one where no environment is named."""
    file = os.environ.get("DERIVE_PEPPER_FILE")
    if file:
        return read_pepper_file(Path(file))
    if os.environ.get("DERIVE_ENV"):
        raise DeriveError(
            "an environment needs a secret pepper, and none is named.",
            place="DERIVE_PEPPER_FILE",
            remedy="Set it to a file that is kept safe; a random pepper is put there if missing.",
        )
    return FIXED_PEPPER


def ensure_pepper(warehouse: Path, secret: str | None = None) -> bool:
    """Make the table in a warehouse file; False where it is already there, and the same."""
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    secret = secret if secret is not None else wanted_pepper()
    schema = pepper_schema()
    with duckdb.connect(str(warehouse)) as con:
        con.execute(f'create schema if not exists "{schema}"')
        con.execute(f'create table if not exists "{schema}".pepper (secret varchar not null)')
        held = con.execute(f'select secret from "{schema}".pepper').fetchall()  # noqa: S608
        if held and held != [(secret,)]:
            raise DeriveError(
                "this warehouse has another pepper: with two, one person has two ids.",
                place=str(warehouse),
                remedy="Set DERIVE_PEPPER_FILE to the file it was made from, "
                "or remove the warehouse and build it again.",
            )
        if not held:
            con.execute(f'insert into "{schema}".pepper values (?)', [secret])  # noqa: S608
    return not held


def data_store() -> Bucket:
    """Where the tables on Athena lie."""
    place = os.environ.get("DERIVE_ATHENA_DATA", "s3://derived-tables/data/")
    return Bucket(place, project_dir() / "data" / "upload")


def ensure_pepper_on_athena() -> bool:
    """Make the table on Athena, over one object that nothing else names; False if it is there.

    The secret is written to S3 directly: the text of a statement is kept in Athena's history.
    """
    secret = wanted_pepper()
    store = data_store()
    folder = f"{pepper_schema()}/pepper"
    name = f"{folder}/secret.txt"
    made = store.put_if_absent(name, f"{secret}\n".encode())
    if not made and store.read(name).decode().strip() != secret:
        raise DeriveError(
            "Athena has another pepper: with two, one person has two ids.",
            place=f"{store}/{name}",
            remedy="Set DERIVE_PEPPER_FILE to the file it was made from.",
        )
    hive = "org.apache.hadoop"
    store.make_table(
        pepper_schema(),
        {
            "Name": "pepper",
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"EXTERNAL": "TRUE"},
            "StorageDescriptor": {
                "Columns": [{"Name": "secret", "Type": "string"}],
                "Location": f"{store}/{folder}/",
                "InputFormat": f"{hive}.mapred.TextInputFormat",
                "OutputFormat": f"{hive}.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                "SerdeInfo": {
                    "SerializationLibrary": f"{hive}.hive.serde2.lazy.LazySimpleSerDe"
                },
            },
        },
    )
    return made


def read_pepper(warehouse: Path) -> str | None:
    """The pepper of a warehouse file, or None where there is none."""
    if not warehouse.exists():
        return None
    with duckdb.connect(str(warehouse), read_only=True) as con:
        try:
            row = con.execute(f'select secret from "{pepper_schema()}".pepper').fetchone()  # noqa: S608
        except duckdb.CatalogException:
            return None
    return row[0] if row else None


def init() -> None:
    """Make the restricted table with the pepper of person ids (once; never printed)."""
    on_athena = wanted_target() == "athena"
    made = ensure_pepper_on_athena() if on_athena else ensure_pepper(warehouse_path())
    place = "Athena" if on_athena else warehouse_path()
    kind = "secret" if os.environ.get("DERIVE_PEPPER_FILE") else "fixed, for synthetic people only"
    if made:
        typer.echo(f"Made {pepper_schema()}.pepper in {place} ({kind}).")
    else:
        typer.echo(f"{pepper_schema()}.pepper is there already ({kind}).")
