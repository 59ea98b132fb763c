{# One row per band of age; unknown and not applicable are two more. #}
with

bands as (
    select * from {{ ref('age_bands') }}
),

members as (
    select
        age_band as age_band_id,
        from_age,
        to_age,
        is_adult
    from bands
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as age_band_id,
        cast(null as integer) as from_age,
        cast(null as integer) as to_age,
        cast(null as boolean) as is_adult
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key(['age_band_id']) }} as age_band_key,
        age_band_id,
        from_age,
        to_age,
        is_adult
    from members
)

select * from final
