{% macro edit_distance(one, other) -%}
    {{ adapter.dispatch('edit_distance')(
        regex_replace_all(one, '[^ -~]', '?'),
        regex_replace_all(other, '[^ -~]', '?')
    ) }}
{%- endmacro %}

{#- DuckDB counts bytes: what is not ASCII was made one mark before. -#}
{% macro duckdb__edit_distance(one, other) -%}
    levenshtein({{ one }}, {{ other }})
{%- endmacro %}

{#- Trino has the long name. -#}
{% macro athena__edit_distance(one, other) -%}
    levenshtein_distance({{ one }}, {{ other }})
{%- endmacro %}
