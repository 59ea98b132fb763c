"""What looks personal is marked, by name or by what is in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derived_tables.registering.personal import mark


def nhs(number: int) -> str:
    """A ten-digit number with its check digit; none where that would be ten."""
    digits = f"{number:09d}"
    check = (11 - sum((10 - place) * int(d) for place, d in enumerate(digits)) % 11) % 11
    return digits + str(check) if check < 10 else ""


MANY = {
    "postcode": [f"AB{n} {n % 9}CD" for n in range(1, 40)],
    "nino": [f"AB{n:06d}C" for n in range(1, 40)],
    "noms": [f"A{n:04d}BC" for n in range(1, 40)],
    "pnc": [f"{1980 + n}/{n}Q" for n in range(1, 40)],
    "mail": [f"a{n}@example.org" for n in range(1, 40)],
    "nhs": [value for value in map(nhs, range(400000000, 400000040)) if value],
    "born": [f"{1950 + n}-03-07" for n in range(1, 50)],
    "names": [
        f"{one}, {two}" for one in ("SMITH", "JONES", "BROWN", "TAYLOR", "EVANS")
        for two in ("John", "David", "Sarah", "Emma", "Paul")
    ],
    "ethnicity": ["White", "Black", "Asian", "Mixed"] * 5,
}  # fmt: skip


@pytest.mark.parametrize(
    ("column", "values", "is_special", "reason"),
    [
        ("surname", ["x"], False, "names of people"),
        ("victim_name", ["x"], False, "names of people"),
        ("date_of_birth", ["1980-01-01"], False, "birth dates"),
        ("pnc_number", ["x"], False, "national identifiers"),
        ("offender_id", ["7"], False, "identifiers of people"),
        ("self_defined_ethnicity", ["x"], True, "race or ethnicity"),
        ("religion_code", ["x"], True, "religion"),
        ("disability", ["x"], True, "health"),
        ("a", MANY["postcode"], False, "look like postcodes"),
        ("a", MANY["nino"], False, "National Insurance"),
        ("a", MANY["noms"], False, "NOMS numbers"),
        ("a", MANY["pnc"], False, "PNC numbers"),
        ("a", MANY["mail"], False, "e-mail"),
        ("a", MANY["nhs"], False, "check as NHS numbers"),
        ("a", MANY["born"], False, "as birth dates do"),
        ("a", MANY["ethnicity"], True, "words for ethnicity"),
    ],
)
def test_marked(
    seen: Callable, column: str, values: list[str], is_special: bool, reason: str
) -> None:
    one = seen(f"n,{column}", list(enumerate(values)))
    found = mark(one.sample, one.typed[column])
    assert found is not None and found.is_special == is_special
    assert reason in found.reason


def test_names_of_people_by_their_words(seen: Callable) -> None:
    one = seen("n,a", [(n, f'"{name}"') for n, name in enumerate(MANY["names"])])
    assert "look like names of people" in mark(one.sample, one.typed["a"]).reason


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("lsoa_name", ["City of London 001A", "Camden 015D"]),
        ("prison_name", ["Leeds", "Preston"]),
        ("a", ["Theft", "Robbery", "Burglary"] * 10),
        ("a", [str(4000000000 + n) for n in range(40)]),
        ("a", [f"2025-01-{n:02d}" for n in range(1, 29)]),
        ("environment", ["x"]),
        ("place_id", ["7"]),
    ],
)
def test_not_marked(seen: Callable, column: str, values: list[str]) -> None:
    one = seen(f"n,{column}", list(enumerate(values)))
    assert mark(one.sample, one.typed[column]) is None
