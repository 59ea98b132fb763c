{# One row per live identifier of a NOMIS court case. #}
with

identifiers as (
    {{ as_at_mask(ref('nomis__offender_case_identifiers')) }}
),

final as (
    select
        case_id,
        identifier_type as identifier_type_code,
        identifier_no as identifier,
        mojap_start_datetime as stated_at
    from identifiers
    where mojap_current_record
)

select * from final
