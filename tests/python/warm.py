"""What a fork finds imported, and made once of dbt's classes: see `forks`."""

import dbt.adapters.duckdb
import dbt.cli.main  # noqa: F401
from dbt.artifacts.resources import NodeConfig
from dbt.contracts.graph import nodes, unparsed
from dbt.contracts.project import Configuration, Project, ProjectFlags

import derived_tables.build
import derived_tables.cli
import derived_tables.synth  # noqa: F401

# dbt checks what it parses against their schemas, and keeps each for as long as it runs.
for checked in (
    nodes.GenericTestNode, nodes.HookNode, nodes.ModelNode, nodes.SeedNode, nodes.SingularTestNode,
    nodes.SnapshotNode, unparsed.UnparsedModelUpdate, unparsed.UnparsedSourceDefinition,
    NodeConfig, Configuration, Project, ProjectFlags,
):  # fmt: skip
    checked.json_schema()
