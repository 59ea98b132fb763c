"""`derive pages`: write the pages of `docs/` that dbt's manifest tells.

`docs/model.md` is the marts as a bus matrix and diagrams of entities, from the `relationships`
tests; `docs/glossary.md` the docs blocks named `term_...`, with the columns that carry them.
"""

from __future__ import annotations

import json
import os
import re
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

from derived_tables.build import Run, run_dbt
from derived_tables.errors import DeriveError
from derived_tables.init import warehouse_path
from derived_tables.project import project_dir

TERM = "term_"
# Columns in more tables than this are listed with their number.
FEW = 3
WIDTH = 80


@dataclass(frozen=True)
class Edge:
    """A column of a mart that is tested to be in a column of another mart."""

    child: str
    column: str
    parent: str
    field: str
    is_optional: bool  # the column may be null


def marts(manifest: dict) -> dict[str, dict]:
    """The marts' nodes by name, sorted by schema and name."""
    found = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    ]
    found.sort(key=lambda node: (schema(node), node["name"]))
    return {node["name"]: node for node in found}


def schema(node: dict) -> str:
    """A mart's schema, without the prefix of an environment: its folder."""
    return node["fqn"][2]


def is_fact(name: str) -> bool:
    """Whether a mart has a row in the matrix."""
    return name.startswith(("fct_", "bridge_"))


def edges(manifest: dict) -> list[Edge]:
    """Each `relationships` test from a mart to a mart, in the order of tables and columns."""
    tables = marts(manifest)
    tested: dict[tuple[str, str], dict[str, dict]] = defaultdict(dict)
    for test in manifest["nodes"].values():
        if test["resource_type"] == "test" and test.get("test_metadata"):
            said = test["test_metadata"]
            whole = said["name"] in ("primary_key", "not_null_columns")
            for column in said["kwargs"]["column_names"] if whole else [test["column_name"]]:
                name = "not_null" if whole else said["name"]
                tested[test["attached_node"], column][name] = said["kwargs"]
    found = []
    for name, node in tables.items():
        for column in node["columns"]:
            tests = tested[node["unique_id"], column]
            given = tests.get("relationships", {})
            parent = re.sub(r"ref\('(\w+)'\)", r"\1", given.get("to", ""))
            if parent in tables:
                found.append(Edge(name, column, parent, given["field"], "not_null" not in tests))
    return found


# --- the model ----------------------------------------------------------------------------------


def model_page(manifest: dict) -> str:
    """The text of `docs/model.md`: a bus matrix, and a diagram for each schema with facts."""
    tables, known = marts(manifest), edges(manifest)
    parts = [
        "<!-- Written by `derive pages` from the models' YAML: change that. -->",
        "# The model",
        "Facts and the conformed dimensions (`core`) that they share, as the `relationships` "
        "tests of their columns say.",
        "## Bus matrix",
        "A mark is a key to the dimension; a number counts its roles, which the diagrams name. "
        "A key is that of the version in force at the event ([time](time.md)). Ids that outlast "
        "versions (`person_id`, `order_id`, `booking_id`) join facts too, and are not shown.",
        *matrix(tables, known),
    ]
    facts = [node for name, node in tables.items() if name.startswith("fct_")]
    for domain in dict.fromkeys(map(schema, facts)):
        inside = {name for name, node in tables.items() if schema(node) == domain}
        parts += section(domain.capitalize(), tables, known, inside)
    people = {name for name, node in tables.items() if schema(node) == "people_restricted"}
    people |= {one.child for one in known if schema(tables[one.child]) == "core"}
    parts += section("People", tables, known, people)
    return assembled(parts)


def matrix(tables: dict[str, dict], known: list[Edge]) -> Iterator[str]:
    """A row a fact or bridge, a column a dimension; a sentence on those that no fact reaches."""
    facts = [name for name in tables if is_fact(name)]
    roles: dict[tuple[str, str], int] = defaultdict(int)
    for one in known:
        roles[one.child, one.parent] += 1
    core = [name for name, node in tables.items() if schema(node) == "core"]
    dimensions = [name for name in core if name.startswith("dim_")]
    reach = {name: sum((fact, name) in roles for fact in facts) for name in dimensions}
    shown = sorted(filter(reach.get, dimensions), key=lambda name: (-reach[name], name))
    words = [name.removeprefix("dim_").replace("_", "<br>") for name in shown]
    rows = [["", *words], ["---", *[":-:"] * len(shown)]]
    for domain in dict.fromkeys(schema(tables[name]) for name in facts):
        rows.append([f"**{domain}**", *[""] * len(shown)])
        for fact in (name for name in facts if schema(tables[name]) == domain):
            counts = [roles.get((fact, name), 0) for name in shown]
            marks = ["" if not n else "●" if n == 1 else str(n) for n in counts]
            rows.append([f"`{fact}`", *marks])
    yield table(rows)
    if idle := [f"`{name}`" for name in dimensions if not reach[name]]:
        yield f"No fact has a key to {', '.join(idle)} yet."


def section(title: str, tables: dict[str, dict], known: list[Edge], inside: set[str]) -> list[str]:
    """A domain: its tables with their grain, and the diagram of what they reach."""
    rows = [["table", "grain"], ["---", "---"]]
    for name, node in tables.items():
        if name in inside:
            rows.append([f"`{schema(node)}.{name}`", node["config"]["meta"]["grain"]])
    drawn = diagram(tables, [one for one in known if one.child in inside], inside)
    return [f"## {title}", table(rows), f"```mermaid\n{drawn}\n```"]


