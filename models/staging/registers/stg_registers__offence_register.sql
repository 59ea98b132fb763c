{# One live offence code. #}
with

offences as (
    {{ as_at_mask(ref('registers__offence_register')) }}
),

final as (
    select
        code as cjs_offence_code,
        description as offence_title,
        offence_type as offence_type_code,
        start_date,
        end_date,
        home_office_code,
        category as home_office_class,
        sub_category as home_office_subclass,
        parent_group_description as offence_group_name,
        category_description as home_office_class_name,
        sub_category_description as home_office_subclass_name,
        mojap_start_datetime as stated_at
    from offences
    where mojap_current_record
)

select * from final
