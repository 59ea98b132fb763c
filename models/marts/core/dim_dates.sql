{# One row per day from 1900 to 2100. #}
with

days as (
    {{ date_spine("date '1900-01-01'", "date '2100-12-31'") }}
),

bank_holidays as (
    select * from {{ ref('bank_holidays') }}
),

{# Holidays of other years are not known. #}
listed as (
    select
        extract(year from min(holiday_date)) as from_year,
        extract(year from max(holiday_date)) as to_year
    from bank_holidays
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

weekdays as (
    select
        parts.*,
        bank_holidays.holiday_name,
        parts.calendar_year between listed.from_year and listed.to_year
            as is_listed
    from parts
    cross join listed
    left outer join bank_holidays
        on parts.date_day = bank_holidays.holiday_date
),

worked as (
    select
        *,
        case
            when is_listed then weekday_number < 6 and holiday_name is null
        end as is_working_day
    from weekdays
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
        holiday_name as bank_holiday_name,
        is_working_day,
        case
            when is_working_day is not null
                then
                    cast(count(case when is_working_day then 1 end) over (
                        order by date_day
                        rows between unbounded preceding and current row
                    ) as integer)
        end as working_day_number,
        {{ add_days('date_day', '1 - day_of_month') }} as month_start_date,
        {{ add_days(
            add_months(add_days('date_day', '1 - day_of_month'), 1), -1
        ) }} as month_end_date,
        case
            when calendar_month >= 4 then calendar_year
            else calendar_year - 1
        end as financial_year_start
    from worked
)

select * from final
