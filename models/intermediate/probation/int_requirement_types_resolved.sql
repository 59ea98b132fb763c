{# One row per kind of requirement, with the units of its length. #}
with

requirement_types as (
    select * from {{ ref('stg_delius__r_rqmnt_type_main_category') }}
),

references_listed as (
    select * from {{ ref('stg_delius__r_standard_reference_list') }}
),

final as (
    select
        {{ canonical_text('requirement_types.requirement_type_id', 'bigint') }}
            as requirement_type_id,
        requirement_types.requirement_type_code,
        requirement_types.requirement_type_name,
        coalesce(
            references_listed.reference_name, {{ unknown_member() }}
        ) as units_name,
        requirement_types.minimum_length,
        requirement_types.maximum_length,
        requirement_types.is_selectable
    from requirement_types
    left outer join references_listed
        on requirement_types.units_id = references_listed.reference_id
)

select * from final
