"""The pages that `derive pages` writes say what the models say, all of it."""

from __future__ import annotations

import json
import re

import pytest

from derived_tables import pages
from parsed import parse
from places import PROJECT

ENTITY = re.compile(r"^    (\w+) \{\n((?:        .*\n)*)    \}$", re.M)
EDGE = re.compile(r'^    (\w+) (?:\|\||\|o|\}\|)--(?:o\{|o\|) (\w+) : "([a-z_, ]+)"$', re.M)
COLUMN = re.compile(r"        [a-z]+ [a-z_]+( PK| FK| PK, FK)?")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The manifest for DuckDB."""
    return json.loads((parse("duckdb", tmp_path_factory) / "manifest.json").read_text())


@pytest.fixture(scope="module")
def model(manifest: dict) -> str:
    """The page of the model, as it should be."""
    return pages.model_page(manifest)


def relationships(manifest: dict) -> set[tuple[str, str, str]]:
    """Table, column and table of each relationships test between marts, from dbt's own words."""
    names = {
        unique_id: node["name"]
        for unique_id, node in manifest["nodes"].items()
        if node["original_file_path"].startswith("models/marts/")
        and node["resource_type"] == "model"
    }
    found = set()
    for test in manifest["nodes"].values():
        if (test.get("test_metadata") or {}).get("name") == "relationships":
            child = test["attached_node"]
            [parent] = set(test["depends_on"]["nodes"]) - {child} or {child}
            if child in names and parent in names:
                found.add((names[child], test["column_name"], names[parent]))
    return found


def diagrams(text: str) -> list[str]:
    """The mermaid blocks of a page."""
    return re.findall(r"^```mermaid\n(.*?)^```$", text, re.M | re.S)


def drawn(text: str) -> set[tuple[str, str, str]]:
    """Table, column and table of each edge of a page."""
    return {
        (child, column, parent)
        for parent, child, label in EDGE.findall(text)
        for column in label.split(", ")
    }


def marks(text: str) -> dict[str, dict[str, int]]:
    """The matrix of a page: for each fact its dimensions, with the number of roles."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.split("\n## ")[1].splitlines()
        if line.startswith("|")
    ]
    dimensions = ["dim_" + cell.replace("<br>", "_") for cell in rows[0][1:]]
    return {
        row[0].strip("`"): {
            name: 1 if cell == "●" else int(cell)
            for name, cell in zip(dimensions, row[1:], strict=True)
            if cell
        }
        for row in rows[2:]
        if row[0].startswith("`")
    }


@pytest.mark.parametrize("name", ["docs/model.md", "docs/glossary.md"])
def test_page_is_as_the_models_say(name: str, manifest: dict) -> None:
    committed = (PROJECT / name).read_text(encoding="utf-8")
    assert committed == pages.written(manifest)[name], f"{name} is old: run `derive pages`"


def test_every_fact_is_in_the_matrix(manifest: dict, model: str) -> None:
    facts = {name for name in pages.marts(manifest) if name.startswith(("fct_", "bridge_"))}
    assert set(marks(model)) == facts


def test_every_key_to_a_dimension_is_a_mark(manifest: dict, model: str) -> None:
    wanted: dict[str, dict[str, int]] = {}
    for child, _, parent in relationships(manifest):
        if child.startswith(("fct_", "bridge_")) and parent.startswith("dim_"):
            roles = wanted.setdefault(child, {})
            roles[parent] = roles.get(parent, 0) + 1
    assert {fact: found for fact, found in marks(model).items() if found} == wanted


def test_every_relationship_is_drawn(manifest: dict, model: str) -> None:
    assert drawn(model) == relationships(manifest)


def test_diagrams_are_of_tables_that_are_there(manifest: dict, model: str) -> None:
    tables = pages.marts(manifest)
    for text in diagrams(model):
        entities = dict(ENTITY.findall(text))
        assert set(entities) <= set(tables)
        assert {name for edge in EDGE.findall(text) for name in edge[:2]} <= set(entities)
        for name, columns in entities.items():
            named = [line.split()[1] for line in columns.splitlines()]
            assert set(named) <= set(tables[name]["columns"]), name


def test_diagrams_have_lines_that_mermaid_knows(model: str) -> None:
    for text in diagrams(model):
        rest = EDGE.sub("", ENTITY.sub("", text)).split()
        assert rest == ["erDiagram"], rest
        for _, columns in ENTITY.findall(text):
            assert all(COLUMN.fullmatch(line) for line in columns.splitlines()), columns
        met = [edge[:2] for edge in EDGE.findall(text)]
        assert len(met) == len(set(met)), "two tables meet in one line alone"


def test_every_term_is_met_in_a_table(manifest: dict) -> None:
    carried = pages.columns_of_terms(manifest)
    for term, text in pages.terms(manifest).items():
        assert term in carried or "`" in text, f"no column carries {{{{ doc('term_{term}') }}}}"


def test_lines_say_how_many_rows_meet() -> None:
    def mart(name: str, key: str, **tests: dict) -> dict:
        unique_id = f"model.p.{name}"
        columns = {column: {"data_type": "varchar"} for column in (key, *tests)}
        node = {
            "unique_id": unique_id, "name": name, "resource_type": "model",
            "fqn": ["p", "marts", "prison", name], "columns": columns,
            "config": {"meta": {"key": [key], "grain": "one"}},
        }  # fmt: skip
        found = {unique_id: node}
        for column, kwargs in tests.items():
            for kind in ["relationships", "not_null"][: 1 if column == "may_be_null" else 2]:
                found[f"{unique_id}.{column}.{kind}"] = {
                    "resource_type": "test", "attached_node": unique_id, "column_name": column,
                    "test_metadata": {"name": kind, "kwargs": kwargs},
                }  # fmt: skip
        return found

    dim = {"to": "ref('dim_a')"}
    nodes = {
        **mart("dim_a", "a_key"),
        **mart("fct_b", "b_key", a_key={**dim, "field": "a_key"}),
        **mart("fct_c", "c_key", may_be_null={**dim, "field": "a_key"}),
        **mart("fct_d", "a_key", a_key={**dim, "field": "a_key"}),
        **mart("fct_e", "e_key", a_id={**dim, "field": "a_id"}),
    }
    manifest = {"nodes": nodes}
    text = pages.diagram(pages.marts(manifest), pages.edges(manifest), [])
    assert re.findall(r"dim_a (\S+) (\w+)", text) == [
        ("||--o{", "fct_b"), ("|o--o{", "fct_c"), ("||--o|", "fct_d"), ("}|--o{", "fct_e"),
    ]  # fmt: skip
