"""Where columns come from: a walk over each model's SQL, to keep direct identifiers out of marts.

Strict on purpose: a column reaches an identifier if its expression names one anywhere, conditions
and all. What does not carry it on: counting, asking whether it is null, the order and the
partition of a window, and the macros of `BLUNTING`.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import jinja2
import rules
import sqlglot
from sqlglot import exp

PROJECT = Path(__file__).resolve().parents[3]
# Macros through which a direct identifier may pass into any mart.
BLUNTING = {"age_at", "year_of", "person_id", "generate_surrogate_key"}
# Names that are direct identifiers wherever they stand.
IDENTIFYING = re.compile(
    r"(\w+_)?(noms|noms_number|pnc|pnc_\w+|cro|cro_\w+|crn|asn|forenames?|surname|first_name"
    r"|last_name|middle_names?|full_name|(birth_date|date_of_birth)|root_offender_id|offender_id"
    r"|offender_id_display|address|postcode|person_identifier)"
)

Columns = dict[str, frozenset[str]]
NOTHING: frozenset[str] = frozenset()


@cache
def stand_ins() -> ModuleType:
    """The stand-ins for macros that sqlfluff uses too."""
    path = PROJECT / ".ci/sqlfluff_macros/__init__.py"
    spec = importlib.util.spec_from_file_location("sqlfluff_macros", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def render(code: str) -> str:
    """A model's SQL with refs as bare names and macros as calls of functions."""
    environment = jinja2.Environment(
        undefined=jinja2.ChainableUndefined, extensions=["jinja2.ext.do"]
    )
    environment.globals.update(
        {name: value for name, value in vars(stand_ins()).items() if callable(value)},
        ref=lambda *names: names[-1],
        source=lambda system, table: f"{system}__{table}",
        config=lambda *_args, **_keywords: "",
        var=lambda _name, default="": default,
        is_incremental=lambda: False,
        execute=False,
        this="this",
    )
    return environment.from_string(code).render()


class Walk:
    """One query's columns, each with the identifiers that it reaches."""

    def __init__(self, relations: Callable[[str], Columns | None]) -> None:
        self.relations = relations

    def query(self, tree: exp.Expression, names: dict[str, Columns]) -> Columns:
        """Columns of a select, a union or a query in brackets."""
        names = dict(names)
        with_ = tree.args.get("with_") or tree.args.get("with")
        for step in with_.expressions if with_ else []:
            names[step.alias.lower()] = self.query(step.this, names)
        if isinstance(tree, exp.Subquery):
            return self.query(tree.this, names)
        if isinstance(tree, exp.SetOperation):
            left = self.query(tree.left, names)
            right = list(self.query(tree.right, names).values())
            return {
                name: reached | (right[place] if place < len(right) else NOTHING)
                for place, (name, reached) in enumerate(left.items())
            }
        if not isinstance(tree, exp.Select):
            raise ValueError(f"cannot read {type(tree).__name__}")
        return self.select(tree, names)

    def select(self, tree: exp.Select, names: dict[str, Columns]) -> Columns:
        """Columns of one select."""
        first = tree.args.get("from_") or tree.args.get("from")
        read = [first.this] if first else []
        read += [join.this for join in tree.args.get("joins") or []]
        scope = {one.alias_or_name.lower(): self.relation(one, names) for one in read}
        columns: Columns = {}
        for place, item in enumerate(tree.expressions):
            if isinstance(item, exp.Star):
                for relation in scope.values():
                    columns.update(relation)
            elif isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
                columns.update(scope.get(item.table.lower(), {}))
            else:
                name = item.alias_or_name.lower() or f"column_{place}"
                columns[name] = self.reached(item, scope, names)
        return columns

    def relation(self, tree: exp.Expression, names: dict[str, Columns]) -> Columns:
        """Columns of what stands in `from`."""
        if isinstance(tree, exp.Subquery):
            return self.query(tree.this, names)
        if isinstance(tree, exp.Table) and isinstance(tree.this, exp.Identifier):
            name = tree.name.lower()
            found = names.get(name)
            if found is None:
                found = self.relations(name)
            if found is None:
                raise ValueError(f"reads {name}, of which nothing is known")
            return found
        return {}

    def reached(
        self, tree: exp.Expression, scope: dict[str, Columns], names: dict[str, Columns]
    ) -> frozenset[str]:
        """Identifiers that an expression reaches."""
        if isinstance(tree, exp.Column):
            name, table = tree.name.lower(), tree.table.lower()
            sources = [scope[table]] if table in scope else scope.values()
            return NOTHING.union(*(columns.get(name, NOTHING) for columns in sources))
        if isinstance(tree, exp.Anonymous) and tree.name.lower() in BLUNTING:
            return NOTHING
        if isinstance(tree, (exp.Count, exp.RowNumber)):
            return NOTHING
        if isinstance(tree, exp.Is) and isinstance(tree.expression, exp.Null):
            return NOTHING
        if isinstance(tree, exp.Window):
            return self.reached(tree.this, scope, names)
        if isinstance(tree, (exp.Select, exp.SetOperation, exp.Subquery)):
            return NOTHING.union(*self.query(tree, names).values())
        return NOTHING.union(
            *(self.reached(child, scope, names) for child in tree.iter_expressions())
        )


