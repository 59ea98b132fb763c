"""What the project asks of itself, each rule a function over dbt's manifest.

A rule takes the manifest as a dictionary and returns what is wrong, one line each, naming the
file. What a rule needs of the manifest is little, so that a bad example can be made by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from derived_tables.registering.names import reserved
from sql_scan import bare_sql, jinja_only

Manifest = dict
Node = dict
Rule = Callable[[Manifest], list[str]]

MART_SCHEMAS = ("core", "prison", "probation", "courts", "justice", "people_restricted")
SCHEMAS = {"curated", "staging", "intermediate", "snapshots", "seeds", *MART_SCHEMAS}
INTERMEDIATE_DOMAINS = {*MART_SCHEMAS, "people"} - {"people_restricted"}
CLASSIFICATIONS = {"official", "official-sensitive"}
SCHEDULES = {"daily", "weekly", "monthly", "quarterly", "yearly", "on change"}
RETENTION = re.compile(r"permanent|[1-9]\d* (day|month|year)s?")
OWNER = re.compile(r"[a-z]+(-[a-z]+)*")
# Views over the side tables of every curated table.
OUTCOMES = {"row_outcomes", "rejected_rows", "faults", "batch_reconciliation"}
PARTICIPLES = {"begun", "built", "drawn", "found", "held", "kept", "known", "made", "sent", "split"}
MAX_LINES = 100
TERM = "term_"
# A column with one of these names an event or a thing, by what stands before it.
OF_A_THING = re.compile(r"_(key|id|kind|date|at)$")
# Schemas whose terms are in the glossary.
GLOSSED = ("prison", "probation")
FORM = ("**Grain**", "**Key**", "**Rules**", "**Not for**")
CLOCKS = re.compile(
    r"\b(current_date|current_time|current_timestamp|localtime|localtimestamp|sysdate|getdate"
    r"|run_started_at|utcnow|get_current_timestamp|current_localtimestamp|transaction_timestamp)\b"
    r"|\b(now|today)\s*\("
)
CLOCK_MACROS = {"build_moment", "snapshot_moment"}
STOP_WORDS = {"the", "a", "an", "of", "this", "that", "is", "its", "for", "in", "and", "to"}

# The bookings of which facts are made anew.
DUE = "int_bookings_changed"

RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Add a function to the rules that the project is held to."""
    RULES.append(function)
    return function


# Reading the manifest


def nodes(manifest: Manifest, *kinds: str) -> list[Node]:
    """The project's own nodes of these kinds, by name."""
    found = [node for node in manifest["nodes"].values() if node["resource_type"] in kinds]
    return sorted(
        (node for node in found if node.get("package_name") == project(manifest)),
        key=lambda node: node["name"],
    )


def project(manifest: Manifest) -> str:
    """The project's name."""
    return manifest.get("metadata", {}).get("project_name", "derived_tables")


def tables(manifest: Manifest) -> list[Node]:
    """What people can query: models, seeds and snapshots."""
    return nodes(manifest, "model", "seed", "snapshot")


def layer(node: Node) -> str:
    """The layer of a node: curated, staging, intermediate, marts, seeds or snapshots."""
    kind = node["resource_type"]
    if kind in ("seed", "snapshot", "source"):
        return kind + "s"
    return node["fqn"][1]


def folder(node: Node) -> str:
    """The folder within the layer: a system, a domain or a mart's schema."""
    return node["fqn"][2] if len(node["fqn"]) > 3 else ""


def meta(node: Node) -> dict:
    """The meta of a node or a column, wherever it was put."""
    return {**(node.get("meta") or {}), **((node.get("config") or {}).get("meta") or {})}


def lookup(manifest: Manifest, unique_id: str) -> Node:
    """A node or a source by its id."""
    return {**manifest["nodes"], **manifest["sources"]}.get(unique_id) or {}


