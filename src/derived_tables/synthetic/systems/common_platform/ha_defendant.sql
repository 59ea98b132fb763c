-- A version of a defendant's copy at a hearing: as listed, then with the bail that the hearing
-- left and, at the last, the end of proceedings. Invented: the ethnicity that an officer saw.
with copies as (
    select
        hearings.block, hearings.item * 4 + defendants.defendant_no as item,
        hearings.hearing_id, hearings.case_id, hearings.case_no, hearings.listed_at, hearings.resulted_at,
        hearings.is_final, hearings.is_crown, hearings.is_remanded, hearings.first_hearing_on,
        hearings.heard_on, hearings.initiated_at, hearings.is_received_late,
        case
            when not defendants.is_principal and hearings.bail_code = 'C' then 'B'
            else hearings.bail_code
        end as bail_code,
        defendants.* exclude (block, case_no)
    from cp_hearings as hearings
    inner join cp_defendants as defendants using (block, case_no)
),

versions as (
    select
        *, listed_at + to_seconds(2) as version_at,
        case when is_final or bail_code <> 'A' then resulted_at + to_seconds(1) end as until_at,
        'I' as op
    from copies
    union all
    select *, resulted_at + to_seconds(1), null, 'U'
    from copies
    where is_final or bail_code <> 'A'
)

select
    block, item, version_at, until_at, op,
    defendant_id as id,
    hearing_id,
    case_id as prosecution_case_id,
    master_defendant_id,
    first_name,
    last_name,
    date_text(birth_date) as date_of_birth,
    gender,
    ethnicity_code as self_defined_ethnicity_code,
    case left(ethnicity_code, 1)
        when 'W' then '1' when 'B' then '3' when 'A' then '4' when 'M' then '3' when 'O' then '6' else '0'
    end as observed_ethnicity_code,
    pnc_number as p_nci_id,
    asn as arrest_summons_number,
    null::varchar as leg_ent_org_id,
    'false' as is_youth,
    case when op = 'U' or bail_code = 'A' then bail_code end as bail_status_code,
    case
        when is_principal and is_remanded and heard_on >= first_hearing_on
            then date_text((first_hearing_on + case when is_crown then 182 else 56 end)::date)
    end as custody_time_limit,
    time_text(initiated_at + case when is_received_late then to_days(40) else to_days(0) end)
        as court_proceedings_initiated,
    case when op = 'U' and is_final then 'true' else 'false' end as proceedingsconcluded
from versions
