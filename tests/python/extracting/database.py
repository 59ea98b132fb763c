"""A PostgreSQL server that tests write to, and a project that extracts from it."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from typer.testing import Result

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "landing"))

import landing_world

# Of the server that the tests start, and odd on purpose.
PASSWORD = "it's \\ odd=%42 wörd"
PEOPLE = {
    "id": "bigint",
    "name": "varchar",
    "born": "date",
    "updated_at": "timestamp(6)",
}
TERMS = {"key": ["id"], "kinds": ["full", "changes", "deletes"], "time": "updated_at"}
numbers = itertools.count()


@dataclass(frozen=True)
class Database:
    """A database of the server."""

    port: int
    binaries: Path
    name: str = "postgres"
    host: str = "127.0.0.1"
    user: str = "owner"

    def sql(self, text: str) -> str:
        """Run statements as the owner; what they print."""
        done = subprocess.run(
            [self.binaries / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1",
             "-p", str(self.port), "-U", "owner", "-d", self.name],
            input=text, capture_output=True, text=True, check=False,
            env={**os.environ, "PGPASSWORD": PASSWORD, "PGCLIENTENCODING": "UTF8"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def clear(self) -> None:
        """Leave nothing in it but an empty schema `public`, and nobody who holds on to a table."""
        self.sql(
            """
            set client_min_messages = 'error';
            do $$ begin
                perform pg_terminate_backend(pid, 10000) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid();
            end $$;
            do $$ declare name text; begin
                for name in select nspname from pg_namespace
                    where nspname !~ '^pg_' and nspname <> 'information_schema'
                loop execute format('drop schema %I cascade', name); end loop;
            end $$;
            create schema public;
            grant usage on schema public to public;
            """
        )

    def another(self, options: str = "") -> Database:
        """A new database on the server."""
        name = f"test_{next(numbers)}"
        self.sql(f"create database {name} {options}")
        return replace(self, name=name)

    @property
    def dsn(self) -> str:
        """Its address, without the password."""
        return f"postgresql://{self.user}@{self.host}:{self.port}/{self.name}"

    @property
    def secret_dsn(self) -> str:
        """Its address, with the password."""
        return self.dsn.replace("@", f":{quote(PASSWORD, safe='')}@")


def people(**changed: object) -> dict:
    """The contract of hmpps.people; `meta` of columns by name, the rest of `contract`."""
    meta = {"updated_at": {"clock": "utc"}, "born": {"clock": "none"}, **changed.pop("meta", {})}
    columns = changed.pop("columns", PEOPLE)
    made = landing_world.contract_dict("hmpps__people", columns, {**TERMS, **changed})
    for column in made["models"][0]["columns"]:
        if column["name"] in meta:
            column["config"] = {"meta": meta[column["name"]]}
    return made


def make_project(folder: Path) -> Path:
    """A project with the contract of hmpps.people."""
    place = folder / "models/curated/hmpps"
    place.mkdir(parents=True)
    (folder / "dbt_project.yml").write_text("name: small\n")
    (place / "hmpps__people.yml").write_text(yaml.safe_dump(people(), sort_keys=False))
    return folder


class Extracts(landing_world.World):
    """The project, its landing root, the command, and the database that it extracts from."""

    def __init__(
        self, project: Path, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        super().__init__(project)
        self.database = database
        self.monkeypatch = monkeypatch
        monkeypatch.setenv("PGPASSWORD", PASSWORD)

    def make_people(self, rows: int = 10) -> None:
        """Make the table; row n was changed n minutes after midnight of 1 January 2025."""
        self.database.sql(
            "create table people (id bigint primary key, name text, born date, "
            "updated_at timestamptz); "
            "insert into people select n, 'name ' || n, date '1980-01-01' + n, "
            "timestamptz '2025-01-01 00:00+00' + n * interval '1 minute' "
            f"from generate_series(1, {rows}) as n"
        )

    def contract(self, **changed: object) -> None:
        """Change the contract of hmpps.people."""
        place = self.project / "models/curated/hmpps/hmpps__people.yml"
        place.write_text(yaml.safe_dump(people(**changed), sort_keys=False))

    def extract(self, *options: object, code: int = 0) -> Result:
        """Extract hmpps.people; no output may have the password in it."""
        where = [] if "--dsn-file" in options else ["--dsn", self.database.dsn]
        where = [] if "--dsn" in options else where
        result = self.derive("extract", "hmpps.people", *where, *options, code=code)
        self.check_secret(result.output)
        return result

    def check_secret(self, *texts: str) -> None:
        """No text, and no file under the landing root, has the password in it."""
        forms = {PASSWORD, quote(PASSWORD), quote(PASSWORD, safe=""), repr(PASSWORD)[1:-1]}
        forms |= {PASSWORD.replace("\\", "\\\\").replace("'", "\\'"), PASSWORD.replace("'", "''")}
        for text in texts:
            assert not any(form in text for form in forms), text
        for path in self.root.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert not any(form.encode() in content for form in forms), path

    def batches(self, kind: str) -> list[dict]:
        """The batches of a kind, in the order of landing."""
        return sorted(
            (one for one in self.list() if one["kind"] == kind),
            key=lambda one: one["events"][0]["recorded_at"],
        )

    def last(self, kind: str) -> list[dict]:
        """The rows of the batch of a kind that landed last."""
        return self.rows(self.batches(kind)[-1]["batch_id"])
