{# Distinct readable keys of each of these full extracts. #}
{% macro curate_key_counts(spec, batches) %}
{%- set plan = curate_plan_of(spec, batches, none, true, false) -%}
{%- set columns = spec.columns | selectattr('is_key') | list -%}
select
    batch_id,
    count(*) as distinct_keys
from (
    select distinct
        _batch_id as batch_id,
        {{ spec.key | join(',\n        ') }}
    from (
        {{ curate_standardised(
            spec,
            landed_rows(spec, plan, spec.key),
            columns, ['_batch_id']
        ) }}
    ) as keys
    where {{ curate_key_reads(spec) }}
) as keys
group by batch_id
{% endmacro %}
