{#
    What an incremental mart merges of keys that are due, each of which is other
    than it was: the row that it has, else a tombstone.
#}
{% macro rewritten_keys(rows, key, due) %}
select * from {{ rows }}

union all

{{ tombstones(rows, key, due) }}
{% endmacro %}
