-- value = f(seed, table and column, block, item): a multilinear hash of block and item with
-- coefficients of the column's own, then a 32-bit finaliser (lowbias32). md5 only spreads the
-- column's name, once a query; it is fixed by its standard, `hash()` is not.
create or replace temp macro coefficient(field, letter) as
    (md5_number_lower(concat_ws('.', getvariable('seed'), field, letter)) >> 34) | 1::ubigint;
create or replace temp macro mix_step(x, places, factor) as
    (xor(x, x >> places) * factor::ubigint) & 4294967295::ubigint;
create or replace temp macro mixed(x) as
    mix_step(mix_step(x, 16, 2146121005), 15, 2221713035);
create or replace temp macro last_step(x) as xor(x, x >> 16);
create or replace temp macro draw_by(a, b, c, d, block, item) as
    last_step(mixed((
        block::ubigint * a + (item::ubigint & 4294967295::ubigint) * b
        + (item::ubigint >> 32) * d + c
    ) & 4294967295::ubigint));
-- A whole number from 0 to sides - 1.
create or replace temp macro pick_by(a, b, c, d, block, item, sides) as
    ((draw_by(a, b, c, d, block, item) * sides::ubigint) >> 32)::bigint;
-- Whether it falls to this row, with so many chances of 10,000.
create or replace temp macro chance_by(a, b, c, d, block, item, in_10000) as
    pick_by(a, b, c, d, block, item, 10000) < in_10000;
-- The same for a column by its name. Where that stands in the text, `world.drawn` has written its
-- coefficients instead before DuckDB plans them, once for each of the eight places they go to.
create or replace temp macro draw(field, block, item) as draw_by(
    coefficient(field, 'a'), coefficient(field, 'b'),
    coefficient(field, 'c'), coefficient(field, 'd'), block, item
);
create or replace temp macro pick(field, block, item, sides) as
    ((draw(field, block, item) * sides::ubigint) >> 32)::bigint;
create or replace temp macro chance(field, block, item, in_10000) as
    pick(field, block, item, 10000) < in_10000;
-- A point on the straight line from (u0, d0) to (u1, d1), rounded down.
create or replace temp macro on_line(u, u0, d0, u1, d1) as
    d0 + ((u - u0) * (d1 - d0)) // (u1 - u0);

-- Clocks: events are UTC moments; a system that keeps London time turns them.
create or replace temp macro last_sunday(year, month) as
    (last_day(make_date(year, month, 1))
    - (isodow(last_day(make_date(year, month, 1))) % 7)::integer)::date;
create or replace temp macro local_time(utc) as
    case
        when utc >= last_sunday(year(utc), 3) + interval 1 hour
            and utc < last_sunday(year(utc), 10) + interval 1 hour
            then utc + interval 1 hour
        else utc
    end;
create or replace temp macro at_second(day, second) as
    day::timestamp + to_seconds(second::bigint);
-- The same day, or the Monday after a weekend.
create or replace temp macro working_day(day) as
    day + (case isodow(day) when 6 then 2 when 7 then 1 else 0 end)::integer;

-- Texts as the systems write them.
create or replace temp macro date_text(day) as strftime(day, '%Y-%m-%d');
create or replace temp macro time_text(moment) as strftime(moment, '%Y-%m-%d %H:%M:%S');
-- md5 is quicker than four draws, and as well defined.
create or replace temp macro uuid_text(field, block, item) as
    cast(cast(
        md5(concat(getvariable('seed'), '.', field, '.', block, '.', item)) as uuid
    ) as varchar);
