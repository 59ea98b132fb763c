-- Whose is each record of a person. A second record, made by mistake, is its person's too.
select block, person, 'offender' as table_name, 'offender_id' as column_name, offender_id::varchar as identifier
from delius_persons
union all
select block, person, 'offender', 'offender_id', (offender_id + 500000000)::varchar
from delius_persons
where chance('delius.offender.has_second', block, person, 50)
