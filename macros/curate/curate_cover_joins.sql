{# Joins of `relation` (row_time, slice_value) to the spans that end with a full, or with a slice of the same value. #}
{% macro curate_cover_joins(spec, plan, relation, slice='slice_value') %}
{%- if plan.fulls %}
left join (
    select
        {{ curate_span_start('order by min_time') }} as covers_from,
        min_time as covers_at
    from {{ curate_plan_rows(plan) }}
    where kind = 'full' and held is null
) as full_covers
    on
        {{ relation }}.row_time >= full_covers.covers_from
        and {{ relation }}.row_time < full_covers.covers_at
{%- endif %}
{%- if plan.slices %}
left join (
    select
        slice as slice_of,
        {{ curate_span_start('partition by slice order by min_time') }}
            as covers_from,
        min_time as covers_at
    from {{ curate_plan_rows(plan) }}
    where kind = 'slice' and held is null
) as slice_covers
    on
        {{ relation }}.{{ slice }} = slice_covers.slice_of
        and {{ relation }}.row_time >= slice_covers.covers_from
        and {{ relation }}.row_time < slice_covers.covers_at
{%- endif %}
{% endmacro %}
