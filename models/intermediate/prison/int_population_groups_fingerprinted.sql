{# One row per group of a prison's population and stretch of days alike. #}
with

heads as (
    select * from {{ ref('int_population_heads_counted') }}
),

prisons as (
    select
        prison_id,
        {{ fingerprint([
            ('valid_from', 'timestamp(6)'),
            ('valid_to', 'timestamp(6)'),
        ]) }} as versions
    from {{ ref('int_prisons_versioned') }}
    group by prison_id
),

final as (
    select
        heads.population_group_text as unit_id,
        heads.from_date as part_id,
        {{ generate_surrogate_key([
            ('heads.until_date', 'date'),
            ('heads.heads', 'integer'),
            ('heads.receptions', 'integer'),
            ('heads.transfers_in', 'integer'),
            ('heads.status_changes_in', 'integer'),
            ('heads.birthdays_in', 'integer'),
            ('heads.releases', 'integer'),
            ('heads.transfers_out', 'integer'),
            ('heads.status_changes_out', 'integer'),
            ('heads.birthdays_out', 'integer'),
            'prisons.versions',
        ]) }} as fingerprint
    from heads
    left outer join prisons
        on heads.prison_id = prisons.prison_id
)

select * from final
