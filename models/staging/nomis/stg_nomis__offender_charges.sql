{# One row per live charge of a NOMIS booking. #}
with

charges as (
    {{ as_at_mask(ref('nomis__offender_charges')) }}
),

final as (
    select
        offender_charge_id,
        offender_book_id,
        case_id,
        charge_seq as charge_sequence,
        statute_code,
        offence_code,
        no_of_offences as offence_count,
        offence_date,
        offence_range_date as offence_end_date,
        plea_code,
        charge_status as charge_status_code,
        result_code_1 as result_code,
        result_code_1_indicator as result_finality_code,
        most_serious_flag = 'Y' as is_most_serious,
        mojap_start_datetime as stated_at
    from charges
    where mojap_current_record
)

select * from final
