"""The page before a small project of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from page import Page, Person, make_project


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    for name in ("DERIVE_LANDING", "DERIVE_WAREHOUSE", "DERIVE_TARGET", "DERIVE_ENV"):
        monkeypatch.delenv(name, raising=False)
    made = make_project(tmp_path / "project")
    monkeypatch.chdir(made.folder)
    return Page(made)


@pytest.fixture
def maria(page: Page) -> Iterator[Person]:
    with page.signed_in() as one:
        yield one