def parents(manifest: Manifest, node: Node) -> Iterator[Node]:
    """What a node reads."""
    for unique_id in node["depends_on"]["nodes"]:
        found = lookup(manifest, unique_id)
        if found:
            yield found


def tests_of(manifest: Manifest, node: Node) -> list[Node]:
    """The generic tests attached to a node."""
    return [
        test
        for test in manifest["nodes"].values()
        if test["resource_type"] == "test" and test.get("attached_node") == node["unique_id"]
    ]


def at(node: Node) -> str:
    """Where to look."""
    return node.get("original_file_path") or node["name"]


def macros(manifest: Manifest) -> list[Node]:
    """The project's own macros, generic tests among them."""
    return [
        macro
        for macro in manifest["macros"].values()
        if macro.get("package_name") == project(manifest)
    ]


def macros_used(manifest: Manifest, node: Node) -> set[str]:
    """Names of all macros that a node calls, directly or through others."""
    waiting = list(node["depends_on"].get("macros", []))
    seen: set[str] = set()
    while waiting:
        unique_id = waiting.pop()
        if unique_id not in seen:
            seen.add(unique_id)
            macro = manifest["macros"].get(unique_id, {})
            waiting += macro.get("depends_on", {}).get("macros", [])
    return {unique_id.split(".")[-1] for unique_id in seen}


# Layers


@rule
def who_may_read_what(manifest: Manifest) -> list[str]:
    """Each layer reads the one below it, and no mart sees a source system."""
    wrong = []
    for node in nodes(manifest, "model", "snapshot"):
        for parent in parents(manifest, node):
            if not _may_read(manifest, node, parent):
                wrong.append(
                    f"{at(node)}: {layer(node)} may not read {layer(parent)} ({parent['name']})"
                )
    return wrong


def _may_read(manifest: Manifest, node: Node, parent: Node) -> bool:
    above, below = layer(node), layer(parent)
    if parent["name"] == "batch_reconciliation" and "build_moment" in macros_used(manifest, node):
        # `build_moment()` waits for everything curated; it reads no column of it.
        return True
    if above == "curated":
        if folder(node) == "outcomes":
            return below in ("curated", "sources")
        if below == "seeds":
            return parent["name"] in _code_lists(node)
        return below == "sources" and parent["source_name"] == folder(node)
    if above == "staging":
        return below == "curated" and folder(parent) == folder(node)
    if above == "intermediate":
        return below in ("staging", "intermediate", "seeds", "snapshots")
    if above == "marts":
        if below == "marts":
            return parent["name"].startswith("dim_")
        return below in ("intermediate", "seeds")
    return above == "snapshots" and below in ("intermediate", "seeds", "marts")


def _code_lists(node: Node) -> set[str]:
    """The seeds that a curated model's contract names."""
    rules = [column["config"]["meta"] for column in node["columns"].values()]
    return {one["code_list"] for one in rules if one.get("code_list")}


@rule
def source_only_in_curated(manifest: Manifest) -> list[str]:
    """Only curated models call `source()`."""
    wrong = []
    for node in nodes(manifest, "model", "snapshot"):
        in_jinja = jinja_only(node.get("raw_code") or "")
        if layer(node) != "curated" and re.search(r"\bsource\s*\(", in_jinja):
            wrong.append(f"{at(node)}: source() is for curated models; ref() a staging model")
    return wrong


@rule
def mask_in_staging_alone(manifest: Manifest) -> list[str]:
    """`as_at_mask` is applied by every staging model and by nothing else."""
    wrong = []
    for node in nodes(manifest, "model", "snapshot"):
        masked = "as_at_mask" in macros_used(manifest, node)
        if layer(node) == "staging" and not masked:
            wrong.append(f"{at(node)}: a staging model reads through as_at_mask()")
        if layer(node) != "staging" and masked:
            wrong.append(f"{at(node)}: as_at_mask() is for staging alone")
    return wrong


