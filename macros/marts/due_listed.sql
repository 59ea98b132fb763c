{#
    Units that are due, as literals; none where they are more than `most`. A
    list is pushed down through windows, joins and counts, to the rows that they
    are made from; a subquery is not.
#}
{% macro due_listed(fingerprints, most) %}
    {% do due_prepare(fingerprints) %}
    {{ return(literals(
        side_table(fingerprints, 'now'), 'unit_id', 'varchar', most
    )) }}
{% endmacro %}
