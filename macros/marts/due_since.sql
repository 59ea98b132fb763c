{# From which part on a unit is due: its own, and as all the others from `otherwise` on. #}
{% macro due_since(fingerprints, unit, first, otherwise) %}
    {%- if due_is_known(fingerprints) -%}
coalesce(
            (
                select min(due.due_from)
                from {{ side_table(fingerprints, 'now') }} as due
                where
                    due.unit_id = {{ unit }}
                    and due.due_from < {{ otherwise }}
            ),
            {{ otherwise }}
        )
    {%- else -%}
{{ first }}
    {%- endif -%}
{% endmacro %}
