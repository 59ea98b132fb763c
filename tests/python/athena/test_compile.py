"""Every model and test compiles for Athena into SQL that Athena would take."""

from __future__ import annotations

import re

import validators

KINDS = ("model", "test", "analysis")


def compiled_nodes(manifest: dict) -> list[dict]:
    """The project's nodes that have SQL of their own."""
    return [node for node in manifest["nodes"].values() if node["resource_type"] in KINDS]


def test_all_is_compiled(compiled):
    found = compiled_nodes(compiled)
    assert found
    missing = [node["name"] for node in found if not (node.get("compiled_code") or "").strip()]
    assert not missing


def test_athena_accepts_every_statement(compiled):
    wrong = {}
    for node in compiled_nodes(compiled):
        problems = validators.problems(node.get("compiled_code") or "")
        if problems:
            wrong[f"{node['original_file_path']} ({node['name']})"] = problems
    assert not wrong, "\n".join(f"{name}: {'; '.join(said)}" for name, said in wrong.items())


def test_snapshots_read_what_athena_has(compiled):
    for node in compiled["nodes"].values():
        if node["resource_type"] == "snapshot":
            validators.assert_athena_accepts(node["compiled_code"], node["name"])


def test_athena_accepts_what_is_asked_while_compiling(compiled, account):
    # dbt writes a comment with the node's name before each query.
    asked = {re.sub(r"\A(\s|--[^\n]*\n|/\*.*?\*/)+", "", sql) for sql in account.asked}
    asked = {sql for sql in asked if sql.lower().startswith(("select", "with"))}
    assert asked, account.asked
    wrong = {sql[:300]: problems for sql in asked if (problems := validators.problems(sql))}
    assert not wrong, "\n".join(f"{sql}: {'; '.join(said)}" for sql, said in wrong.items())
