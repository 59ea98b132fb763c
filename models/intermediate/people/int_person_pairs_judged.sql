{# One row per pair of records, with whether their descriptions agree. #}
with

pairs as (
    select * from {{ ref('int_person_pairs_compared') }}
),

names as (
    select
        *,
        {{ canonical_text('birth_date', 'date') }} as birth_text,
        {{ day_and_month_swapped('birth_date') }} as swapped_text
    from {{ ref('int_person_names_listed') }}
),

{# What is not known does not disagree; a slip of one sign is agreement. #}
compared as (
    select
        pairs.first_identifier,
        pairs.second_identifier,
        pairs.evidence_rank,
        coalesce(
            {{ edit_distance(
                'one.compared_last_name', 'other.compared_last_name'
            ) }} <= 1
            and {{ edit_distance(
                'one.compared_first_name', 'other.compared_first_name'
            ) }} <= 1,
            true
        ) as is_name_alike,
        coalesce(
            {{ edit_distance('one.birth_text', 'other.birth_text') }} <= 1
            or one.birth_text = other.swapped_text,
            true
        ) as is_birth_alike,
        coalesce(one.sex_code = other.sex_code, true) as is_sex_alike
    from pairs
    left outer join names as one
        on pairs.first_identifier = one.person_identifier
    left outer join names as other
        on pairs.second_identifier = other.person_identifier
),

final as (
    select
        first_identifier,
        second_identifier,
        evidence_rank,
        max(case when is_name_alike then 1 else 0 end)
        + max(case when is_birth_alike then 1 else 0 end)
        + max(case when is_sex_alike then 1 else 0 end) as agreements
    from compared
    group by first_identifier, second_identifier, evidence_rank
)

select * from final
