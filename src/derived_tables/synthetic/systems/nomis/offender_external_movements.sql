-- A version of a movement: entered; no longer the latest of its booking; its time put right; and,
-- of a booking made by mistake, deleted.
with moments as (
    select
        *,
        case
            when deleted_at is not null then [recorded_at, deleted_at]
            else written_at(recorded_at, [next_recorded_at, righted_at])
        end as moments
    from nomis_movements
),

numbered as (
    select *, unnest(range(1, len(moments) + 1)) as version
    from moments
),

stated as (
    select
        *,
        moments[version] as version_at,
        case when is_unshifted then happened_at else local_time(happened_at) end
        - case when moments[version] < righted_at then slip else interval 0 hour end as shown_at
    from numbered
)

select
    block, book_item * 1000 + movement_seq as item,
    version_at, moments[version + 1] as until_at,
    case when version = 1 then 'I' when version_at = deleted_at then 'D' else 'U' end as op,
    offender_book_id::varchar as offender_book_id,
    movement_seq::varchar as movement_seq,
    date_text(shown_at) as movement_date,
    time_text(shown_at) as movement_time,
    movement_type,
    reason as movement_reason_code,
    direction as direction_code,
    from_agy_loc_id,
    to_agy_loc_id,
    case when version_at >= next_recorded_at then 'N' else 'Y' end as active_flag,
    scn_at(version_at, block, book_item * 1000 + movement_seq) as scn
from stated
