{# One row: the short lists that all contacts are read with. #}
with

contact_types as (
    select
        {{ fingerprint([
            ('contact_type_id', 'varchar'),
            ('is_outcome_expected', 'boolean'),
        ]) }} as fingerprint
    from {{ ref('int_contact_types_listed') }}
),

outcomes as (
    select
        {{ fingerprint([
            ('contact_outcome_type_id', 'bigint'),
            ('outcome_kind', 'varchar'),
            ('is_attended', 'boolean'),
            ('is_complied', 'boolean'),
        ]) }} as fingerprint
    from {{ ref('int_contact_outcomes_grouped') }}
),

final as (
    select
        {{ generate_surrogate_key([
            'contact_types.fingerprint',
            'outcomes.fingerprint',
        ]) }} as fingerprint
    from contact_types
    cross join outcomes
)

select * from final
