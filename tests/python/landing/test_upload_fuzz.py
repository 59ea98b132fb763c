"""Whatever a file holds, it lands whole or is refused: 300 files here, 10,000 in `long`."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from pathlib import Path

import fuzz
from hypothesis import given, settings
from hypothesis import strategies as st

TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=12)
ROWS = st.lists(st.tuples(*[TEXT] * len(fuzz.NAMES)), max_size=6)


def test_mutated_files_land_whole_or_are_refused(tmp_path: Path) -> None:
    became = fuzz.run(tmp_path, seed=1, count=240)
    # Each format has both: else the test would hold of nothing.
    for end in (".csv", ".csv.gz", ".jsonl", ".parquet", ".xlsx", ".zip"):
        assert became["landed", end] and became["refused", end], became


@settings(max_examples=10, deadline=None, derandomize=True, database=None)
@given(tables=st.lists(ROWS, min_size=6, max_size=6))
def test_any_text_lands_as_it_is(tables: list[list[tuple[str, ...]]]) -> None:
    chance = random.Random(0)
    writers = [fuzz.as_csv, fuzz.as_csv, fuzz.as_json, fuzz.as_json, fuzz.as_csv, quoted]
    ends = [".csv", ".csv", ".jsonl", ".jsonl", ".txt", ".csv"]
    files = [
        (end, write([fuzz.NAMES, *map(list, rows)], chance))
        for rows, write, end in zip(tables, writers, ends, strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        became = fuzz.land_all(Path(folder), files)
    assert not [key for key in became if key[0] == "refused"], became


def quoted(rows: list[list[str]], chance: random.Random) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r").writerows(rows)
    return out.getvalue().encode()
