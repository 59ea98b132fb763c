-- A version of a court on the register. A court has its Common Platform id from its move on; a
-- centre in no region has long been closed, or is of another country.
with courts as (
    select
        register_id, name, 'CRN' as type, share > 0 as active, region,
        ou_code || '00' as ou_code, crown_court_id as crest_court_id,
        md5('court centre ' || ou_code) as centre
    from crown_courts
    union all
    select
        register_id, name, 'MAG', share > 0, region, ou_code || '00', null,
        md5('court centre ' || ou_code)
    from magistrates_courts
    union all
    select register_id, name, court_type, false, null, null, null, null
    from other_courts
)

select
    0 as block, versions.item, version_at, until_at, op,
    register_id as id,
    coalesce(versions.name, courts.name) as court_name,
    case when versions.name is not null then 'Formerly ' || courts.name end as court_description,
    type,
    coalesce(versions.active, courts.active::varchar) as active,
    regexp_replace(courts.name, ' (Crown|Magistrates'' ?|Combined) ?Court.*$', '') as town,
    case
        when courts.region = 'Wales' then 'Wales'
        when courts.region is not null then 'England'
    end as country,
    coalesce(versions.region, courts.region) as region,
    ou_code,
    crest_court_id,
    case when has_moved then cast(cast(centre as uuid) as varchar) end as court_centre_id
from register_versions as versions
inner join courts on courts.register_id = versions.code
where register = 'court'
