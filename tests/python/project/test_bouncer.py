"""dbt-bouncer's rules hold, and each of them fails on a manifest in which everything is wrong."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[3]
CONFIG = yaml.safe_load((PROJECT / "dbt-bouncer.yml").read_text())


def bounce(manifest: dict, folder: Path) -> list[dict]:
    """The outcome of every check of every node."""
    (folder / "manifest.json").write_text(json.dumps(manifest))
    config = folder / "dbt-bouncer.yml"
    config.write_text(yaml.safe_dump({**CONFIG, "dbt_artifacts_dir": str(folder)}))
    done = subprocess.run(
        [
            Path(sys.executable).with_name("dbt-bouncer"),
            "run",
            "--config-file",
            config,
            "--output-file",
            folder / "out.json",
            "--output-format",
            "json",
        ],
        cwd=PROJECT,
        env={**os.environ, "DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
    )
    assert (folder / "out.json").exists(), done.stdout + done.stderr
    return json.loads((folder / "out.json").read_text())


def everything_wrong(manifest: dict) -> dict:
    """The project with each node broken in every way that a check looks for."""
    wrong = copy.deepcopy(manifest)
    sources = list(wrong["sources"])
    seeds = [one for one, node in wrong["nodes"].items() if node["resource_type"] == "seed"]
    models = [one for one, node in wrong["nodes"].items() if node["resource_type"] == "model"]
    for node in wrong["nodes"].values():
        if node["resource_type"] not in ("model", "seed", "snapshot"):
            continue
        node["description"] = ""
        node["meta"] = node["config"]["meta"] = {}
        node["patch_path"] = None
        node["config"]["contract"]["enforced"] = False
        node["contract"] = {"enforced": False, "alias_types": True, "checksum": None}
        node["config"]["unique_key"] = None
        for column in node["columns"].values():
            column["data_type"] = None
        if node["resource_type"] == "seed":
            node["name"] = "Codes!"
        if node["resource_type"] == "snapshot":
            node["name"] = "reasons"
        if node["resource_type"] == "model":
            node["raw_code"] = "select a from core.dim_dates;"
            curated = "/curated/" in node["original_file_path"]
            node["config"]["materialized"] = "incremental" if curated else "ephemeral"
            node["depends_on"]["nodes"] = [*models, *sources, *seeds]
    for source in wrong["sources"].values():
        source["description"] = source["source_description"] = ""
        source["meta"] = source["config"]["meta"] = {}
        source["name"] = "Bad Name"
    for macro in wrong["macros"].values():
        if macro["package_name"] == "derived_tables":
            names = ", ".join(f"argument_{n}" for n in range(9))
            macro["macro_sql"] = f"{{% macro {macro['name']}({names}) %}}{{% endmacro %}}"
    for test in wrong["unit_tests"].values():
        test["expect"]["format"] = "csv"
        for given in test["given"]:
            given["format"] = "csv"
    return wrong


def test_project_keeps_them(manifest: dict, tmp_path: Path) -> None:
    outcomes = bounce(manifest, tmp_path)
    failed = [one for one in outcomes if one["outcome"] != "success"]
    assert not failed, "\n".join(f"{one['file_path']}: {one['failure_message']}" for one in failed)
    looked_at = {":".join(one["check_run_id"].split(":")[:2]) for one in outcomes}
    assert len(looked_at) == len(CONFIG["manifest_checks"]), "a check looks at nothing"


def test_each_catches_what_breaks_it(manifest: dict, tmp_path: Path) -> None:
    outcomes = bounce(everything_wrong(manifest), tmp_path)
    caught = {
        int(one["check_run_id"].split(":")[1]) for one in outcomes if one["outcome"] == "failed"
    }
    asleep = [
        check["name"]
        for place, check in enumerate(CONFIG["manifest_checks"])
        if place not in caught
    ]
    assert not asleep
