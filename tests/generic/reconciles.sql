{#
    A batch whose rows are not all in one category, or whose new rows are not
    the versions that the history has of it. Resolve with `derive rebuild`;
    if it stays, curate itself is wrong.
#}
{% test reconciles(model) %}
{%- if curate_is_given(model.identifier) %}
{# Its reconciliation is the platform's. #}
select 1 as nothing
from {{ model }}
where false
{%- else %}
select *
from {{ model.incorporate(
    path={'identifier': model.identifier ~ '__reconciliation'}
) }}
where
    landed_rows <> held_rows + rejected_rows + duplicate_rows
    + contradiction_rows + superseded_rows + closing_rows
    + unchanged_rows + new_rows
    or new_rows <> begun_versions
{%- endif %}
{% endtest %}
