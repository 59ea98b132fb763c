{# One row per record, with the least record of its group, a pass further. #}
with

records as (
    select * from {{ ref('int_person_groups_begun') }}
),

links as (
    select * from {{ ref('int_person_pairs_linked') }}
),

final as (
    {{ joined_groups('records', 'links') }}
)

select * from final
