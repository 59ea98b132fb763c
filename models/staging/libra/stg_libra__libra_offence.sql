{# One row per live offence charged against a defendant. #}
with

offences as (
    {{ as_at_mask(ref('libra__libra_offence')) }}
),

final as (
    select
        offence_id,
        defendant_id,
        replaces_offence_id as replaced_offence_id,
        offence_number,
        cjs_code as cjs_offence_code,
        mode_of_trial as mode_of_trial_code,
        offence_date as offence_start_date,
        charge_date,
        plea as plea_code,
        plea_date,
        finding as finding_code,
        finding_date,
        mojap_start_datetime as stated_at
    from offences
    where mojap_current_record
)

select * from final