def columns_of(manifest: rules.Manifest) -> tuple[dict[str, Columns], list[str]]:
    """Each table's columns with what they reach, and the models that could not be read."""
    known: dict[str, Columns] = {}
    unread: list[str] = []
    by_name = {node["name"]: node for node in rules.tables(manifest)}

    def declared(node: rules.Node) -> Columns:
        return {
            name: frozenset({f"{node['name']}.{name}"})
            if rules.meta(column).get("personal") == "direct"
            else NOTHING
            for name, column in node["columns"].items()
        }

    def relation(name: str) -> Columns | None:
        node = by_name.get(name)
        if node is None:
            return None
        if name not in known:
            known[name] = {}
            known[name] = walked(node)
        return known[name]

    def walked(node: rules.Node) -> Columns:
        if node["resource_type"] == "snapshot":
            parents = [relation(one["name"]) or {} for one in rules.parents(manifest, node)]
            return {
                name: NOTHING.union(*(columns.get(name, NOTHING) for columns in parents))
                for name in node["columns"]
            }
        if node["resource_type"] == "seed" or rules.layer(node) == "curated":
            return declared(node)
        try:
            tree = sqlglot.parse_one(render(node["raw_code"]), dialect="duckdb")
            columns = Walk(relation).query(tree, {})
        except (sqlglot.errors.SqlglotError, jinja2.TemplateError, ValueError) as error:
            unread.append(f"{rules.at(node)}: its lineage cannot be read: {error}")
            return {
                name: NOTHING.union(
                    *(
                        (relation(one["name"]) or {}).get(name, NOTHING)
                        for one in rules.parents(manifest, node)
                    )
                )
                for name in node["columns"]
            }
        said = declared(node)
        return {name: reached | said.get(name, NOTHING) for name, reached in columns.items()}

    for name in by_name:
        relation(name)
    return known, unread


@rules.rule
def identifiers_stay_restricted(manifest: rules.Manifest) -> list[str]:
    """No mart outside `people_restricted` has a column that reaches a direct identifier."""
    columns, unread = columns_of(manifest)
    wrong = list(unread)
    for node in rules.nodes(manifest, "model"):
        if rules.layer(node) != "marts" or rules.folder(node) == "people_restricted":
            continue
        for name, reached in columns[node["name"]].items():
            if reached:
                origins = ", ".join(sorted(reached))
                wrong.append(f"{rules.at(node)}: {name} reaches {origins}")
        for name in {*node["columns"], *columns[node["name"]]}:
            if IDENTIFYING.fullmatch(name):
                wrong.append(f"{rules.at(node)}: {name} is named as a direct identifier")
    return wrong


@rules.rule
def all_columns_are_documented(manifest: rules.Manifest) -> list[str]:
    """The YAML lists the columns that the SQL gives, in that order, and no other."""
    columns, _ = columns_of(manifest)
    wrong = []
    for node in rules.nodes(manifest, "model"):
        if rules.layer(node) == "curated":
            continue
        given, listed = list(columns[node["name"]]), list(node["columns"])
        for name in given:
            if name not in listed:
                wrong.append(f"{rules.at(node)}: column {name} is not in its YAML")
        for name in listed:
            if name not in given:
                wrong.append(f"{rules.at(node)}: its YAML has {name}, its SQL does not")
        if set(given) == set(listed) and given != listed:
            wrong.append(f"{rules.at(node)}: the YAML has the columns in another order")
    return wrong
