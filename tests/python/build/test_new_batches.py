"""A build of new batches writes of the contacts those that they change, whatever the batches do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

import forks
from dbt_runs import derive, environment
from project_copy import SYNTH, lean, marts_project

FACT = "probation.fct_contacts"
MARKED = 999


@dataclass
class Step:
    """A build: what it said, contacts before it and after, and the keys of those that it wrote."""

    said: str
    before: dict[str, tuple]
    written: set[str]
    after: dict[str, tuple]

    def changed(self) -> set[str]:
        """Contacts that are new, or other than they were."""
        return {key for key, row in self.after.items() if row != self.before.get(key)}


class Built:
    """A warehouse of contacts, built again and again."""

    def __init__(self, folder: Path) -> None:
        """In this folder, with a copy of the project that has no other fact."""
        self.folder = folder
        self.project = lean(marts_project(folder / "project", ["fct_contacts"]))
        self.warehouse = folder / "warehouse.duckdb"
        self.other = folder / "other" / "warehouse.duckdb"  # views say by name in which file they are
        self.other.parent.mkdir()

    def derive(self, *words: str, **variables: str) -> str:
        """What a command says."""
        variables["DBT_EXCLUDE_RESOURCE_TYPES"] = "test unit_test"
        done = derive(self.folder, *words, project=self.project, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rows(self, path: Path) -> dict[str, tuple]:
        """Each contact of a warehouse by its key."""
        with duckdb.connect(str(path), read_only=True) as con:
            return {row[0]: row for row in con.execute(f"select * from {FACT}").fetchall()}

    def set_age(self, expression: str) -> None:
        """The column by which it is seen which rows are written anew."""
        with duckdb.connect(str(self.warehouse)) as con:
            con.execute(f"attach '{self.other}' as other")
            con.execute(
                f"update {FACT} as fact set age_at_contact = {expression} from other.{FACT} as known"
                " where fact.contact_key = known.contact_key"
                f" and {MARKED} in ({expression}, fact.age_at_contact)"
            )

    def build(self) -> Step:
        """Build what is new; what is not written is left as it was."""
        shutil.copy(self.warehouse, self.other)
        before = self.rows(self.warehouse)
        self.set_age(str(MARKED))
        said = self.derive("build")
        written = {key for key, row in self.rows(self.warehouse).items() if MARKED not in row}
        self.set_age("known.age_at_contact")
        return Step(said, before, written, self.rows(self.warehouse))

    def whole(self) -> dict[str, tuple]:
        """What a build of everything makes of a copy."""
        shutil.copy(self.warehouse, self.other)
        models = ("--select", "resource_type:model")
        self.derive("build", "--again", *models, DERIVE_WAREHOUSE=str(self.other))
        return self.rows(self.other)

    def say(self, event: str) -> None:
        """Of the newest batch of contacts, that it is withdrawn or restored."""
        lines = self.derive("batch", "list", "delius.contact", "--json").splitlines()
        newest = max((json.loads(line) for line in lines), key=lambda batch: batch["max_time"])
        self.derive("batch", event, newest["batch_id"], "--reason", "a test")

    def run_by_hand(self, *words: str) -> None:
        """A command of dbt itself."""
        done = forks.run(["dbt", "--quiet", *words], self.project, environment(self.folder))
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def steps(
    tmp_path_factory: pytest.TempPathFactory, land: Callable[[Path], None]
) -> dict[str, Step]:
    """Forty days, and then one build after each of these."""
    folder = tmp_path_factory.mktemp("new")
    land(folder)
    built = Built(folder)
    built.derive("build")
    steps = {}
    built.derive(*SYNTH, "--advance", "1")
    steps["a day more"] = built.build()
    built.say("withdraw")
    steps["withdrawn"] = built.build()
    steps["all"] = Step("", {}, set(), built.whole())
    built.say("restore")
    built.run_by_hand("run", "--select", "delius__contact")
    steps["by hand"] = built.build()
    return steps


@pytest.mark.parametrize("name", ["a day more", "withdrawn"])
def test_what_has_changed_is_written_and_little_else(steps: dict[str, Step], name: str) -> None:
    step = steps[name]
    assert "New batches in" in step.said
    assert step.changed()
    assert step.changed() <= step.written
    assert len(step.written) < 3 * len(step.changed())
    assert len(step.written) < len(step.after) / 4


def test_withdrawn_batch_takes_its_contacts_with_it(steps: dict[str, Step]) -> None:
    step = steps["withdrawn"]
    assert step.before.keys() - step.after.keys()


def test_contacts_are_those_of_a_build_of_everything(steps: dict[str, Step]) -> None:
    assert steps["withdrawn"].after == steps["all"].after


def test_contacts_curated_by_hand_make_all_due(steps: dict[str, Step]) -> None:
    step = steps["by hand"]
    assert "not as the last build left them: all is built" in step.said
    assert step.written == step.after.keys()
    assert step.after == steps["a day more"].after
