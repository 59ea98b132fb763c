{# One row per version of an offence code, and of a Home Office subclass. #}
with

versions as (
    select * from {{ ref('stg_registers__offence_register_versions') }}
),

offence_groups as (
    select * from {{ ref('offence_groups') }}
),

{# The first of a subclass's codes speaks for it, one still in it before. #}
speakers as (
    select
        home_office_code,
        coalesce(
            min(case when is_current then cjs_offence_code end),
            min(cjs_offence_code)
        ) as cjs_offence_code
    from versions
    where home_office_code is not null
    group by home_office_code
),

members as (
    select
        *,
        cjs_offence_code as offence_id,
        false as is_subclass
    from versions

    union all

    select
        versions.*,
        versions.home_office_code as offence_id,
        true as is_subclass
    from versions
    inner join speakers
        on
            versions.home_office_code = speakers.home_office_code
            and versions.cjs_offence_code = speakers.cjs_offence_code
),

stretched as (
    {{ unbroken_versions('members', 'offence_id') }}
),

final as (
    select
        stretched.offence_id,
        stretched.is_subclass,
        case
            when stretched.is_subclass then stretched.home_office_subclass_name
            else stretched.offence_title
        end as offence_name,
        case
            when stretched.is_subclass then null
            when stretched.offence_type_code in ('CE', 'CI', 'CM', 'CS')
                then stretched.offence_type_code
            else {{ unknown_member() }}
        end as offence_type_code,
        case when not stretched.is_subclass then stretched.start_date end
            as start_date,
        case when not stretched.is_subclass then stretched.end_date end
            as end_date,
        stretched.home_office_code,
        stretched.home_office_class,
        stretched.home_office_class_name,
        stretched.home_office_subclass_name,
        coalesce(
            offence_groups.offence_group_code, {{ unknown_member() }}
        ) as offence_group_code,
        coalesce(
            offence_groups.offence_group_name, {{ unknown_member() }}
        ) as offence_group_name,
        stretched.is_listed,
        stretched.valid_from,
        stretched.valid_to
    from stretched
    left outer join offence_groups
        on stretched.offence_group_name = offence_groups.offence_group_name
)

select * from final
