-- A version of a hearing: listed, then resulted, and for one in a hundred opened again for an
-- amendment and closed. Invented: when it is listed, the amendments, reasons of trials that fail.
with hearings as (
    select
        *,
        case
            when chance('common_platform.hearing.amended', block, item, 100)
                then resulted_at + to_seconds(90000 + pick('common_platform.hearing.amend', block, item, 900000))
        end as locked_at,
        to_seconds(600 + pick('common_platform.hearing.unlock', block, item, 5000)) as locked_for,
        case hearing_type
            when 'first' then 'First hearing'
            when 'sending' then 'Sending'
            when 'plea and trial preparation' then 'Plea and Trial Preparation'
            when 'trial' then 'Trial'
            when 'sentence' then 'Sentence'
            when 'appeal' then 'Appeal'
            else 'Mention'
        end as type_name,
        pick('common_platform.hearing.trial_type', block, item, 1000) as trial_slot
    from cp_hearings
),

reasoned as (
    select hearings.*, trial_types.id as trial_type_id
    from hearings
    left join cp_trial_type_slots as trial_types
        on trial_types.pool = hearings.trial_outcome and trial_types.slot = hearings.trial_slot
),

versions as (
    select *, listed_at as version_at, resulted_at as until_at, 'I' as op, 'INITIALISED' as state
    from reasoned
    union all
    select *, resulted_at, locked_at, 'U', 'SHARED'
    from reasoned
    union all
    select *, locked_at, locked_at + locked_for, 'U', 'SHARED_AMEND_LOCKED_USER_ERROR'
    from reasoned
    where locked_at is not null
    union all
    select *, locked_at + locked_for, null, 'U', 'SHARED'
    from reasoned
    where locked_at is not null
)

select
    block, item, version_at, until_at, op,
    hearing_id as id,
    court_centre_id,
    court_centre_name,
    fixed_uuid('hearing type ' || type_name) as hearing_type_id,
    type_name as hearing_type_description,
    upper(tier) as jurisdiction_type,
    case state when 'INITIALISED' then 'false' else 'true' end as has_shared_results,
    case when state <> 'INITIALISED' then trial_type_id end as trial_type_id,
    case
        when state = 'INITIALISED' or trial_outcome is null then null
        when trial_outcome = 'effective' then 'true'
        else 'false'
    end as is_effective_trial,
    'false' as is_box_hearing,
    null::varchar as vacate_reason_id,
    case when hearing_type = 'trial' then 'false' end as is_vacated_trial,
    state as hearing_state,
    case when state <> 'INITIALISED' then date_text(heard_on) end as first_shared_date
from versions
