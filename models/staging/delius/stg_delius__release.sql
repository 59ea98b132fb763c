{# One row per live release of Delius. #}
with

releases as (
    {{ as_at_mask(ref('delius__release')) }}
),

final as (
    select
        release_id,
        custody_id,
        offender_id,
        actual_release_date as release_date,
        release_type_id,
        institution_id,
        establishment = 'Y' as is_establishment,
        probation_area_id,
        mojap_start_datetime as stated_at
    from releases
    where mojap_current_record
)

select * from final
