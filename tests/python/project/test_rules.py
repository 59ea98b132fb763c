"""The project keeps its rules, and each rule catches what breaks it."""

from __future__ import annotations

from collections.abc import Callable

import lineage
import pytest
import rules
import tiny

BY_NAME = {rule.__name__: rule for rule in rules.RULES}
Broken = Callable[[tiny.Tiny], object]
EXAMPLES: list[tuple[str, str, Broken]] = []


def example(rule: str, saying: str) -> Callable[[Broken], Broken]:
    """A way to break a tiny good project, and a word of what the rule then says."""

    def add(function: Broken) -> Broken:
        EXAMPLES.append((rule, saying, function))
        return function

    return add


def code(name: str, change: tuple[str, str]) -> Broken:
    """Another text of one model."""

    def broken(one: tiny.Tiny) -> None:
        node = one.node(name)
        assert change[0] in node["raw_code"]
        node["raw_code"] = node["raw_code"].replace(*change)

    return broken


def reading(name: str, *reads: str) -> Broken:
    """One model reads other tables."""

    def broken(one: tiny.Tiny) -> None:
        one.node(name)["depends_on"]["nodes"] = [one.id_of(read) for read in reads]

    return broken


def says(name: str, **more: object) -> Broken:
    """One table says something else of itself."""
    return lambda one: one.node(name)["config"]["meta"].update(more)


def says_column(name: str, column: str, **more: object) -> Broken:
    """One column says something else of itself."""
    return lambda one: one.node(name)["columns"][column].update(more)


def moved(path: str) -> Broken:
    """A new table at a path."""
    return lambda one: one.table(path, tiny.GRAIN, [tiny.column("movement_id")])


def with_column(name: str, column: str, data_type: str | None = None) -> Broken:
    """One table has one more column."""
    return lambda one: one.node(name)["columns"].update({column: tiny.column(column, data_type)})


def changed_test(name: str, **config: object) -> Broken:
    """One table's test of its key asks less."""

    def broken(one: tiny.Tiny) -> None:
        unique_id = f"test.derived_tables.unique_{name}_movement_id"
        one.manifest["nodes"][unique_id]["config"].update(config)

    return broken


def without(name: str, key: str, value: object = None) -> Broken:
    """One table lacks a property."""
    return lambda one: one.node(name).update({key: value})


def form(change: tuple[str, str]) -> Broken:
    """Another text in a mart's docs block."""

    def broken(one: tiny.Tiny) -> None:
        block = one.manifest["docs"]["doc.derived_tables.fct_movements"]
        assert change[0] in block["block_contents"]
        block["block_contents"] = block["block_contents"].replace(*change)
        one.node("fct_movements")["description"] = block["block_contents"]

    return broken


def macro(path: str, text: str, **more: object) -> Broken:
    """One more macro."""
    return lambda one: one.macro(path, text, **more)


def narrowed(*reads: str) -> Broken:
    """A fact of bookings that are due, which its rows by themselves do not make."""

    def broken(one: tiny.Tiny) -> None:
        one.table(
            "models/intermediate/prison/int_bookings_changed.sql",
            tiny.GRAIN,
            [tiny.column("movement_id")],
            reads,
        )
        one.node(FCT)["depends_on"]["nodes"].append(one.id_of("int_bookings_changed"))

    return broken


def led_to_a_version(one: tiny.Tiny) -> None:
    """A fact with the key of a version that does not say so."""
    columns = [tiny.column(name) for name in ("movement_id", "valid_from")]
    parent = one.table(DIM, tiny.GRAIN, columns)
    with_column(FCT, "place")(one)
    test = one.test(one.node(FCT), "relationships", "place", field="movement_id")
    test["depends_on"]["nodes"].append(parent["unique_id"])


STG, INT, FCT = "stg_nomis__movements", "int_movements_sequenced", "fct_movements"
CURATED = "nomis__movements"
DIM = "models/marts/core/dim_prisons.sql"

