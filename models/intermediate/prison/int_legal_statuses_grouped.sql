{# One row per legal status code, with the group it counts in. #}
with

statuses as (
    select * from {{ ref('stg_nomis__imprisonment_statuses') }}
),

bands as (
    select * from {{ ref('legal_status_bands') }}
),

final as (
    select
        statuses.imprisonment_status_code as legal_status_id,
        statuses.imprisonment_status_name as legal_status_name,
        coalesce(
            bands.legal_status_band, {{ unknown_member() }}
        ) as legal_status_band,
        coalesce(
            bands.legal_status_band_name, {{ unknown_member() }}
        ) as legal_status_band_name,
        coalesce(bands.legal_status, {{ unknown_member() }}) as legal_status,
        coalesce(
            bands.population_group, {{ unknown_member() }}
        ) as population_group,
        statuses.status_rank,
        statuses.is_active
    from statuses
    left outer join bands
        on statuses.band_code = bands.legal_status_band
)

select * from final
