{# Steps of `curate_read`: from batches and recorded to the horizon, the latest time up to `since` that cuts no batch. #}
{% macro curate_horizon(since) %}
spans as (
    select
        min_time,
        max(max_time) as max_time
    from (
        select min_time, max_time from batches
        union all
        select min_time, max_time from recorded
    ) as listed
    where min_time is not null
    group by min_time
),

latest as (
    select
        min_time,
        max(max_time) over (
            order by min_time
            rows between unbounded preceding and 1 preceding
        ) as before
    from spans
),

{# All that began before it had ended before it. #}
horizon as (
    select coalesce(max(min_time), '{{ since }}') as horizon
    from latest
    where
        min_time <= '{{ since }}'
        and (before is null or before < min_time)
)
{% endmacro %}