def diagram(tables: dict[str, dict], known: list[Edge], inside: Iterable[str]) -> str:
    """A mermaid `erDiagram`: entities with their keys, an edge for each two that meet."""
    met: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    foreign: dict[str, set[str]] = defaultdict(set)
    asked: dict[str, set[str]] = defaultdict(set)
    for one in known:
        met[one.parent, one.child].append(one)
        foreign[one.child].add(one.column)
        asked[one.parent].add(one.field)
    lines = ["erDiagram"]
    for name in (name for name in tables if name in {*inside, *asked}):
        own = set(key_of(tables[name]))
        lines.append(f"    {name} {{")
        for column, said in tables[name]["columns"].items():
            kinds = {"PK": own, "FK": foreign[name]}
            marks = [mark for mark, names in kinds.items() if column in names]
            if marks or column in asked[name]:
                lines.append(f"        {said['data_type']} {column} {', '.join(marks)}".rstrip())
        lines.append("    }")
    for (parent, child), several in met.items():
        label = ", ".join(one.column for one in several)
        lines.append(f'    {parent} {line(tables, several)} {child} : "{label}"')
    return "\n".join(lines)


def line(tables: dict[str, dict], several: list[Edge]) -> str:
    """How many rows of the parent a row of the child meets (left), and the reverse (right)."""
    one = several[0]
    if key_of(tables[one.parent]) != [one.field]:
        left = "}|"
    else:
        left = "|o" if all(each.is_optional for each in several) else "||"
    is_own = len(several) == 1 and key_of(tables[one.child]) == [one.column]
    return f"{left}--{'o|' if is_own else 'o{'}"


def key_of(node: dict) -> list[str]:
    """The columns that identify a row."""
    return node["config"]["meta"]["key"]


# --- the glossary -------------------------------------------------------------------------------


def glossary_page(manifest: dict) -> str:
    """The text of `docs/glossary.md`: each term, what it means, the columns that carry it."""
    carried = columns_of_terms(manifest)
    parts = [
        "<!-- Written by `derive pages` from `models/glossary.md`: change that. -->",
        "# Glossary",
        "Terms of prison and probation, and of these tables, as the models use them. The "
        "description of a column that is named for a term ends with the term's meaning.",
    ]
    for name, text in terms(manifest).items():
        parts += [f"### {heading(name)}", text]
        if name in carried:
            parts.append(places(carried[name]))
    return assembled(parts)


def terms(manifest: dict) -> dict[str, str]:
    """What each term means, by name, from A to Z."""
    blocks = {
        block["name"].removeprefix(TERM): block["block_contents"].strip()
        for block in manifest["docs"].values()
        if block["name"].startswith(TERM)
    }
    return dict(sorted(blocks.items()))


def heading(term: str) -> str:
    """A term's name in words, with the hyphen that a name in code cannot have."""
    return re.sub(r"^(non|post|top)_", r"\1-", term).replace("_", " ").capitalize()


def columns_of_terms(manifest: dict) -> dict[str, dict[str, list[str]]]:
    """For each term the columns of marts whose descriptions have it, with their tables."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, node in marts(manifest).items():
        for column, said in node["columns"].items():
            for block in said["doc_blocks"]:
                term = block.rsplit(".", 1)[-1]
                if term.startswith(TERM):
                    found[term.removeprefix(TERM)][column].append(name)
    return found


def places(columns: dict[str, list[str]]) -> str:
    """Columns with their tables, in words; those of the same tables together."""
    together: dict[str, list[str]] = defaultdict(list)
    for column, tables in columns.items():
        names = ", ".join(f"`{name}`" for name in tables)
        together[names if len(tables) <= FEW else f"{len(tables)} tables"].append(f"`{column}`")
    said = [f"{', '.join(several)} in {where}" for where, several in together.items()]
    return f"Columns: {'; '.join(said)}."


# --- writing ------------------------------------------------------------------------------------


def table(rows: list[list[str]]) -> str:
    """A Markdown table of these rows, the second of which says how columns are set."""
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def assembled(parts: Iterable[str]) -> str:
    """A page of these parts; paragraphs are wrapped."""
    wrapped = [
        part
        if part.startswith(("|", "```", "#", "<!--"))
        else textwrap.fill(part, WIDTH, break_long_words=False, break_on_hyphens=False)
        for part in parts
    ]
    return "\n\n".join(wrapped) + "\n"


def written(manifest: dict) -> dict[str, str]:
    """The text of each page by its path in the project."""
    return {"docs/model.md": model_page(manifest), "docs/glossary.md": glossary_page(manifest)}


def pages() -> None:
    """Write docs/model.md and docs/glossary.md from the project as dbt parses it."""
    project = project_dir()
    os.chdir(project)
    run = Run(warehouse_path(), os.environ.get("DBT_TARGET_PATH", "target"))
    if not run_dbt(run, ["parse"]):
        raise DeriveError(
            "dbt cannot parse the project.",
            place=str(project),
            remedy="The lines above say why; correct that and run `derive pages` again.",
        )
    manifest = json.loads((Path(run.target_path) / "manifest.json").read_text(encoding="utf-8"))
    for name, text in written(manifest).items():
        path = project / name
        is_same = path.exists() and path.read_text(encoding="utf-8") == text
        path.write_text(text, encoding="utf-8")
        typer.echo(f"  {name} {'is as it was' if is_same else 'is written'}")
