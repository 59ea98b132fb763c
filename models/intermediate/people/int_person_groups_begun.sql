{# One row per record, with the least record that it is linked to. #}
with

records as (
    select
        person_identifier,
        person_identifier as group_identifier
    from {{ ref('int_person_records_listed') }}
),

links as (
    select * from {{ ref('int_person_pairs_linked') }}
),

final as (
    {{ joined_groups('records', 'links') }}
)

select * from final
