{# One row: the moment of the build, for views, which keep their text. #}
with

moments as (
    select {{ build_moment() }} as build_moment
),

final as (
    select build_moment
    from moments
    where build_moment is not null
)

select * from final
