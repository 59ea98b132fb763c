{# One row per live custodial sentence of Delius. #}
with

custody as (
    {{ as_at_mask(ref('delius__custody')) }}
),

final as (
    select
        custody_id,
        disposal_id,
        offender_id,
        prisoner_number as booking_no,
        custodial_status_id,
        status_change_date,
        institution_id,
        establishment = 'Y' as is_establishment,
        location_change_date,
        pss_start_date as post_sentence_supervision_start_date,
        mojap_start_datetime as stated_at
    from custody
    where mojap_current_record
)

select * from final
