{#
    What an incremental mart merges: rows that are new or changed, and a
    tombstone (the key, all else null) for each that is produced no more.
#}
{% macro rewritten_rows(rows, key) %}
    {% set columns = model.columns if execute else {} %}
select
    {{ columns.keys() | join(',\n    ') if columns else '*' }}
from {{ rows }}
    {% if is_incremental() and columns %}
{# Compared by content, so late, withdrawn and corrected batches show alike. #}
except
select
    {{ columns.keys() | join(',\n    ') }}
from {{ this }}

union all

select
    {% for column in columns.values() %}
        {% if column.name == key %}
    existing.{{ key }}
        {%- else %}
    cast(null as {{ column.data_type }}) as {{ column.name }}
        {%- endif %}{{ ',' if not loop.last }}
    {% endfor %}
from {{ this }} as existing
left join {{ rows }} as produced
    on existing.{{ key }} = produced.{{ key }}
where produced.{{ key }} is null
    {% endif %}
{% endmacro %}
