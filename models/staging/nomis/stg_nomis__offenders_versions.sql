{# One row per version of a NOMIS offender record (an alias). #}
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
        mojap_start_datetime as stated_at,
        mojap_end_datetime as stated_until,
        mojap_current_record as is_current
    from offenders
)

select * from final
