"""How `curate` compares with plain SQL: a year and ten years of daily full extracts. Run by `make bench`.

Prints seconds and their ratios, measured side by side in one run; asserts nothing but that both ways agree.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUN = ["dbt", "--quiet", "run", "--select", "nyc__custody"]

BASELINE = """
import glob, resource, sys, time, duckdb
con = duckdb.connect(sys.argv[1], config={"threads": 2})
con.execute("set preserve_insertion_order = false")
parts = glob.glob(sys.argv[2] + "/nyc/custody/_part=*/rows.parquet")
sql = "\\n".join(line for line in open(sys.argv[3]) if not line.startswith("--"))
listed = "[" + ", ".join(f"'{part}'" for part in parts) + "]"
began = time.perf_counter()
for statement in sql.replace("$parts", listed).split(";"):
    if statement.strip():
        con.execute(statement)
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
"""


def node_seconds(project) -> float:
    """Seconds that dbt spent on the table in its last run: compiling, hooks and all."""
    results = json.loads((project.folder / "target" / "run_results.json").read_text())["results"]
    return next(r["execution_time"] for r in results if r["unique_id"].endswith("nyc__custody"))


def build(project, limit: str | None = None) -> tuple[float, float]:
    """Node seconds of a run, and the process's peak resident memory in GB."""
    if limit:
        project.environment["DERIVE_MEMORY_LIMIT"] = limit
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    project.run(RUN)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    project.environment.pop("DERIVE_MEMORY_LIMIT", None)
    return node_seconds(project), max(before, peak) / 1e6


def baseline(project) -> tuple[float, float]:
    """Seconds and peak memory (GB) of the plain SQL on the same parts."""
    warehouse = project.folder / "data" / "baseline.duckdb"
    warehouse.unlink(missing_ok=True)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            BASELINE,
            str(warehouse),
            project.environment["DERIVE_LANDING"],
            str(HERE / "curate_baseline.sql"),
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds, peak = done.stdout.split()[-2:]
    return float(seconds), float(peak)


def agree(project) -> None:
    """Both ways must give the same history and counts, but for ids, or their times mean nothing."""
    import duckdb

    with duckdb.connect() as con:
        con.execute(f"attach '{project.warehouse}' as derived (read_only)")
        con.execute(f"attach '{project.folder}/data/baseline.duckdb' as plain (read_only)")
        columns = "* exclude (mojap_version_id, mojap_batch_id, mojap_row_number)"
        where = "where inmateid <> 20062870"
        [(left, right)] = con.execute(
            f"select (select count(*) from (select {columns} from derived.curated.nyc__custody {where}"
            f" except all select {columns} from plain.history {where})),"
            f" (select count(*) from (select {columns} from plain.history {where}"
            f" except all select {columns} from derived.curated.nyc__custody {where}))"
        ).fetchall()
        [(counts,)] = con.execute(
            "select count(*) from derived.curated.nyc__custody__reconciliation as d"
            " full join plain.counts as p on d.batch_id = p.batch_id"
            " where d.landed_rows is distinct from p.landed_rows"
            " or d.contradiction_rows is distinct from coalesce(p.contradiction_rows, 0)"
        ).fetchall()
    assert (left, right, counts) == (0, 0, 0), ("the two ways differ", left, right, counts)


def drop(project) -> None:
    """Forget the warehouse, keep the landing."""
    project.warehouse.unlink(missing_ok=True)


def scenario(days: int, repeats: int, limit: str | None) -> None:
    """Full build against the baseline, alternating; then one more day; then nothing new."""
    from feed import land, make_project

    with tempfile.TemporaryDirectory(dir=HERE.parent / "data") as folder:
        project = make_project(Path(folder))
        land(project, 0, days)
        builds, plain, peak = [], [], 0.0
        for _ in range(repeats):
            drop(project)
            seconds, peak = build(project)
            builds.append(seconds)
            seconds, plain_peak = baseline(project)
            plain.append(seconds)
        agree(project)
        print(
            f"{days} days: full build {min(builds):.2f} s, baseline {min(plain):.2f} s,"
            f" ratio {min(builds) / min(plain):.2f}; peak {peak:.1f} GB, baseline {plain_peak:.1f} GB",
            flush=True,
        )
        land(project, days, 1)
        began = time.perf_counter()
        more, _ = build(project)
        wall = time.perf_counter() - began
        none, _ = build(project)
        print(
            f"{days} days: one more day {more:.2f} s of node time ({wall:.1f} s in all),"
            f" {more / min(builds):.1%} of the full build; nothing new {none:.2f} s",
            flush=True,
        )
        if limit:
            drop(project)
            seconds, peak = build(project, limit)
            print(f"{days} days: full build with memory_limit {limit}: {seconds:.2f} s", flush=True)


def main() -> None:
    """A year, then ten."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, nargs="*", default=[365, 3720])
    arguments = parser.parse_args()
    (HERE.parent / "data").mkdir(exist_ok=True)
    sys.path.insert(0, str(HERE))
    for days in arguments.days:
        scenario(days, repeats=3 if days < 1000 else 1, limit="2GB" if days > 1000 else None)


if __name__ == "__main__":
    main()
