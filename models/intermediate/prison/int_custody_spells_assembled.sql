{# One row per stay in custody, as movements of one booking alone tell it. #}
with

movements as (
    select * from {{ ref('int_custody_spells_opened') }}
),

openings as (
    select * from movements
    where is_opening
),

{# The first release ends a stay; a second one is an entry made twice. #}
releases as (
    select
        *,
        row_number() over (
            partition by booking_id, stay_number
            order by movement_number
        ) as release_number
    from movements
    where movement_kind = 'release' and stay_number > 0
),

arrivals as (
    select
        booking_id,
        stay_number,
        max_by(to_prison_id, movement_number) as latest_prison_id,
        max(movement_at) as latest_arrival_at,
        count(*) - 1 as transfers
    from movements
    where
        movement_kind in ('reception', 'return', 'transfer in')
        and stay_number > 0
    group by booking_id, stay_number
),

final as (
    select
        openings.movement_key as custody_spell_key,
        openings.booking_id,
        openings.person_id,
        openings.birth_date,
        openings.movement_kind as opening_kind,
        openings.reason_group as reception_kind,
        openings.movement_date as reception_date,
        openings.movement_at as reception_at,
        openings.to_prison_id as reception_prison_id,
        arrivals.latest_prison_id,
        arrivals.latest_arrival_at,
        arrivals.transfers,
        releases.movement_date as release_date,
        releases.movement_at as release_at,
        releases.reason_group as release_kind
    from openings
    inner join arrivals
        on
            openings.booking_id = arrivals.booking_id
            and openings.stay_number = arrivals.stay_number
    left outer join releases
        on
            openings.booking_id = releases.booking_id
            and openings.stay_number = releases.stay_number
            and releases.release_number = 1
)

select * from final
