"""What curate costs on Athena: a year of daily full extracts, on the local Athena. Run by `make bench`.

Prints statements, bytes scanned (Trino's own count) and bytes billed (10 MB a statement at least, as Athena
bills those that read) of a first build, one more day, a late day and a build with nothing new.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from derived_tables.athena import service  # noqa: E402
from derived_tables.store import Bucket  # noqa: E402
from feed import NAME, land, make_project  # noqa: E402

RUN = ["dbt", "--quiet", "run", "--select", NAME]
LEAST_BILLED = 10_000_000


@dataclass
class Cost:
    """What one run asked of Athena for the table."""

    said: str
    seconds: float
    statements: list[dict]

    @property
    def scanned(self) -> int:
        """Bytes."""
        return sum(one["scanned"] for one in self.statements)

    @property
    def billed(self) -> int:
        """Bytes; a statement of the catalogue alone costs nothing."""
        return sum(max(one["scanned"], LEAST_BILLED) for one in self.statements if one["scanned"])

    @property
    def longest(self) -> int:
        """Bytes of the longest statement's text."""
        return max((one["bytes"] for one in self.statements), default=0)


def statements() -> list[dict]:
    """All that the local Athena has run, oldest first."""
    path = service.state_folder() / "statements.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def measured(said: str, project, show: bool) -> Cost:
    """Run the table's build, and what it cost."""
    before, began = len(statements()), time.perf_counter()
    project.run(RUN)
    of_table = [
        one for one in statements()[before:] if f'"model.derived_tables.{NAME}"' in one["query"]
    ]
    if show:
        for one in of_table:
            text = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", one["query"]))
            print(f"    {one['seconds']:6.2f} s {one['scanned']:12,} {one['bytes']:8,}  {text[:100]}")
    return Cost(said, time.perf_counter() - began, of_table)


def scenario(days: int, show: bool) -> None:
    """A first build, one more day, a late day, nothing new."""
    with tempfile.TemporaryDirectory(dir=HERE.parent / "data") as folder:
        place = Path(folder)
        os.environ["DERIVE_ATHENA_HOME"] = str(place / "athena")
        running = service.start(lambda _: None)
        try:
            project = make_project(place / "project")
            given = {**service.environment(running.port), "DERIVE_TARGET": "athena"}
            given |= {"DERIVE_LANDING": "s3://derived-tables/landing"}
            os.environ.update(given)
            project.environment |= given
            os.environ.pop("DERIVE_TARGET")
            root = Bucket(given["DERIVE_LANDING"], place / "scratch")
            late = days - 20
            land(project, 0, late, root)
            land(project, late + 1, days - late - 2, root)
            project.run(["derive", "init"])
            costs = [measured("first build", project, show)]
            land(project, days - 1, 1, root)
            costs.append(measured("one more day", project, show))
            land(project, late, 1, root)
            costs.append(measured("a late day", project, show))
            costs.append(measured("nothing new", project, show))
        finally:
            service.stop(lambda _: None)
    print(f"\n{days} daily full extracts on the local Athena")
    print("  build         statements   MB scanned    of first   MB billed  longest text    seconds")
    for cost in costs:
        share = cost.scanned / costs[0].scanned
        print(
            f"  {cost.said:13}{len(cost.statements):11}{cost.scanned / 1e6:13.2f}{share:12.1%}"
            f"{cost.billed / 1e6:12.0f}{cost.longest:14,}{cost.seconds:11.1f}"
        )


def main() -> None:
    """One window, or several."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, nargs="*", default=[365])
    parser.add_argument("--show", action="store_true", help="list every statement")
    arguments = parser.parse_args()
    (HERE.parent / "data").mkdir(exist_ok=True)
    for days in arguments.days:
        scenario(days, arguments.show)


if __name__ == "__main__":
    main()
