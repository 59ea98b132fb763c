{# One row per version of a court; unknown and not applicable are two more. #}
with

versions as (
    select * from {{ ref('int_courts_versioned') }}
),

members as (
    select
        court_id,
        court_name,
        court_type_code,
        court_type_name,
        is_active,
        town_name,
        region_name,
        ou_code,
        is_listed,
        valid_from,
        valid_to
    from versions
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as court_id,
        {{ member }} as court_name,
        {{ member }} as court_type_code,
        {{ member }} as court_type_name,
        cast(null as boolean) as is_active,
        {{ member }} as town_name,
        {{ member }} as region_name,
        {{ member }} as ou_code,
        false as is_listed,
        {{ first_valid_from() }} as valid_from,
        {{ open_end() }} as valid_to
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key([
            'court_id', ('valid_from', 'timestamp(6)'),
        ]) }} as court_key,
        court_id,
        court_name,
        court_type_code,
        court_type_name,
        is_active,
        town_name,
        region_name,
        ou_code,
        is_listed,
        valid_from,
        valid_to,
        valid_to = {{ open_end() }} as is_current
    from members
)

select * from final
