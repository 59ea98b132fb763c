{# Whole years lived on a day; the birth date itself goes no further. #}
{% macro age_at(birth_date, event_date) -%}
cast(
    extract(year from {{ event_date }}) - extract(year from {{ birth_date }})
    - case
        when
            extract(month from {{ event_date }}) * 100
            + extract(day from {{ event_date }})
            < extract(month from {{ birth_date }}) * 100
            + extract(day from {{ birth_date }})
            then 1
        else 0
    end
    as integer
)
{%- endmacro %}
