{# Brings what a fact was written with up to what it is written with now. #}
{% macro due_merge(written, now) %}
merge into {{ written }} as target
using {{ now }} as src
on
    target.unit_id = src.unit_id
    and target.part_id = src.part_id
when matched and src.fingerprint is null then delete
when matched then update set fingerprint = src.fingerprint
when not matched
    then insert (unit_id, part_id, fingerprint, project)
    values (
        src.unit_id, src.part_id, src.fingerprint,
        '{{ env_var('DERIVE_PROJECT', '') }}'
    )
{% endmacro %}
