"""How fast `derive synth` is: values landed a second, peak memory, and a plain statement. Run by `make bench`.

The plain statement writes as many rows of as many columns to one Parquet file, each value a text
drawn by the same integer mixer. Prints seconds and their ratios, measured side by side in one run.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
SAID = re.compile(r"([\d,]+) values in ")
ROWS = re.compile(r"batches +([\d,]+) rows")

PLAIN = """
import sys, time, duckdb
from derived_tables.synthetic.world import FOLDER, drawn
rows, columns, target = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
con = duckdb.connect(config={"threads": 2, "memory_limit": "3GB"})
con.execute("set variable seed = '1'")
con.execute(drawn((FOLDER / "story" / "mixer.sql").read_text(), "1"))
listed = ", ".join(
    f"pick('plain.c{n}', item // 4096, item, 1000000)::varchar as c{n}" for n in range(columns)
)
sql = f"copy (select {listed} from range({rows}) as items (item)) to '{target}' (format parquet, compression zstd)"
began = time.perf_counter()
con.execute(drawn(sql, "1"))
print(time.perf_counter() - began)
"""


def measured(
    words: list[str], environment: dict[str, str], folder: Path = PROJECT
) -> tuple[str, float, float]:
    """What a command says, its seconds, and its peak resident memory in GB."""
    began = time.perf_counter()
    with subprocess.Popen(
        words, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(said)
    return said, time.perf_counter() - began, usage.ru_maxrss / 1e6


def number(text: str) -> int:
    return int(text.replace(",", ""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scales", default="0.001,0.01,0.1")
    parser.add_argument("--days", default="90")
    parser.add_argument("options", nargs="*", help="more options of derive synth, after --")
    asked = parser.parse_args()
    print(f"{'scale':>8} {'rows':>12} {'values':>14} {'seconds':>8} {'values/s':>11} {'peak GB':>8} {'MB':>8} {'plain s':>8} {'ratio':>6}")
    for scale in asked.scales.split(","):
        with tempfile.TemporaryDirectory(prefix="synth-") as folder:
            environment = {**os.environ, "DERIVE_LANDING": f"{folder}/landing", "DERIVE_TARGET": "duckdb"}
            words = [str(Path(sys.executable).with_name("derive")), "synth", "--scale", scale, "--days", asked.days]
            said, seconds, peak = measured([*words, *asked.options], environment)
            values = number(SAID.search(said)[1])
            rows = sum(number(found) for found in ROWS.findall(said))
            size = sum(file.stat().st_size for file in Path(folder, "landing").rglob("*.parquet")) / 1e6
            shutil.rmtree(f"{folder}/landing")
            plain = [sys.executable, "-c", PLAIN, str(rows), str(round(values / rows)), f"{folder}/plain.parquet"]
            plainly = float(measured(plain, environment)[0].split()[-1])
        print(
            f"{scale:>8} {rows:>12,} {values:>14,} {seconds:>8.1f} {values / seconds:>11,.0f} {peak:>8.2f}"
            f" {size:>8,.0f} {plainly:>8.1f} {seconds / plainly:>6.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
