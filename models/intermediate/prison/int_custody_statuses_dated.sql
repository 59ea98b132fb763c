{# One row per legal status that governs a stay in custody, or a part of it. #}
with

spells as (
    select * from {{ ref('int_custody_spells_closed') }}
),

statuses as (
    select
        *,
        {{ generate_surrogate_key([
            "'nomis'", ('offender_book_id', 'bigint'),
        ]) }} as booking_id
    from {{ ref('stg_nomis__offender_imprison_statuses') }}
),

listed as (
    select * from {{ ref('int_legal_statuses_grouped') }}
),

{# A status from before the stay, as on a recall, holds from its reception. #}
clipped as (
    select
        spells.booking_id,
        spells.custody_spell_key,
        spells.reception_at,
        spells.reception_date,
        statuses.imprisonment_status_code,
        statuses.status_sequence,
        statuses.effective_at,
        case
            when statuses.effective_at > spells.reception_at
                then statuses.effective_at
            else spells.reception_at
        end as held_from_at,
        case
            when statuses.effective_at > spells.reception_at
                then statuses.effective_date
            else spells.reception_date
        end as held_from_date
    from spells
    inner join statuses
        on
            spells.booking_id = statuses.booking_id
            and coalesce(spells.release_at, {{ open_end() }})
            > statuses.effective_at
),

ordered as (
    select
        *,
        row_number() over (
            partition by booking_id, custody_spell_key, held_from_at
            order by effective_at desc, status_sequence desc
        ) as preference,
        min(held_from_at) over (
            partition by booking_id, custody_spell_key
        ) as first_at
    from clipped
),

{# The first was entered after the reception, not absent until then. #}
final as (
    select
        ordered.booking_id,
        ordered.custody_spell_key,
        case
            when ordered.held_from_at = ordered.first_at
                then ordered.reception_at
            else ordered.held_from_at
        end as held_from_at,
        case
            when ordered.held_from_at = ordered.first_at
                then ordered.reception_date
            else ordered.held_from_date
        end as held_from_date,
        coalesce(listed.legal_status_id, {{ unknown_member() }})
            as legal_status_id
    from ordered
    left outer join listed
        on ordered.imprisonment_status_code = listed.legal_status_id
    where ordered.preference = 1
)

select * from final
