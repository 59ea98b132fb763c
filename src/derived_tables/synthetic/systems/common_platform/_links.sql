-- Whose is each defendant's record, and each person that somebody matched them to.
select block, person, 'ha_defendant' as table_name, 'id' as column_name, defendant_id as identifier
from cp_defendants
inner join defendants using (block, case_no, defendant_no)
union
select block, person, 'ha_defendant', 'master_defendant_id', master_defendant_id
from cp_defendants
inner join defendants using (block, case_no, defendant_no)
