{#
    Guards the number of passes that join linked records into persons. It fails
    when records further apart than three passes reach are linked, so that one
    person has two ids. Add a pass after `int_person_groups_settled`.
#}
select
    links.first_identifier,
    links.second_identifier
from {{ ref('int_person_pairs_linked') }} as links
inner join {{ ref('int_person_groups_settled') }} as first_groups
    on links.first_identifier = first_groups.person_identifier
inner join {{ ref('int_person_groups_settled') }} as second_groups
    on links.second_identifier = second_groups.person_identifier
where first_groups.group_identifier <> second_groups.group_identifier
