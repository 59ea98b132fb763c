{# One row per code by which a court is known, with the court that has it. #}
with

versions as (
    select * from {{ ref('int_courts_versioned') }}
),

codes as (
    select
        'register' as code_kind,
        court_id as court_code,
        court_id,
        valid_from
    from versions

    union all

    select
        'crest' as code_kind,
        crest_court_id as court_code,
        court_id,
        valid_from
    from versions

    union all

    select
        'ou' as code_kind,
        ou_code as court_code,
        court_id,
        valid_from
    from versions

    union all

    select
        'court centre' as code_kind,
        court_centre_id as court_code,
        court_id,
        valid_from
    from versions
),

{# A code handed on to another court is the one's that had it last. #}
ranked as (
    select
        code_kind,
        court_code,
        court_id,
        row_number() over (
            partition by code_kind, court_code
            order by valid_from desc, court_id asc
        ) as position_from_last
    from codes
    where court_code is not null
),

final as (
    select
        code_kind,
        court_code,
        court_id
    from ranked
    where position_from_last = 1
)

select * from final
