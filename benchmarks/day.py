"""What one more day costs on top of five years: node time, as a share of the whole build's.

Prisons and probation, without tests. Prints both sums, their ratio, and the nodes that took longest
on the day.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
SYSTEMS = [word for name in ("nomis", "delius", "oasys", "registers") for word in ("--system", name)]
VERBS = Path(sys.executable).parent
NODE = re.compile(r"^  (?:model|seed|snapshot) +(\S+) +\w+ +([\d.]+) s$", re.M)


def run(folder: Path, *words: str) -> dict[str, float]:
    """Run `derive` on a landing and a warehouse of its own; seconds of each node that it built."""
    environment = {
        **os.environ,
        "DERIVE_LANDING": str(folder / "landing"),
        "DERIVE_WAREHOUSE": str(folder / "warehouse.duckdb"),
        "DERIVE_SPILL": str(folder / "spill"),
        "DERIVE_TARGET": "duckdb",
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DBT_EXCLUDE_RESOURCE_TYPES": "test unit_test",
    }
    done = subprocess.run([VERBS / "derive", *words], env=environment, cwd=PROJECT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return {name: float(seconds) for name, seconds in NODE.findall(done.stderr)}


def main() -> None:
    """Build five years, land a day, and build what it changes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="0.1")
    parser.add_argument("--since", default="2021-01-01")
    asked = parser.parse_args()
    synth = ("synth", *SYSTEMS, "--scale", asked.scale, "--from", asked.since)
    with tempfile.TemporaryDirectory(prefix="day-") as made:
        folder = Path(made)
        run(folder, *synth, "--batch-days", "30")
        run(folder, "init")
        whole = run(folder, "build")
        run(folder, "synth", *SYSTEMS, "--advance", "1")
        day = run(folder, "build")
    share = sum(day.values()) / sum(whole.values())
    print(f"scale {asked.scale} since {asked.since}: whole build {sum(whole.values()):.1f} s of node time, {len(whole)} nodes")
    print(f"one more day {sum(day.values()):.1f} s, {len(day)} nodes: {share:.1%} (limit 5%)")
    for name, seconds in sorted(day.items(), key=lambda one: -one[1])[:30]:
        print(f"  {name:50} {seconds:6.2f} s of {whole.get(name, 0):6.2f} s")


if __name__ == "__main__":
    main()
