{#
    A pass of joining groups along links: each record takes the least group of
    its neighbours, and then what that group's own record takes. What is four
    links apart is together after two passes, eight after three.
#}
{% macro joined_groups(records, links) %}
select
    near.person_identifier,
    least(near.group_identifier, far.group_identifier) as group_identifier
from (
    select
        own.person_identifier,
        least(
            own.group_identifier,
            coalesce(min(neighbours.group_identifier), own.group_identifier)
        ) as group_identifier
    from {{ records }} as own
    left join (
        select first_identifier as one, second_identifier as other
        from {{ links }}
        union all
        select second_identifier as one, first_identifier as other
        from {{ links }}
    ) as both_ways
        on own.person_identifier = both_ways.one
    left join {{ records }} as neighbours
        on both_ways.other = neighbours.person_identifier
    group by own.person_identifier, own.group_identifier
) as near
inner join {{ records }} as far
    on near.group_identifier = far.person_identifier
{% endmacro %}
