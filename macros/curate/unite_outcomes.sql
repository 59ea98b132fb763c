{# One side table of every curated table, with the name of the table it is of. #}
{% macro unite_outcomes(side, columns) %}
    {% set present = [] %}
    {% for name in var('curated_tables') %}
        {% set table = ref(name) %}
        {% if execute %}
            {% set found = run_query(
                "select count(*) from information_schema.tables"
                ~ " where table_schema = '" ~ table.schema
                ~ "' and table_name = '" ~ name ~ "__" ~ side ~ "'"
            ).rows[0][0] %}
            {% do present.append((name, api.Relation.create(
                database=table.database, schema=table.schema,
                identifier=name ~ '__' ~ side
            ))) if found %}
        {% endif %}
    {% endfor %}
    {% for name, relation in present %}
select
    '{{ name | replace('__', '.', 1) }}' as source_table,
    {{ columns | map(attribute=0) | join(',\n    ') }}
from {{ relation }}
        {% if not loop.last %}
union all
        {% endif %}
    {% endfor %}
    {% if not present %}
select
    cast(null as varchar) as source_table
        {%- for column, data_type in columns %},
    cast(null as {{ data_type }}) as {{ column }}
        {%- endfor %}
where false
    {% endif %}
{% endmacro %}
