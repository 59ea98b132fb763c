{# One row per live class of offence of Delius. #}
with

offences as (
    {{ as_at_mask(ref('delius__r_offence')) }}
),

final as (
    select
        offence_id,
        code as home_office_code,
        description as offence_name,
        main_category_code as home_office_class_code,
        main_category_description as home_office_class_name,
        sub_category_code as home_office_subclass_code,
        sub_category_description as home_office_subclass_name,
        ogrs_offence_category_id,
        selectable = 'Y' as is_selectable,
        mojap_start_datetime as stated_at
    from offences
    where mojap_current_record
)

select * from final
