{# Landed text to the contract's types; `<column>__text` keeps the trimmed text, for faults. #}
{% macro curate_standardised(spec, rows, columns, carried) %}
{%- set names = carried | join(',\n    ') -%}
select
    {{ names }}
    {%- for column in columns %},
    {{ curate_ruled(column) }} as {{ column.name }},
    {{ column.name }}__text
    {%- endfor %}
from (
    select
        {{ names }}
        {%- for column in columns %},
        {{ curate_cast(column) }} as {{ column.name }},
        {{ column.name }}__text
        {%- endfor %}
    from (
        select
            {{ names }}
            {%- for column in columns %},
            nullif({{ trim_text('"' ~ column.name ~ '"') }}, '')
                as {{ column.name }}__text
            {%- endfor %}
        from ({{ rows }}) as landed
    ) as trimmed
) as typed
{% endmacro %}