for rule, saying, broken in [
    ("who_may_read_what", "marts may not read staging", reading(FCT, STG)),
    ("who_may_read_what", "marts may not read curated", reading(FCT, CURATED)),
    ("who_may_read_what", "marts may not read snapshots", reading(FCT, "snap_reasons")),
    ("who_may_read_what", "staging may not read intermediate", reading(STG, INT)),
    ("who_may_read_what", "intermediate may not read curated", reading(INT, CURATED)),
    ("who_may_read_what", "intermediate may not read marts", reading(INT, FCT)),
    ("who_may_read_what", "staging may not read seeds", reading(STG, "reasons")),
    ("who_may_read_what", "snapshots may not read staging", reading("snap_reasons", STG)),
    ("who_may_read_what", "curated may not read curated", reading(CURATED, CURATED)),
    ("who_may_read_what", "curated may not read seeds", reading(CURATED, "reasons")),
    (
        "source_only_in_curated",
        "ref() a staging",
        code(INT, ("ref('stg_nomis__movements')", "source('nomis', 'movements')")),
    ),
    (
        "mask_in_staging_alone",
        "reads through",
        lambda one: one.node(STG)["depends_on"].update(macros=[]),
    ),
    (
        "mask_in_staging_alone",
        "staging alone",
        lambda one: one.node(INT)["depends_on"].update(macros=[tiny.macro_id("as_at_mask")]),
    ),
    ("what_reads_snapshots_says_so", "says meta.as_at", reading(INT, "snap_reasons")),
    ("what_reads_snapshots_says_so", "is for what reads", says(FCT, as_at="recorded")),
    ("names_say_the_layer", "nomis__<table>", moved("models/curated/nomis/movements.sql")),
    ("names_say_the_layer", "side tables", moved("models/curated/outcomes/others.sql")),
    ("names_say_the_layer", "stg_nomis__", moved("models/staging/nomis/nomis_moves.sql")),
    ("names_say_the_layer", "no curated", moved("models/staging/nomis/stg_nomis__beds.sql")),
    ("names_say_the_layer", "past participle", moved("models/intermediate/prison/int_moves.sql")),
    ("names_say_the_layer", "no domain", moved("models/intermediate/x/int_moves_joined.sql")),
    ("names_say_the_layer", "a mart is", moved("models/marts/prison/movements.sql")),
    ("names_say_the_layer", "no schema of marts", moved("models/marts/x/fct_moves.sql")),
    ("names_say_the_layer", "lower case", moved("models/marts/prison/fct_Moves.sql")),
    ("names_say_the_layer", "snap_", moved("snapshots/reasons_kept.yml")),
    ("column_names_say_the_type", "is a boolean", with_column(FCT, "late", "boolean")),
    ("column_names_say_the_type", "reads as a date", with_column(FCT, "late_date", "varchar")),
    ("column_names_say_the_type", "reads as a timestamp", with_column(FCT, "sent_at", "date")),
    ("columns_are_plain_words", "reserved", with_column(FCT, "order")),
    ("columns_are_plain_words", "reserved", with_column(FCT, "qualify")),
    ("columns_are_plain_words", "lower case", with_column(FCT, "MovementId")),
    ("schemas_are_on_the_list", "should be prison", without(FCT, "schema", "core")),
    (
        "schemas_are_on_the_list",
        "should be elsewhere",
        moved("models/marts/elsewhere/fct_moves.sql"),
    ),
    ("grain_and_key_are_stated", "meta.grain", says(FCT, grain="")),
    ("grain_and_key_are_stated", "meta.key is missing", says(STG, key=None)),
    ("grain_and_key_are_stated", "documented", says(INT, key=["movement_key"])),
    ("keys_are_tested", "unique", says(INT, key=["movement_date"])),
    ("keys_are_tested", "unique", changed_test(FCT, where="movement_id > 5")),
    ("keys_are_tested", "unique", changed_test(STG, severity="warn")),
    ("keys_are_tested", "unique", changed_test(STG, error_if="> 10")),
    ("keys_are_tested", "unique", changed_test("reasons", enabled=False)),
    ("keeping_is_stated", "meta.owner", says(FCT, owner=None)),
    ("keeping_is_stated", "classification", says(FCT, classification="secret-ish")),
    ("keeping_is_stated", "retention", says(FCT, retention="long")),
    ("keeping_is_stated", "schedule", says("reasons", schedule="now and then")),
    ("yaml_stands_beside", "should be", without(INT, "patch_path", None)),
    ("yaml_stands_beside", "should be", without(INT, "patch_path", "x://models/schema.yml")),
    ("columns_are_described", "not described", says_column(STG, "movement_id", description=" ")),
    (
        "columns_are_described",
        "repeating",
        says_column(FCT, "movement_date", description="The date of the movement."),
    ),
    (
        "columns_are_described",
        "twelve",
        says_column(INT, "movement_id", description="Far " * 12 + "too long. Yes."),
    ),
    ("columns_are_described", "no description", without(INT, "description", "")),
    ("nothing_is_left_to_write", "description says", without(STG, "description", "TODO")),
    ("nothing_is_left_to_write", "meta.grain", says(CURATED, grain="one version of one TODO")),
    ("nothing_is_left_to_write", "first line", code(STG, (tiny.GRAIN, "{# One TODO. #}\n"))),
    (
        "nothing_is_left_to_write",
        "column movement_id",
        says_column(CURATED, "movement_id", description="TODO"),
    ),
    (
        "nothing_is_left_to_write",
        "source says",
        lambda one: next(iter(one.manifest["sources"].values())).update(source_description="TODO"),
    ),
    ("columns_carry_their_terms", "term_recall", with_column(FCT, "recall_date")),
    ("columns_carry_their_terms", "term_recall", with_column(FCT, "latest_recall_key")),
    ("columns_carry_their_terms", "term_version", led_to_a_version),
    ("columns_carry_their_terms", "no term", with_column(FCT, "end_kind")),
    (
        "contracts_are_enforced",
        "not enforced",
        lambda one: one.node(FCT)["config"].update(contract={"enforced": False}),
    ),
    (
        "contracts_are_enforced",
        "not enforced",
        lambda one: one.node(CURATED)["config"].update(contract={"enforced": False}),
    ),
    ("contracts_are_enforced", "data_type", says_column(FCT, "person_id", data_type=None)),
    ("marts_fill_in_the_form", "docs block", without(FCT, "description", "Movements.")),
    ("marts_fill_in_the_form", "lacks", form(("**Not for**", "Not for"))),
    ("marts_fill_in_the_form", "lacks", form(("**Grain**", "Grain"))),
    ("marts_fill_in_the_form", "no test proves", form((" (`test_late_one`)", ""))),
    ("marts_fill_in_the_form", "no test is called", form(("test_late_one", "test_gone"))),
    ("fact_keys_have_relationships", "prison_key", with_column(FCT, "prison_key", "varchar")),
    ("fact_keys_are_never_null", "prison_key", with_column(FCT, "prison_key", "varchar")),
    ("no_clock_but_two", "current_date", code(FCT, ("movement_date\n", "current_date as d\n"))),
    ("no_clock_but_two", "now", code(INT, ("movement_date\n", "now() as d\n"))),
    (
        "no_clock_but_two",
        "run_started_at",
        code(INT, ("movement_date\n", "'{{ run_started_at }}' as d\n")),
    ),
    (
        "no_clock_but_two",
        "utcnow",
        macro("macros/a/b.sql", "{% macro b() %}{{ modules.datetime.utcnow() }}{% endmacro %}"),
    ),
    ("no_clock_but_two", "today", macro("macros/a/b.sql", "{% macro b() %}today(){% endmacro %}")),
    (
        "what_the_moment_is_written_in_is_a_table",
        "int_build_moments_listed",
        lambda one: (
            one.node(INT)["config"].update(materialized="view"),
            one.node(INT)["depends_on"].update(macros=[tiny.macro_id("build_moment")]),
        ),
    ),
    ("what_is_narrowed_is_told_of", STG, narrowed("reasons")),
    (
        "models_are_short",
        "lines",
        lambda one: one.node(FCT).update(raw_code=one.node(FCT)["raw_code"] + "--\n" * 100),
    ),
    ("models_have_the_shape", "first line", code(FCT, (tiny.GRAIN, ""))),
    ("models_have_the_shape", "last line", code(FCT, ("select * from final", "select 1"))),
    ("macros_are_documented", "not described", macro("macros/a/b.sql", "", description="")),
    (
        "macros_are_documented",
        "argument y of b",
        macro(
            "macros/a/b.sql",
            "{% macro b(x, y=[1, 2]) %}{% endmacro %}",
            arguments=[{"name": "x", "description": "Given."}],
        ),
    ),
    (
        "macros_are_documented",
        "has no argument",
        macro(
            "macros/a/b.sql",
            "{% macro b() %}{% endmacro %}",
            arguments=[{"name": "x", "description": "Given."}],
        ),
    ),
    ("macros_stand_in_their_file", "belongs in", macro("macros/a/b.sql", "", name="c")),
    ("engine_bodies_say_why", "no body", macro("macros/engine/b.sql", "", name="duckdb__b")),
    (
        "identifiers_stay_restricted",
        "reaches nomis__movements.offender_id",
        code(FCT, ("{{ person_id('offender_id') }}", "offender_id")),
    ),
    (
        "identifiers_stay_restricted",
        "reaches nomis__movements.offender_id",
        code(FCT, ("{{ person_id('offender_id') }}", "'p' || cast(offender_id as varchar)")),
    ),
    (
        "identifiers_stay_restricted",
        "reaches nomis__movements.offender_id",
        code(FCT, ("{{ person_id('offender_id') }}", "{{ trim_text('rows.offender_id') }}")),
    ),
    (
        "identifiers_stay_restricted",
        "reaches nomis__movements.offender_id",
        code(FCT, ("{{ person_id('offender_id') }}", "max(offender_id) over ()")),
    ),
    (
        "identifiers_stay_restricted",
        "reaches nomis__movements.offender_id",
        code(FCT, ("{{ person_id('offender_id') }}", "(select min(r.offender_id) from rows as r)")),
    ),
    ("identifiers_stay_restricted", "named as", with_column(FCT, "noms_number", "varchar")),
    ("identifiers_stay_restricted", "cannot be read", code(INT, ("from rows", "from nowhere"))),
    (
        "all_columns_are_documented",
        "not in its YAML",
        code(INT, ("movement_id,", "movement_id, 1 as b,")),
    ),
    ("all_columns_are_documented", "its SQL does not", with_column(STG, "more")),
    (
        "all_columns_are_documented",
        "another order",
        code(INT, ("movement_id, offender_id", "offender_id, movement_id")),
    ),
]:
    EXAMPLES.append((rule, saying, broken))


