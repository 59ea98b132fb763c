{# One row per live team of Delius. #}
with

teams as (
    {{ as_at_mask(ref('delius__team')) }}
),

final as (
    select
        team_id,
        code as team_code,
        description as team_name,
        district_id,
        probation_area_id,
        unpaid_work_team = 'Y' as is_unpaid_work_team,
        private = 1 as is_private,
        start_date,
        end_date,
        mojap_start_datetime as stated_at
    from teams
    where mojap_current_record
)

select * from final
