{# One row per day from 1900 to 2100. #}
with

days as (
    {{ date_spine("date '1900-01-01'", "date '2100-12-31'") }}
),

parts as (
    select
        date_day,
        cast(extract(year from date_day) as integer) as calendar_year,
        cast(extract(quarter from date_day) as integer) as calendar_quarter,
        cast(extract(month from date_day) as integer) as calendar_month,
        cast(extract(day from date_day) as integer) as day_of_month,
        cast({{ day_of_week('date_day') }} as integer) as weekday_number
    from days
),

final as (
    select
        date_day,
        calendar_year,
        calendar_quarter,
        calendar_month,
        day_of_month,
        weekday_number,
        weekday_number >= 6 as is_weekend,
        {{ add_days('date_day', '1 - day_of_month') }} as month_start_date,
        {{ add_days(
            add_months(add_days('date_day', '1 - day_of_month'), 1), -1
        ) }} as month_end_date,
        case
            when calendar_month >= 4 then calendar_year
            else calendar_year - 1
        end as financial_year_start
    from parts
)

select * from final
