{# One live offence at one hearing. #}
with

offences as (
    {{ as_at_mask(ref('common_platform__ha_offence')) }}
),

final as (
    select
        id as offence_id,
        hearing_id,
        defendant_id,
        code as cjs_offence_code,
        count as count_number,
        order_index,
        start_date as offence_start_date,
        end_date as offence_end_date,
        charge_date,
        laid_date,
        indicated_plea_value as indicated_plea_code,
        indicated_plea_date,
        plea_value as plea_code,
        plea_date,
        verdict_category_type as verdict_code,
        verdict_date,
        conviction_date,
        lesser_offence_code,
        mode_of_trial as mode_of_trial_code,
        bail_status_code,
        date_held_in_custody_since as held_since_date,
        proceedings_concluded as is_concluded,
        is_discontinued,
        is_introduce_after_initial_proceedings as is_added_later,
        mojap_start_datetime as stated_at
    from offences
    where mojap_current_record
)

select * from final
