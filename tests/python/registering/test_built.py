"""What register wrote keeps the project's rules, parses, builds, and faults only what it named."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from places import PROJECT
from registered_project import Registered

sys.path.insert(0, str(PROJECT / "tests/python/project"))

COLUMNS = "Visit No,Age,Seen (at),Day,Code,Flag,Amount,Note,Free"
# Each value is odd in a way that register calls good.
ODD = [
    ("22.0", "2025-01-02T10:00:00", "31/01/2025", "007", "Y", "1.50", " padded ", "x"),
    ("7", "", "2025-01-02 00:00:00", "12", "n", ".5", "", "y"),
    ("", "2025-01-02", "2025-01-02", "A1", "", "-3", "\tTAB", ""),
    ("8.000", "2025-01-02 10:00:00.123456", "", "", "N", "7.0", "é", "z"),
]
NAMED = {3: "n/k", 1004: "unknown"}


def rows() -> Iterator[list[object]]:
    usual = ("40", "2025-01-02 10:00:00", "2025-01-02", "120", "Y", "2.25", "plain", "t")
    for number in range(1, 2501):
        values = list(ODD[number - 1] if number <= len(ODD) else usual)
        if number in NAMED:
            values[0] = NAMED[number]
        yield [f"V{number}", *values]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Registered:
    """Three tables registered, their TODO written, landed, built; the manifest parsed."""
    folder = tmp_path_factory.mktemp("built")
    project = Registered(folder / "project")
    odd = folder / "visits_20250103.csv"
    odd.write_text("\n".join([COLUMNS, *(",".join(map(str, row)) for row in rows())]) + "\n")
    months = []
    for month in ("2025-01", "2025-02"):
        months.append(folder / f"calls_{month}.csv")
        lines = [f"{month},{month}-{n},2025-01-01T10:{n:02d}:00Z" for n in range(1, 30)]
        months[-1].write_text("\n".join(["Month,Call ref,Began", *lines]) + "\n")
    feeds = []
    for day in (1, 2):
        feeds.append(folder / f"moves_{day}.csv")
        moves = [("I" if day == 1 else "U", n, n, "ABC"[(n + day) % 3]) for n in range(1, 9)]
        moves += [("D", 9, 8, "")] if day == 2 else []
        lines = [f"{op},2025-01-0{day} 0{hour}:00:00,{n},{w}" for op, hour, n, w in moves]
        feeds[-1].write_text("\n".join(["Op,Changed at,Move no,Wing", *lines]) + "\n")
    said = project.derive("register", "jail.visits", "--from", odd)
    project.said = said.stdout
    assert said.returncode == 0, said.stderr
    assert project.derive("register", "jail.calls", "--from", *months).returncode == 0
    assert project.derive("register", "jail.moves", "--from", *feeds).returncode == 0
    checked = project.derive("contract", "check")
    assert checked.returncode == 1 and checked.stderr.count("TODO are left") == 3
    write(project.folder)
    slices = [
        ["derive", "upload", "jail.calls", file, "--kind", "slice", "--slice", file.stem[-7:],
         "--extracted-at-pattern", "%Y-%m"]
        for file in months
    ]  # fmt: skip
    project.run(
        ["derive", "contract", "check"],
        ["derive", "upload", "jail.visits", odd, "--kind", "full", "--extracted-at", "2025-01-03"],
        ["derive", "upload", "jail.moves", *feeds, "--kind", "changes"],
        *slices,
        ["dbt", "--quiet", "build", "-s", "path:models/curated/jail", "path:models/staging/jail",
         "path:models/curated/outcomes"],
    )  # fmt: skip
    return project


def write(folder: Path) -> None:
    """Do what a person does after register: words for each TODO."""
    words = {
        "grain: one version of one TODO": "grain: one version of one record",
        "grain: one live TODO": "grain: one live record",
        "owner: TODO": "owner: jail-data",
        "classification: TODO": "classification: official",
        "retention: TODO": "retention: 7 years",
        "schedule: TODO": "schedule: daily",
        "description: TODO": "description: Words that nobody could have guessed.",
        "TODO": "record",
    }
    for layer in ("curated", "staging"):
        for path in (folder / "models" / layer / "jail").iterdir():
            text = path.read_text()
            for old, new in words.items():
                text = text.replace(old, new)
            path.write_text(text)


def test_only_what_was_named_faults(made: Registered) -> None:
    assert made.rows(
        "select row_number, column_name, value_text from curated.faults order by 1"
    ) == [(row, "age", text) for row, text in NAMED.items()]
    for row, text in NAMED.items():
        assert f"visits_20250103.csv row {row}: {text!r}" in made.said


def test_every_row_began_a_version(made: Registered) -> None:
    assert made.rows(
        "select source_table, sum(landed_rows), sum(new_rows) from curated.batch_reconciliation"
        " group by 1 order by 1"
    ) == [("jail.calls", 58, 58), ("jail.moves", 17, 16), ("jail.visits", 2500, 2500)]


def test_operations_close(made: Registered) -> None:
    assert made.rows(
        "select count(*), count(*) filter (where mojap_current_record),"
        " max(mojap_end_datetime) filter (where not mojap_current_record and move_no = 8)"
        " from curated.jail__moves"
    ) == [(16, 7, datetime(2025, 1, 2, 9))]
    assert "op: op" in made.text("models/curated/jail/jail__moves.yml")


def test_values_are_kept(made: Registered) -> None:
    assert made.rows(
        "select count(age), count(seen_at), count(day), count(code), count(flag), count(amount)"
        " from curated.jail__visits"
    ) == [(2500 - len(NAMED), 2499, 2499, 2499, 2499, 2500)]
    assert made.rows(
        "select age, cast(seen_at as varchar), cast(day as varchar), code, flag, amount, note"
        " from curated.jail__visits where visit_no in ('V1', 'V4') order by visit_no"
    ) == [
        (22, "2025-01-02 10:00:00", "2025-01-31", "007", True, Decimal("1.50"), "padded"),
        (8, "2025-01-02 10:00:00.123456", None, None, False, Decimal("7.00"), "é"),
    ]


def test_yaml_and_sql_are_clean(made: Registered) -> None:
    places = [str(made.folder / "models" / layer / "jail") for layer in ("curated", "staging")]
    bin = Path(sys.executable).parent
    for words in (
        [bin / "yamllint", "--strict", "-c", PROJECT / ".yamllint", *places],
        [bin / "sqlfluff", "lint", "--config", PROJECT / ".sqlfluff",
         "--disable-progress-bar", places[1]],
    ):
        done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_manifest_keeps_the_rules(made: Registered) -> None:
    import lineage  # noqa: F401  adds its rules
    import rules

    manifest = json.loads(made.text("target/manifest.json"))
    wrong = [
        line
        for rule in rules.RULES
        for line in rule(manifest)
        if "jail" in line
    ]
    assert wrong == []
