"""How well people of prisons and probation are linked, over worlds of several seeds.

Names and birth dates collide as at scale 1. Prints precision and recall of pairs of records of the
two systems with intervals, and the same for plain equality of NOMS number or PNC.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT / "tests/python"), str(PROJECT / "tests/python/truth")]

from linking import measure  # noqa: E402

SEEDS = [int(seed) for seed in os.environ.get("DERIVE_SEEDS", "1 2 3 4 5").split()]
# A window in which at least 500 pairs share neither NOMS number nor PNC.
OPTIONS = ("--scale", "0.01", "--days", "1095", "--batch-days", "90")


def main() -> int:
    """Measure each seed, then all of them together."""
    pooled = None
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(Path(folder), "--seed", str(seed), *OPTIONS)
        print(f"seed {seed}\n{found}", flush=True)
        pooled = found if pooled is None else pooled + found
    print(f"{len(SEEDS)} seeds together\n{pooled}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
