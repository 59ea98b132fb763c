"""What an extract is made of, without a server: addresses, hashes, marks, files of DuckDB."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from database import people

from derived_tables.contract import parse_contract
from derived_tables.errors import DeriveError, Misuse
from derived_tables.extract import extract, read_dsn, sample
from derived_tables.extracting.gone import key_sql
from derived_tables.extracting.mark import high_water
from derived_tables.extracting.stage import stage, write_text
from derived_tables.ledger import Batch, read_batches, utc_now
from derived_tables.store import Folder
from macro_harness import MacroHarness

# --- addresses ----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DERIVE_DSN", "PGPASSWORD", "PGHOST", "PGPORT", "PGDATABASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("text", "options", "shown"),
    [
        ("postgresql://u@h:5433/d", {"user": "u", "host": "h", "port": "5433", "dbname": "d"}, "h:5433/d"),
        ("postgres://h", {"host": "h"}, "h"),
        ("postgresql://%2Frun%2Fpg/d%20e", {"host": "/run/pg", "dbname": "d e"}, "/run/pg/d e"),
        ("postgresql://a:1,b/d", {"host": "a,b", "port": "1,5432", "dbname": "d"}, "a,b:1,5432/d"),
        ("postgresql://[::1]:5/d", {"host": "::1", "port": "5", "dbname": "d"}, "::1:5/d"),
        ("postgresql:///d?host=/s&sslmode=require", {"dbname": "d", "host": "/s", "sslmode": "require"}, "/s/d"),
        ("host=h dbname = 'a \\' b' user=x\\ y", {"host": "h", "dbname": "a ' b", "user": "x y"}, "h/a ' b"),
        ("dbname=d", {"dbname": "d"}, "the local socket/d"),
    ],
)  # fmt: skip
def test_an_address_is_read_as_libpq_reads_it(text: str, options: dict, shown: str) -> None:
    found = read_dsn(text)
    assert dict(found.options) == options and str(found) == shown


@pytest.mark.parametrize("text", ["", "  ", "h:5432", "postgresql://h:port/d", "mysql://h/d", "host='h"])
def test_an_address_of_no_form_is_refused(text: str) -> None:
    with pytest.raises(DeriveError, match="no address of a database"):
        read_dsn(text)


def test_the_address_comes_from_one_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Misuse, match="DERIVE_DSN"):
        read_dsn()
    with pytest.raises(Misuse, match="keep one"):
        read_dsn("host=h", tmp_path / "dsn")
    with pytest.raises(DeriveError, match="cannot be read: No such file"):
        read_dsn(None, tmp_path / "dsn")
    monkeypatch.setenv("DERIVE_DSN", "host=of_the_environment")
    assert str(read_dsn()) == "of_the_environment" and str(read_dsn("host=given")) == "given"


def test_a_secret_is_in_no_form_of_the_address(tmp_path: Path) -> None:
    path = tmp_path / "dsn"
    path.touch(0o600)
    path.write_text("postgresql://u:hush@h/d")
    dsn = read_dsn(None, path)
    assert "hush" not in f"{dsn} {dsn!r} {dsn.conninfo}"
    assert dsn.masked("x hush y password = 'a b' z password=q") == "x *** y password = *** z password=***"


# --- hashes -------------------------------------------------------------------------------------


def sha(tmp_path: Path, sql: str, kind: str = "full") -> str:
    with duckdb.connect() as con:
        columns = [row[0] for row in con.execute(f"describe {sql}").fetchall()]
        file = tmp_path / "rows.parquet"
        write_text(con, f"({sql})", file)
        return stage(
            con, "staged", file, columns, kind=kind, moment=utc_now(), time_column="b",
            source_name="s",
        ).sha256  # fmt: skip


ROWS = "select * from (values ('1', 'x'), ('2', ''), ('2', '')) as t(a, b)"


@pytest.mark.parametrize(
    "same", [f"{ROWS} order by a desc", f"select b, a from ({ROWS})", f"from ({ROWS}) order by b"]
)
def test_one_content_has_one_hash_in_any_order(tmp_path: Path, same: str) -> None:
    assert sha(tmp_path, same) == sha(tmp_path, ROWS)


@pytest.mark.parametrize(
    "other",
    [
        "select * from (values ('1', 'x'), ('2', '')) as t(a, b)",
        "select * from (values ('1', 'x'), ('1', 'x'), ('2', '')) as t(a, b)",
        "select * from (values ('1', 'x'), ('2', null), ('2', '')) as t(a, b)",
        "select * from (values ('1x', ''), ('2', ''), ('2', '')) as t(a, b)",
        "select * from (values ('1', 'x'), ('', '2'), ('2', '')) as t(a, b)",
        "select * from (values ('1', 'x'), ('2', ''), ('2', '')) as t(a, c)",
        "select * from (values ('1', 'x'), ('3', ''), ('3', '')) as t(a, b)",
    ],
)
def test_another_content_has_another_hash(tmp_path: Path, other: str) -> None:
    assert sha(tmp_path, other) != sha(tmp_path, ROWS)


# --- marks --------------------------------------------------------------------------------------


def batch(landed: int, mark: int, withdrawn: int | None = None, **other: str) -> Batch:
    """A batch landed at a time with its greatest row time, perhaps withdrawn."""
    event = {
        "batch_id": str(landed), "recorded_at": f"{landed:02d}", "max_time": f"{mark:02d}",
        "system": "s", "table": "t", "kind": "changes", "source_name": "n", **other,
    }  # fmt: skip
    events = [event] if withdrawn is None else [event, {"recorded_at": f"{withdrawn:02d}"}]
    return Batch(event, withdrawn is None, False, events)


@pytest.mark.parametrize(
    ("batches", "mark"),
    [
        ([], None),
        ([batch(1, 10), batch(2, 30), batch(3, 20)], "30"),
        ([batch(1, 10), batch(2, 20, kind="full"), batch(3, 30, source_name="o")], "10"),
        ([batch(1, 10), batch(2, 30, table="u"), batch(3, 40, system="r")], "10"),
        # What landed after the batch that is gone was read from beyond it.
        ([batch(1, 10), batch(2, 20, withdrawn=5), batch(3, 30), batch(4, 40)], "10"),
        ([batch(1, 10, withdrawn=5), batch(2, 20)], None),
        # What landed after the withdrawal was read from below the gap.
        ([batch(1, 10), batch(2, 20, withdrawn=5), batch(3, 30), batch(6, 40)], "40"),
        ([batch(1, 10), batch(2, 20, withdrawn=5), batch(6, 40, withdrawn=8), batch(9, 35)], "35"),
    ],
)
def test_the_mark_leaves_no_gap(batches: list[Batch], mark: str | None) -> None:
    assert high_water(batches, "s", "t", "n") == mark


# --- keys ---------------------------------------------------------------------------------------


TEXTS = (
    " 007 ", "-7.00", "+7", "7.5", "7.50", "7.500", "7.505", ".5", "5.", ".", "1e3", "", "  ", "x",
    "99999999999", "2025-12-31", "31/12/2025", "2025-02-30", "2025-12-31 00:00", "12/31/2025",
    "2025-12-31T00:00:00.000", "2025-12-31T10:00:00Z", "2025-12-31 10:00:00+00:00",
    "2025-12-31 10:00:00.1234567", "31/12/2025 10:00", "2025-12-31 24:00:00", "infinity",
    "2025-12-31 10:00:00+01", "0044-03-15 BC", "10000-01-01", "T", "No", "1", "2", "\t a b\n",
)  # fmt: skip


@pytest.fixture(scope="module")
def macros() -> MacroHarness:
    return MacroHarness()


@pytest.mark.parametrize(
    "data_type",
    ["bigint", "integer", "decimal(5,2)", "decimal(5,0)", "date", "timestamp(6)", "boolean",
     "varchar", "varchar(3)"],
)  # fmt: skip
def test_a_key_is_compared_as_curate_reads_it(macros: MacroHarness, data_type: str) -> None:
    column = SimpleNamespace(name="k", data_type=data_type, clock="utc")
    read = macros.call("curate_cast", column)
    trimmed = f"nullif({macros.call('trim_text', 'k')}, '')"
    sql = (
        f"select k, {key_sql('k', data_type)} as ours, cast({read} as varchar) as theirs "
        f"from (select k, {trimmed} as k__text from (select unnest($texts) as k))"
    )
    with duckdb.connect() as con:
        found = con.execute(sql, {"texts": list(TEXTS)}).fetchall()
    assert len(found) == len(TEXTS) and any(ours for _, ours, _ in found)
    assert [row for row in found if row[1] != row[2]] == []


# --- files of DuckDB ----------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "source.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create schema s")
        con.execute(
            "create table s.People (id bigint primary key, name varchar, born date, "
            "updated_at timestamptz, tags varchar[], raw blob, whole decimal(18,0), part decimal(9,2))"
        )
        con.execute(
            "insert into s.People values (1, '', null, '2025-07-01 01:30:00+02', ['a', null], "
            "'\\xDE\\xAD', 7, 1.5), (2, null, '2025-01-01', '2025-07-01 02:00:00+02', null, null, 8, 2)"
        )
    return path


def test_a_file_of_duckdb_is_extracted_alike(tmp_path: Path, file: Path) -> None:
    import yaml

    contract = parse_contract(yaml.safe_dump(people()), tmp_path / "c.yml", "hmpps", "people")
    root = Folder(tmp_path / "landing")
    dsn = read_dsn(f"duckdb:{file}")
    by = {"changes_by": "updated_at", "source": "s.people"}
    [first] = extract(root, contract, dsn, **by)
    assert (first.rows, first.status) == (2, "landed")
    assert first.extra == ["tags", "raw", "whole", "part"]
    landed = read_batches(root)[first.batch_id].landed
    assert landed["max_time"] == "2025-07-01 00:00:00.000000"
    part = f"{root.path}/hmpps/people/_part={landed['part']}/rows.parquet"
    rows = duckdb.sql(f"select * exclude (_batch_id) from read_parquet('{part}', hive_partitioning = false)").fetchall()
    assert rows == [
        ("1", "", None, "2025-06-30 23:30:00", '["a",null]', "dead", "7", "1.50", 1, "2025-06-30 23:30:00.000000"),
        ("2", None, "2025-01-01", "2025-07-01 00:00:00", None, None, "8", "2.00", 2, "2025-07-01 00:00:00.000000"),
    ]  # fmt: skip
    with duckdb.connect(str(file)) as con:
        con.execute("delete from s.People where id = 1")
    [changes, deletes] = extract(root, contract, dsn, **by, deletes=True, most_deletes=1)
    assert (changes.rows, deletes.rows, deletes.status) == (1, 1, "landed")
    with duckdb.connect() as con:
        found = sample(con, dsn, "s.people", "sampled", rows=5)
        assert con.execute("select id from sampled").fetchall() == [("2",)]
    assert [(c.name, c.declared_type, c.nullable, c.primary_key, c.clock) for c in found] == [
        ("id", "bigint", False, 1, None), ("name", "varchar", True, None, None),
        ("born", "date", True, None, "none"), ("updated_at", "timestamp(6)", True, None, "utc"),
        ("tags", "varchar", True, None, None), ("raw", "varchar", True, None, None),
        ("whole", "bigint", True, None, None), ("part", "decimal(9,2)", True, None, None),
    ]  # fmt: skip


def test_a_file_that_is_none_is_refused(tmp_path: Path, file: Path) -> None:
    with duckdb.connect() as con:
        with pytest.raises(DeriveError, match="no such file"):
            sample(con, read_dsn(f"duckdb:{tmp_path}/none"), "t", "sampled")
        with pytest.raises(DeriveError, match="no such table"):
            sample(con, read_dsn(f"duckdb:{file}"), "t", "sampled")
        (tmp_path / "odd").write_text("no database")
        with pytest.raises(DeriveError, match="cannot be read"):
            sample(con, read_dsn(f"duckdb:{tmp_path}/odd"), "t", "sampled")
