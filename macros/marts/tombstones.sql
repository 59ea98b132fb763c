{# For each key that no row has: the key, all else null. #}
{% macro tombstones(rows, key, keys) %}
select *
from (
    select existing.{{ key }}
    from {{ keys }} as existing
    left join {{ rows }} as produced
        on existing.{{ key }} = produced.{{ key }}
    where produced.{{ key }} is null
) as vanished
{# Nothing but the other columns, all null. #}
left join (select * from {{ rows }} where false) as blank
    using ({{ key }})
{% endmacro %}
