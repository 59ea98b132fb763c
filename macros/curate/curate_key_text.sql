{# A natural key as a person writes it: its columns with a bar between. #}
{% macro curate_key_text(key_columns) %}
    {% set parts = [] %}
    {% for column in key_columns %}
        {% do parts.append(
            "coalesce(" ~ canonical_text(column.name, column.data_type)
            ~ ", '')"
        ) %}
    {% endfor %}
    {{ return(
        parts[0] if parts | length == 1
        else "concat_ws('|', " ~ parts | join(', ') ~ ")"
    ) }}
{% endmacro %}
