{# Events with the full or slice that ends them; a rejected row's is that of the state that it keeps open. #}
{% macro curate_covered(spec, plan, ranked) %}
{%- set sliced = 'slice' in spec.kinds -%}
{%- set before = 'partition by ' ~ spec.key | join(', ')
    ~ ', is_event order by row_time rows between unbounded preceding'
    ~ ' and current row' -%}
select
    events.*,
    {% if spec.archived_when -%}
    case when events.archived_in_force then {{ open_end() }} else
    {% endif -%}
    {{ curate_cover(spec, plan, 'full_covers', 'slice_covers')
        if sliced else 'events.next_cover' }}
    {%- if spec.archived_when %} end{% endif %} as cover
from (
    select
        *
        {%- if sliced %},
        {{ last_known(
            'case when content is not null then slice_value end', before
        ) }} as slice_in_force
        {%- endif %}
        {%- if spec.archived_when %},
        coalesce({{ last_known(
            'case when content is not null then is_archived end', before
        ) }}, false) as archived_in_force
        {%- endif %}
    from ({{ ranked }}) as ranked
) as events
{%- if sliced %}
{{ curate_cover_joins(spec, plan, 'events', 'slice_in_force') }}
{%- endif %}
{% endmacro %}
