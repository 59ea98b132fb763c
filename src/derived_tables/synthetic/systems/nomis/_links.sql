-- Whose is each name record, booking and NOMS number.
select block, person, 'offenders' as table_name, 'offender_id' as column_name, offender_id::varchar as identifier
from nomis_names
union
select
    block, person, 'offenders', 'offender_id_display',
    case when alias = 20 then duplicate_noms else noms_number end
from nomis_names
inner join people using (block, person)
union
select block, person, 'offender_bookings', 'offender_book_id', offender_book_id::varchar
from nomis_bookings
