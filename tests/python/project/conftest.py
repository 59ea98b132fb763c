"""dbt's reading of the project, for each engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parsed import parse


@pytest.fixture(scope="session")
def manifest_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manifest's file for DuckDB."""
    return parse("duckdb", tmp_path_factory) / "manifest.json"


@pytest.fixture(scope="session")
def manifest(manifest_path: Path) -> dict:
    """The manifest for DuckDB."""
    return json.loads(manifest_path.read_text())


@pytest.fixture(scope="session")
def athena_manifest(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The manifest for Athena."""
    return json.loads((parse("athena", tmp_path_factory) / "manifest.json").read_text())