@rule
def what_reads_snapshots_says_so(manifest: Manifest) -> list[str]:
    """A model that reads a snapshot, however far, says `meta.as_at: recorded`; no other does."""
    wrong = []
    for node in nodes(manifest, "model", "snapshot"):
        stated = meta(node).get("as_at")
        reads = layer(node) == "snapshots" or _reads_snapshot(manifest, node, set())
        if reads and stated != "recorded":
            wrong.append(f"{at(node)}: reads a snapshot, so it says meta.as_at: recorded")
        if not reads and stated is not None:
            wrong.append(f"{at(node)}: meta.as_at is for what reads a snapshot")
    return wrong


def _reads_snapshot(manifest: Manifest, node: Node, seen: set[str]) -> bool:
    for parent in parents(manifest, node):
        if parent["unique_id"] in seen:
            continue
        seen.add(parent["unique_id"])
        if layer(parent) == "snapshots":
            return True
        if parent["resource_type"] == "model" and _reads_snapshot(manifest, parent, seen):
            return True
    return False


# Names and schemas


@rule
def names_say_the_layer(manifest: Manifest) -> list[str]:
    """Names follow their layer's form, and stand in the folder that they name."""
    wrong = []
    models = {node["name"]: node for node in nodes(manifest, "model")}
    for node in models.values():
        problem = _name_problem(models, node)
        if problem:
            wrong.append(f"{at(node)}: {problem}")
    for node in nodes(manifest, "snapshot"):
        if not re.fullmatch(r"snap_[a-z]\w*", node["name"]):
            wrong.append(f"{at(node)}: a snapshot is snap_<what it keeps>")
    for node in nodes(manifest, "seed"):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", node["name"]):
            wrong.append(f"{at(node)}: a seed's name is lower case with underscores")
    return wrong


def _name_problem(models: dict[str, Node], node: Node) -> str:
    name, where = node["name"], folder(node)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        return "names are lower case with underscores"
    if layer(node) == "curated":
        if where == "outcomes":
            return "" if name in OUTCOMES else "not one of the views over side tables"
        return "" if name.startswith(f"{where}__") else f"a curated model here is {where}__<table>"
    if layer(node) == "staging":
        table = name.removeprefix("stg_").removesuffix("_versions")
        if not name.startswith(f"stg_{where}__"):
            return f"a staging model here is stg_{where}__<table>"
        return "" if table in models else f"no curated model is called {table}"
    if layer(node) == "intermediate":
        last = name.rsplit("_", 1)[-1]
        if not re.fullmatch(r"int_\w+_\w+", name) or not (
            last.endswith("ed") or last in PARTICIPLES
        ):
            return "an intermediate model is int_<entity>_<past participle>"
        return "" if where in INTERMEDIATE_DOMAINS else f"no domain is called {where!r}"
    if layer(node) == "marts":
        if not re.fullmatch(r"(dim|fct)_\w+|bridge_[a-z]+_\w+", name):
            return "a mart is dim_<nouns>, fct_<events> or bridge_<a>_<b>"
        return "" if where in MART_SCHEMAS else f"no schema of marts is called {where!r}"
    return f"no layer is called {layer(node)}"


@rule
def column_names_say_the_type(manifest: Manifest) -> list[str]:
    """In marts `is_`/`has_` is a boolean, `_date` a date, `_at` a time, and the other way about."""
    wrong = []
    forms = (
        ("boolean", re.compile(r"(is|has)_\w+")),
        ("date", re.compile(r"\w+_(date|day|start|end)|date_key|(valid|week|month)_\w+")),
        ("timestamp(6)", re.compile(r"\w+_at|valid_(from|to)")),
    )
    strict = (
        ("boolean", re.compile(r"(is|has)_\w+")),
        ("date", re.compile(r"\w+_date")),
        ("timestamp(6)", re.compile(r"\w+_at")),
    )
    for node in nodes(manifest, "model"):
        if layer(node) != "marts":
            continue
        for name, column in node["columns"].items():
            type_ = (column.get("data_type") or "").lower()
            for wanted, form in forms:
                if type_ == wanted and not form.fullmatch(name):
                    wrong.append(f"{at(node)}: {name} is a {wanted}; its name should say so")
            for wanted, form in strict:
                if form.fullmatch(name) and not type_.startswith(wanted):
                    wrong.append(f"{at(node)}: {name} reads as a {wanted}, but is {type_}")
    return wrong


