{# One row per live contact, with its day and the entries that it names. #}
with

contacts as (
    select * from {{ ref('stg_delius__contact') }}
),

moments as (
    select * from {{ ref('int_build_moments_listed') }}
),

final as (
    select
        contacts.contact_id,
        contacts.contact_date,
        contacts.contact_date > cast(moments.build_moment as date)
            as is_to_come,
        contacts.event_id,
        contacts.offender_id,
        contacts.team_id,
        contacts.contact_type_id,
        contacts.contact_outcome_type_id
    from contacts
    cross join moments
)

select * from final
