{# One row per pair of records that are held to be one person. #}
with

pairs as (
    select * from {{ ref('int_person_pairs_judged') }}
),

records as (
    select * from {{ ref('int_person_records_listed') }}
),

{# Two of three must speak against it; in one system, which kept two, one. #}
agreed as (
    select
        pairs.first_identifier,
        pairs.second_identifier,
        pairs.evidence_rank,
        first_records.source_system as first_system,
        second_records.source_system as second_system
    from pairs
    inner join records as first_records
        on pairs.first_identifier = first_records.person_identifier
    inner join records as second_records
        on pairs.second_identifier = second_records.person_identifier
    where
        pairs.agreements = 3
        or (
            pairs.agreements = 2
            and first_records.source_system <> second_records.source_system
        )
),

sides as (
    select
        first_identifier as person_identifier,
        second_system as other_system,
        evidence_rank
    from agreed

    union all

    select
        second_identifier as person_identifier,
        first_system as other_system,
        evidence_rank
    from agreed
),

best as (
    select
        person_identifier,
        other_system,
        min(evidence_rank) as best_rank
    from sides
    group by person_identifier, other_system
),

{# Weaker evidence does not join a record to two people of another system. #}
final as (
    select
        agreed.first_identifier,
        agreed.second_identifier,
        agreed.evidence_rank
    from agreed
    inner join best as first_best
        on
            agreed.first_identifier = first_best.person_identifier
            and agreed.second_system = first_best.other_system
    inner join best as second_best
        on
            agreed.second_identifier = second_best.person_identifier
            and agreed.first_system = second_best.other_system
    where
        agreed.first_system = agreed.second_system
        or (
            agreed.evidence_rank = first_best.best_rank
            and agreed.evidence_rank = second_best.best_rank
        )
)

select * from final
