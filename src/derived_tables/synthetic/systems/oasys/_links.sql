-- Whose is each assessed person's record.
select distinct
    block, person, 'oasys_assessment_group' as table_name, 'offender_pk' as column_name,
    (1000000 + number)::varchar as identifier
from oasys_sentences