@rule
def columns_are_plain_words(manifest: Manifest) -> list[str]:
    """Column names are lower case and reserved by neither engine."""
    wrong = []
    for node in tables(manifest):
        for name in node["columns"]:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
                wrong.append(f"{at(node)}: column {name} is not lower case with underscores")
            if name in reserved():
                wrong.append(f"{at(node)}: column {name} is a reserved word")
    return wrong


@rule
def schemas_are_on_the_list(manifest: Manifest) -> list[str]:
    """A table's schema is its layer's, a mart's that of its folder."""
    wrong = []
    for node in tables(manifest):
        wanted = folder(node) if layer(node) == "marts" else layer(node)
        if node["schema"] != wanted or wanted not in SCHEMAS:
            wrong.append(f"{at(node)}: in schema {node['schema']}, should be {wanted}")
    return wrong


# What every table says of itself


@rule
def grain_and_key_are_stated(manifest: Manifest) -> list[str]:
    """`meta.grain` is a phrase and `meta.key` a list of the table's columns."""
    wrong = []
    for node in tables(manifest):
        says = meta(node)
        if not re.match(r"(one|an?) \w+", str(says.get("grain") or "")):
            wrong.append(f"{at(node)}: meta.grain is missing or does not begin with `one`")
        key = says.get("key")
        if not isinstance(key, list) or not key:
            wrong.append(f"{at(node)}: meta.key is missing or no list of columns")
            continue
        for name in key:
            if name not in node["columns"]:
                wrong.append(f"{at(node)}: key column {name} is not a documented column")
    return wrong


@rule
def keys_are_tested(manifest: Manifest) -> list[str]:
    """The key is tested unique and not null, on all rows, as an error."""
    wrong = []
    for node in tables(manifest):
        key = meta(node).get("key") or []
        tests = [test for test in tests_of(manifest, node) if _is_whole(test)]
        if not any(_is_unique_on(test, set(key)) for test in tests):
            wrong.append(f"{at(node)}: no test that its key ({', '.join(key)}) is unique")
        for name in key:
            column = node["columns"].get(name, {})
            constraints = {one["type"] for one in column.get("constraints") or []}
            tested = any(_is_not_null_on(test, name) for test in tests)
            if not tested and "not_null" not in constraints and len(key) == 1:
                wrong.append(f"{at(node)}: key column {name} has no not_null test or constraint")
    return wrong


def _is_whole(test: Node) -> bool:
    config = test["config"]
    return (
        config.get("enabled", True)
        and not config.get("where")
        and not config.get("limit")
        and config.get("severity", "ERROR").upper() == "ERROR"
        and config.get("error_if", "!= 0") == "!= 0"
    )


def _is_unique_on(test: Node, key: set[str]) -> bool:
    said = test.get("test_metadata") or {}
    if said.get("name") == "unique":
        return {test.get("column_name")} == key
    if said.get("name") == "unique_combination_of_columns":
        return set(said["kwargs"].get("combination_of_columns", [])) == key
    return _is_primary_key_on(test, key)


def _is_primary_key_on(test: Node, key: set[str]) -> bool:
    """Whether the test is `primary_key` (unique and none lacking) on just these columns."""
    said = test.get("test_metadata") or {}
    return said.get("name") == "primary_key" and set(said["kwargs"]["column_names"]) == key


