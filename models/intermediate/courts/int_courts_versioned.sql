{# One row per version of a court, without a gap from 1900 on. #}
with

versions as (
    {{ unbroken_versions(
        ref('stg_registers__court_register_versions'), 'court_id'
    ) }}
),

court_types as (
    select * from {{ ref('court_types') }}
),

final as (
    select
        versions.court_id,
        versions.court_name,
        coalesce(
            court_types.court_type_code, {{ unknown_member() }}
        ) as court_type_code,
        coalesce(
            court_types.court_type_name, {{ unknown_member() }}
        ) as court_type_name,
        versions.is_active,
        versions.town_name,
        case
            when
                versions.region_name in (
                    'London', 'Midlands', 'North East', 'North West',
                    'South East', 'South West', 'Wales'
                )
                then versions.region_name
            when versions.region_name is not null then {{ unknown_member() }}
        end as region_name,
        versions.ou_code,
        versions.crest_court_id,
        versions.court_centre_id,
        versions.is_listed,
        versions.valid_from,
        versions.valid_to
    from versions
    left outer join court_types
        on versions.court_type_code = court_types.court_type_code
)

select * from final
