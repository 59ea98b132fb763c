{# How often are people moved between prisons during a stay? #}
with

spells as (
    select * from {{ ref('fct_custody_spells') }}
    where not is_open
),

banded as (
    select
        case
            when days_in_custody < 30 then 'under 30 days'
            when days_in_custody < 182 then '30 to 181 days'
            when days_in_custody < 365 then '182 to 364 days'
            else 'a year and over'
        end as length_of_stay,
        days_in_custody,
        transfers
    from spells
),

final as (
    select
        length_of_stay,
        count(*) as stays,
        sum(transfers) as moves,
        max(transfers) as most_moves,
        cast({{ average('transfers') }} as decimal(5, 2)) as moves_per_stay,
        min(days_in_custody) as least_days
    from banded
    group by length_of_stay
)

select
    length_of_stay,
    stays,
    moves,
    most_moves,
    moves_per_stay
from final
order by least_days
