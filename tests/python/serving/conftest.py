"""The page before a small project of the test's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from page import Page, Person, make_project


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("made") / "project").folder


@pytest.fixture
def page(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    for name in ("DERIVE_LANDING", "DERIVE_WAREHOUSE", "DERIVE_TARGET", "DERIVE_ENV"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "project"
    # What the page reads; the rest is for builds.
    for name in ("access", "models/curated/estates"):
        shutil.copytree(made / name, folder / name)
    shutil.copy(made / "dbt_project.yml", folder)
    monkeypatch.chdir(folder)
    return Page(folder)


@pytest.fixture
def maria(page: Page) -> Iterator[Person]:
    with page.signed_in() as one:
        yield one
