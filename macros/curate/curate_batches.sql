{# The plan's batches as rows: number, id, whether deletes, what they lack. #}
{% macro curate_batches(batches) %}
select
    batch_no,
    batch_id,
    is_deletes,
    lacks
from (
    values
    {%- for batch in batches %}
    ({{ batch.no }}, '{{ batch.id }}', {{ 'true' if batch.kind == 'deletes'
        else 'false' }}, '
        {%- if batch.lacks %},{{ batch.lacks | join(',') }},{% endif %}')
    {{- ',' if not loop.last }}
    {%- endfor %}
    {%- if not batches %}
    (-1, '', false, '')
    {%- endif %}
) as listed (batch_no, batch_id, is_deletes, lacks)
{% endmacro %}
