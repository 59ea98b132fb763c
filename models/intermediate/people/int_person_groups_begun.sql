{# One row per record, with the least record that it is linked to. #}
with

records as (
    select
        person_identifier,
        person_identifier as group_identifier
    from {{ ref('int_person_records_listed') }}
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
