{# Typed rows with the verdict on each: rejected, faulty. #}
{% macro curate_judged(spec, typed) %}
{%- set rejections = curate_rejections_of(spec)
    | map(attribute='when') | list -%}
{%- set faults = curate_faults_of(spec) | map(attribute='when') | list -%}
select
    typed.*,
    {% if spec.by_content -%}
    {{ md5_text(
        joined_text(spec.columns)
        ~ " || chr(31) || cast(row_number() over (partition by batch_no, "
        ~ joined_text(spec.columns) ~ " order by row_no) as varchar)"
    ) }} as mojap_content_id,
    {%- endif %}
    {{ rejections | join('\n    or ') if rejections else 'false' }}
        as is_rejected,
    {{ faults | join('\n    or ') if faults else 'false' }} as has_fault
from ({{ typed }}) as typed
{% endmacro %}
