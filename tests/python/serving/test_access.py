"""Access files: what one may hold, and how a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from page import Page

from derived_tables.errors import DeriveError
from derived_tables.serving import access


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "estates__capacities.yml"


def test_a_table_without_a_file_is_nobodys(tmp_path: Path) -> None:
    assert access.uploaders(tmp_path, "estates", "capacities") == []


def test_names_are_read_as_they_are_written(path: Path) -> None:
    path.write_text("uploaders:\n  - maria\n  - Zoë O'Neill\n")
    assert access.uploaders(path.parent, "estates", "capacities") == ["maria", "Zoë O'Neill"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "valid dictionary"),
        ("[maria]", "valid dictionary"),
        ("uploaders: maria", "uploaders: Input should be a valid list (given 'maria')"),
        ("uploaders: []", "at least 1 item"),
        ("uploaders: [maria, no]", "uploaders.1: Input should be a valid string (given False)"),
        ("uploaders: [12]", "uploaders.0: Input should be a valid string (given 12)"),
        ("uploaders: ['']", "uploaders.0: '' is not a person's name"),
        ("uploaders: [\"a\\nb\"]", "'a\\nb' is not a person's name"),
        ("uploaders: [' maria']", "is not a person's name"),
        ("uploaders: [maria, maria]", "maria is there twice"),
        ("uploaders: [maria]\nreaders: [jo]", "readers: no access file has this key"),
        ("uploaders: [", "this is not YAML"),
        ("uploaders: !!python/object/apply:os.getcwd []", "this is not YAML"),
    ],
)
def test_a_wrong_file_says_what_and_where(path: Path, text: str, said: str) -> None:
    path.write_text(text)
    with pytest.raises(DeriveError) as caught:
        access.read_access(path)
    assert said in str(caught.value) and str(path) in str(caught.value)
    assert "uploaders: [name, other name]" in str(caught.value)


def test_files_are_held_to_the_tables_that_there_are(page: Page) -> None:
    (page.access / "estates__gone.yml").write_text("uploaders: [maria]\n")
    (page.access / "estates.yml").write_text("uploaders: [maria]\n")
    (page.access / "estates__closed.yaml").write_text("uploaders: [maria]\n")
    good, bad = access.listed(page.folder, page.access)
    assert good == {"estates.capacities": ["maria", "jo"], "estates.moves": ["maria"]}
    said = "\n".join(map(str, bad))
    assert "no contract for estates.gone" in said
    assert said.count("SYSTEM__TABLE.yml") == 2