@pytest.mark.parametrize("name", BY_NAME)
def test_project_keeps(name: str, manifest: dict) -> None:
    wrong = BY_NAME[name](manifest)
    assert not wrong, f"{BY_NAME[name].__doc__}\n" + "\n".join(wrong)


def test_both_engines_have_the_same_tables(manifest: dict, athena_manifest: dict) -> None:
    def seen(one: dict) -> set[tuple[str, str]]:
        return {(node["schema"], node["name"]) for node in rules.tables(one)}

    assert seen(manifest) == seen(athena_manifest)
    assert rules.schemas_are_on_the_list(athena_manifest) == []


@pytest.mark.parametrize("name", BY_NAME)
def test_tiny_project_keeps(name: str) -> None:
    assert BY_NAME[name](tiny.good().manifest) == []


@pytest.mark.parametrize(
    ("name", "saying", "broken"), EXAMPLES, ids=[f"{one[0]}-{n}" for n, one in enumerate(EXAMPLES)]
)
def test_rule_catches(name: str, saying: str, broken: Broken) -> None:
    one = tiny.good()
    broken(one)
    wrong = BY_NAME[name](one.manifest)
    assert any(saying in line for line in wrong), wrong


def test_every_rule_has_a_bad_example() -> None:
    assert {name for name, _, _ in EXAMPLES} == set(BY_NAME)


