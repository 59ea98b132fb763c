{# The values of a table's column, as a list of literals; none where there are more than `most`, or no value. #}
{% macro literals(table, column, data_type, most) %}
    {% set text = canonical_text(column, data_type) %}
    {% set told = run_query(
        'select count(*), '
        ~ list_text('array_agg(' ~ text ~ ')') ~ ' from (select distinct '
        ~ column ~ ' from ' ~ table ~ ' limit ' ~ (most + 1) ~ ') as listed'
    ).rows[0] %}
    {% if told[0] == 0 or told[0] > most %}
        {{ return(none) }}
    {% endif %}
    {% if data_type != 'varchar' %}
        {{ return(told[1] | replace('\n', ', ')) }}
    {% endif %}
    {{ return("'" ~ told[1] | replace("'", "''") | replace('\n', "', '") ~ "'") }}
{% endmacro %}
