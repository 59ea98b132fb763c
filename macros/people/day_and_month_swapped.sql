{# A date's text with day and month the other way round, null where that is no date. #}
{% macro day_and_month_swapped(expression) -%}
case
    when extract(day from {{ expression }}) <= 12
        then {{ text_slice(canonical_text(expression, 'date'), 1, 5) }}
            || {{ text_slice(canonical_text(expression, 'date'), 9, 2) }} || '-'
            || {{ text_slice(canonical_text(expression, 'date'), 6, 2) }}
end
{%- endmacro %}
