"""What a dry run says is what the build then finds."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from landing_world import CUSTODY, World, custody_text

from derived_tables import ledger, upload
from derived_tables.contract import load_contract
from derived_tables.store import Folder
from small_project import SmallProject

COLUMNS = {
    "id": ("bigint", {}),
    "part": ("varchar(3)", {}),
    "amount": ("decimal(6,2)", {}),
    "code": ("varchar(3)", {"pattern": "^[A-Z]{3}$"}),
    "kind": ("varchar(8)", {"accepted_values": ["IN", "OUT", "o'clock"]}),
    "age": ("integer", {"range": [0, 120]}),
    "born": ("date", {"clock": "none", "range": ["1900-01-01", "2024-12-31"]}),
    "seen": ("timestamp(6)", {"clock": "local"}),
    "must": ("varchar", {"not_null": True}),
    "flag": ("boolean", {}),
    "sex": ("varchar(3)", {"code_list": "sexes"}),
}
TERMS = {
    "key": ["id", "part"],
    "kinds": ["full"],
    "rules": [{"name": "seen_after_birth", "expression": "seen >= born"}],
}
FED = {"key": ["id"], "kinds": ["changes"], "time": "ts", "op": "op", "deleted_when": "code = 'DEL'"}
FED_COLUMNS = {"id": ("bigint", {}), "code": ("varchar(3)", {}), "must": ("varchar", {"not_null": True})}
# What may stand in a column: sound, odd and wrong.
TEXTS = {
    "id": ["1", "2", "3", "4", " 5", "6.0", "x1", ""],
    "part": ["a", "b", "abcd", ""],
    "amount": ["1.20", "1.200", "1.234", "12345.00", "", "-.5", "1e3"],
    "code": ["ABC", "DEL", "ab1", "ABCD", " XYZ ", ""],
    "kind": ["IN", " OUT", "o'clock", "UP", ""],
    "age": ["22", "22.0", "22.5", "121", "-1", "", "1e2"],
    "born": ["1980-02-29", "1981-02-29", "31/12/2024", "1899-12-31", "2024-01-01T00:00", ""],
    "seen": ["2024-01-01 10:00:00", "2024-01-01T10:00", "1970-01-01", "2024-13-01 00:00:00", "x", ""],
    "must": ["x", "  ", "y"],
    "flag": ["Y", "0", "maybe", ""],
    "sex": ["F", "M", "X", ""],
    "op": ["I", "u", "D", "Q", ""],
    "ts": ["2024-01-01 10:00:00", "2024-01-01 10:00:01"],
}


def messy(names: list[str], rows: int, seed: int) -> str:
    chance = random.Random(seed)
    lines = [",".join(names)]
    lines += [",".join(chance.choice(TEXTS[name]) for name in names) for _ in range(rows)]
    return "\n".join(lines) + "\n"


class Built:
    """Two tables: files that were foretold, then landed and built."""

    def __init__(self, folder: Path) -> None:
        self.project = project = SmallProject(folder)
        project.seed("sexes", ["F", "M"])
        project.add("r", "messy", TERMS, COLUMNS)
        project.add("r", "fed", FED, FED_COLUMNS)
        project.add("r", "cut", {"key": ["id"], "kinds": ["full"]}, {"id": ("bigint", {}), "part": COLUMNS["part"]})
        self.root = Folder(folder / "data" / "landing")
        self.foretold: dict[str, upload.Preview] = {}
        steps = [
            self.step("messy", messy(list(COLUMNS), 400, 1), "full", "2024-01-01"),
            self.step("fed", messy(["id", "code", "must", "op", "ts"], 300, 2), "changes", None),
        ]
        cut = ["id,part\n" + "".join(f"{n},a\n" for n in range(rows)) for rows in (10, 5, 6, 8)]
        cut.append("id\n1\n")
        for day, text in enumerate(cut, 1):
            # Each is foretold with the ones before it in the ledger.
            step = self.step("cut", text, "full", f"2024-02-0{day}", f"cut{day}")
            self.land("cut", f"cut{day}", "full", f"2024-02-0{day}")
            steps.append(step)
        project.run(*steps, ["dbt", "--quiet", "build"])

    def step(self, table: str, text: str, kind: str, at: str | None, name: str = "") -> list[str]:
        name = name or table
        path = self.project.folder / f"{name}.csv"
        path.write_text(text)
        (self.foretold[name],) = upload.preview(
            self.root, load_contract(self.project.folder, "r", table), [path], kind=kind, extracted_at=at
        )
        when = ["--extracted-at", at] if at else []
        return ["derive", "upload", f"r.{table}", str(path), "--kind", kind, *when]

    def land(self, table: str, name: str, kind: str, at: str) -> None:
        (result,) = upload.upload(
            self.root, load_contract(self.project.folder, "r", table),
            [self.project.folder / f"{name}.csv"], kind=kind, extracted_at=at,
        )  # fmt: skip
        assert result.status == "landed"
        assert result.batch_id == self.foretold[name].result.batch_id


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(tmp_path_factory.mktemp("dry_run") / "project")


@pytest.mark.parametrize("table", ["messy", "fed"])
def test_problems_are_the_faults_of_the_build(built: Built, table: str) -> None:
    found = built.project.rows(
        "select column_name, rule_name, row_number, value_text from curated.faults "
        f"where source_table = 'r.{table}'"
    )
    faults = Counter((column, rule) for column, rule, *_ in found)
    problems = {(p.column, p.rule): p for p in built.foretold[table].problems}
    foretold = {at: p.rows for at, p in problems.items() if not p.rule.startswith("is ")}
    assert foretold == faults
    assert len(faults) > (8 if table == "messy" else 1)
    rows = built.foretold[table].result.rows
    for (column, rule), problem in problems.items():
        assert problem.share == problem.rows / rows
        if (column, rule) in faults:
            texts = sorted((row, text) for c, r, row, text in found if (c, r) == (column, rule))
            assert problem.examples == texts[:5]


@pytest.mark.parametrize("table", ["messy", "fed"])
def test_problems_are_the_rejections_of_the_build(built: Built, table: str) -> None:
    reasons = Counter(
        reason.strip()
        for (text,) in built.project.rows(
            f"select reasons from curated.rejected_rows where source_table = 'r.{table}'"
        )
        for reason in text.split(";")
    )
    foretold = Counter()
    for problem in built.foretold[table].problems:
        if problem.rule.startswith("is "):
            foretold[f"{problem.column} {problem.rule}"] += problem.rows
    wanted = {reason: rows for reason, rows in reasons.items() if not reason.endswith("does not read")}
    assert foretold == wanted, reasons
    assert "must is missing" in wanted
    assert ("op is none of I, U, D" in wanted) == (table == "fed")


def test_repeated_keys_are_the_duplicates_and_contradictions_of_the_build(built: Built) -> None:
    ((count,),) = built.project.rows(
        "select count(*) from curated.row_outcomes where source_table = 'r.messy' "
        "and category in ('duplicate', 'contradiction')"
    )
    preview = built.foretold["messy"]
    assert preview.repeated_keys == count > 20
    assert all(key.count("|") == 1 for _, key in preview.repeated_examples)


def test_what_would_be_held_is_held(built: Built) -> None:
    held = {
        batch: why
        for batch, standing, why in built.project.rows(
            "select batch_id, standing, held_because from curated.batch_reconciliation "
            "where source_table = 'r.cut'"
        )
        if standing == "held"
    }
    foretold = {
        name: preview.would_hold
        for name, preview in built.foretold.items()
        if preview.would_hold
    }
    # 6 rows are more than the day before, which was held itself, but far fewer than the day's before.
    assert set(foretold) == {"cut2", "cut3", "cut5"}
    assert {built.foretold[name].result.batch_id: why for name, why in foretold.items()} == held
    assert foretold["cut2"] == "5 distinct keys after 10"
    assert foretold["cut5"] == "lacks part"


def test_the_last_batch_is_named(built: Built) -> None:
    first, second = built.foretold["cut1"], built.foretold["cut2"]
    assert (first.last_batch, first.last_rows) == (None, None)
    assert (second.last_batch, second.last_rows) == (first.result.batch_id, 10)


# --- what the command says ----------------------------------------------------------------------


def test_a_dry_run_lands_nothing_and_says_what_would_happen(world: World) -> None:
    world.full(world.file("custody_20200301.csv", custody_text(1, 10)))
    before = sorted(world.root.rglob("*"))
    text = custody_text(2, 3).replace(",22\n", ",old\n", 1) + "1,2019-01-04 00:34:00,MED,W,22\n"
    good = world.file("custody_20200302.csv", text)
    bad = world.file("custody_20200303.csv", "INMATEID,AGE\n1\n")
    when = ("--kind", "full", "--extracted-at-pattern", "%Y%m%d")
    result = world.derive("upload", "nyc.custody", good, bad, *when, "--dry-run", code=1)
    (batch,) = world.list()
    for said in (
        "custody_20200302.csv: 4 rows",
        f"the last batch, {batch['batch_id']}, has 10 rows, -60.0%",
        "age: 1 rows (25.00%) break type, range or pattern: row 1 'old'",
        "1 rows repeat a key: row 4 '1|2019-01-04 00:34:00.000000'",
        "the build would hold it: 3 distinct keys after 10",
        "1 would land (4 rows), 0 already landed, 1 refused",
    ):
        assert said in result.stdout, result.stdout
    assert "custody_20200303.csv: row 1 (line 2) has 1 fields" in result.stderr
    assert sorted(world.root.rglob("*")) == before
    assert "1 already landed" in world.derive(
        "upload", "nyc.custody", world.inbox / "custody_20200301.csv", *when, "--dry-run"
    ).stdout


def test_missing_and_extra_columns_are_foretold(world: World) -> None:
    path = world.file("custody_20200301.csv", "INMATEID,facility\n1,X\n")
    (preview,) = upload.preview(
        world.store, load_contract(world.project, "nyc", "custody"), [path], kind="full", pattern="%Y%m%d"
    )
    assert preview.result.status == "would land"
    assert preview.result.extra == ["facility"]
    assert preview.result.missing == [name for name in CUSTODY if name != "inmateid"]
    assert preview.would_hold == "lacks required admitted_dt"
    assert not ledger.read_batches(world.store)


def test_files_of_one_dry_run_are_held_to_each_other(world: World) -> None:
    paths = [world.file(f"custody_2020030{n}.csv", custody_text(n, rows)) for n, rows in ((1, 10), (2, 3))]
    again = world.file("again_20200302.csv", custody_text(3, 4))
    previews = upload.preview(
        world.store, load_contract(world.project, "nyc", "custody"), [*paths, paths[0], again],
        kind="full", pattern="%Y%m%d",
    )  # fmt: skip
    assert [one.result.status for one in previews] == ["would land", "would land", "already", "refused"]
    assert "already has a full extract of 2020-03-02" in str(previews[3].result.error)
    assert [one.would_hold for one in previews][:2] == [None, "3 distinct keys after 10"]
