{# From which part on a unit, or another that it is in, is due: its own, and as all the others from `otherwise` on. #}
{% macro due_since(fingerprints, units, first, otherwise) %}
    {%- if not due_is_known(fingerprints) -%}
        {{ return(first) }}
    {%- endif -%}
    {%- set times = [] -%}
    {%- for unit in units -%}
        {%- set time -%}
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
        {%- endset -%}
        {%- do times.append(time) -%}
    {%- endfor -%}
    {# None of them is null, for which engines' own differ. #}
    {{ return('least(' ~ times | join(', ') ~ ')') }}
{% endmacro %}
