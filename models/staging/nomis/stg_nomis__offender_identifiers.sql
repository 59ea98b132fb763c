{# One row per live identifier of a NOMIS offender record. #}
with

identifiers as (
    {{ as_at_mask(ref('nomis__offender_identifiers')) }}
),

final as (
    select
        offender_id,
        offender_id_seq as identifier_sequence,
        root_offender_id,
        identifier_type as identifier_type_code,
        identifier,
        issued_date,
        caseload_type as caseload_type_code,
        verified_flag = 'Y' as is_verified,
        mojap_start_datetime as stated_at
    from identifiers
    where mojap_current_record
)

select * from final
