"""What the pages say holds: their commands run, their links lead somewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import forks
from places import REAL
from project_copy import cut

PROJECT = Path(__file__).resolve().parents[3]
PAGES = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").glob("*.md"))]
DRIVER = PROJECT / "tests/python/dbt_driver.py"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# Each of these takes minutes, or runs the tests that are running now. CI runs the first two; of
# the rest only the target's or the file's being there is checked.
HEAVY_TARGETS = ("build", "test", "bench", "docs")
PYTEST = ".venv/bin/python -m pytest "


def blocks(page: Path) -> list[str]:
    """The `sh` blocks of a page, in order."""
    return BLOCK.findall(page.read_text(encoding="utf-8"))


def is_heavy(block: str) -> bool:
    """Whether a block is one command that is checked rather than run."""
    return block.startswith(("make ", PYTEST))


def named(page: Path) -> str:
    """A page's path in the project."""
    return str(page.relative_to(PROJECT))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    """Links of a page to a file or a heading that is not there."""
    wrong = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        if "://" in link:
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            wrong.append(link)
    return wrong


def derive_words(text: str) -> list[list[str]]:
    """What follows `derive` in the commands of a text: verbs and options."""
    found = re.findall(r"(?:`|\.venv/bin/)derive ([^`\n|;]+)", text)
    return [words.split() for words in found]


def unknown_to_derive(words: list[str]) -> list[str]:
    """Verbs and options that `derive` has not."""
    import typer

    from derived_tables.cli import app

    command = typer.main.get_command(app)
    context = typer.Context(command)
    while hasattr(command, "list_commands"):
        verb = words[0].rstrip("`.,:") if words else ""
        found = command.get_command(context, verb)
        if found is None:
            return [verb] if verb else []
        command, words = found, words[1:]
    options = {option for one in command.params for option in one.opts}
    given = [word.split("=")[0].rstrip("`.,:") for word in words if word.startswith("--")]
    return [option for option in given if option not in options]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory, land: Callable[[Path], None]) -> Path:
    """A copy of the project as `make build` leaves it, but for dbt's tests and the docs.

    It has the tables of the prison slice alone: no page's command names another.
    """
    folder = tmp_path_factory.mktemp("clone") / "project"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    for name in filter(None, listed):
        if (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, folder / name)
    (folder / ".venv").symlink_to(PROJECT / ".venv")
    if REAL.is_dir():
        (folder.parent / "shared").symlink_to(REAL.parent)
    cut(folder)
    run("git init --quiet", folder)
    steps = [
        ["derive", "init"],
        ["dbt", "--quiet", "build", "--exclude-resource-type", "test", "unit_test"],
    ]
    land(folder / "data")
    (folder / "data/steps.json").write_text(json.dumps(steps))
    done = forks.run(["python", DRIVER, "data/steps.json"], folder, environment())
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def environment() -> dict[str, str]:
    """Variables of someone who has set none of the project's."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DERIVE_", "DBT_", "GIT_"))}
    return {**kept, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "NO_COLOR": "1"}


def run(script: str, folder: Path) -> str:
    """Run a script as someone who types it in the project's folder; what it printed."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout[-4000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def test_every_command_works(clone: Path) -> None:
    # In the order of reading: a later page goes on with the example of README.
    said = {}
    for page in PAGES:
        if "../shared/real" in page.read_text(encoding="utf-8") and not REAL.is_dir():
            continue
        for block in blocks(page):
            if not is_heavy(block):
                said[block] = run(block, clone)
    outcomes = next(text for block, text in said.items() if "row_outcomes" in block)
    for category in ("duplicate", "rejected", "held"):
        assert category in outcomes, outcomes
    assert "c30100ef0fcb952d" in outcomes
    again = next((text for block, text in said.items() if "as closed" in block), None)
    assert again is None or re.search(r"2021-10 +│ +[0-9]+ │ +[1-9]", again), again
    assert (clone / "data/as_at/20251115_000000_000000.duckdb").exists()


def test_heavy_commands_exist() -> None:
    makefile = (PROJECT / "Makefile").read_text().replace("\\\n", " ")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.M)[1].split()
    assert set(HEAVY_TARGETS) <= set(targets)
    ci = (PROJECT / ".github/workflows/ci.yml").read_text() + (PROJECT / ".ci/run").read_text()
    assert "make build" in ci and "make test" in ci
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M):
            assert name in targets, f"{named(page)}: make {name}"
        for block in filter(is_heavy, blocks(page)):
            assert block.count("\n") == 1, f"{named(page)}: a heavy command stands alone:\n{block}"
            if block.startswith("make "):
                assert block.split()[1] in HEAVY_TARGETS, f"{named(page)}: {block}"
            for path in block.removeprefix(PYTEST).split() if block.startswith(PYTEST) else []:
                assert (PROJECT / path).exists(), f"{named(page)}: {path}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_derive_has_what_the_page_names(page: Path) -> None:
    for words in derive_words(page.read_text(encoding="utf-8")):
        assert not unknown_to_derive(words), f"derive {' '.join(words)}"


def test_check_of_derive_sees_a_wrong_word() -> None:
    [words, others] = derive_words("`derive batch remove ID` and `derive build --as-of T`")
    assert unknown_to_derive(words) == ["remove"]
    assert unknown_to_derive(others) == ["--as-of"]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page) == []


def test_check_of_links_sees_a_broken_one(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Here it is\n[a](#here-it-is) [b](#gone) [c](gone.md) [d](page.md#here-it-is)")
    assert broken_links(page) == ["#gone", "gone.md"]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_paths_that_the_page_names_are_there(page: Path) -> None:
    roots = "docs|models|macros|tests|src|seeds|snapshots|benchmarks"
    for path in re.findall(rf"`((?:{roots})/[\w./]*)`", page.read_text(encoding="utf-8")):
        assert (PROJECT / path).exists(), path


def test_readme_is_short() -> None:
    assert len((PROJECT / "README.md").read_text(encoding="utf-8").splitlines()) < 150
