"""A temporary copy of the project's curated layer, with tables of a test's own."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import yaml

import forks
from places import PROJECT

DRIVER = Path(__file__).with_name("dbt_driver.py")
HISTORY = {
    "mojap_start_datetime": "timestamp(6)",
    "mojap_end_datetime": "timestamp(6)",
    "mojap_current_record": "boolean",
    "mojap_version_id": "varchar",
    "mojap_batch_id": "varchar",
    "mojap_row_number": "bigint",
}


class SmallProject:
    """macros, profiles and the outcomes' views of the project, and curated tables that a test adds."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.warehouse = folder / "data" / "warehouse.duckdb"
        for name in ("macros", "tests/generic", "models/curated/outcomes"):
            shutil.copytree(PROJECT / name, folder / name)
        shutil.copy(PROJECT / "profiles.yml", folder)
        self.tables: list[str] = []
        self.environment = {
            **os.environ,
            "DERIVE_LANDING": str(folder / "data" / "landing"),
            "DERIVE_WAREHOUSE": str(self.warehouse),
            "DERIVE_SPILL": str(folder / "data" / "spill"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_LOG_LEVEL_FILE": "warn",
            "NO_COLOR": "1",
        }
        (folder / "data").mkdir()

    def add(
        self, system: str, table: str, contract: dict[str, Any], columns: dict[str, Any]
    ) -> None:
        """A curated table: its contract, and its columns as {name: (data_type, meta)}."""
        name = f"{system}__{table}"
        place = self.folder / "models" / "curated" / system
        place.mkdir(parents=True, exist_ok=True)
        lists = {rules["code_list"] for _, rules in columns.values() if "code_list" in rules}
        refs = ", ".join(f"ref('{seed}')" for seed in sorted(lists))
        (place / f"{name}.sql").write_text(
            f"{{# One row per version. #}}\n{{{{ curate(code_lists=[{refs}]) }}}}\n"
        )
        by_content = {"mojap_content_id": ("varchar", {})} if contract["key"] == "content" else {}
        listed = [
            {
                "name": column,
                "data_type": data_type,
                "description": f"{column}.",
                "config": {"meta": rules},
            }
            for column, (data_type, rules) in (by_content | columns).items()
        ] + [
            {"name": column, "data_type": data_type, "description": "Of the history."}
            for column, data_type in HISTORY.items()
        ]
        meta = {
            "grain": "one version",
            "key": ["mojap_version_id"],
            "owner": "tests",
            "classification": "official",
            "retention": "1 year",
            "schedule": "daily",
            "contract": contract,
        }
        model = {
            "name": name,
            "description": "A table of a test.",
            "config": {"meta": meta},
            "data_tests": ["reconciles"],
            "columns": listed,
        }
        (place / f"{name}.yml").write_text(
            yaml.safe_dump({"version": 2, "models": [model]}, sort_keys=False)
        )
        if name not in self.tables:
            self.tables.append(name)
        sources: dict[str, list[str]] = {}
        for known in self.tables:
            sources.setdefault(known.split("__")[0], []).append(known.split("__", 1)[1])
        (self.folder / "models" / "_sources.yml").write_text(
            yaml.safe_dump(
                {
                    "version": 2,
                    "sources": [
                        {"name": system, "tables": [{"name": table} for table in tables]}
                        for system, tables in sources.items()
                    ],
                }
            )
        )
        text = (PROJECT / "dbt_project.yml").read_text()
        text = re.sub(
            r"curated_tables:\n(    - \w+\n)+",
            "curated_tables:\n" + "".join(f"    - {known}\n" for known in self.tables),
            text,
        )
        text = re.sub(r"^on-run-(start|end):.*\n", "", text, flags=re.M)
        (self.folder / "dbt_project.yml").write_text(text)

    def seed(self, name: str, codes: list[str]) -> None:
        """A code list: a seed of one column, `code`."""
        place = self.folder / "seeds"
        place.mkdir(exist_ok=True)
        (place / f"{name}.csv").write_text("\n".join(["code", *codes]) + "\n")
        meta = {"config": {"meta": {"key": ["code"]}}}
        (place / f"{name}.yml").write_text(
            yaml.safe_dump({"version": 2, "seeds": [{"name": name, **meta}]})
        )

    def run(self, *steps: list[str], check: bool = True) -> CompletedProcess[str]:
        """Run steps (`derive ...`, `dbt ...`) in one process of their own."""
        todo = self.folder / "steps.json"
        todo.write_text(json.dumps([[str(word) for word in step] for step in steps]))
        done = forks.run(["python", DRIVER, todo], self.folder, self.environment)
        if check and done.returncode:
            raise AssertionError(done.stdout[-6000:] + done.stderr[-3000:])
        return done

    def rows(self, sql: str, kept: str | None = None) -> list[tuple]:
        """What a query of the warehouse gives, or of a copy that a step `keep` made."""
        import duckdb

        path = (
            self.warehouse.parent / "kept" / kept / self.warehouse.name if kept else self.warehouse
        )
        with duckdb.connect(str(path), read_only=True) as con:
            return con.execute(sql).fetchall()

    def state(self, name: str, kept: str | None = None) -> dict[str, list[tuple]]:
        """All rows of a table's history and records, sorted."""
        return {
            side or "history": self.rows(f"select * from curated.{name}{side} order by all", kept)
            for side in ("", "__exceptions", "__faults", "__reconciliation")
        }
