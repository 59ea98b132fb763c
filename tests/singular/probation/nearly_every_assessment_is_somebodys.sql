{{ config(severity='warn') }}
{#
    Counts completed assessments whose person is not known, if they are more
    than one in a hundred.
    Matters because OASys has no record of people of its own here: it is told of
    them by the numbers of Delius and NOMIS.
    To resolve: see whether Delius, NOMIS or the groups of OASys are behind; a
    number that two people share leads to nobody until they are told apart.
#}
with

assessments as (
    select * from {{ ref('fct_risk_assessments') }}
),

final as (
    select
        count(*) as assessments,
        sum(case when person_id = {{ unknown_member() }} then 1 else 0 end)
            as unknown_assessments
    from assessments
)

select *
from final
where unknown_assessments * 100 > assessments
