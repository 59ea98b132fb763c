"""A tiny project's manifest, made by hand: every rule holds, until an example breaks one."""

from __future__ import annotations

PACKAGE = "derived_tables"
GRAIN = "{# One row per movement. #}\n"


def says(**more: object) -> dict:
    """What every table says of itself."""
    return {
        "grain": "one movement",
        "key": ["movement_id"],
        "owner": "prison-data",
        "classification": "official",
        "retention": "7 years",
        "schedule": "daily",
        **more,
    }


def column(name: str, data_type: str | None = None, **meta: object) -> dict:
    """A column, described."""
    return {
        "name": name,
        "data_type": data_type,
        "description": "Something that nobody could have guessed.",
        "constraints": [],
        "config": {"meta": meta},
    }


def macro_id(name: str) -> str:
    """A macro's id."""
    return f"macro.{PACKAGE}.{name}"


class Tiny:
    """A manifest to which tables and macros are added by name."""

    def __init__(self) -> None:
        self.manifest: dict = {
            "metadata": {"project_name": PACKAGE},
            "nodes": {},
            "sources": {},
            "macros": {},
            "docs": {},
            "unit_tests": {},
        }

    def source(self, system: str, table: str) -> None:
        """A source table."""
        unique_id = f"source.{PACKAGE}.{system}.{table}"
        self.manifest["sources"][unique_id] = {
            "unique_id": unique_id,
            "resource_type": "source",
            "name": table,
            "source_name": system,
            "fqn": [PACKAGE, "curated", system, system, table],
        }

    def table(
        self,
        path: str,
        code: str,
        columns: list[dict],
        reads: tuple[str, ...] = (),
        macros: tuple[str, ...] = (),
        **more: object,
    ) -> dict:
        """A model, seed or snapshot at a path, with its key tested."""
        kind = {"models": "model", "seeds": "seed", "snapshots": "snapshot"}[path.split("/")[0]]
        name = path.rsplit("/", 1)[-1].split(".")[0]
        fqn = [PACKAGE, *path.split("/")[1:-1], name]
        layer = fqn[1] if kind == "model" else f"{kind}s"
        schema = fqn[2] if layer == "marts" else layer
        node = {
            "unique_id": f"{kind}.{PACKAGE}.{name}",
            "resource_type": kind,
            "package_name": PACKAGE,
            "name": name,
            "original_file_path": path,
            "patch_path": f"{PACKAGE}://{path.rsplit('.', 1)[0]}.yml",
            "fqn": fqn,
            "schema": schema,
            "raw_code": code,
            "description": "Movements, as nobody else tells them.",
            "columns": {one["name"]: one for one in columns},
            "depends_on": {
                "nodes": [self.id_of(one) for one in reads],
                "macros": [macro_id(one) for one in macros],
            },
            "config": {
                "meta": says(),
                "contract": {"enforced": layer in ("curated", "marts")},
            },
            **more,
        }
        self.manifest["nodes"][node["unique_id"]] = node
        self.test(node, "unique", "movement_id")
        self.test(node, "not_null", "movement_id")
        return node

    def test(self, node: dict, name: str, column_name: str | None, **arguments: object) -> dict:
        """A generic test attached to a table."""
        test = {
            "unique_id": f"test.{PACKAGE}.{name}_{node['name']}_{column_name}",
            "resource_type": "test",
            "package_name": PACKAGE,
            "name": f"{name}_{node['name']}_{column_name}",
            "attached_node": node["unique_id"],
            "column_name": column_name,
            "test_metadata": {"name": name, "kwargs": arguments},
            "config": {"enabled": True, "severity": "ERROR", "error_if": "!= 0", "where": None},
            "depends_on": {"nodes": [node["unique_id"]], "macros": []},
        }
        self.manifest["nodes"][test["unique_id"]] = test
        return test

    def macro(self, path: str, code: str, reads: tuple[str, ...] = (), **more: object) -> dict:
        """A macro at a path."""
        name = more.pop("name", path.rsplit("/", 1)[-1].removesuffix(".sql"))
        macro = {
            "unique_id": macro_id(name),
            "package_name": PACKAGE,
            "name": name,
            "original_file_path": path,
            "macro_sql": code,
            "description": "What it does.",
            "arguments": [],
            "depends_on": {"macros": [macro_id(one) for one in reads]},
            **more,
        }
        self.manifest["macros"][macro["unique_id"]] = macro
        return macro

    def id_of(self, name: str) -> str:
        """The id of a table by its name, of a source by `system.table`."""
        if "." in name:
            return f"source.{PACKAGE}.{name}"
        for unique_id, node in self.manifest["nodes"].items():
            if node["name"] == name:
                return unique_id
        raise KeyError(name)

    def node(self, name: str) -> dict:
        """A table by its name."""
        return self.manifest["nodes"][self.id_of(name)]


