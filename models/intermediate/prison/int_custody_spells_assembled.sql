{# One row per stay in custody, as movements of one booking alone tell it. #}
with

movements as (
    select * from {{ ref('int_custody_spells_opened') }}
),

{# The first release ends a stay; a second one is an entry made twice. #}
sided as (
    select
        *,
        case
            when movement_kind in ('reception', 'return', 'transfer in')
                then movement_number
        end as arrival_number,
        movement_kind = 'release' and row_number() over (
            partition by booking_id, stay_number, movement_kind
            order by movement_number
        ) = 1 as is_release
    from movements
    where stay_number > 0
),

{# Each stay has one opening. #}
final as (
    select
        max(case when is_opening then movement_key end) as custody_spell_key,
        booking_id,
        max(case when is_opening then person_id end) as person_id,
        max(case when is_opening then birth_date end) as birth_date,
        max(case when is_opening then movement_kind end) as opening_kind,
        max(case when is_opening then reason_group end) as reception_kind,
        max(case when is_opening then movement_date end) as reception_date,
        max(case when is_opening then movement_at end) as reception_at,
        max(case when is_opening then to_prison_id end) as reception_prison_id,
        max_by(to_prison_id, arrival_number) as latest_prison_id,
        max(case when arrival_number is not null then movement_at end)
            as latest_arrival_at,
        count(arrival_number) - 1 as transfers,
        max(case when is_release then movement_date end) as release_date,
        max(case when is_release then movement_at end) as release_at,
        max(case when is_release then reason_group end) as release_kind
    from sided
    group by booking_id, stay_number
)

select * from final
