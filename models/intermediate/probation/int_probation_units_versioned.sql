{# One row per version of a probation unit, without a gap from 1900 on. #}
with

boroughs as (
    {{ unbroken_versions(
        ref('stg_delius__borough_versions'), 'borough_id'
    ) }}
),

areas as (
    {{ unbroken_versions(
        ref('stg_delius__probation_area_versions'), 'probation_area_id'
    ) }}
),

published as (
    {{ unbroken_versions(
        ref('stg_registers__probation_register_versions'),
        'probation_unit_id'
    ) }}
),

placed as (
    select
        boroughs.borough_id,
        boroughs.borough_code,
        boroughs.borough_name,
        boroughs.is_selectable,
        coalesce(
            areas.probation_area_code, {{ unknown_member() }}
        ) as probation_region_id,
        coalesce(
            areas.probation_area_name, {{ unknown_member() }}
        ) as probation_region_name,
        {{ together_from('boroughs', 'areas') }} as valid_from,
        {{ together_until('boroughs', 'areas') }} as valid_to
    from boroughs
    left outer join areas
        on
            boroughs.probation_area_id = areas.probation_area_id
            and {{ in_force_together('boroughs', 'areas') }}
),

final as (
    select
        placed.borough_id,
        placed.borough_code as probation_unit_id,
        {# Delius is told of a new name first, but cuts names short. #}
        case
            when
                {{ text_slice(
                    'published.probation_unit_name',
                    1,
                    'length(placed.borough_name)',
                ) }}
                = placed.borough_name
                then published.probation_unit_name
            else placed.borough_name
        end as probation_unit_name,
        placed.is_selectable as is_active,
        placed.probation_region_id,
        placed.probation_region_name,
        {{ together_from('placed', 'published') }} as valid_from,
        {{ together_until('placed', 'published') }} as valid_to
    from placed
    left outer join published
        on
            placed.borough_code = published.probation_unit_id
            and {{ in_force_together('placed', 'published') }}
)

select * from final
