{#
    Guards that no contact is lost or doubled between staging and the mart.
    Matters when a join of int_contacts_resolved finds two rows.
    To resolve: count that model by contact_key; what is there twice shows which
    join did it.
#}
with

staged as (
    select count(*) as contacts from {{ ref('stg_delius__contact') }}
),

published as (
    select count(*) as contacts from {{ ref('fct_contacts') }}
),

final as (
    select
        staged.contacts as staged_contacts,
        published.contacts as published_contacts
    from staged
    cross join published
    where staged.contacts <> published.contacts
)

select * from final
