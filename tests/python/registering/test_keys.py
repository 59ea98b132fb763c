"""Keys are told by identifiers, never by what is said of a thing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derived_tables.errors import DeriveError
from derived_tables.registering import keys

PEOPLE = [(n, n * 7 % 90, "ABC"[n % 3], "xyz"[n % 2]) for n in range(1, 60)]


def names(found: list[keys.Key]) -> list[str]:
    return [key.name for key in found]


def test_identifier_that_stays_is_the_key(seen: Callable) -> None:
    one = seen("person_id,age,race,state", PEOPLE, PEOPLE[:-3], PEOPLE[2:])
    good, refused = keys.candidates(one.sample, one.typed, one.load)
    assert names(good) == ["person_id"] and not refused
    assert "tells 59 records, none twice" in good[0].reasons


def test_attribute_is_no_key_though_unique(seen: Callable) -> None:
    rows = [(n, n, n % 4) for n in range(1, 50)]
    one = seen("age,total_amount,state", rows, rows)
    assert keys.candidates(one.sample, one.typed, one.load) == ([], [])


def test_row_number_of_a_file_is_refused(seen: Callable) -> None:
    """Unique in each file, but the number stands for another person in the next."""
    def numbered(rows: list[tuple]) -> list[tuple]:
        return [(place, f"P{row[0]:03d}", *row[1:]) for place, row in enumerate(rows, 1)]

    one = seen("row_no,ref,age,race,state", numbered(PEOPLE), numbered(PEOPLE[1:]),
               numbered(PEOPLE[2:]))  # fmt: skip
    good, refused = keys.candidates(one.sample, one.typed, one.load)
    assert names(good)[0] == "ref"
    assert names(refused) == ["row_no"]
    assert "the same value stands for another thing in the next file" in refused[0].reasons


def test_two_columns_where_one_repeats(seen: Callable) -> None:
    rows = [(book, seq, "A") for book in range(1, 30) for seq in range(1, 4)]
    one = seen("book_id,movement_seq,reason", rows, rows[:-2])
    good, refused = keys.candidates(one.sample, one.typed, one.load)
    assert names(good) == ["book_id,movement_seq"]
    assert set(names(refused)) == {"book_id", "movement_seq"}


def test_one_in_a_thousand_may_break_it_and_is_named(seen: Callable) -> None:
    rows = [(n, n % 5) for n in range(1, 2000)]
    one = seen("id,state", [*rows, (7, 9)])
    [key] = keys.candidates(one.sample, one.typed, one.load)[0]
    assert (key.repeats, key.breaks) == (1, ["extract_20250101.csv row 7: 7 stands 2 times"])
    one = seen("id,state", [*rows, (7, 9), (7, 10), (8, 1)])
    good, refused = keys.candidates(one.sample, one.typed, one.load)
    assert not good and names(refused) == ["id"]


def test_no_value_breaks_it_and_says_where(seen: Callable) -> None:
    rows = [(f"c{n}" if n % 4 else None, "kept" if n % 4 else "anonymous") for n in range(1, 101)]
    one = seen("case_id,kept_as", rows)
    [key] = keys.candidates(one.sample, one.typed, one.load)[1]
    assert key.reasons == [
        "null in 25 of 100 rows (25.0%): every row whose kept_as is 'anonymous' (25)"
    ]


def test_key_of_slices_is_told_in_all_of_them(seen: Callable) -> None:
    """The same id in two months would move the record, so it is a repeat."""
    months = [[(f"m{m}", f"{n}", f"{m}-{n}") for n in range(1, 9)] for m in range(1, 4)]
    one = seen("month,case_no,note_text", *months, kind="slice")
    good, refused = keys.candidates(one.sample, one.typed, one.load)
    assert not good and names(refused) == ["case_no"]


def test_what_a_person_says_decides(seen: Callable) -> None:
    one = seen("person_id,age,race,state", PEOPLE, PEOPLE)
    good, _ = keys.candidates(one.sample, one.typed, one.load)
    decided = keys.decide(one.sample, one.typed, one.load, ["race", "state"], good)
    assert decided.is_refused and decided.repeats
    assert keys.decide(one.sample, one.typed, one.load, ["content"], good) is None
    with pytest.raises(DeriveError, match="names nobody, which no file has"):
        keys.decide(one.sample, one.typed, one.load, ["nobody"], good)
