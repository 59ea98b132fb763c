{# One row per version of a prison, without a gap from 1900 on. #}
with

versions as (
    select * from {{ ref('stg_registers__prison_register_versions') }}
),

followed as (
    select
        *,
        lead(stated_at) over (
            partition by prison_id
            order by stated_at
        ) as next_stated_at,
        row_number() over (
            partition by prison_id
            order by stated_at
        ) as version_number
    from versions
),

{# A prison that left the register keeps its last version, as not listed. #}
stretched as (
    select
        *,
        case
            when version_number = 1 then {{ first_valid_from() }}
            else stated_at
        end as valid_from,
        true as is_listed
    from followed

    union all

    select
        *,
        stated_until as valid_from,
        false as is_listed
    from followed
    where
        stated_until < {{ open_end() }}
        and (next_stated_at is null or next_stated_at > stated_until)
),

final as (
    select
        prison_id,
        prison_name,
        is_active,
        is_male,
        is_female,
        is_contracted,
        region_name,
        local_authority_name,
        operator_name,
        category_code,
        is_listed,
        valid_from,
        lead(valid_from, 1, {{ open_end() }}) over (
            partition by prison_id
            order by valid_from
        ) as valid_to
    from stretched
)

select * from final
