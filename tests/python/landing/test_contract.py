"""What a contract may say, and how it is told off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from landing_world import World, custody_dict, moves_dict

from derived_tables import contract
from derived_tables.errors import DeriveError

PROJECT = Path(__file__).resolve().parents[3]


def read(data: dict, name: str = "prison.moves") -> contract.Contract:
    system, _, table = name.partition(".")
    text = yaml.safe_dump(data, sort_keys=False)
    return contract.parse_contract(text, Path("c.yml"), system, table)


def terms(data: dict) -> dict:
    return data["models"][0]["config"]["meta"]["contract"]


def column(data: dict, name: str) -> dict:
    return next(c for c in data["models"][0]["columns"] if c["name"] == name)


def rules(name: str, **given: object) -> Callable[[dict], object]:
    return lambda data: column(data, name).update(config={"meta": given})


def term(**given: object) -> Callable[[dict], object]:
    return lambda data: terms(data).update(given)


def without(*names: str) -> Callable[[dict], object]:
    return lambda data: [terms(data).pop(name) for name in names]


def typed(name: str, data_type: str) -> Callable[[dict], object]:
    return lambda data: column(data, name).update(data_type=data_type)


def test_a_contract_is_short_and_its_defaults_are_said_here() -> None:
    found = read(custody_dict(), "nyc.custody")
    assert found.terms.absence == "closes"
    assert found.terms.fall == 0.2
    assert [c.name for c in found.columns][:2] == ["inmateid", "admitted_dt"]
    assert all(c.rules.tracked and not c.rules.not_null for c in found.columns)


def test_feed_columns_by_kind() -> None:
    found = read(moves_dict())
    assert found.feed_columns("full") == ["book_id", "seq", "place", "month"]
    assert found.feed_columns("changes") == [
        "book_id", "seq", "place", "month", "op", "extracted"
    ]  # fmt: skip
    assert found.feed_columns("deletes") == ["book_id", "seq", "extracted"]


def by_content(data: dict) -> None:
    without("op", "slice", "time")(data)
    term(key="content", kinds=["full"])(data)


def content_id(data: dict) -> None:
    first = {"name": "mojap_content_id", "data_type": "varchar", "description": "The key."}
    data["models"][0]["columns"].insert(0, first)


GOOD = {
    "content key": lambda d: (by_content(d), content_id(d)),
    "archived": term(absence={"archived_when": "place = 'X'"}),
    "rules": term(rules=[{"name": "a", "expression": "seq > 0"}], fall=0.5, freshness="36 hours"),
    "range with one end": rules("seq", range=[1, None]),
    "pattern": rules("place", pattern="^[A-Z]{3}$", personal="direct", may_be_absent=True),
    "code list": rules("place", code_list="places", tracked=False, not_null=True),
    "decimal": typed("place", "decimal(38,10)"),
}  # fmt: skip


@pytest.mark.parametrize("change", GOOD.values(), ids=GOOD.keys())
def test_accepted(change: Callable[[dict], object]) -> None:
    data = moves_dict()
    change(data)
    read(data)


BAD = {
    "unknown term": (term(keys=["a"]), "contract.keys: no contract has this key"),
    "unknown rule": (rules("place", patern="x"), "patern: no contract has this key"),
    "unknown column key": (lambda d: column(d, "place").update(type="x"), "no contract has this"),
    "data type": (typed("place", "text"), "data_type"),
    "float": (typed("seq", "double"), "data_type"),
    "kind": (term(kinds=["full", "bulk"]), "bulk"),
    "kinds twice": (term(kinds=["full", "slice", "full", "changes"]), "full is there twice"),
    "no kinds": (term(kinds=[]), "kinds"),
    "no time": (without("time"), "time is missing"),
    "needless time": (
        lambda d: (without("op")(d), term(kinds=["full", "slice"])(d)),
        "time is for kinds changes and deletes",
    ),
    "op without changes": (term(kinds=["full", "slice", "deletes"]), "op is for kind changes"),
    "no slice": (without("slice"), "slice names the slice column"),
    "needless slice": (term(kinds=["full", "changes"]), "slice names the slice column"),
    "slice not a column": (term(slice="region"), "slice column region is not in columns"),
    "order not a column": (term(order="scn"), "order column scn is not in columns"),
    "key not a column": (term(key=["book_no"]), "key column book_no is not in columns"),
    "key twice": (term(key=["seq", "seq"]), "seq is there twice"),
    "content without its id": (by_content, "columns must begin with mojap_content_id varchar"),
    "content id of a natural key": (content_id, "names in mojap_ are kept for history"),
    "deletes by content": (term(key="content"), "deletes needs a natural key"),
    "time in key": (term(time="seq"), "time seq is also in key"),
    "op is time": (term(op="extracted"), "op is also named"),
    "needless absence": (
        lambda d: (without("slice")(d), term(kinds=["changes"], absence={"archived_when": "x"})(d)),
        "absence is for kinds",
    ),
    "needless fall": (
        lambda d: (without("slice")(d), term(kinds=["changes"], fall=0.1)(d)),
        "fall is for kind full",
    ),
    "fall of 20": (term(fall=20), "fall"),
    "freshness": (term(freshness="soon"), "freshness"),
    "no clock": (typed("place", "date"), "must say its clock"),
    "needless clock": (rules("place", clock="utc"), "has a clock"),
    "unknown clock": (rules("place", clock="gmt"), "clock"),
    "range of text": (rules("place", range=["a", "b"]), "has a range, which varchar cannot"),
    "range of words": (rules("seq", range=["few", "many"]), "is not of bigint"),
    "range backwards": (rules("seq", range=[2, 1]), "begins after it ends"),
    "range of nothing": (rules("seq", range=[None, None]), "at least one end"),
    "pattern of number": (rules("seq", pattern="^1$"), "pattern, which is for varchar"),
    "bad pattern": (rules("place", pattern="("), "pattern is not valid"),
    "values and list": (rules("place", accepted_values=["A"], code_list="places"), "keep one"),
    "bare NO": (rules("place", accepted_values=[False]), "accepted_values"),
    "value twice": (rules("place", accepted_values=["A", "A"]), "A is there twice"),
    "absent key": (rules("seq", may_be_absent=True), "may not be absent"),
    "tracked: text": (rules("place", tracked="no"), "tracked"),
    "column twice": (
        lambda d: d["models"][0]["columns"].insert(0, dict(column(d, "seq"))),
        "columns: seq is there twice",
    ),
    "upper case": (lambda d: column(d, "place").update(name="PLACE"), "PLACE"),
    "no history": (lambda d: d["models"][0]["columns"].pop(), "columns must end with"),
    "no owner": (lambda d: d["models"][0]["config"]["meta"].pop("owner"), "owner: Field required"),
    "other name": (lambda d: d["models"][0].update(name="prison__stays"), "make them one"),
    "no description": (lambda d: column(d, "place").pop("description"), "description"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "said"), BAD.values(), ids=BAD.keys())
def test_refused(change: Callable[[dict], object], said: str) -> None:
    data = moves_dict()
    change(data)
    with pytest.raises(DeriveError) as caught:
        read(data)
    assert said in str(caught.value)


def test_an_error_names_file_and_line() -> None:
    data = moves_dict()
    rules("place", patern="x")(data)
    text = yaml.safe_dump(data, sort_keys=False)
    line = next(n for n, one in enumerate(text.split("\n"), 1) if "patern" in one)
    with pytest.raises(DeriveError, match=rf"c\.yml:{line}: .*columns\.2\.config\.meta\.patern"):
        read(data)


def test_not_yaml_and_no_contract(world: World) -> None:
    with pytest.raises(DeriveError, match="not YAML"):
        contract.parse_contract("a: [", Path("c.yml"), "a", "b")
    result = world.derive("upload", "nyc.absent", "x.csv", "--kind", "full", code=1)
    assert "Tables with a contract: nyc.custody, prison.moves" in result.stderr


def test_check_names_every_bad_contract(world: World) -> None:
    assert "2 contracts valid, 0 not" in world.derive("contract", "check").stdout
    for name, change in (("nyc__custody", "kinds"), ("prison__moves", "time")):
        path = world.project / "models" / "curated" / name.split("__")[0] / f"{name}.yml"
        data = yaml.safe_load(path.read_text())
        del terms(data)[change]
        path.write_text(yaml.safe_dump(data))
    result = world.derive("contract", "check", code=1)
    assert "kinds: Field required" in result.stderr
    assert "time is missing" in result.stderr


def test_check_wants_the_model_beside_it(world: World) -> None:
    (world.project / "models" / "curated" / "nyc" / "nyc__custody.sql").unlink()
    assert "nyc__custody.sql is missing" in world.derive("contract", "check", code=1).stderr


def test_the_contracts_of_this_project_are_valid() -> None:
    good, bad = contract.check(PROJECT)
    assert not bad
    assert good


def test_the_committed_schema_is_current(world: World) -> None:
    committed = contract.SCHEMA_FILE.read_text()
    assert committed == contract.json_schema(), "run: derive contract schema > (that file)"
    assert world.derive("contract", "schema").stdout == committed
