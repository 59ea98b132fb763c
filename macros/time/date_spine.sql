{# One row a day from the first day to the last, `date_day`; up to 100,000 days. #}
{% macro date_spine(first_day, last_day) -%}
select {{ add_days(first_day, 'number') }} as date_day
from (
    select
        units.digit + 10 * tens.digit + 100 * hundreds.digit
        + 1000 * thousands.digit + 10000 * myriads.digit as number
    from {{ digits() }} as units
    cross join {{ digits() }} as tens
    cross join {{ digits() }} as hundreds
    cross join {{ digits() }} as thousands
    cross join {{ digits() }} as myriads
) as numbers
where number <= {{ days_between(first_day, last_day) }}
{%- endmacro %}
