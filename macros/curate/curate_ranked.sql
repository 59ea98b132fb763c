{# Rows of one key and instant: the same said twice, told apart by order or not, the one that stands. #}
{% macro curate_ranked(spec, plan, walked) %}
{%- set keys = spec.key | join(', ') -%}
{%- set tie = 'tie' if plan.extras else 'content' -%}
{%- set last = ['batch_no', 'row_no'] -%}
{%- if curate_has_detail(spec) %}{% do last.insert(0, 'detail') %}{% endif -%}
{%- set last = last | join(', ') -%}
{%- set said = 'partition by ' ~ keys
    ~ ', row_time, is_open_to_doubt, is_delete, ' ~ tie
    ~ ' order by row_order desc nulls last, ' ~ last -%}
{%- set tied = 'partition by ' ~ keys
    ~ ', row_time, is_open_to_doubt, said_no > 1, row_order, is_unordered'
    ~ ' order by is_delete, ' ~ tie ~ ', ' ~ last -%}
{%- set stood = 'partition by ' ~ keys
    ~ ', row_time order by is_open_to_doubt, is_set_aside, is_unordered,'
    ~ ' row_order desc nulls last, ' ~ last -%}
select
    *,
    case
        when batch_no < 0 then 'base'
        when is_again then 'unchanged'
        when is_rejected then 'rejected'
        when said_no > 1 then 'duplicate'
        when tied_no > 1 then 'contradiction'
        when stood_no > 1 and is_unordered then 'contradiction'
        when stood_no > 1 then 'superseded'
    end as settled,
    not is_again and stood_no = 1 and {{ curate_key_reads(spec) }} as is_event,
    case
        when is_again or is_rejected then null
        when said_no > 1 then said_batch_no
        when tied_no > 1 then tied_batch_no
        when stood_no > 1 then stood_batch_no
    end as winner_batch_no,
    case
        when is_again or is_rejected then null
        when said_no > 1 then said_row_no
        when tied_no > 1 then tied_row_no
        when stood_no > 1 then stood_row_no
    end as winner_row_no
from (
    select
        *,
        row_number() over ({{ stood }}) as stood_no,
        first_value(batch_no) over ({{ stood }}) as stood_batch_no,
        first_value(row_no) over ({{ stood }}) as stood_row_no
    from (
        select
            *,
            said_no > 1 or tied_no > 1 as is_set_aside
        from (
            select
                *,
                row_number() over ({{ tied }}) as tied_no,
                first_value(batch_no) over ({{ tied }}) as tied_batch_no,
                first_value(row_no) over ({{ tied }}) as tied_row_no
            from (
                select
                    *,
                    row_number() over ({{ said }}) as said_no,
                    first_value(batch_no) over ({{ said }}) as said_batch_no,
                    first_value(row_no) over ({{ said }}) as said_row_no,
                    max(next_time) over (
                        partition by {{ keys }}, row_time, is_again
                    ) as next_instant
                from (
                    select
                        *,
                        is_rejected or is_again as is_open_to_doubt,
                        is_delete and row_order is null as is_unordered
                    from ({{ walked }}) as walked
                ) as walked
            ) as said
        ) as tied
    ) as aside
) as stood
{% endmacro %}
