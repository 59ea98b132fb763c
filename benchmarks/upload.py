"""How fast `derive upload` is, and in how much memory. Run by `make bench`.

Lands one large CSV, then many daily files of the custody feed's shape, each command in a process of
its own, into a landing root that is removed. Prints seconds, those of a core (of two, on a machine
that does nothing else, half as many pass) and peak resident memory.
"""

from __future__ import annotations

import argparse
import datetime
import os
import resource
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tests" / "python")]

import duckdb  # noqa: E402

from custody_feed import COLUMNS, CONTRACT  # noqa: E402
from small_project import SmallProject  # noqa: E402
from synth import measured  # noqa: E402

FIRST_DAY = datetime.date(2011, 1, 1)
ROW_BYTES = 68
# A made-up row of the feed: its columns, and about as many bytes.
ROW = """
    20000000 + i as inmateid, timestamp '2011-01-01' + to_minutes(i % 3000000) as admitted_dt,
    '' as discharged_dt, case i % 3 when 0 then 'MAX' when 1 then 'MED' else 'MIN' end as custody_level,
    'N' as bradh, case i % 5 when 0 then 'BLACK' else 'W' end as race, 'M' as gender,
    (hash(i) % 60 + 18)::varchar as age, 'DE' as inmate_status_code, 'N' as sealed, 'N' as srg_flg,
    substr(md5(i::varchar), 1, 12) as top_charge, case i % 7 when 0 then 'Y' else 'N' end as infraction
"""


def write_file(con: duckdb.DuckDBPyConnection, path: Path, size: float, seed: int = 0) -> None:
    """Write a CSV of about `size` bytes, other content for each seed."""
    rows = f"select {ROW} from range({seed}, {seed} + {int(size / ROW_BYTES)}) as r (i)"
    con.execute(f"copy ({rows}) to '{path}' (format csv, header)")


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(project: SmallProject, words: list[str], size: int) -> None:
    derive = [str(Path(sys.executable).with_name("derive")), "upload", "nyc.custody", "--kind", "full", *words]
    before = cpu_seconds()
    said, seconds, peak = measured(derive, {**os.environ, **project.environment}, project.folder)
    print(
        f"{said.strip().splitlines()[-1]}: {size / 1e6:,.0f} MB in {seconds:.1f} s,"
        f" of which {cpu_seconds() - before:.1f} s of a core, peak {peak:.2f} GB",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gb", type=float, default=1, help="size of the large file; 0 for none")
    parser.add_argument("--files", type=int, default=3703, help="how many daily files; 0 for none")
    parser.add_argument("--file-mb", type=float, default=0.5, help="size of each")
    parser.add_argument("--at", type=Path, help="where to work; the system's temporary folder if not given")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="upload-", dir=asked.at) as folder, duckdb.connect() as con:
        con.execute("set threads = 2")
        con.execute("set memory_limit = '1GB'")
        project = SmallProject(Path(folder) / "project")
        project.add("nyc", "custody", CONTRACT, COLUMNS)
        if asked.gb:
            path = Path(folder) / "large.csv"
            write_file(con, path, asked.gb * 1e9)
            run(project, [str(path), "--extracted-at", "2010-01-01"], path.stat().st_size)
            path.unlink()
        if asked.files:
            days = Path(folder) / "days"
            days.mkdir()
            for number in range(asked.files):
                day = FIRST_DAY + datetime.timedelta(days=number)
                write_file(con, days / f"custody_{day:%Y%m%d}.csv", asked.file_mb * 1e6, number)
            size = sum(path.stat().st_size for path in days.iterdir())
            run(project, [str(days), "--extracted-at-pattern", "%Y%m%d"], size)


if __name__ == "__main__":
    main()
