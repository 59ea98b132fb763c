{{ config(severity='warn') }}
{#
    Guards against movements dated later than the newest thing any source said.
    Matters little for one or two: staff mistype years. Many mean that a source's
    clock or a date format is wrong.
    To resolve: tell the prison; the row is right again once they correct it.
#}
with

movements as (
    select * from {{ ref('fct_movements') }}
),

final as (
    select
        movement_key,
        movement_at
    from movements
    where movement_at > {{ build_moment() }}
)

select * from final