@rule
def keeping_is_stated(manifest: Manifest) -> list[str]:
    """Owner, classification, retention and schedule are there and of a known form."""
    wrong = []
    for node in tables(manifest):
        says = meta(node)
        if not OWNER.fullmatch(str(says.get("owner") or "")):
            wrong.append(f"{at(node)}: meta.owner is missing or no team's name")
        if says.get("classification") not in CLASSIFICATIONS:
            wrong.append(
                f"{at(node)}: meta.classification is one of {', '.join(sorted(CLASSIFICATIONS))}"
            )
        if not RETENTION.fullmatch(str(says.get("retention") or "")):
            wrong.append(f"{at(node)}: meta.retention is `permanent` or as `7 years`")
        if says.get("schedule") not in SCHEDULES:
            wrong.append(f"{at(node)}: meta.schedule is one of {', '.join(sorted(SCHEDULES))}")
    return wrong


@rule
def yaml_stands_beside(manifest: Manifest) -> list[str]:
    """Each model and seed has a YAML file of its own stem beside it."""
    wrong = []
    for node in nodes(manifest, "model", "seed"):
        wanted = re.sub(r"\.(sql|csv)$", ".yml", at(node))
        if (node.get("patch_path") or "").split("://")[-1] != wanted:
            wrong.append(f"{at(node)}: its YAML should be {wanted}")
    return wrong


@rule
def columns_are_described(manifest: Manifest) -> list[str]:
    """Every column says what its name cannot, its first sentence in under twelve words."""
    wrong = []
    for node in tables(manifest):
        if not (node.get("description") or "").strip():
            wrong.append(f"{at(node)}: no description")
        for name, column in node["columns"].items():
            text = re.sub(r"\s+", " ", (column.get("description") or "").strip())
            if not text:
                wrong.append(f"{at(node)}: column {name} is not described")
                continue
            if not _words(text) - _words(name):
                wrong.append(f"{at(node)}: {name} is described by repeating its name")
            first = re.split(r"(?<=[.;:?])\s", text)[0]
            if len(first.split()) >= 12:
                wrong.append(f"{at(node)}: {name}: the first sentence has twelve words or more")
    return wrong


@rule
def nothing_is_left_to_write(manifest: Manifest) -> list[str]:
    """No TODO, as `derive register` leaves them: of a table, its columns or its source."""
    wrong = []
    for node in [*tables(manifest), *manifest["sources"].values()]:
        parts = {"description": node.get("description"), "source": node.get("source_description")}
        parts["first line"] = (node.get("raw_code") or "").split("\n")[0]
        parts |= {f"meta.{key}": value for key, value in meta(node).items()}
        parts |= {
            f"column {name}": column.get("description")
            for name, column in (node.get("columns") or {}).items()
        }
        wrong += [
            f"{at(node)}: {part} says TODO: a person writes it"
            for part, text in parts.items()
            if re.search(r"\bTODO\b", str(text or ""))
        ]
    return wrong


def _words(text: str) -> set[str]:
    found = re.findall(r"[a-z0-9]+", text.lower().replace("_", " "))
    return {word.rstrip("s") for word in found} - STOP_WORDS


@rule
def columns_carry_their_terms(manifest: Manifest) -> list[str]:
    """A mart's column that is named for a term of the glossary ends with its meaning."""
    known = {
        block["name"].removeprefix(TERM)
        for block in manifest["docs"].values()
        if block["name"].startswith(TERM)
    }
    wrong = []
    for node in nodes(manifest, "model"):
        if layer(node) != "marts":
            continue
        versioned = _keys_of_versions(manifest, node)
        own = meta(node).get("key") or []
        for name, column in node["columns"].items():
            carried = {
                block.split(".")[-1].removeprefix(TERM)
                for block in column.get("doc_blocks") or []
                if block.split(".")[-1].startswith(TERM)
            }
            wanted = _terms_named(name, known)
            wanted |= {"durable_id"} if name.endswith("person_id") else set()
            wanted |= {"version"} if name in versioned else set()
            wrong += [
                f"{at(node)}: {name} lacks {{{{ doc('{TERM}{term}') }}}}"
                for term in sorted((wanted & known) - carried)
            ]
            is_named = own == [name] or name.endswith("_kind")
            if folder(node) in GLOSSED and is_named and not carried:
                wrong.append(f"{at(node)}: {name} carries no term of models/glossary.md")
    return wrong