def test_key_of_two_columns_wants_a_combined_test() -> None:
    one = tiny.good()
    says(INT, key=["movement_id", "movement_date"])(one)
    assert any("unique" in line for line in rules.keys_are_tested(one.manifest))
    one.test(
        one.node(INT),
        "unique_combination_of_columns",
        None,
        combination_of_columns=["movement_date", "movement_id"],
    )
    assert not any("unique" in line for line in rules.keys_are_tested(one.manifest))


def test_clock_in_a_comment_or_a_text_is_none() -> None:
    one = tiny.good()
    code(INT, ("movement_date\n", "movement_date -- now()\n"))(one)
    code(FCT, ("movement_date\n", "movement_date {# today() #}\n"))(one)
    one.node(STG)["raw_code"] += "-- 'current_date'"
    assert rules.no_clock_but_two(one.manifest) == []


def test_what_is_narrowed_may_read_what_makes_it_due() -> None:
    one = tiny.good()
    narrowed(STG)(one)
    assert rules.what_is_narrowed_is_told_of(one.manifest) == []


def test_long_model_may_say_why() -> None:
    one = tiny.good()
    one.node(FCT)["raw_code"] += "--\n" * 100
    says(FCT, long_because="one list of 200 columns, which cannot be cut")(one)
    assert rules.models_are_short(one.manifest) == []


def test_restricted_marts_may_have_identifiers() -> None:
    one = tiny.good()
    one.table(
        "models/marts/people_restricted/dim_person_names.sql",
        tiny.select("movement_id, offender_id", INT),
        [tiny.column("movement_id", "bigint"), tiny.column("offender_id", "bigint")],
        (INT,),
    )
    assert lineage.identifiers_stay_restricted(one.manifest) == []


def test_lineage_lets_counts_and_windows_pass() -> None:
    one = tiny.good()
    passing = (
        "count(offender_id) as heads, offender_id is null as is_nobody, "
        "row_number() over (partition by offender_id order by movement_id) as place"
    )
    code(FCT, ("{{ person_id('offender_id') }} as person_id", passing))(one)
    assert lineage.identifiers_stay_restricted(one.manifest) == []
