"""A project folder of the test's own, and the command run in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from landing_world import World, custody_text, make_project


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.delenv("DERIVE_LANDING", raising=False)
    project = make_project(tmp_path / "project")
    monkeypatch.chdir(project)
    return World(project)


@pytest.fixture
def day(world: World) -> Callable[..., Path]:
    """Write one day's custody extract."""
    def make(number: int, rows: int = 5) -> Path:
        return world.file(f"custody_202003{number:02d}.csv", custody_text(number, rows))

    return make