def _terms_named(column: str, known: set[str]) -> set[str]:
    """The longest term that a column's name is, or says before its last word."""
    stem = OF_A_THING.sub("", column)
    found = {term for term in known if column in (term, f"{term}s")}
    if stem != column:
        found |= {term for term in known if f"_{stem}".endswith(f"_{term}")}
    return {max(found, key=len)} if found else set()


def _keys_of_versions(manifest: Manifest, node: Node) -> set[str]:
    """Columns that are the key of a version: of a table with `valid_from`, or lead to one."""
    found = set(meta(node).get("key") or []) if "valid_from" in node["columns"] else set()
    for test in tests_of(manifest, node):
        if test["test_metadata"]["name"] == "relationships":
            for unique_id in test["depends_on"]["nodes"]:
                parent = lookup(manifest, unique_id)
                asked = [test["test_metadata"]["kwargs"].get("field")]
                if "valid_from" in parent.get("columns", {}) and meta(parent).get("key") == asked:
                    found.add(test["column_name"])
    return found


@rule
def contracts_are_enforced(manifest: Manifest) -> list[str]:
    """Curated tables and marts have an enforced contract with every column's type."""
    wrong = []
    for node in nodes(manifest, "model"):
        if layer(node) not in ("curated", "marts"):
            continue
        if not (node["config"].get("contract") or {}).get("enforced"):
            wrong.append(f"{at(node)}: its contract is not enforced")
        for name, column in node["columns"].items():
            if not column.get("data_type"):
                wrong.append(f"{at(node)}: column {name} has no data_type")
    return wrong


@rule
def marts_fill_in_the_form(manifest: Manifest) -> list[str]:
    """A mart's docs block has Grain, Key, Rules with their tests, and Not for."""
    wrong = []
    known = {test["name"] for test in manifest["unit_tests"].values()}
    known |= {node["name"] for node in manifest["nodes"].values()}
    for node in nodes(manifest, "model"):
        if layer(node) != "marts":
            continue
        block = manifest["docs"].get(f"doc.{project(manifest)}.{node['name']}")
        if block is None or block["block_contents"].strip() != node["description"].strip():
            wrong.append(f"{at(node)}: its description is not the docs block of its name")
            continue
        text = block["block_contents"]
        places = [text.find(part) for part in FORM]
        if -1 in places or places != sorted(places):
            wrong.append(f"{at(block)}: {node['name']} lacks one of {', '.join(FORM)}, in order")
            continue
        rules_text = text[places[2] : places[3]]
        for bullet in re.split(r"\n\s*- ", rules_text)[1:]:
            named = re.findall(r"`(test_\w+)`", bullet)
            if not named:
                wrong.append(f"{at(block)}: {node['name']}: no test proves: {bullet[:50]!r}")
            for name in named:
                if name not in known:
                    wrong.append(f"{at(block)}: {node['name']}: no test is called {name}")
        if "- " not in rules_text:
            wrong.append(f"{at(block)}: {node['name']}: no rule is listed")
    return wrong


@rule
def fact_keys_have_relationships(manifest: Manifest) -> list[str]:
    """Each `_key` of a fact or bridge that is not its own is tested against its dimension."""
    wrong = []
    for node in nodes(manifest, "model"):
        if not node["name"].startswith(("fct_", "bridge_")):
            continue
        own = set(meta(node).get("key") or [])
        tested = {
            test["column_name"]
            for test in tests_of(manifest, node)
            if test["test_metadata"]["name"] == "relationships" and _is_whole(test)
        }
        for name, column in node["columns"].items():
            if name.endswith("_key") and name not in own and name not in tested:
                if meta(column).get("no_dimension"):
                    continue
                wrong.append(f"{at(node)}: {name} has no relationships test")
    return wrong


