{# One row per type of hearing as a system knows it, with the type it is. #}
with

xhibit_types as (
    select * from {{ ref('stg_xhibit__xhb_ref_hearing_type') }}
),

common_platform_hearings as (
    select * from {{ ref('stg_common_platform__ha_hearing') }}
),

codes as (
    select * from {{ ref('hearing_type_codes') }}
),

known as (
    select
        'xhibit' as source_system,
        {{ canonical_text('hearing_type_id', 'bigint') }}
            as source_hearing_type_id,
        hearing_type_code as source_code
    from xhibit_types

    union all

    select
        'common_platform' as source_system,
        hearing_type_id as source_hearing_type_id,
        hearing_type_name as source_code
    from common_platform_hearings
    where hearing_type_id is not null
),

final as (
    select
        known.source_system,
        known.source_hearing_type_id,
        {# An id with words of several types takes the last in the alphabet. #}
        coalesce(
            max(codes.hearing_type_id), {{ unknown_member() }}
        ) as hearing_type_id
    from known
    left outer join codes
        on
            known.source_system = codes.source_system
            and known.source_code = codes.source_code
    group by known.source_system, known.source_hearing_type_id
)

select * from final
