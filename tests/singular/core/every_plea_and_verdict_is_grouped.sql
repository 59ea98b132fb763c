{#
    Guards that people have said what each plea and verdict of the court systems
    is, and of no other.
    Matters when a contract gains a code: charges with it would count as unknown.
    To resolve: add the code to seeds/plea_codes.csv or seeds/verdict_codes.csv.
#}
{% set coded = {
    'common_platform__ha_offence': {
        'plea_value': 'plea', 'verdict_category_type': 'verdict',
    },
    'libra__libra_offence': {'plea': 'plea', 'finding': 'verdict'},
    'xhibit__xhb_offence': {'plea_code': 'plea', 'verdict_code': 'verdict'},
} %}
with

contract_codes as (
    select
        source_system,
        'plea' as code_kind,
        source_code
    from {{ ref('plea_codes') }}
    where false
    {% for node in graph.nodes.values() if node.name in coded %}
    {% for column, code_kind in coded[node.name].items() %}
    {% for code in node.columns[column].config.meta.accepted_values %}

    union all

    select
        '{{ node.name.split('__')[0] }}' as source_system,
        '{{ code_kind }}' as code_kind,
        '{{ code }}' as source_code
    {% endfor %}
    {% endfor %}
    {% endfor %}
),

grouped as (
    select
        source_system,
        'plea' as code_kind,
        source_code
    from {{ ref('plea_codes') }}

    union all

    select
        source_system,
        'verdict' as code_kind,
        source_code
    from {{ ref('verdict_codes') }}
),

final as (
    select
        coalesce(contract_codes.source_system, grouped.source_system)
            as source_system,
        coalesce(contract_codes.code_kind, grouped.code_kind) as code_kind,
        coalesce(contract_codes.source_code, grouped.source_code)
            as source_code,
        grouped.source_code is not null as is_grouped
    from contract_codes
    full outer join grouped
        on
            contract_codes.source_system = grouped.source_system
            and contract_codes.code_kind = grouped.code_kind
            and contract_codes.source_code = grouped.source_code
    where contract_codes.source_code is null or grouped.source_code is null
)

select * from final
