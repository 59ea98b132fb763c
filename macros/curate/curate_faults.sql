{# One row per fault: batch, row, column, rule, the text that broke it. #}
{% macro curate_faults(spec, plan, work) %}
{%- set faults = curate_faults_of(spec) -%}
select
    typed.batch_id,
    cast(typed.row_no as bigint) as row_number,
    typed.row_time as extraction_timestamp,
    rules.column_name,
    rules.rule_name,
    case rules.rule_no
        {%- for fault in faults %}
        when {{ loop.index }} then {{ fault.text }}
        {%- endfor %}
        {%- if not faults %}
        when 0 then ''
        {%- endif %}
    end as value_text
from (
    {{ curate_typed(
        spec, plan,
        curate_rows(
            spec, plan,
            'select batch_id as kept_batch_id, row_no as kept_row_no from '
            ~ work ~ ' where has_fault and row_no is not null'
            ~ " and category <> 'base'"
        )
    ) }}
) as typed
cross join (
    values
    {%- for fault in faults %}
    ({{ loop.index }}, '{{ fault.column }}', '{{ fault.rule }}')
    {{- ',' if not loop.last }}
    {%- endfor %}
    {%- if not faults %}
    (0, '', '')
    {%- endif %}
) as rules (rule_no, column_name, rule_name)
where
    case rules.rule_no
        {%- for fault in faults %}
        when {{ loop.index }} then {{ fault.when }}
        {%- endfor %}
        {%- if not faults %}
        when 0 then false
        {%- endif %}
    end
{% endmacro %}
