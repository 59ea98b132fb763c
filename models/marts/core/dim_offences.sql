{# One row per version of an offence; unknown, not applicable are two more. #}
with

versions as (
    select * from {{ ref('int_offences_versioned') }}
),

members as (
    select
        offence_id,
        is_subclass,
        offence_name,
        offence_type_code,
        start_date,
        end_date,
        home_office_code,
        home_office_class,
        home_office_class_name,
        home_office_subclass_name,
        offence_group_code,
        offence_group_name,
        is_listed,
        valid_from,
        valid_to
    from versions
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as offence_id,
        false as is_subclass,
        {{ member }} as offence_name,
        {{ member }} as offence_type_code,
        cast(null as date) as start_date,
        cast(null as date) as end_date,
        {{ member }} as home_office_code,
        cast(null as bigint) as home_office_class,
        {{ member }} as home_office_class_name,
        {{ member }} as home_office_subclass_name,
        {{ member }} as offence_group_code,
        {{ member }} as offence_group_name,
        false as is_listed,
        {{ first_valid_from() }} as valid_from,
        {{ open_end() }} as valid_to
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key([
            'offence_id', ('valid_from', 'timestamp(6)'),
        ]) }} as offence_key,
        offence_id,
        is_subclass,
        offence_name,
        offence_type_code,
        start_date,
        end_date,
        home_office_code,
        home_office_class,
        home_office_class_name,
        home_office_subclass_name,
        offence_group_code,
        offence_group_name,
        is_listed,
        valid_from,
        valid_to,
        valid_to = {{ open_end() }} as is_current
    from members
)

select * from final
