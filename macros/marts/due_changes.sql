{# Rows: each unit and part, what it amounts to now, and whether that differs from when the fact was written. #}
{% macro due_changes(fingerprints) %}
select
    coalesce(here.unit_id, there.unit_id) as unit_id,
    coalesce(here.part_id, there.part_id) as part_id,
    here.fingerprint,
    here.fingerprint is distinct from there.fingerprint as has_changed
from {{ fingerprints }} as here
full outer join {{ side_table(fingerprints, 'written') }} as there
    on
        here.unit_id = there.unit_id
        and here.part_id = there.part_id
{% endmacro %}
