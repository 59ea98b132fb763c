"""The synthetic systems: the same bytes always, blocks that stay, windows that go on, clear refusals."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

import synthetic_rows
from derived_tables import ledger, synth
from derived_tables.errors import DeriveError
from derived_tables.store import Folder
from derived_tables.synthetic import world
from derived_tables.synthetic.options import Options
from derived_tables.synthetic.tables import FOLDER, sources, systems
from places import PROJECT

FIRST, LAST = date(2025, 11, 10), date(2025, 11, 30)
SMALL = ("libra", "oasys", "registers")


def made(folder: Path, **options) -> Path:
    """Land a small world in `folder`/landing, with its truth beside it."""
    threads = options.pop("threads", 2)
    since = options.pop("since", None)
    asked = Options(**({"blocks": 2, "first": FIRST, "to": LAST} | options))
    root = Folder(folder / "landing")
    synth.synth(root, asked, since=since, truth_folder=folder / "truth", threads=threads)
    return folder


@pytest.fixture(scope="module")
def default(tmp_path_factory) -> Path:
    return made(tmp_path_factory.mktemp("default"))


def bytes_of(folder: Path) -> dict[str, str]:
    """A hash of every file of data and truth."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*.parquet")
    }


def named(folder: Path) -> dict[str, str]:
    """Batch ids by file name."""
    batches = ledger.read_batches(Folder(folder / "landing"))
    return {batch.landed["source_name"]: batch_id for batch_id, batch in batches.items()}


def parts_of(folder: Path, table: str) -> str:
    """SQL that reads all parts of `system.table`."""
    path = f"{folder}/landing/{table.replace('.', '/')}/*/rows.parquet"
    return f"read_parquet('{path}', union_by_name = true)"


def rows_of(folder: Path, table: str) -> duckdb.DuckDBPyRelation:
    """The landed rows of `system.table`."""
    return duckdb.connect().sql(f"select * from {parts_of(folder, table)}")


@pytest.mark.parametrize("threads", [1, 8])
def test_threads_do_not_change_a_byte(default, tmp_path, threads):
    other = made(tmp_path, threads=threads)
    assert bytes_of(other) == bytes_of(default)
    assert named(other) == named(default)


def test_rows_are_those_of_every_release(default):
    """Hashes of canonical text, as another DuckDB release gave them too (see synthetic_rows)."""
    kept = json.loads((PROJECT / "tests" / "golden" / "synthetic_rows.json").read_text())
    assert synthetic_rows.hashes(default / "landing") == kept


def test_a_window_may_be_shorter_than_a_week(tmp_path):
    """Weekly systems bring their first extract alone, whatever mess the day has."""
    folder = made(tmp_path, blocks=1, first=LAST, mess="harsh")
    batches = ledger.read_batches(Folder(folder / "landing")).values()
    assert {f"{b.landed['system']}.{b.landed['table']}" for b in batches} == {
        source.title for source in sources()
    }


def test_another_seed_is_another_world(default, tmp_path):
    other = made(tmp_path, seed=2, systems=("oasys",))
    assert not set(named(other).values()) & set(named(default).values())


def test_second_run_lands_nothing(tmp_path):
    root = Folder(made(tmp_path, systems=SMALL) / "landing")
    before = bytes_of(tmp_path)
    again = synth.synth(root, Options(blocks=2, first=FIRST, to=LAST, systems=SMALL))
    assert sum(table.new_batches for table in again) == 0
    assert bytes_of(tmp_path) == before


def test_blocks_do_not_change_when_the_scale_grows(default, tmp_path):
    """Row by row, mess and all: the rows of the first two blocks are among those of three."""
    larger = made(tmp_path, blocks=3)
    for source in sources():
        small, large = (
            {
                (batch, *row): count
                for batch, *row, count in rows_of(folder, source.title)
                .project(synthetic_rows.without_place(rows_of(folder, source.title)))
                .aggregate("*, count(*)")
                .fetchall()
            }
            for folder in (default, larger)
        )
        assert small.keys() <= large.keys(), source.title
    truth = [
        duckdb.sql(
            f"select * from '{folder}/truth/{name}.parquet' where block < 2 order by all"
        ).fetchall()
        for folder in (default, larger)
        for name in ("persons", "cases", "custody_spells", "supervisions", "hearings")
    ]
    assert truth[:5] == truth[5:]


