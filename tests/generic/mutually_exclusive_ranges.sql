{% test mutually_exclusive_ranges(
    model, lower_bound, upper_bound, partition_by, where="true"
) %}
with

ranges as (
    select
        {{ partition_by }} as member,
        {{ lower_bound }} as range_start,
        {{ upper_bound }} as range_end,
        lead({{ lower_bound }}) over (
            partition by {{ partition_by }}
            order by {{ lower_bound }}, {{ upper_bound }}
        ) as next_start
    from {{ model }}
    where {{ where }}
)

select *
from ranges
where
    range_start is null
    or range_end < range_start
    or coalesce(range_end > next_start, false)
    or (range_end is null and next_start is not null)
{% endtest %}
