{# One row per live recall, with the release that it ended and its order. #}
with

recalls as (
    select * from {{ ref('stg_delius__recall') }}
),

releases as (
    select * from {{ ref('int_releases_resolved') }}
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

allocations as (
    select * from {{ ref('int_order_allocations_sequenced') }}
),

joined as (
    select
        recalls.recall_id,
        recalls.recall_date,
        recalls.recall_reason_id,
        coalesce(orders.order_id, {{ unknown_member() }}) as order_id,
        orders.event_id,
        coalesce(
            orders.person_id, records.person_id, {{ unknown_member() }}
        ) as person_id,
        releases.release_date,
        coalesce(releases.release_kind, {{ unknown_member() }})
            as release_kind,
        coalesce(releases.prison_id, {{ unknown_member() }}) as prison_id,
        releases.release_id is null as is_release_missing,
        coalesce(recalls.recall_date < releases.release_date, false)
            as is_before_release
    from recalls
    left outer join releases
        on recalls.release_id = releases.release_id
    left outer join orders
        on releases.disposal_id = orders.disposal_id
    left outer join records
        on
            {{ delius_offender_text('recalls.offender_id') }}
            = records.person_identifier
),

final as (
    select
        {{ generate_surrogate_key([
            "'delius'",
            ('joined.recall_id', 'bigint'),
        ]) }} as recall_key,
        joined.order_id,
        joined.person_id,
        persons.birth_date,
        joined.recall_date,
        coalesce(
            {{ canonical_text('joined.recall_reason_id', 'bigint') }},
            {{ unknown_member() }}
        ) as recall_reason_id,
        joined.release_date,
        joined.release_kind,
        joined.prison_id,
        coalesce(allocations.probation_team_id, {{ unknown_member() }})
            as probation_team_id,
        joined.is_release_missing,
        joined.is_before_release
    from joined
    left outer join persons
        on joined.person_id = persons.person_id
    left outer join allocations
        on
            joined.event_id = allocations.event_id
            and joined.recall_date >= allocations.from_date
            and joined.recall_date < allocations.until_date
)

select * from final