@rule
def fact_keys_are_never_null(manifest: Manifest) -> list[str]:
    """Each `_key` of a fact or bridge is tested to be there on every row."""
    wrong = []
    for node in nodes(manifest, "model"):
        if not node["name"].startswith(("fct_", "bridge_")):
            continue
        tests = [test for test in tests_of(manifest, node) if _is_whole(test)]
        for name in node["columns"]:
            if name.endswith("_key") and not any(_is_not_null_on(test, name) for test in tests):
                wrong.append(f"{at(node)}: {name} may be null: add it to its not_null_columns")
    return wrong


def _is_not_null_on(test: Node, column: str) -> bool:
    """Whether the test fails for rows that lack the column."""
    said = test["test_metadata"]
    if said["name"] == "not_null":
        return test.get("column_name") == column
    whole = said["name"] in ("primary_key", "not_null_columns")
    return whole and column in said["kwargs"]["column_names"]


@rule
def what_is_narrowed_is_told_of(manifest: Manifest) -> list[str]:
    """What is made anew for bookings that are due reads nothing but what makes a booking due.

    That is what `int_bookings_changed` reads itself, row by row, and what is fingerprinted for it.
    """
    return [
        f"{at(node)}: reads {name}, of which no change makes a booking due: let {DUE} read it, or "
        f"int_bookings_fingerprinted"
        for node in nodes(manifest, "model")
        if any(parent["name"] == DUE for parent in parents(manifest, node))
        for name in sorted(_untold(manifest, node, _told(manifest)))
    ]


def _told(manifest: Manifest) -> set[str]:
    """What makes a booking due, by name."""
    told = {DUE}
    for node in nodes(manifest, "model"):
        if node["name"] in (DUE, "int_bookings_fingerprinted"):
            told |= {parent["name"] for parent in parents(manifest, node)}
    return told


def _untold(manifest: Manifest, node: Node, told: set[str]) -> set[str]:
    """Rows of sources that a model reads, by itself or by others, and not through what is told."""
    found = set()
    for parent in parents(manifest, node):
        if parent["name"] in told or layer(parent) == "seeds":
            continue
        if layer(parent) in ("staging", "curated", "snapshots"):
            found.add(parent["name"])
        else:
            found |= _untold(manifest, parent, told)
    return found


# The text of models and macros


@rule
def no_clock_but_two(manifest: Manifest) -> list[str]:
    """No reading of the wall clock but in `build_moment` and `snapshot_moment`."""
    wrong = []
    for node in [*nodes(manifest, "model", "snapshot", "test", "operation", "analysis")]:
        if node["resource_type"] == "test" and node.get("test_metadata"):
            continue
        wrong += _clocks(at(node), node.get("raw_code") or "")
    for macro in macros(manifest):
        if macro["name"] not in CLOCK_MACROS:
            wrong += _clocks(f"{at(macro)} ({macro['name']})", macro["macro_sql"])
    return wrong


def _clocks(where: str, code: str) -> list[str]:
    found = []
    for text in (bare_sql(code), jinja_only(code).lower()):
        for match in CLOCKS.finditer(text):
            found.append(
                f"{where}: {match[0]}: the only clocks are build_moment() and snapshot_moment()"
            )
    return found


@rule
def what_the_moment_is_written_in_is_a_table(manifest: Manifest) -> list[str]:
    """A model that calls `build_moment()` is no view: new batches leave a view as it is."""
    return [
        f"{at(node)}: a view with the moment of an earlier build: read int_build_moments_listed"
        for node in nodes(manifest, "model")
        if "build_moment" in macros_used(manifest, node)
        and node["config"].get("materialized") == "view"
    ]


