"""The judges refuse what Athena refuses, and long statements stay quick."""

import time

import pytest
import validators

GOOD = [
    "select a, count(*) as heads from schema_a.table_b group by a",
    "with x as (select 1 as a) select * from x",
    "merge into c.s.t as t using (select 1 as a) as n on t.a = n.a "
    "when matched then delete when not matched then insert (a) values (n.a)",
    "create table s.t with (table_type = 'iceberg', is_external = false, "
    "location = 's3://b/p') as select 1 as a",
    "alter table `s`.`t` add columns (b int)",
    "insert into s.t (a) select 1;",
]

BAD = {
    "select a::integer from t": "grammar",
    "select [1, 2]": "grammar",
    "select * exclude (a) from t": "grammar",
    "from t select a": "grammar",
    "select 7 // 2": "grammar",
    "select a from t where a ilike 'x'": "grammar",
    "select a from t qualify row_number() over () = 1": "grammar",
    "select a, from t": "grammar",
    "select strftime(a, '%Y') from t": "strftime",
    "select regexp_matches(a, 'x') from t": "regexp_matches",
    "select cast(a as string) from t": "string",
    "select cast(a as hugeint) from t": "hugeint",
    "select 1; select 2": "",
    "": "empty",
    "select '" + "x" * 262_144 + "'": "bytes long",
}


@pytest.mark.parametrize("sql", GOOD)
def test_accepts_what_athena_takes(sql):
    validators.assert_athena_accepts(sql)


@pytest.mark.parametrize("sql", BAD, ids=lambda sql: sql[:40])
def test_refuses_what_athena_refuses(sql):
    with pytest.raises(AssertionError, match=BAD[sql] or "statement"):
        validators.assert_athena_accepts(sql, "example")


def rows(count: int) -> str:
    return ", ".join(
        f"('{number:016x}', 'full', timestamp '2020-01-01 00:00:00.000000', {number}, null)"
        for number in range(count)
    )


def test_long_statement_is_checked_quickly_and_wholly():
    sql = f"select a from (values {rows(3000)}) as batches (a, b, c, d, e)"
    assert 200_000 < len(sql) <= validators.MAX_BYTES
    assert len(validators.shortened(sql)) < 10_000
    start = time.monotonic()
    validators.assert_athena_accepts(sql)
    assert time.monotonic() - start < 3
    # What is not a literal is never cut, so an error in the middle is seen.
    middle = "'" + f"{1500:016x}" + "'"
    with pytest.raises(AssertionError, match="strftime"):
        validators.assert_athena_accepts(sql.replace(middle, "strftime(a, '%Y')"))
    with pytest.raises(AssertionError, match="grammar"):
        validators.assert_athena_accepts(sql.replace(middle, "a::varchar"))
    assert validators.shortened(sql.replace(middle, f"{middle}, 1")) > sql[:100_000]


def test_function_is_known_where_the_validator_gives_up():
    columns = ", ".join(
        f"case when regexp_like(a{n}, '^[0-9]+$') then try_cast(trim(a{n}) as bigint) end as a{n}"
        for n in range(300)
    )
    validators.assert_athena_accepts(f"select {columns} from t")
    with pytest.raises(AssertionError, match="strftime"):
        validators.assert_athena_accepts(f"select {columns}, strftime(a, '%Y') as b from t")


def test_long_list_of_values_is_cut_short():
    sql = "select a from t where a in (" + ", ".join(f"'{n}'" for n in range(9000)) + ")"
    assert len(validators.shortened(sql)) < 1000
    validators.assert_athena_accepts(sql)


def test_short_lists_stay_as_they_are():
    sql = f"select a from (values {rows(5)}) as batches (a, b, c, d, e)"
    assert validators.shortened(sql) == sql


def test_every_exception_says_why():
    for entry in validators.EXCEPTIONS:
        assert entry.judge in {"parser", "validator", "function", "type"}
        assert len(entry.reason) > 20
