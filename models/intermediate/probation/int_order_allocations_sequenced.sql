{# One row per spell of one team in charge of an event, none overlapping. #}
with

allocations as (
    select * from {{ ref('stg_delius__order_manager') }}
),

teams as (
    select distinct probation_team_id
    from {{ ref('int_probation_teams_versioned') }}
),

{# The next allocation ends one, whatever end was written. #}
followed as (
    select
        *,
        {{ canonical_text('team_id', 'bigint') }} as allocated_team_id,
        row_number() over (
            partition by event_id
            order by allocation_date, order_manager_id
        ) as allocation_number,
        lead(allocation_date) over (
            partition by event_id
            order by allocation_date, order_manager_id
        ) as next_allocation_date
    from allocations
),

final as (
    select
        followed.event_id,
        followed.allocation_number,
        followed.allocation_date,
        coalesce(
            teams.probation_team_id, {{ unknown_member() }}
        ) as probation_team_id,
        {# The first was in charge from the start. #}
        case
            when followed.allocation_number = 1
                then cast({{ first_valid_from() }} as date)
            else followed.allocation_date
        end as from_date,
        coalesce(
            followed.next_allocation_date, cast({{ open_end() }} as date)
        ) as until_date,
        followed.next_allocation_date is null as is_latest
    from followed
    left outer join teams
        on followed.allocated_team_id = teams.probation_team_id
)

select * from final
