{# One row per band of sentence; unknown and not applicable are two more. #}
with

bands as (
    select * from {{ ref('sentence_bands') }}
),

members as (
    select
        sentence_band as sentence_band_id,
        from_months,
        to_months,
        is_determinate,
        band_rank
    from bands
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as sentence_band_id,
        cast(null as integer) as from_months,
        cast(null as integer) as to_months,
        cast(null as boolean) as is_determinate,
        cast(null as integer) as band_rank
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key(['sentence_band_id']) }} as sentence_band_key,
        sentence_band_id,
        from_months,
        to_months,
        is_determinate,
        band_rank
    from members
)

select * from final
