{#
    Guards that no order is lost or doubled between staging and the mart.
    Matters when a join of the steps between finds no row, or two.
    To resolve: look for the disposal of the rows below in
    int_orders_assembled; a person, event or team is there twice or not at all.
#}
with

staged as (
    select
        {{ generate_surrogate_key([
            "'delius'",
            ('disposal_id', 'bigint'),
        ]) }} as order_id
    from {{ ref('stg_delius__disposal') }}
),

published as (
    select order_id from {{ ref('fct_orders') }}
),

final as (
    select
        staged.order_id as staged_id,
        published.order_id as published_id
    from staged
    full outer join published
        on staged.order_id = published.order_id
    where staged.order_id is null or published.order_id is null
)

select * from final
