{{ config(severity='warn') }}
{#
    Counts requirements that are open, or ended, after their order ended.
    Matters little for a few: staff close an order and forget what is on it. A
    rise means that ends of requirements no longer arrive.
    To resolve: tell the region of the orders; the flag goes when they close it.
#}
with

requirements as (
    select * from {{ ref('fct_requirements') }}
),

final as (
    select
        requirement_key,
        order_id
    from requirements
    where is_outliving_order
)

select * from final
