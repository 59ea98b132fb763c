{#
    A tombstone ends where it starts: it deletes the version that it names. What
    stands before the horizon can end, and is else as it was: only those columns
    are written.
#}
{% macro history_merge(name, query, columns, plan) %}
{%- set written = columns | reject('equalto', 'mojap_version_id') | list
    if plan.rewrites
    else ['mojap_end_datetime', 'mojap_current_record'] -%}
merge into {{ name }} as target
using (
{{ query }}
) as src
on
    target.mojap_version_id = src.mojap_version_id
    {#- What had ended before the horizon stays, and is not read. #}
    and target.mojap_end_datetime > timestamp '{{ plan.base_moment }}'
when matched and src.mojap_end_datetime <= src.mojap_start_datetime
    then delete
when matched then update set
    {%- for column in written %}
    "{{ column }}" = src."{{ column }}"{{ ',' if not loop.last }}
    {%- endfor %}
when not matched and src.mojap_end_datetime > src.mojap_start_datetime
    then insert ("{{ columns | join('", "') }}")
    values (src."{{ columns | join('", src."') }}")
{% endmacro %}
