"""What Athena keeps to itself, in Trino's words."""

from __future__ import annotations

import pytest

from derived_tables.athena.refusals import LONGEST_QUERY, too_long, too_new
from derived_tables.athena.translate import Unreadable, translate

SAME = [
    "select 'it''s `a` tick' as a from \"s\".\"t\"",
    "merge into s.t as t using u on t.a = u.a when matched then delete",
    'create or replace view "s"."v" as select 1 as a',
    "delete from s.t where a = 'x, (y'",
]
CHANGED = [
    ("drop table if exists `s`.`t`", ['drop table if exists "s"."t"']),
    ('/* {"app": "dbt"} */\n select `a` from t', ['select "a" from t']),
    (
        'create table "awsdatacatalog"."s"."t"\n with (table_type=\'iceberg\', is_external=false,'
        " location='s3://b/a,b', partitioning=ARRAY['day(at)'], format='parquet')\n as select 1 as a",
        [
            'create table "awsdatacatalog"."s"."t" with (format = \'parquet\', location = \'s3://b/a,b\','
            " partitioning = ARRAY['day(at)']) as select 1 as a"
        ],
    ),
    (
        "create table s.t with (table_type='hive', external_location='s3://b/t',"
        " partitioned_by=ARRAY['d'], format='parquet') as select 1 as a, 2 as d",
        [
            'create table "hive"."s"."t" with (format = \'parquet\', external_location = \'s3://b/t\','
            " partitioned_by = ARRAY['d']) as select 1 as a, 2 as d"
        ],
    ),
    (
        "alter table `s`.`t` add columns (a string, b decimal(10,2), c timestamp)",
        [
            'alter table "s"."t" add column a varchar',
            'alter table "s"."t" add column b decimal(10,2)',
            'alter table "s"."t" add column c timestamp(6)',
        ],
    ),
    ("alter table s.t set tblproperties ('a' = 'b')", []),
    (
        "optimize `s`.`t` rewrite data using bin_pack where d > 1",
        ['alter table "s"."t" execute optimize where d > 1'],
    ),
    (
        "vacuum `s`.`t`",
        [
            'alter table "s"."t" execute expire_snapshots(retention_threshold => \'5d\')',
            'alter table "s"."t" execute remove_orphan_files(retention_threshold => \'5d\')',
        ],
    ),
]


@pytest.mark.parametrize("query", SAME)
def test_most_passes_unchanged(query: str) -> None:
    assert translate(query).statements == (query,)


@pytest.mark.parametrize(("query", "wanted"), CHANGED)
def test_athena_s_own_is_said_as_trino_says_it(query: str, wanted: list[str]) -> None:
    assert list(translate(query).statements) == wanted


def test_external_table_becomes_one_of_glue() -> None:
    found = translate(
        "create external table `s`.`t` (`a` string, b decimal(10,2) comment 'x, y')\n"
        " partitioned by (d string) row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'\n"
        " with serdeproperties ('separatorChar' = ',') location 's3://b/t/'\n"
        " tblproperties ('skip.header.line.count'='1')"
    ).glue_table
    given = found["TableInput"]
    assert (found["DatabaseName"], given["Name"]) == ("s", "t")
    assert given["StorageDescriptor"]["Columns"] == [
        {"Name": "a", "Type": "string"},
        {"Name": "b", "Type": "decimal(10,2)"},
    ]
    assert given["PartitionKeys"] == [{"Name": "d", "Type": "string"}]
    assert given["StorageDescriptor"]["Location"] == "s3://b/t/"
    assert given["StorageDescriptor"]["SerdeInfo"]["Parameters"] == {"separatorChar": ","}
    assert given["Parameters"]["skip.header.line.count"] == "1"


@pytest.mark.parametrize(
    "query",
    ["msck repair table t", "optimize t", "create external table t (a int) location 's3://b'"],
)
def test_what_is_not_known_is_refused(query: str) -> None:
    with pytest.raises(Unreadable):
        translate(query)


def test_too_long_and_too_new() -> None:
    assert too_long("x" * LONGEST_QUERY) is None
    assert "262145 bytes" in too_long("x" * LONGEST_QUERY + "y")
    assert too_new("select a from t where a = 1") is None
    assert "SYNTAX_ERROR" in too_new("select a from t group by auto auto")
