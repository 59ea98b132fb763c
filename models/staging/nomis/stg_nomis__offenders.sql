{# One row per live NOMIS offender record: an alias, one of them the root. #}
with

offenders as (
    {{ as_at_mask(ref('nomis__offenders')) }}
),

final as (
    select
        offender_id,
        root_offender_id,
        offender_id_display as noms_number,
        last_name,
        first_name,
        birth_date,
        sex_code,
        race_code as ethnicity_code,
        create_date as created_date,
        mojap_start_datetime as stated_at
    from offenders
    where mojap_current_record
)

select * from final
