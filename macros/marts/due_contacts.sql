{#
    Makes the table of contacts to reckon anew: those that this run has changed,
    those that name an entry that has, and those of a day that has come, or is
    to come again. None where that is not known: all are.
#}
{% macro due_contacts(listed, inputs) %}
    {% set changes = curate_changes('delius__contact') %}
    {% if not changes.known or not due_is_known(inputs) %}
        {{ return(none) }}
    {% endif %}
    {% do due_prepare(inputs) %}
    {% set due = side_table(this, 'due') %}
    {% do drop_table(due) %}
    {% set query %}
select contacts.contact_id
from {{ listed }} as contacts
inner join (
    select distinct
        contact_date,
        outcome_kind = 'to come' as was_to_come
    from {{ this }}
    where outcome_kind in ('to come', 'not recorded')
) as days
    on
        contacts.contact_date = days.contact_date
        and contacts.is_to_come <> days.was_to_come
        {% for column in [
            'event_id', 'offender_id', 'contact_type_id',
            'contact_outcome_type_id',
        ] %}
union
select contact_id from {{ listed }}
where {{ column }} in (
        select cast({{ split_part_of('unit_id', ' ', 2) }} as bigint)
        from {{ side_table(inputs, 'now') }}
        where due_from = '{{ column }}'
    )
        {% endfor %}
union
select contacts.contact_id
from {{ listed }} as contacts
inner join (
    select
        cast({{ split_part_of('unit_id', ' ', 2) }} as bigint) as team_id,
        cast({{ split_part_of('unit_id', ' ', 3) }} as date) as from_date
    from {{ side_table(inputs, 'now') }}
    where due_from = 'team_id'
) as teams
    on
        contacts.team_id = teams.team_id
        and contacts.contact_date >= teams.from_date
        {% if changes.since %}
union
{{ curate_changed_keys('delius__contact', 'contact_id', changes) }}
        {% endif %}
    {% endset %}
    {% do run_statement(create_table(due, query)) %}
    {{ return(due) }}
{% endmacro %}
