{#
    What an incremental mart merges: rows that are new or changed, and a
    tombstone (the key, all else null) for each that is produced no more. Rows
    are compared by content, so a late batch, a withdrawn one, a correction and
    a new version of a dimension all show alike. The key is the first column.
    A clause leaves of the rows that exist those of what is due: read once.
#}
{% macro rewritten_rows(rows, key, due='', existing=this) %}
    {% set is_narrowed = is_incremental() and (due or existing != this) %}
    {% set standing = 'standing' if is_narrowed else existing %}
    {% if is_narrowed %}
with

standing as (
    select * from {{ existing }}
    {{ due }}
)

    {% endif %}
select * from {{ rows }}
    {% if is_incremental() %}
except
select * from {{ standing }}

union all

{{ tombstones(rows, key, standing) }}
    {% endif %}
{% endmacro %}
