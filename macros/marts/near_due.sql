{#
    The condition of rows near what is due: of days from `otherwise` on, and of
    prisons that have anything due before. Both are plain columns, so that the
    rest of a large table is not compared unit by unit.
#}
{% macro near_due(fingerprints, day, otherwise, prison='prison_id') %}
    {% if not due_is_known(fingerprints) %}
        {{ return('true') }}
    {% endif %}
    {% do due_prepare(fingerprints) %}
    {% set prisons %}
(
    {# A group's text begins with its prison. #}
    select {{ split_part_of('unit_id', '\x1f', 1) }} as prison_id
    from {{ side_table(fingerprints, 'now') }}
    where due_from < {{ otherwise }}
) as due
    {% endset %}
    {{ return(
        '(' ~ day ~ ' >= ' ~ otherwise ~ ' or ' ~ prison ~ ' in '
        ~ in_list(prisons, 'prison_id', 'varchar', most=1000) ~ ')'
    ) }}
{% endmacro %}
