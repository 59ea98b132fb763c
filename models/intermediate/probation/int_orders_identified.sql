{# One row per live order, with the record of the person whose it is. #}
with

disposals as (
    select * from {{ ref('stg_delius__disposal') }}
),

events as (
    select * from {{ ref('stg_delius__event') }}
),

owned as (
    select
        disposals.disposal_id,
        disposals.event_id,
        coalesce(disposals.offender_id, events.offender_id) as offender_id
    from disposals
    left outer join events
        on disposals.event_id = events.event_id
),

final as (
    select
        {{ generate_surrogate_key([
            "'delius'",
            ('disposal_id', 'bigint'),
        ]) }} as order_id,
        disposal_id,
        event_id,
        {# An order of nobody known is a person of its own until it is. #}
        coalesce(
            {{ delius_offender_text('offender_id') }},
            'delius order ' || {{ canonical_text('disposal_id', 'bigint') }}
        ) as person_identifier
    from owned
)

select * from final