def select(columns: str, relation: str) -> str:
    """A model of one import and one select."""
    return (
        f"{GRAIN}with\n\nrows as (\n    select * from {{{{ ref('{relation}') }}}}\n),\n\n"
        f"final as (\n    select {columns}\n    from rows\n)\n\nselect * from final\n"
    )


def good() -> Tiny:
    """One table in each layer, nothing wrong with any."""
    tiny = Tiny()
    tiny.source("nomis", "movements")
    tiny.macro(
        "macros/time/as_at_mask.sql",
        "{% macro as_at_mask(relation) %}select * from {{ relation }}{% endmacro %}",
        arguments=[{"name": "relation", "description": "Curated table."}],
    )
    tiny.macro("macros/time/build_moment.sql", "{% macro build_moment() %}x{% endmacro %}")
    tiny.table(
        "models/curated/nomis/nomis__movements.sql",
        f"{GRAIN}{{{{ curate() }}}}",
        [
            column("movement_id", "bigint"),
            column("offender_id", "bigint", personal="direct"),
            column("movement_date", "date"),
        ],
        ("nomis.movements",),
    )
    staging = select("movement_id, offender_id, movement_date", "nomis__movements")
    tiny.table(
        "models/staging/nomis/stg_nomis__movements.sql",
        staging.replace(
            "select * from {{ ref('nomis__movements') }}",
            "{{ as_at_mask(ref('nomis__movements')) }}",
        ),
        [column("movement_id"), column("offender_id"), column("movement_date")],
        ("nomis__movements",),
        ("as_at_mask",),
    )
    tiny.table(
        "models/intermediate/prison/int_movements_sequenced.sql",
        select("movement_id, offender_id, movement_date", "stg_nomis__movements"),
        [column("movement_id"), column("offender_id"), column("movement_date")],
        ("stg_nomis__movements",),
    )
    tiny.table("seeds/reasons.csv", "", [column("movement_id")])
    tiny.table(
        "snapshots/snap_reasons.yml",
        "",
        [column("movement_id")],
        ("reasons",),
        config={"meta": says(as_at="recorded")},
    )
    mart = tiny.table(
        "models/marts/prison/fct_movements.sql",
        select(
            "movement_id, {{ person_id('offender_id') }} as person_id, movement_date",
            "int_movements_sequenced",
        ),
        [
            column("movement_id", "bigint"),
            column("person_id", "varchar"),
            column("movement_date", "date"),
        ],
        ("int_movements_sequenced",),
    )
    mart["description"] = (
        "Movements.\n\n**Grain**: one movement.\n\n**Key**: `movement_id`.\n\n**Rules**\n"
        "- A late one takes its place (`test_late_one`).\n\n**Not for**: counting people."
    )
    tiny.manifest["docs"][f"doc.{PACKAGE}.fct_movements"] = {
        "name": "fct_movements",
        "original_file_path": "models/marts/prison/prison.md",
        "block_contents": mart["description"],
    }
    for term in ("durable_id", "movement", "recall", "version"):
        tiny.manifest["docs"][f"doc.{PACKAGE}.term_{term}"] = {"name": f"term_{term}"}
    mart["columns"]["movement_id"]["doc_blocks"] = [f"doc.{PACKAGE}.term_movement"]
    mart["columns"]["movement_date"]["doc_blocks"] = [f"doc.{PACKAGE}.term_movement"]
    mart["columns"]["person_id"]["doc_blocks"] = [f"doc.{PACKAGE}.term_durable_id"]
    tiny.manifest["unit_tests"]["unit_test.x"] = {"name": "test_late_one"}
    return tiny
