{# Events in stretches: within one, each meets the next. A delete, or an absence, ends a stretch. #}
{% macro curate_stretched(spec, plan, covered) %}
{%- set by_key = 'partition by ' ~ spec.key | join(', ')
    ~ ', is_event order by row_time' -%}
select
    *,
    sum(case when meets then 0 else 1 end) over (
        {{ by_key }} rows between unbounded preceding and current row
    ) as stretch
from (
    select
        *,
        coalesce(
            not last_is_delete
            and (
                last_cover >= row_time
                or (last_next > last_time and last_next < row_time)
            ),
            false
        ) as meets
    from (
        select
            *,
            lag(row_time) over ({{ by_key }}) as last_time,
            lag(cover) over ({{ by_key }}) as last_cover,
            lag(next_instant) over ({{ by_key }}) as last_next,
            lag(is_delete) over ({{ by_key }}) as last_is_delete
        from ({{ covered }}) as covered
    ) as beside
) as met
{% endmacro %}
