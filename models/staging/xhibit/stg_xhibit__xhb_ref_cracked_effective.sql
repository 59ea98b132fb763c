{# One row per live outcome of a trial. #}
with

outcomes as (
    {{ as_at_mask(ref('xhibit__xhb_ref_cracked_effective')) }}
),

final as (
    select
        ref_cracked_effective_id as cracked_effective_id,
        code as reason_code,
        description as reason_name,
        party_responsible as responsible_party_code,
        trial_code_type as trial_outcome_code,
        obs_ind = 'Y' as is_obsolete,
        mojap_start_datetime as stated_at
    from outcomes
    where mojap_current_record
)

select * from final
