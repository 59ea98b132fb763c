{# The active batches of a plan as rows: number, id, whether deletes, what they lack. #}
{% macro curate_batches(plan) %}
select
    batch_no,
    batch_id,
    kind = 'deletes' as is_deletes,
    lacks
from {{ curate_plan_rows(plan) }}
where held is null
{% endmacro %}