def test_chunks_do_not_change_a_row(default, tmp_path, monkeypatch):
    monkeypatch.setattr("derived_tables.synthetic.world.CHUNK", 1)
    chunked = made(tmp_path)
    for source in sources():
        ours, theirs = (
            sorted(
                rows_of(folder, source.title)
                .project(synthetic_rows.without_place(rows_of(folder, source.title)))
                .fetchall(),
                key=str,
            )
            for folder in (default, chunked)
        )
        assert ours == theirs, source.title


def test_a_later_window_brings_the_same_batches_and_more(default, tmp_path):
    root = made(tmp_path, to=date(2025, 11, 28), systems=SMALL)
    before = named(root)
    made(root, systems=SMALL)
    after = named(root)
    assert before.items() < after.items() < named(default).items()


def test_advance_lands_what_a_longer_window_would(default, tmp_path):
    made(tmp_path, to=date(2025, 11, 28), systems=SMALL)
    root = Folder(tmp_path / "landing")
    for _ in range(2):
        asked, since = synth.advanced(root, 1, SMALL)
        synth.synth(root, asked, since=since, truth_folder=tmp_path / "truth")
    assert asked.to == LAST
    whole = made(tmp_path / "whole", systems=SMALL)
    assert named(tmp_path) == named(whole)
    truths = [bytes_of(folder / "truth") for folder in (tmp_path, whole)]
    assert truths[0] == truths[1]
    assert named(whole).items() < named(default).items()


def test_coarse_batches_have_the_same_events(default, tmp_path):
    systems = ("nomis", "common_platform")
    coarse = made(tmp_path, batch_days=10, mess="none", systems=systems)
    fine = made(tmp_path / "fine", mess="none", systems=systems)
    changes = [sum("_changes_" in name for name in named(made)) for made in (coarse, fine)]
    assert changes[0] < changes[1] / 2
    for title in ("nomis.offender_external_movements", "common_platform.ha_hearing"):
        ours, theirs = (
            sorted(
                rows_of(folder, title)
                .filter("extraction_timestamp is not null")
                .project("* exclude (_batch_id, _row_number, _part)")
                .fetchall(),
                key=str,
            )
            for folder in (coarse, fine)
        )
        assert ours == theirs, title


def test_the_first_day_looks_like_any_other(tmp_path):
    """People are in custody, cases open and orders in force before the window begins."""
    folder = made(tmp_path, blocks=8, mess="none", systems=("nomis",))
    found = rows_of(folder, "nomis.offender_bookings").filter(
        "_extraction_timestamp = '2025-11-10 00:00:00.000000' and active_flag = 'Y'"
    )
    assert found.count("*").fetchone()[0] > 8 * 3


def test_every_identifier_is_linked_to_its_person(default):
    """One person each, who has the name that the record has but for aliases and slips."""
    names = {
        "nomis.offenders": "last_name",
        "delius.offender": "surname",
        "xhibit.xhb_defendant": "surname",
        "libra.libra_defendant": "surname",
        "common_platform.ha_defendant": "last_name",
        "oasys.oasys_assessment_group": "family_name",
    }
    links = duckdb.sql(
        f"select *, system || '.' || table_name as source_table from '{default}/truth/links.parquet'"
    )
    persons = duckdb.read_parquet(f"{default}/truth/persons.parquet")  # noqa: F841
    linked = links.project("source_table, column_name").distinct().fetchall()
    assert {title for title, _ in linked} == {*names, "nomis.offender_bookings"}
    for title, column in linked:
        name = names.get(title, "null")
        landed = duckdb.sql(  # noqa: F841
            f"select distinct {column} as identifier, {name} as name "
            f"from {parts_of(default, title)} where {column} is not null"
        )
        unlinked, many, same = duckdb.sql(
            "select count(*) filter (where people = 0), count(*) filter (where people > 1), "
            "avg(is_same::int) from (select identifier, count(distinct (block, person)) as people, "
            "bool_or(lower(name) = lower(surname)) as is_same from landed "
            f"left join (from links where (source_table, column_name) = ('{title}', '{column}')) "
            "using (identifier) left join persons using (block, person) group by identifier)"
        ).fetchone()
        assert (title, column, unlinked, many) == (title, column, 0, 0)
        if title in names:
            assert same > 0.8, (title, column)


def test_parts_are_few(default):
    parts = list((default / "landing").rglob("rows.parquet"))
    assert len(named(default)) > 5 * len(sources())
    assert len(parts) < 3 * len(sources())


