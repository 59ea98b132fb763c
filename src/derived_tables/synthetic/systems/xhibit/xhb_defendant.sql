-- A version of who a defendant is: as first typed, a name put right for one in a hundred, closed with
-- the case. Ethnicity is in the classes of 2001, which had no Arab, Gypsy or Irish Traveller.
with said as (
    select
        defendants.*,
        concat(left(forename, 1), lower(substr(forename, 2))) as first_name,
        concat(left(surname, 1), lower(substr(surname, 2))) as last_name,
        birth_date, sex,
        case when mess('second_ethnicity') then coalesce(second_ethnicity_code, ethnicity_code)
            else ethnicity_code end as ethnicity_code,
        -- with `orphan`, a few are written a week after the case
        case
            when mess('orphan') and closed_on - crown_received_on > 20
                and chance('xhibit.defendant.orphan', defendants.block, defendants.defendant_id, 50)
                then created_at + to_days(9)
            else created_at
        end as written_at
    from xhibit_defendants as defendants
    inner join identities
        on identities.block = defendants.block and identities.person = defendants.person
        and identities.system = 'xhibit'
),

corrected as materialized (
    select
        *,
        case
            when chance('xhibit.defendant.corrected', block, defendant_id, 100)
                and written_at + to_days(15) < kept_until
                then written_at + to_seconds(86400 + pick('xhibit.defendant.corrected_at', block, defendant_id, 1000000))
        end as corrected_at
    from said
),

versions as (
    select
        *, written_at as version_at, coalesce(corrected_at, closed_at) as until_at, 'I' as op, 1 as version,
        null::date as case_disposed_on
    from corrected
    union all
    select *, corrected_at, closed_at, 'U', 2, null
    from corrected
    where corrected_at is not null
    union all
    select *, closed_at, left_at, 'U', 3, closed_on
    from corrected
    union all
    select *, left_at, null, 'D', 4, null
    from corrected
)

select
    block, case_no * 2 + defendant_no - 1 as item, version_at, until_at, op,
    defendant_id::varchar as defendant_id,
    court_id::varchar as court_id,
    first_name,
    null::varchar as middle_name,
    -- two letters of the name were typed the wrong way round
    case
        when corrected_at is not null and version = 1
            then concat(left(last_name, 1), substr(last_name, 3, 1), substr(last_name, 2, 1), 'e', substr(last_name, 4))
        else last_name
    end as surname,
    date_text(birth_date) as date_of_birth,
    case sex when 'F' then '2' else '1' end as gender,
    'N' as is_company,
    case
        when ethnicity_code = 'A4' then 'O1'
        when ethnicity_code in ('W3', 'W4', 'W8') then 'W9'
        when ethnicity_code = 'O2' then 'O9'
        when ethnicity_code in ('NK', 'MERGE') then 'NS'
        else ethnicity_code
    end as ethnicity_self_defined,
    date_text(case_disposed_on) as case_disposed_date,
    version::varchar as version
from versions
