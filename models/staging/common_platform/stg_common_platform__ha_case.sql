{# One live case at one hearing. #}
with

cases as (
    {{ as_at_mask(ref('common_platform__ha_case')) }}
),

final as (
    select
        id as case_id,
        hearing_id,
        caseurn as urn,
        prosecution_authority_id as prosecutor_id,
        prosecution_authority_code as prosecutor_code,
        prosecution_authority_reference as prosecutor_reference,
        originating_organisation as originating_organisation_code,
        initiation_code,
        case_status as case_status_code,
        trial_receipt_type as trial_receipt_type_code,
        is_civil,
        is_group_member,
        mojap_start_datetime as stated_at
    from cases
    where mojap_current_record
)

select * from final
