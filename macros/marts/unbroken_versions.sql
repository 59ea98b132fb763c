{#
    Versions on one unbroken line from 1900: a member's first is stretched back,
    and one that the source drops keeps its last, as not listed, until it comes
    back.
#}
{% macro unbroken_versions(versions, member) %}
select
    *,
    lead(valid_from, 1, {{ open_end() }}) over (
        partition by {{ member }}
        order by valid_from
    ) as valid_to
from (
    select
        followed.*,
        sides.is_listed,
        case
            when not sides.is_listed then followed.stated_until
            when followed.version_number = 1 then {{ first_valid_from() }}
            else followed.stated_at
        end as valid_from
    from (
        select
            *,
            row_number() over (
                partition by {{ member }}
                order by stated_at
            ) as version_number,
            lead(stated_at, 1, {{ open_end() }}) over (
                partition by {{ member }}
                order by stated_at
            ) as next_stated_at
        from {{ versions }}
    ) as followed
    cross join (values (true), (false)) as sides (is_listed)
    where sides.is_listed or followed.next_stated_at > followed.stated_until
) as stretched
{% endmacro %}
