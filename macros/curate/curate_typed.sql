{# Landed rows of a plan, standardised, with what each row says: a state or a delete. #}
{% macro curate_typed(spec, plan, rows, core=['batch_no', 'batch_id', 'lacks', 'row_no', 'row_time', 'is_deletes', 'row_op'], columns=none) %}
select
    typed.*,
    {% set says = [] %}
    {% if 'deletes' in spec.kinds %}{% do says.append('is_deletes') %}{% endif %}
    {% if spec.op %}
        {% do says.append("coalesce(row_op = 'D', false)") %}
    {% endif %}
    {% if spec.deleted_when %}
        {% do says.append(
            'coalesce(' ~ spec.deleted_when ~ ', false)'
        ) %}
    {% endif %}
    {{ says | join(' or ') if says else 'false' }} as is_delete
from (
    {{ curate_standardised(spec, rows, columns or spec.columns, core) }}
) as typed
{% endmacro %}
