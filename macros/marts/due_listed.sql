{#
    Units that are due, as literals; none where they are more than `most`. A
    list is pushed down through windows and counts of the unit, to the rows that
    they are made from; a subquery is not.
#}
{% macro due_listed(fingerprints, most) %}
    {% set units = run_query(
        'select distinct unit_id from (' ~ due_changes(fingerprints)
        ~ ') as compared where has_changed limit ' ~ (most + 1)
    ).columns[0].values() %}
    {{ return(
        units | map('replace', "'", "''") | list
        if units | length <= most else none
    ) }}
{% endmacro %}
