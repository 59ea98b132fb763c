{{ config(severity='warn') }}
{#
    Counts recalls dated before the release that they end, or of a release that
    is not there.
    Matters because they have no days on licence; all else of them counts.
    To resolve: tell the region; one of the two days is mistyped, or a release
    was deleted that should not have been.
#}
with

recalls as (
    select * from {{ ref('fct_recalls') }}
),

final as (
    select
        recall_key,
        release_date,
        recall_date
    from recalls
    where is_before_release or is_release_missing
)

select * from final
