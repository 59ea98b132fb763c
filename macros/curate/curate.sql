{# The body of a curated model: its history, from its contract; `code_lists` are the seeds that the contract names. #}
{% macro curate(code_lists=[]) %}
    {%- set system, table = model.name.split('__', 1) -%}
    {%- set landed = source(system, table) -%}
    {%- if curate_is_given() -%}
        {{ config(materialized='view') }}
        {%- if execute -%}
select
    {{ model.columns.keys() | join(',\n    ') }}
from {{ landed }}
        {%- endif -%}
    {%- elif execute -%}
        {%- set job = curate_job() -%}
        {%- if job.plan.changed or job.plan.first -%}
{{ job.statements.query }}
        {%- else -%}
select * from {{ this }} where false
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
