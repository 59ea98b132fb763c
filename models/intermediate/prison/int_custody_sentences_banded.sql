{# One row per stay that serves a sentence, with the longest. #}
with

spells as (
    select * from {{ ref('int_custody_spells_closed') }}
),

sentences as (
    select
        *,
        {{ add_days(
            add_months('chain_date', 'length_months'), 'length_days'
        ) }} as chain_end_date
    from {{ ref('int_sentence_chains_settled') }}
),

sentence_bands as (
    select
        *,
        not is_determinate as is_indeterminate
    from {{ ref('sentence_bands') }}
),

{# Those passed by the end of the stay; concurrent ones run side by side. #}
served as (
    select
        spells.custody_spell_key,
        sentences.is_indeterminate,
        {{ months_between('sentences.chain_date', 'sentences.chain_end_date') }}
            as length_months,
        row_number() over (
            partition by spells.custody_spell_key
            order by
                sentences.is_indeterminate desc,
                {{ days_between(
                    'sentences.chain_date', 'sentences.chain_end_date'
                ) }} desc nulls last,
                sentences.sentence_key asc
        ) as preference
    from spells
    inner join sentences
        on
            spells.booking_id = sentences.booking_id
            and coalesce(spells.release_date, date '2999-01-01')
            >= sentences.sentence_date
),

longest as (
    select
        custody_spell_key,
        is_indeterminate,
        case when not is_indeterminate then length_months end
            as sentence_months,
        case when is_indeterminate then 0 else length_months end
            as banded_months
    from served
    where preference = 1
),

final as (
    select
        longest.custody_spell_key,
        longest.is_indeterminate,
        longest.sentence_months,
        coalesce(sentence_bands.sentence_band, {{ unknown_member() }})
            as sentence_band_id
    from longest
    left outer join sentence_bands
        on
            longest.is_indeterminate = sentence_bands.is_indeterminate
            and longest.banded_months >= sentence_bands.from_months
            and longest.banded_months < sentence_bands.to_months
)

select * from final
