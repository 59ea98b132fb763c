{# None of the columns is null: one reading of the table for all of them. #}
{% test not_null_columns(model, column_names) %}
with

counted as (
    select
        {% for name in column_names -%}
        count(*) - count({{ name }}) as {{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ model }}
)

{% for name in column_names -%}
select '{{ name }}' as column_name, {{ name }} as rows_without
from counted
where {{ name }} > 0
{{ 'union all' if not loop.last }}
{% endfor %}
{% endtest %}
