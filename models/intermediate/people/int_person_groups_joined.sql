{# One row per record, with the least record of its group, a pass further. #}
with

records as (
    select * from {{ ref('int_person_groups_begun') }}
),

joined as (
    {{ joined_groups('records', ref('int_person_pairs_linked')) }}
),

final as (
    select
        person_identifier,
        group_identifier
    from joined
)

select * from final
