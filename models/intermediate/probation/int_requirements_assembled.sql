{# One row per live requirement, with its order and its person. #}
with

requirements as (
    select * from {{ ref('int_requirements_ended') }}
),

orders as (
    select * from {{ ref('int_orders_assembled') }}
),

records as (
    select * from {{ ref('int_person_records_identified') }}
),

persons as (
    select * from {{ ref('int_persons_versioned') }}
    where valid_to = {{ open_end() }}
),

ordered as (
    select
        requirements.*,
        orders.order_id is not null as has_order,
        orders.start_date as order_start_date,
        orders.termination_date as order_termination_date,
        {# Its order's person; while that has not arrived, its own. #}
        coalesce(
            orders.person_id, records.person_id, {{ unknown_member() }}
        ) as person_id
    from requirements
    left outer join orders
        on requirements.disposal_id = orders.disposal_id
    left outer join records
        on
            {{ delius_offender_text('requirements.offender_id') }}
            = records.person_identifier
),

final as (
    select
        {{ generate_surrogate_key([
            "'delius'",
            ('ordered.requirement_id', 'bigint'),
        ]) }} as requirement_key,
        {{ generate_surrogate_key([
            "'delius'",
            ('ordered.disposal_id', 'bigint'),
        ]) }} as order_id,
        ordered.person_id,
        persons.birth_date,
        ordered.requirement_type_id,
        coalesce(ordered.imposed_date, ordered.order_start_date)
            as imposed_date,
        ordered.commenced_date,
        ordered.expected_end_date,
        ordered.termination_date,
        ordered.termination_kind,
        ordered.requirement_length,
        ordered.attendance_count,
        ordered.rehabilitation_day_count,
        ordered.is_open,
        ordered.is_end_missing,
        ordered.has_order,
        {# The order has ended, and it goes on, or went on for a day or more. #}
        coalesce(
            ordered.order_termination_date is not null
            and (
                ordered.is_open
                or ordered.termination_date > ordered.order_termination_date
            ),
            false
        ) as is_outliving_order
    from ordered
    left outer join persons
        on ordered.person_id = persons.person_id
)

select * from final
