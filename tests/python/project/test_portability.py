"""Models say only what both engines understand alike."""

from __future__ import annotations

import portability
import pytest

BAD = [
    ("select a / b as c from t", "divide()"),
    ("select a // b as c from t", "divide()"),
    ("select avg(a) as c from t", "average()"),
    ("select try_cast(a as integer) as c from t", "safe_cast()"),
    ("select date_diff('day', a, b) as c from t", "days_between()"),
    ("select datediff('month', a, b) as c from t", "months_between()"),
    ("select extract(dow from a) as c from t", "day_of_week()"),
    ("select EXTRACT( isodow from a) as c from t", "day_of_week()"),
    ("select extract(week from a) as c from t", "macros/engine/"),
    ("select regexp_replace(a, 'x', 'y') as c from t", "regex_replace_all()"),
    ("select split_part(a, '-', 2) as c from t", "split_part_of()"),
    ("select substr(a, 1, 2) as c from t", "text_slice()"),
    ("select substring(a, 1, 2) as c from t", "text_slice()"),
    ("select trim(a) as c from t", "trim_text()"),
    ("select ltrim(a) as c from t", "trim_text()"),
    ("select greatest(a, b) as c from t", "greatest_of()"),
    ("select least (a, b) as c from t", "least_of()"),
    ("select cast(a as varchar) as c from t", "canonical_text()"),
    ("select cast(coalesce(a, cast(b as integer)) as varchar(10)) as c from t", "canonical_text()"),
    ("select a at time zone 'Europe/London' as c from t", "local_to_utc()"),
    ("select a::date as c from t", "cast()"),
    ("{% if adapter.type() == 'duckdb' %}select 1{% endif %}", "macros/engine/"),
    ("select {{ 1 if target.name == 'athena' else 2 }} as a", "macros/engine/"),
    ("select lag(a ignore nulls) over (order by b) as c from t", "last_known()"),
    ("select a + interval '1' month as c from t", "add_months()"),
    ("select date_add('day', 1, a) as c from t", "add_days()"),
    ("select strftime(a, '%Y') as c from t", "canonical_text()"),
    ("select date_format(a, '%Y') as c from t", "canonical_text()"),
    ("select list_sort(a) as c from t", "DuckDB alone"),
    ("select year_of_week(a) as c from t", "Athena alone"),
    ("select no_such_thing(a) as c from t", "neither engine"),
    ("select a from t where a ilike 'x'", "lower()"),
    ("select a from t qualify row_number() over (order by a) = 1", "row_number()"),
    ("select distinct on (a) a, b from t", "row_number()"),
    ("select * exclude (a) from t", "list of columns"),
    ("select [1, 2] as c", "array"),
    ("select {'a': 1} as c", "row or a map"),
    ("select a from t where a ~ 'x'", "matches_pattern()"),
    ("select regexp_matches(a, 'x') as c from t", "matches_pattern()"),
    ("select md5(a) as c from t", "md5_text()"),
    ("select count(*) as c from t group by all", "list of columns"),
]

GOOD = [
    "{# a / b, avg(a) #}\nselect a from t",
    "select a from t -- a / b, trim(a)",
    "/* a::date */ select 'a / b :: trim(x)' as c, \"a/b\" as d from t",
    "select {{ divide('a', 'trim(b)') }} as c from t",
    "select {{ canonical_text('a', 'date') }} as c, cast(a as decimal(10, 2)) as d from t",
    "select cast(null as varchar) as a, cast('x' as varchar(10)) as b",
    "select coalesce(a, b) as c, nullif(a, b) as d, upper(a) as e from t where a in (1, 2)",
    "select row_number() over (partition by a order by b) as c, lag(a) over () as d from t",
    "select extract(year from a) as c, sum(a) filter (where b > 1) as d from t",
    "with t (a, b) as (select 1, 2) select a from t left join u using (a) where exists (select 1)",
    "select 1 as trim, a.least from a",
    "select case when (a = 1) then (b) else (c) end as d from t where not (a > 2) and (b < 1)",
]


@pytest.mark.parametrize(("sql", "instead"), BAD, ids=[one[0][:45] for one in BAD])
def test_unportable_text_is_found(sql, instead):
    found = portability.findings(sql)
    assert any(instead in saying for _, saying in found), found


@pytest.mark.parametrize("sql", GOOD, ids=[one[:45] for one in GOOD])
def test_portable_text_passes(sql):
    assert portability.findings(sql) == []


def test_line_is_named():
    code = "{# one\ntwo #}\nselect\n    a / b as c\nfrom t"
    assert [line for line, _ in portability.findings(code)] == [4]


def test_every_macro_named_exists():
    there = {path.stem for path in (portability.PROJECT / "macros").rglob("*.sql")}
    named = {
        word
        for saying in [*portability.FUNCTIONS.values(), *(shape[2] for shape in portability.SHAPES)]
        for word in portability.re.findall(r"(\w+)\(\)", saying)
    } - {"coalesce", "cast", "nullif", "length", "lower", "row_number", "array_agg"}
    assert named - there == set()


def test_script_fails_on_a_bad_file(tmp_path):
    path = tmp_path / "model.sql"
    path.write_text("select avg(a) as b from t")
    said = []
    assert portability.main([str(path)], said.append) == 1
    assert said == [f"{path}:1: `avg()`: use average()"]


def test_project_is_portable():
    said = []
    portability.main([], said.append)
    assert not said, "\n".join(said)
