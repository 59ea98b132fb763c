{# One row per plea with a verdict; unknown and not applicable are two more. #}
with

pleas as (
    select * from {{ ref('pleas') }}
),

verdicts as (
    select * from {{ ref('verdicts') }}
),

plea_members as (
    select
        plea_id,
        plea_name,
        is_guilty
    from pleas
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as plea_id,
        {{ member }} as plea_name,
        cast(null as boolean) as is_guilty
    {% endfor %}
),

verdict_members as (
    select
        verdict_id,
        verdict_name,
        is_conviction
    from verdicts
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as verdict_id,
        {{ member }} as verdict_name,
        cast(null as boolean) as is_conviction
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key([
            'plea_members.plea_id', 'verdict_members.verdict_id',
        ]) }} as plea_and_verdict_key,
        plea_members.plea_id,
        plea_members.plea_name,
        plea_members.is_guilty as is_guilty_plea,
        verdict_members.verdict_id,
        verdict_members.verdict_name,
        verdict_members.is_conviction as is_guilty_verdict
    from plea_members
    cross join verdict_members
)

select * from final
