{# One row per region; unknown and not applicable are two more. #}
with

regions as (
    select * from {{ ref('statistical_regions') }}
),

members as (
    select
        region_code as area_id,
        region_name as area_name,
        country_name
    from regions
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as area_id,
        {{ member }} as area_name,
        {{ member }} as country_name
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key(['area_id']) }} as area_key,
        area_id,
        area_name,
        country_name
    from members
)

select * from final
