{#
    What an incremental mart merges: rows that are new or changed, and a
    tombstone (the key, all else null) for each that is produced no more. Rows
    are compared by content, so a late batch, a withdrawn one, a correction and
    a new version of a dimension all show alike. A clause leaves of the rows
    that exist those of what is due.
#}
{% macro rewritten_rows(rows, key, due='', existing=this) %}
    {% if not is_incremental() %}
select * from {{ rows }}
    {% else %}
        {% set others = model.columns.keys() | reject('equalto', key) | list %}
select
    coalesce(produced.{{ key }}, existing.{{ key }}) as {{ key }},
        {% for column in others %}
    produced.{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
from {{ rows }} as produced
full outer join (
    select * from {{ existing }}
    {{ due }}
) as existing
    on produced.{{ key }} = existing.{{ key }}
where
    produced.{{ key }} is null
    or existing.{{ key }} is null
        {% for column in others %}
    or produced.{{ column }} is distinct from existing.{{ column }}
        {% endfor %}
    {% endif %}
{% endmacro %}
