{#
    Guards that no movement is lost or doubled between staging and the mart.
    Matters when a join of the steps between finds no row, or two.
    To resolve: build int_movements_resolved alone and look for the booking of
    the rows below; a place, reason or person is there twice or not at all.
#}
with

staged as (
    select
        {{ generate_surrogate_key([
            "'nomis'",
            ('offender_book_id', 'bigint'),
            ('movement_sequence', 'bigint'),
        ]) }} as movement_key
    from {{ ref('stg_nomis__offender_external_movements') }}
),

published as (
    select movement_key from {{ ref('fct_movements') }}
),

final as (
    select
        staged.movement_key as staged_key,
        published.movement_key as published_key
    from staged
    full outer join published
        on staged.movement_key = published.movement_key
    where staged.movement_key is null or published.movement_key is null
)

select * from final
