"""A build as at T over all landing is a build over landing cut at T, row for row, in every mart."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from dbt_runs import run_script
from project_copy import prison_project

TIME = "%Y-%m-%d %H:%M:%S.%f"


def events(landing: Path) -> list[dict]:
    return [json.loads(path.read_text()) for path in sorted(landing.glob("_ledger/events/*.json"))]


def moments(landing: Path) -> dict[str, str]:
    """A T on a full extract's time, one between all batches, one inside a batch of changes."""
    landed = events(landing)
    fulls = sorted({e["extracted_at"] for e in landed if e["kind"] == "full"})
    wide = max(
        (e for e in landed if e["min_time"] and e["rows"] > 3),
        key=lambda e: (e["max_time"] > e["min_time"], -abs(_middle(landed, e))),
    )
    spans = [(e["min_time"], e["max_time"]) for e in landed if e["min_time"]]
    return {
        "on": fulls[len(fulls) // 2],
        "between": _gap(sorted(spans)),
        "inside": _half(wide["min_time"], wide["max_time"]),
    }


def _middle(landed: list[dict], event: dict) -> float:
    times = [datetime.strptime(e["min_time"], TIME) for e in landed if e["min_time"]]
    centre = min(times) + (max(times) - min(times)) / 2
    return (datetime.strptime(event["min_time"], TIME) - centre).total_seconds()


def _half(one: str, other: str) -> str:
    first, last = datetime.strptime(one, TIME), datetime.strptime(other, TIME)
    return (first + (last - first) / 2).strftime(TIME)


def _gap(spans: list[tuple[str, str]]) -> str:
    """The middle of a moment's silence of all batches, near the middle of them."""
    found, reached = [], spans[0][1]
    for start, end in spans:
        if start > reached:
            found.append((reached, start))
        reached = max(reached, end)
    return _half(*found[len(found) // 2])


def cut(landing: Path, target: Path, moment: str) -> None:
    """Landing with the rows up to a moment: parts, and a ledger that tells of them alone."""
    parts: dict[tuple[str, str, str], dict[str, tuple]] = {}
    for event in events(landing):
        where = (event["system"], event["table"], event["part"])
        if where not in parts:
            parts[where] = _cut_part(landing, target, where, moment)
        rows, least, greatest = parts[where].get(event["batch_id"], (0, None, None))
        if event["kind"] in ("full", "slice"):
            if event["extracted_at"] > moment:
                continue
        elif not rows and event["rows"]:
            continue
        else:
            event = {**event, "rows": rows, "min_time": least, "max_time": greatest}
        path = target / "_ledger" / "events" / f"{event['event_id']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(event))


def _cut_part(landing: Path, target: Path, where: tuple[str, str, str], moment: str) -> dict:
    system, table, part = where
    place = Path(system) / table / f"_part={part}" / "rows.parquet"
    (target / place).parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        con.execute(
            f"copy (select * from read_parquet('{landing / place}', hive_partitioning = false)"
            f" where cast(_extraction_timestamp as timestamp) <= timestamp '{moment}')"
            f" to '{target / place}' (format parquet, compression zstd)"
        )
        found = con.execute(
            "select _batch_id, count(*), min(_extraction_timestamp), max(_extraction_timestamp)"
            f" from read_parquet('{target / place}', hive_partitioning = false) group by 1"
        ).fetchall()
    return {batch: (rows, least, greatest) for batch, rows, least, greatest in found}


@pytest.fixture(scope="module")
def builds(
    tmp_path_factory: pytest.TempPathFactory, land: Callable[[Path], None]
) -> dict[str, tuple[Path, Path]]:
    """For each T, the as-at warehouse over all landing and the one over landing cut at T."""
    folder = tmp_path_factory.mktemp("as_at")
    project = prison_project(folder / "project")
    land(folder)
    chosen = moments(folder / "landing")
    plan = []
    for name, moment in chosen.items():
        cut(folder / "landing", folder / name / "landing", moment)
        plan.append([name, moment])
    run_script(
        folder,
        f"""
        import os
        from pathlib import Path
        from derived_tables.init import ensure_pepper

        folder = Path({str(folder)!r})
        manifests = {{}}

        def run(target, warehouse, *words, **variables):
            os.environ["DERIVE_WAREHOUSE"] = str(warehouse)
            options = ["--target", target, "--target-path", str(folder / "target" / target)]
            if target not in manifests:
                parsed = dbtRunner().invoke(["--quiet", "parse", *options])
                manifests[target] = parsed.result
            variables = json.dumps(variables)
            result = dbtRunner(manifest=manifests[target].deepcopy()).invoke(
                ["--quiet", *words, *options, "--vars", variables])
            DuckDBConnectionManager.close_all_connections()
            gc.collect()
            if not result.success:
                print(result.exception, file=sys.stderr)
                sys.exit(3)

        def curate(root, landing):
            os.environ["DERIVE_LANDING"] = str(landing)
            ensure_pepper(root / "warehouse.duckdb")
            run("duckdb", root / "warehouse.duckdb", "build",
                "--select", "path:models/curated", "path:seeds",
                "--exclude", "resource_type:test", "resource_type:unit_test")

        def as_at(live, root, moment):
            os.environ["DERIVE_LIVE"] = str(live / "warehouse.duckdb")
            root.mkdir(exist_ok=True)
            run("as_at", root / "past.duckdb", "build",
                "--exclude", "path:models/curated", "config.meta.as_at:recorded",
                "resource_type:unit_test", "resource_type:test",
                as_at=moment, as_at_later=True)

        curate(folder, folder / "landing")
        for name, moment in {plan!r}:
            as_at(folder, folder / (name + "_of_all"), moment)
            curate(folder / name, folder / name / "landing")
            as_at(folder / name, folder / (name + "_of_cut"), moment)
        """,
        project,
    )
    for name, moment in chosen.items():
        with duckdb.connect(str(folder / name / "warehouse.duckdb"), read_only=True) as con:
            latest = "select max(max_time) from curated.batch_reconciliation"
            assert con.execute(latest).fetchone()[0].strftime(TIME) <= moment
    return {
        name: (folder / f"{name}_of_all" / "past.duckdb", folder / f"{name}_of_cut" / "past.duckdb")
        for name in chosen
    }


def marts(path: Path) -> dict[str, list[tuple]]:
    """All rows of all marts of a warehouse."""
    with duckdb.connect(str(path), read_only=True) as con:
        names = con.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_schema in ('core', 'prison', 'people_restricted')"
            " and table_name <> 'dim_dates' and table_catalog = current_database() order by 1"
        ).fetchall()
        return {
            name: con.execute(f"select * from {name} order by all").fetchall() for (name,) in names
        }


@pytest.mark.parametrize("name", ["on", "between", "inside"])
def test_past_is_the_same_from_all_landing_and_from_landing_cut(
    builds: dict[str, tuple[Path, Path]], name: str
) -> None:
    of_all, of_cut = (marts(path) for path in builds[name])
    assert {"core.dim_persons", "core.dim_prisons", "prison.fct_custody_spells"} <= set(of_all)
    assert all(of_all.values())
    assert of_all == of_cut


def test_moments_differ_in_what_they_show(builds: dict[str, tuple[Path, Path]]) -> None:
    """A property that held because every T shows the same would prove nothing."""
    shown = [marts(of_all)["prison.fct_movements"] for of_all, _ in builds.values()]
    assert len({len(rows) for rows in shown}) == len(shown)


def test_gap_lies_between_batches() -> None:
    day = datetime(2025, 1, 1)
    starts = [day + timedelta(days=n) for n in range(3)]
    spans = [(s.strftime(TIME), (s + timedelta(hours=8)).strftime(TIME)) for s in starts]
    assert _gap(spans) == "2025-01-02 16:00:00.000000"
