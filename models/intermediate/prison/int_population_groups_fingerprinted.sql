{# One row per day of changes in a group, and per version of a prison. #}
with

changes as (
    select * from {{ ref('int_population_changes_counted') }}
),

prisons as (
    select
        prison_id,
        {# A day has the version that is in force as it ends. #}
        {{ add_days('cast(valid_from as date)', -1) }} as first_date,
        valid_from
    from {{ ref('int_prisons_versioned') }}
),

final as (
    select
        {{ population_group() }} as unit_id,
        changed_date as part_id,
        {{ joined_text(typed_columns([
            ('net_change', 'bigint'),
            ('receptions', 'bigint'),
            ('transfers_in', 'bigint'),
            ('status_changes_in', 'bigint'),
            ('birthdays_in', 'bigint'),
            ('releases', 'bigint'),
            ('transfers_out', 'bigint'),
            ('status_changes_out', 'bigint'),
            ('birthdays_out', 'bigint'),
        ])) }} as fingerprint
    from changes

    union all

    select
        prison_id as unit_id,
        first_date as part_id,
        {{ fingerprint([('valid_from', 'timestamp(6)')]) }} as fingerprint
    from prisons
    group by prison_id, first_date
)

select * from final
