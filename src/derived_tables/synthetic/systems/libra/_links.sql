-- Whose is each defendant's record: every case has its own, and some are entered twice.
select
    block, person, 'libra_defendant' as table_name, 'defendant_id' as column_name,
    (defendant_id + copy)::varchar as identifier
from libra_defendants
cross join range(2) as copies (copy)
where copy = 0 or chance('libra.defendant.copy', block, defendant_number, 33)
