{# One row per legal status code; unknown and not applicable are two more. #}
with

statuses as (
    select * from {{ ref('int_legal_statuses_grouped') }}
),

members as (
    select
        legal_status_id,
        legal_status_name,
        legal_status_band,
        legal_status_band_name,
        legal_status,
        population_group,
        status_rank,
        is_active
    from statuses
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as legal_status_id,
        {{ member }} as legal_status_name,
        {{ member }} as legal_status_band,
        {{ member }} as legal_status_band_name,
        {{ member }} as legal_status,
        {{ member }} as population_group,
        cast(null as bigint) as status_rank,
        cast(null as boolean) as is_active
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key(['legal_status_id']) }} as legal_status_key,
        legal_status_id,
        legal_status_name,
        legal_status_band,
        legal_status_band_name,
        legal_status,
        population_group,
        status_rank,
        is_active
    from members
)

select * from final
