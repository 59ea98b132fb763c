"""Headers become names that a contract can have, at every way into landing."""

from __future__ import annotations

import pytest
from landing_world import World

from derived_tables.reading.names import column_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("INMATEID", "inmateid"),
        (" Crime ID ", "crime_id"),
        ("Part of a policing operation", "part_of_a_policing_operation"),
        ("Self-defined ethnicity", "self_defined_ethnicity"),
        ("Rate (%)", "rate"),
        ("a  -  b", "a_b"),
        ("a__b", "a__b"),
        ("_row_number", "_row_number"),
        ("Prénom", "prenom"),
        ("2019 total", "c_2019_total"),
        ("...", ""),
        ("名前", ""),
    ],
)
def test_name_of(header: str, name: str) -> None:
    assert column_name(header) == name


def test_header_with_spaces_lands_as_the_contract_names_it(world: World) -> None:
    text = "Inmate-ID,InmateID,Admitted DT,Custody Level,Race,Age\n1,2,2019-01-04 00:34:00,M,W,3\n"
    world.full(world.file("custody_20200301.csv", text))
    [batch] = world.list()
    assert batch["columns"] == [
        "inmate_id", "inmateid", "admitted_dt", "custody_level", "race", "age",
    ]  # fmt: skip
    assert world.rows(batch["batch_id"])[0]["admitted_dt"] == "2019-01-04 00:34:00"


def test_two_headers_of_one_name_are_refused(world: World) -> None:
    text = "inmateid,Admitted DT,admitted_dt\n1,2019-01-04 00:34:00,2019-01-04 00:34:00\n"
    said = world.full(world.file("custody_20200301.csv", text), code=1).output
    assert "column 3 has the name of column 2: admitted_dt." in said
    assert world.list() == []
