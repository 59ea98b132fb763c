{# One row per live kind of disposal of Delius. #}
with

disposal_types as (
    {{ as_at_mask(ref('delius__r_disposal_type')) }}
),

final as (
    select
        disposal_type_id,
        disposal_type_code,
        description as disposal_type_name,
        sentence_type as sentence_type_code,
        custodial_order = 'Y' as is_custodial,
        cja2003 = 'Y' as is_cja_2003,
        pre_cja2003 = 'Y' as is_pre_cja_2003,
        pss_rqmnt = 'Y' as has_post_sentence_supervision,
        units_id,
        minimum_length,
        maximum_length,
        ftc_limit as failure_to_comply_limit,
        selectable = 'Y' as is_selectable,
        mojap_start_datetime as stated_at
    from disposal_types
    where mojap_current_record
)

select * from final
