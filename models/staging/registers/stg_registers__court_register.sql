{# One live court. #}
with

courts as (
    {{ as_at_mask(ref('registers__court_register')) }}
),

final as (
    select
        id as court_id,
        court_name,
        court_description,
        type as court_type_code,
        active as is_active,
        town as town_name,
        country as country_name,
        region as region_name,
        ou_code,
        crest_court_id,
        court_centre_id,
        mojap_start_datetime as stated_at
    from courts
    where mojap_current_record
)

select * from final