@rule
def models_are_short(manifest: Manifest) -> list[str]:
    """No model is over 100 lines but for a stated reason, `meta.long_because`."""
    wrong = []
    for node in nodes(manifest, "model"):
        lines = len((node.get("raw_code") or "").strip().splitlines())
        if lines > MAX_LINES and len(str(meta(node).get("long_because") or "")) < 20:
            wrong.append(
                f"{at(node)}: {lines} lines; find the step that wants to be its own model, or "
                "say why not in meta.long_because"
            )
    return wrong


@rule
def models_have_the_shape(manifest: Manifest) -> list[str]:
    """A model opens with its grain and ends with `select * from final`."""
    wrong = []
    for node in nodes(manifest, "model"):
        lines = (node.get("raw_code") or "").strip().splitlines() or [""]
        if not re.match(r"\{# One \w+.*|\{# An? \w+.*", lines[0]):
            wrong.append(f"{at(node)}: the first line is no comment with the grain")
        if layer(node) != "curated" and lines[-1] != "select * from final":
            wrong.append(f"{at(node)}: the last line is not `select * from final`")
    return wrong


@rule
def macros_are_documented(manifest: Manifest) -> list[str]:
    """Every macro and its arguments are described in YAML; bodies for one engine need not be."""
    wrong = []
    for macro in macros(manifest):
        if _is_engine_body(macro["name"]):
            continue
        if not (macro.get("description") or "").strip():
            wrong.append(f"{at(macro)}: macro {macro['name']} is not described")
            continue
        described = {
            argument["name"]
            for argument in macro.get("arguments") or []
            if (argument.get("description") or "").strip()
        }
        listed = {argument["name"] for argument in macro.get("arguments") or []}
        real = set(macro_arguments(macro["macro_sql"]))
        for name in sorted(real - described):
            wrong.append(f"{at(macro)}: argument {name} of {macro['name']} is not described")
        for name in sorted(listed - real):
            wrong.append(f"{at(macro)}: {macro['name']} has no argument {name}")
    return wrong


def _is_engine_body(name: str) -> bool:
    return name.startswith(("duckdb__", "athena__", "default__"))


def macro_arguments(macro_sql: str) -> list[str]:
    """The names of a macro's arguments, from its first line."""
    found = re.search(r"\{%-?\s*(?:macro|test)\s+\w+\s*\((.*?)\)\s*-?%\}", macro_sql, re.S)
    if not found:
        return []
    depth, names, word = 0, [], ""
    for sign in found[1] + ",":
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        if sign == "," and depth == 0:
            names.append(word.split("=")[0].strip())
            word = ""
        else:
            word += sign
    return [name for name in names if name]


@rule
def macros_stand_in_their_file(manifest: Manifest) -> list[str]:
    """A macro lives in a file of its name, with its bodies for each engine."""
    wrong = []
    for macro in macros(manifest):
        stem = at(macro).rsplit("/", 1)[-1].removesuffix(".sql")
        name = re.sub(r"^(duckdb|athena|default)__", "", macro["name"])
        if name not in (stem, f"test_{stem}", f"materialization_{stem}"):
            wrong.append(f"{at(macro)}: macro {macro['name']} belongs in {name}.sql")
    return wrong


@rule
def engine_bodies_say_why(manifest: Manifest) -> list[str]:
    """A macro with a body for one engine has one for both, in macros/engine/."""
    wrong = []
    names = {macro["name"] for macro in macros(manifest)}
    for macro in macros(manifest):
        found = re.match(r"(duckdb|athena)__(\w+)", macro["name"])
        if not found:
            continue
        other = {"duckdb": "athena", "athena": "duckdb"}[found[1]]
        if not names & {f"{other}__{found[2]}", f"default__{found[2]}"}:
            wrong.append(f"{at(macro)}: {macro['name']} has no body for {other}")
    return wrong
