-- A Home Office class of offence. Where several offences share one, the first's title stands.
with classes as (
    select
        home_office_code as code, arg_min(title, cjs_code) as title,
        arg_min(offence_group, cjs_code) as offence_group, max(coalesce(end_date, '2999-01-01')) as ends_on
    from offences
    group by home_office_code
),

named as (
    select
        classes.*, names.name as class_name,
        case
            when offence_group like 'Violence%' then '2201' when offence_group like 'Robbery%' then '2202'
            when offence_group like 'Sexual%' then '2203'
            when offence_group like 'Theft%' or offence_group like 'Fraud%' then '2204'
            when offence_group like 'Drug%' then '2205' when offence_group like 'Criminal damage%' then '2206'
            when offence_group like 'Summary motoring%' then '2207'
            when offence_group like 'P%' then '2208' else '2209'
        end as ogrs_id
    from classes
    left join read_csv(list_file('registers_home_office_classes'), all_varchar = true) as names
        on names.class = classes.code[1:3]
)

select
    0 as block, code_id(code) as item,
    timestamp '2005-04-04 05:00:00' as version_at,
    null::timestamp as until_at,
    'I' as op,
    code_id(code)::varchar as offence_id,
    code,
    concat(class_name, ' - ', title) as description,
    code[1:3] as main_category_code,
    class_name as main_category_description,
    code[4:5] as sub_category_code,
    title as sub_category_description,
    ogrs_id as ogrs_offence_category_id,
    case when ends_on < date '2025-01-01' then 'N' else 'Y' end as selectable,
    '1' as row_version,
    '2005-04-04 05:00:00' as last_updated_datetime
from named
