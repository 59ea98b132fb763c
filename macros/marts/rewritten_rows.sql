{#
    What an incremental mart merges: rows that are new or changed, and a
    tombstone (the key, all else null) for each that is produced no more. Rows
    are compared by content, so a late batch, a withdrawn one, a correction and
    a new version of a dimension all show alike. The key is the first column.
    A clause leaves of the rows that exist those of what is due: read once.
#}
{% macro rewritten_rows(rows, key, due='', existing=this) %}
    {# A unit test of a table has no `this`. #}
    {% set is_merged = this and is_incremental()
        or due and config.get('materialized') == 'merged' %}
    {% set has_clause = is_merged and (due or existing != this) %}
    {% set standing = 'standing' if has_clause else existing %}
    {% if has_clause %}
with

standing as (
    select * from {{ existing }}
    {{ due }}
)

    {% endif %}
select * from {{ rows }}
    {% if is_merged %}
except
select * from {{ standing }}

union all

{{ tombstones(rows, key, standing) }}
    {% endif %}
{% endmacro %}
