{# One row per court as a system knows it, with the court it is. #}
with

codes as (
    select * from {{ ref('int_court_codes_listed') }}
),

known as (
    select
        'delius' as source_system,
        {{ canonical_text('court_id', 'bigint') }} as source_court_id,
        'register' as code_kind,
        court_code
    from {{ ref('stg_delius__court') }}

    union all

    select
        'libra' as source_system,
        court_code as source_court_id,
        'ou' as code_kind,
        {# Libra leaves out the two signs of the court room. #}
        ou_code || '00' as court_code
    from {{ ref('stg_libra__libra_court') }}

    union all

    select
        'nomis' as source_system,
        place_id as source_court_id,
        'register' as code_kind,
        place_id as court_code
    from {{ ref('stg_nomis__agency_locations') }}
    where place_type_code = 'CRT'

    union all

    select
        'xhibit' as source_system,
        {{ canonical_text('court_id', 'bigint') }} as source_court_id,
        'crest' as code_kind,
        crown_court_code as court_code
    from {{ ref('stg_xhibit__xhb_court') }}

    union all

    {# It has no list of courts: its ids are those of the register. #}
    select
        'common_platform' as source_system,
        court_code as source_court_id,
        code_kind,
        court_code
    from codes
    where code_kind = 'court centre'
),

final as (
    select
        known.source_system,
        known.source_court_id,
        coalesce(codes.court_id, {{ unknown_member() }}) as court_id
    from known
    left outer join codes
        on
            known.code_kind = codes.code_kind
            and known.court_code = codes.court_code
)

select * from final
