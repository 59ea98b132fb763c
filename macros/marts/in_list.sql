{#
    What stands after `in`: the values of a table's column, as literals, or where
    they are more than `most`, the query of them. A list is pushed down through
    windows, joins and counts, to the rows that they are made from; a query is
    not.
#}
{% macro in_list(table, column, data_type, most) %}
    {% set told = run_query(
        'select count(*), '
        ~ list_text('array_agg(' ~ canonical_text(column, data_type) ~ ')')
        ~ ' from (select distinct ' ~ column ~ ' from ' ~ table
        ~ ' limit ' ~ (most + 1) ~ ') as listed'
    ).rows[0] if most else [0] %}
    {% if told[0] == 0 or told[0] > most %}
        {{ return('(select ' ~ column ~ ' from ' ~ table ~ ')') }}
    {% endif %}
    {% if data_type != 'varchar' %}
        {{ return('(' ~ told[1] | replace('\n', ', ') ~ ')') }}
    {% endif %}
    {{ return(
        "('" ~ told[1] | replace("'", "''") | replace('\n', "', '") ~ "')"
    ) }}
{% endmacro %}
