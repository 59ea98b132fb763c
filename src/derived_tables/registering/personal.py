"""Columns that look personal, by their name and by what is in them, with the reason."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from derived_tables.registering.sample import Sample
from derived_tables.registering.types import Typed

LISTS = Path(__file__).parents[1] / "synthetic" / "lists"
PEOPLE = (
    "person|people|offender|prisoner|inmate|detainee|defendant|victim|suspect|witness|patient"
    "|client|individual|officer|employee|staff|nominal|subject|alias|applicant|claimant"
)
NAMES = (
    (r"(^|_)(forenames?|surname|firstname|lastname|fullname|nickname)(_|$)", "names of people"),
    (r"(^|_)(first|given|middle|last|family|maiden|full|known_as|alias)_?names?(_|$)",
     "names of people"),
    (rf"(^|_)({PEOPLE})_?(full_?)?names?$", "names of people"),
    (r"(^|_)(dob|birth_?(date|day|dt)?|date_of_birth|born)(_|$)", "birth dates"),
    (r"(^|_)(post_?code|zip_?code)(_|$)", "postcodes"),
    (r"(^|_)(address(_line)?_?\d*|street_address)$", "addresses"),
    (r"(^|_)(e_?mail|phone|telephone|mobile)(_|$)", "ways to reach a person"),
    (r"(^|_)(pnc|cro|noms|crn|asn|nino|ni_number|national_insurance|nhs|ssn|passport"
     r"|driving_licen[cs]e|prison_number|nomis_id)(_|$)", "national identifiers"),
    (rf"(^|_)({PEOPLE})_?(id|no|num|number|ref|reference|key|identifier)$",
     "identifiers of people"),
)  # fmt: skip
SPECIAL = (
    (r"(^|_)(race|racial|ethnic\w*)(_|$)", "race or ethnicity"),
    (r"(^|_)(religio\w*|faith|belief)(_|$)", "religion or belief"),
    (r"(^|_)(health|medical|diagnos\w*|disab\w*|mental\w*|illness|medication)(_|$)", "health"),
    (r"(^|_)(sexual_?orientation|sexuality)(_|$)", "sexual orientation"),
    (r"(^|_)(political|trade_?union|biometric|genetic)(_|$)", "special-category data"),
)
CONTENT = (
    (r"^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}$", "postcodes"),
    (r"^[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-Da-d]$",
     "National Insurance numbers"),
    (r"^[A-Z][0-9]{4}[A-Z]{2}$", "NOMS numbers"),
    (r"^([0-9]{2}|[0-9]{4})/[0-9]{1,7}[A-Z]$", "PNC numbers"),
    (r"^[0-9]{1,6}/[0-9]{2}[A-Z]$", "CRO numbers"),
    (r"^[^@ ]+@[^@ ]+[.][A-Za-z]{2,}$", "e-mail addresses"),
    (r"^([+]44 ?|0)[127][0-9 ]{8,11}$", "telephone numbers"),
)  # fmt: skip
ETHNICITY = r"^(any other )?(asian|black|white|mixed|other ethnic|arab|chinese)\b"
MOST = 0.5


@dataclass(frozen=True)
class Mark:
    """What a column is marked as: `personal: direct` or `special: true`; the reason in words."""

    is_special: bool
    reason: str


def mark(sample: Sample, column: Typed) -> Mark | None:
    """How a column should be marked, or None."""
    for pattern, what in SPECIAL:
        if re.search(pattern, column.name):
            return Mark(True, f"the name says {what}")
    for pattern, what in NAMES:
        if re.search(pattern, column.name):
            return Mark(False, f"the name says {what}")
    if not column.values:
        return None
    if column.kind == "varchar":
        return _by_text(sample, column)
    if column.kind in ("date", "timestamp"):
        return _by_dates(sample, column)
    return _by_check_digit(sample, column) if column.kind == "bigint" else None


def _by_text(sample: Sample, column: Typed) -> Mark | None:
    table = sample.values(column.name)
    shares = ", ".join(
        f"sum(n) filter (where regexp_matches(v__text, '{pattern}'))" for pattern, _ in CONTENT
    )
    ethnic = f"sum(n) filter (where regexp_matches(lower(v__text), '{ETHNICITY}'))"
    *found, said = sample.one(f"select {shares}, {ethnic} from {table}")  # noqa: S608
    for (_, what), count in zip(CONTENT, found, strict=True):
        if (count or 0) > MOST * column.values:
            return Mark(False, f"{count:,} of {column.values:,} values look like {what}")
    if (said or 0) > MOST * column.values:
        return Mark(True, f"{said:,} of {column.values:,} values are words for ethnicity")
    return _by_check_digit(sample, column) or _by_names(sample, column)


def _by_names(sample: Sample, column: Typed) -> Mark | None:
    """Values of one to four words of which the first or the last is a common name."""
    named, distinct = sample.one(
        f"select coalesce(sum(n), 0), count(*) from {sample.values(column.name)} "  # noqa: S608
        f"where regexp_matches(v__text, '^[A-Za-z''-]+(,? [A-Za-z''-]+[.]?){{0,3}}$') and ("
        f"{_first_word()} in ({_names()}) or {_last_word()} in ({_names()}))"
    )
    if named > MOST * column.values and distinct >= 20:
        return Mark(False, f"{named:,} of {column.values:,} values look like names of people")
    return None


def _first_word() -> str:
    return "upper(rtrim(split_part(v__text, ' ', 1), ','))"


def _last_word() -> str:
    return "upper(split_part(v__text, ' ', -1))"


@cache
def _names() -> str:
    """Common forenames and surnames, as a SQL list."""
    found: set[str] = set()
    for stem in ("forename", "surname"):
        with open(LISTS / f"{stem}s.csv", encoding="utf-8", newline="") as rows:
            found |= {row[stem].upper() for row in csv.DictReader(rows)}
    return ", ".join("'" + name.replace("'", "''") + "'" for name in sorted(found))


def _by_check_digit(sample: Sample, column: Typed) -> Mark | None:
    """NHS numbers: ten digits, the last of which checks the others."""
    digit = "cast(substr(d, {}, 1) as integer)"
    total = " + ".join(f"{11 - place} * {digit.format(place)}" for place in range(1, 10))
    good = sample.one(
        f"select coalesce(sum(n), 0) from (select replace(replace(v__text, ' ', ''), '-', '') "  # noqa: S608
        f"as d, n from {sample.values(column.name)}) as bare where case when "
        f"regexp_full_match(d, '[0-9]{{10}}') then (11 - ({total}) % 11) % 11 = "
        f"{digit.format(10)} else false end"
    )[0]
    if good > 0.95 * column.values and column.distinct >= 10:
        return Mark(False, f"{good:,} of {column.values:,} values check as NHS numbers")
    return None


def _by_dates(sample: Sample, column: Typed) -> Mark | None:
    """Dates of ten to a hundred and ten years before the newest file, spread over decades."""
    newest = max((file.at for file in sample.files if file.at), default=None)
    if newest is None or column.kind != "date":
        return None
    day = sample.casts.cast("v", column.data_type, column.clock or "none")
    inside, spread = sample.one(
        f"select coalesce(sum(n) filter (where date_diff('year', day, timestamp '{newest}') "  # noqa: S608
        "between 10 and 110), 0), date_diff('year', quantile_cont(day, 0.05)::date, "
        f"quantile_cont(day, 0.95)::date) from (select {day} as day, n from "
        f"{sample.values(column.name)}) as days where day is not null"
    )
    if inside > 0.95 * column.values and (spread or 0) >= 20:
        return Mark(False, "dates lie 10 to 110 years back, as birth dates do")
    return None
