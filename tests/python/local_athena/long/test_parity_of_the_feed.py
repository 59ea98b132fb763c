"""The real custody feed: a first build, one more day, a late batch; both engines say the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from engines import BUILD, Pair

from custody_feed import FEED, NAME, project, upload
from derived_tables.athena.service import Running

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FEED.is_dir(), reason="../shared/real is absent"),
]


@pytest.fixture(scope="module")
def pair(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("feed")
    made = Pair(project(folder / "project").folder, folder, running, "custody")
    yield made
    made.end()


def test_a_first_build_one_more_day_and_a_late_batch(pair: Pair) -> None:
    *early, late, before_last, last = sorted(FEED.glob("*.csv.gz"))
    counts = []
    for files in ([*early, before_last], [last], [late]):
        pair.both(upload(*files), BUILD)
        assert pair.differences() == []
        counts.append(pair.rows("curated", NAME))
        reconciled = pair.found[("curated", f"{NAME}__reconciliation")]
        assert reconciled.rows == (len(early) + len(counts),) * 2
    assert counts == sorted(set(counts))
