{#
    Guards that the caseload of a month has one person for each spell of
    supervision that runs on its last day, no fewer and no more.
    Matters when the rules of orders in force or of spells change alone.
    To resolve: build both tables together; then compare the people of one month
    with int_supervision_spells_opened.
#}
with

caseload as (
    select * from {{ ref('fct_caseload_monthly') }}
),

spells as (
    select * from {{ ref('fct_supervision_spells') }}
),

heads as (
    select
        month_end_date,
        count(*) as persons,
        count(distinct supervision_spell_key) as spells
    from caseload
    group by month_end_date
),

running as (
    select
        heads.month_end_date,
        heads.persons,
        heads.spells,
        count(*) as running_spells
    from heads
    inner join spells
        on
            heads.month_end_date >= spells.start_date
            and (
                spells.end_date is null
                or heads.month_end_date <= spells.end_date
            )
    group by heads.month_end_date, heads.persons, heads.spells
),

final as (
    select *
    from running
    where persons <> running_spells or spells <> running_spells
)

select * from final
