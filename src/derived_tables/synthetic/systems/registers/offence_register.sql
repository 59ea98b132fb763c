-- A version of an offence code, from its commencement on. A subclass is named after the first of
-- its codes.
with subclasses as (
    select home_office_code, min_by(title, cjs_code) as subclass_name
    from offences
    group by home_office_code
)

select
    0 as block, versions.item, version_at, until_at, op,
    cjs_code as code,
    coalesce(versions.title, offences.title) as description,
    case
        when mode = 'indictable' then 'CI'
        when mode = 'either' then 'CE'
        when offence_group = 'Summary motoring' then 'CM'
        else 'CS'
    end as offence_type,
    date_text(start_date) as start_date,
    case when has_ended then date_text(end_date) end as end_date,
    home_office_code,
    left(home_office_code, 3)::integer::varchar as category,
    right(home_office_code, 2)::integer::varchar as sub_category,
    offence_group as parent_group_description,
    classes.name as category_description,
    subclass_name as sub_category_description
from register_versions as versions
inner join offences on offences.cjs_code = versions.code
inner join subclasses using (home_office_code)
inner join home_office_classes as classes on classes.class = left(home_office_code, 3)
where register = 'offence'
