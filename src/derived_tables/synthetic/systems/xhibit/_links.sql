-- Whose is each defendant's record: every case has its own.
select block, person, 'xhb_defendant' as table_name, 'defendant_id' as column_name, defendant_id::varchar as identifier
from xhibit_defendants