def test_as_many_rows_land_as_are_told_before(default):
    batches = ledger.read_batches(Folder(default / "landing")).values()
    landed = sum(batch.landed["rows"] for batch in batches)
    told, size, work = synth.expected(Options(blocks=2, first=FIRST, to=LAST), None)
    assert landed == pytest.approx(told, rel=0.4)
    assert told < size < work


def test_nothing_is_left_of_the_rows_that_waited(default):
    assert list((default / "landing" / "_tmp").iterdir()) == []


def test_a_system_that_goes_on_leaves_whose_the_others_identifiers_are(tmp_path):
    two = ("oasys", "nomis")
    made(tmp_path, systems=two, to=date(2025, 11, 24))

    def links() -> dict[str, int]:
        sql = f"select system, count(*) from '{tmp_path}/truth/links.parquet' group by system"
        return dict(duckdb.sql(sql).fetchall())

    before = links()
    assert set(before) == set(two)
    made(tmp_path, systems=("nomis",), since=date(2025, 11, 25))
    assert links()["oasys"] == before["oasys"]
    assert links()["nomis"] >= before["nomis"]


def collisions(blocks: int, times: int) -> float:
    """Pairs of one name and birth date for each person."""
    with duckdb.connect() as con:
        world.prepare(con, Options(blocks=blocks, collisions=times))
        con.execute(f"set variable block_from = 0; set variable block_to = {blocks}")
        con.execute((FOLDER / "story" / "people.sql").read_text())
        found = con.execute(
            "select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n from people "
            "where not is_twin group by surname, forename, birth_date)"
        ).fetchone()
    return float(found[0]) / (blocks * 200)


def test_a_small_scale_collides_as_a_larger_one_does():
    small, large = collisions(200, 10), collisions(2000, 1)
    assert small == pytest.approx(large, rel=0.5)
    assert collisions(200, 1) < large / 4


@pytest.mark.parametrize(
    ("wrong", "saying"),
    [
        ({"scale": 0.0, "blocks": 0}, "not above zero"),
        ({"scale": -1.0, "blocks": 0}, "not above zero"),
        ({"to": date(2025, 11, 1)}, "before it begins"),
        ({"to": date(2033, 1, 1)}, "later than the clock"),
        ({"only_mess": ("chaos",)}, "no kind of mess chaos"),
        ({"mess": "much"}, "none of none, default, harsh"),
        ({"systems": ("police",)}, "no system police"),
        ({"batch_days": 0}, "1 or more"),
        ({"blocks": 900_000_000}, "are free"),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_written(tmp_path, wrong, saying):
    with pytest.raises(DeriveError, match=saying):
        made(tmp_path, **wrong)
    assert not list(tmp_path.rglob("*.parquet"))
    assert not (tmp_path / "landing").exists()


@pytest.mark.parametrize("other", [{"seed": 2}, {"mess": "none"}, {"blocks": 3}])
def test_one_world_a_landing(tmp_path, other):
    made(tmp_path, systems=("registers",))
    before = named(tmp_path)
    with pytest.raises(DeriveError, match="would contradict it"):
        made(tmp_path, systems=("registers",), **other)
    assert named(tmp_path) == before


def test_another_version_is_another_world(tmp_path, monkeypatch):
    made(tmp_path, systems=("registers",))
    monkeypatch.setattr("derived_tables.synthetic.options.VERSION", 99)
    with pytest.raises(DeriveError, match="v99"):
        made(tmp_path, systems=("registers",))


def test_advance_needs_something_to_go_on_from(tmp_path):
    with pytest.raises(DeriveError, match="Run derive synth first"):
        synth.advanced(Folder(tmp_path), 1)


def test_every_table_of_a_contract_is_made():
    models = PROJECT / "models" / "curated"
    contracts = {
        path.stem.replace("__", ".", 1)
        for system in systems()
        for path in (models / system).glob(f"{system}__*.yml")
    }
    assert {source.title for source in sources()} == contracts


def test_every_value_is_text_and_the_columns_are_the_contract_s(default):
    models = PROJECT / "models" / "curated"
    for source in sources():
        rows = rows_of(default, source.title)
        assert set(map(str, rows.types[:-3])) == {"VARCHAR"}, source.title
        text = (models / source.system / f"{source.system}__{source.name}.yml").read_text()
        listed = set(re.findall(r"^      - name: (\w+)$", text, re.M))
        wanted = {name for name in listed if not name.startswith("mojap_")}
        own = {n for n in rows.columns if not n.startswith("_")}
        assert wanted - {"mojap_content_id"} <= own, source.title
        assert own - wanted <= {"op", "extraction_timestamp", "extract_region"}, source.title
