{#
    Rows: the bookings of people of whom this run has changed one; all where it
    is not known which it has. Changed is a booking with a row that is, whose it
    is, who that is, or a list's entry that a row of it names: of a prison, a
    version that begins no later than the booking's last row.
#}
{% macro due_bookings(owned, fingerprints, read) %}
    {% set changes = {} %}
    {% for staged in read.values() %}
        {% set name = staged.identifier | replace('stg_', '') %}
        {% do changes.update({name: curate_changes(name)}) %}
    {% endfor %}
    {% if changes.values() | rejectattr('known') | list
        or not due_is_known(fingerprints) %}
select offender_book_id from {{ owned }}
    {% else %}
        {% do due_prepare(fingerprints) %}
        {% do graph.update({'due_bookings': this | string}) %}
        {% set now = side_table(fingerprints, 'now') %}
with

told as (
    select
        offender_book_id,
        movement_date as told_date
    from {{ read.movements }}
        {% if read.statuses %}
    union
    select
        offender_book_id,
        effective_date as told_date
    from {{ read.statuses }}
        {% endif %}
),

named as (
    select
        offender_book_id,
        from_place_id as place_id
    from {{ read.movements }}
    union
    select
        offender_book_id,
        to_place_id as place_id
    from {{ read.movements }}
),

changed as (
    select
        cast({{ split_part_of('unit_id', ' ', 2) }} as bigint)
            as offender_book_id
    from {{ now }}
    where unit_id not in ('place', 'prison', 'status')
        {% for name, change in changes.items() if change.since %}
    union
    {{ curate_changed_keys(name, 'offender_book_id', change) }}
        {% endfor %}
    union
    select offender_book_id from named
    where place_id in (select part_id from {{ now }} where unit_id = 'place')
    union
    select named.offender_book_id
    from named
    inner join (
        select
            {{ text_slice('part_id', 12, 20) }} as prison_id,
            cast({{ text_slice('part_id', 1, 10) }} as date) as from_date
        from {{ now }}
        where unit_id = 'prison'
    ) as prisons
        on named.place_id = prisons.prison_id
    inner join told
        on
            named.offender_book_id = told.offender_book_id
            and told.told_date >= prisons.from_date
        {% if read.statuses %}
    union
    select offender_book_id from {{ read.statuses }}
    where
        imprisonment_status_code in (
            select part_id from {{ now }} where unit_id = 'status'
        )
        {% endif %}
)

select offender_book_id from changed
union
select offender_book_id from {{ owned }}
where
    person_id in (
        {# Whose a booking was, and is. #}
        select part_id from {{ now }}
        union
        select person_id from {{ owned }}
        where offender_book_id in (select offender_book_id from changed)
    )
    {% endif %}
{% endmacro %}
