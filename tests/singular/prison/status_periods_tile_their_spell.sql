{#
    Guards `fct_custody_status_periods`: the periods of a stay begin with it, end
    with it, follow each other without a gap, and their days add up to its days.
    A failure means time in custody that has no prison or status, or has two. To
    resolve: list the stay's periods with `fct_movements` of its booking.
#}
with

spells as (
    select * from {{ ref('fct_custody_spells') }}
    where reception_at < coalesce(release_at, {{ open_end() }})
),

periods as (
    select
        *,
        lead(started_at) over (
            partition by custody_spell_key
            order by period_number
        ) as next_started_at
    from {{ ref('fct_custody_status_periods') }}
),

sums as (
    select
        custody_spell_key,
        min(started_at) as started_at,
        max(coalesce(ended_at, {{ open_end() }})) as ended_at,
        sum(days_in_period) as nights,
        count(case when next_started_at <> ended_at then 1 end) as gaps
    from periods
    group by custody_spell_key
)

select
    spells.custody_spell_key,
    sums.gaps,
    sums.nights,
    spells.days_in_custody
from spells
left outer join sums
    on spells.custody_spell_key = sums.custody_spell_key
where
    sums.custody_spell_key is null
    or sums.gaps > 0
    or sums.started_at <> spells.reception_at
    or sums.ended_at <> coalesce(spells.release_at, {{ open_end() }})
    or (not spells.is_open and sums.nights <> spells.days_in_custody)
