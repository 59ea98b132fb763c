{# One row per live institution of Delius. #}
with

institutions as (
    {{ as_at_mask(ref('delius__r_institution')) }}
),

final as (
    select
        institution_id,
        establishment = 'Y' as is_establishment,
        code as institution_code,
        description as institution_name,
        nomis_cde_code as prison_id,
        establishment_type_id as institution_type_id,
        private = 1 as is_contracted,
        immigration_removal_centre = 'Y' as is_immigration_removal_centre,
        selectable = 'Y' as is_selectable,
        mojap_start_datetime as stated_at
    from institutions
    where mojap_current_record
)

select * from final
