{# One row per month's end that the caseload is taken at. #}
with

days as (
    {{ date_spine(
        "date '" ~ var('caseload_from') ~ "'",
        'cast(' ~ build_moment() ~ ' as date)',
    ) }}
),

final as (
    select date_day as month_end_date
    from days
    where
        {# The last of a month, of a month that is over. #}
        extract(day from {{ add_days('date_day', 1) }}) = 1
        and date_day < cast({{ build_moment() }} as date)
)

select * from final
