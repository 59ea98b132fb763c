{# One side table of every curated table, with the name of the table it is of. #}
{% macro unite_outcomes(side, columns) %}
    {% set tables = [] %}
    {% for name in var('curated_tables') %}
        {% do tables.append(ref(name)) %}
    {% endfor %}
    {% set found = run_query(
        "select table_schema, table_name from information_schema.tables"
        ~ " where table_schema in ('"
        ~ tables | map(attribute='schema') | unique | join("', '")
        ~ "') and table_name like '%\\_\\_" ~ side ~ "' escape '\\'"
    ).rows | map('join', '.') | list if execute and tables else [] %}
    {% set present = [] %}
    {% for table in tables %}
        {% set name = table.identifier ~ '__' ~ side %}
        {% do present.append((table.identifier, api.Relation.create(
            database=table.database, schema=table.schema, identifier=name
        ))) if table.schema ~ '.' ~ name in found %}
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
