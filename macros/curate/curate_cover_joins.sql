{# Joins of `relation` (row_time, slice_value) to the spans that end with a full, or with a slice of the same value. #}
{% macro curate_cover_joins(spec, plan, relation, slice='slice_value') %}
{%- if plan.fulls %}
left join (
    select
        covers_from,
        covers_at
    from (
        values
        {%- for batch in plan.fulls %}
        (
            timestamp '{{ plan.fulls[loop.index0 - 1].min_time
                if loop.index0 else "0001-01-01 00:00:00.000000" }}',
            timestamp '{{ batch.min_time }}'
        ){{ ',' if not loop.last }}
        {%- endfor %}
    ) as spans (covers_from, covers_at)
) as full_covers
    on
        {{ relation }}.row_time >= full_covers.covers_from
        and {{ relation }}.row_time < full_covers.covers_at
{%- endif %}
{%- if plan.slices %}
left join (
    select
        slice_of,
        covers_from,
        covers_at
    from (
        values
        {%- set last = {} %}
        {%- for batch in plan.slices %}
        (
            '{{ batch.slice | replace("'", "''") }}',
            timestamp '{{ last.get(
                batch.slice, "0001-01-01 00:00:00.000000"
            ) }}',
            timestamp '{{ batch.min_time }}'
        ){{ ',' if not loop.last }}
        {%- do last.update({batch.slice: batch.min_time}) %}
        {%- endfor %}
    ) as spans (slice_of, covers_from, covers_at)
) as slice_covers
    on
        {{ relation }}.{{ slice }} = slice_covers.slice_of
        and {{ relation }}.row_time >= slice_covers.covers_from
        and {{ relation }}.row_time < slice_covers.covers_at
{%- endif %}
{% endmacro %}
