{# One row per event of Delius, with the court and the main offence. #}
with

events as (
    select * from {{ ref('stg_delius__event') }}
),

main_offences as (
    select * from {{ ref('stg_delius__main_offence') }}
),

offence_classes as (
    select * from {{ ref('stg_delius__r_offence') }}
),

subclasses as (
    select distinct offence_id
    from {{ ref('int_offences_versioned') }}
    where is_subclass
),

courts as (
    select * from {{ ref('int_courts_resolved') }}
    where source_system = 'delius'
),

{# An event has one main offence; of two, the one entered last. #}
ranked as (
    select
        *,
        row_number() over (
            partition by event_id
            order by main_offence_id desc
        ) as position_from_last
    from main_offences
),

mentioned as (
    select event_id from events
    union
    select event_id from main_offences
),

final as (
    select
        mentioned.event_id,
        events.offender_id,
        events.event_number,
        coalesce(courts.court_id, {{ unknown_member() }}) as court_id,
        coalesce(subclasses.offence_id, {{ unknown_member() }}) as offence_id
    from mentioned
    left outer join events
        on mentioned.event_id = events.event_id
    left outer join courts
        on
            {{ canonical_text('events.court_id', 'bigint') }}
            = courts.source_court_id
    left outer join ranked
        on
            mentioned.event_id = ranked.event_id
            and ranked.position_from_last = 1
    left outer join offence_classes
        on ranked.offence_id = offence_classes.offence_id
    left outer join subclasses
        on offence_classes.home_office_code = subclasses.offence_id
)

select * from final
