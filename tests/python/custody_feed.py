"""The real custody feed as a source of a small project."""

from __future__ import annotations

from pathlib import Path

from places import REAL
from small_project import SmallProject

FEED = REAL / "nyc_custody_daily"
FLAG = ("varchar(1)", {})
COLUMNS = {
    "inmateid": ("bigint", {}),
    "admitted_dt": ("timestamp(6)", {"clock": "local"}),
    "discharged_dt": ("timestamp(6)", {"clock": "local"}),
    "custody_level": ("varchar(12)", {}),
    "bradh": FLAG,
    "race": ("varchar(12)", {}),
    "gender": FLAG,
    "age": ("integer", {}),
    "inmate_status_code": ("varchar(12)", {}),
    "sealed": FLAG,
    "srg_flg": FLAG,
    "top_charge": ("varchar(40)", {}),
    "infraction": FLAG,
}
CONTRACT = {"key": ["inmateid", "admitted_dt"], "kinds": ["full"]}
NAME = "nyc__custody"
TWICE = 20062870
BUILD = ["dbt", "--quiet", "build"]


def upload(*files: Path, table: str = "nyc.custody") -> list[str]:
    return [
        "derive",
        "upload",
        table,
        *map(str, files),
        "--kind",
        "full",
        "--extracted-at-pattern",
        "%Y%m%d",
    ]


def project(folder: Path) -> SmallProject:
    made = SmallProject(folder)
    made.add("nyc", "custody", CONTRACT, COLUMNS)
    return made
