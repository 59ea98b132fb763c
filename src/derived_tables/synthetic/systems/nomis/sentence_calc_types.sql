-- A version of a type of sentence calculation. The 56-day recall came in with the autumn of 2025
-- (the day is invented).
select
    0::bigint as block, (md5_number_lower(code || '.' || category) >> 34)::bigint as item,
    case code
        when 'FTR_56ORA' then timestamp '2025-10-14 11:05:00.625000'
        else timestamp '2009-05-03 09:00:00'
            + to_microseconds((md5_number_lower(code || '.' || category) >> 30)::bigint)
    end as version_at,
    null::timestamp as until_at,
    'I' as op,
    code as sentence_calc_type,
    category as sentence_category,
    description, sentence_type, active_flag, expiry_date,
    (epoch_ms(timestamp '2009-05-03 09:00:00') * 16)::varchar as scn
from read_csv(list_file('nomis_sentence_calc_types'), all_varchar = true)
