"""How well records are linked, measured against the truth behind a synthetic world."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import duckdb
from worlds import built_world

# Records with whose they are; pairs of two systems that are one person, by builds and in truth;
# and those that share a NOMS or PNC number, which a plain join would find.
PAIRS = """
create temp table truth as
select 'nomis root ' || identifier as record, block * 200 + person as person
from links where table_name = 'offenders' and column_name = 'offender_id'
union all
select 'delius offender ' || identifier, block * 200 + person
from links where table_name = 'offender' and column_name = 'offender_id';

create temp table records as
select person_identifier as record, person_id, source_system, person
from intermediate.int_person_records_identified as built
left join truth on truth.record = built.person_identifier;

create temp table pairs as
with plain as (
    select distinct mine.person_identifier as first, theirs.person_identifier as second
    from intermediate.int_person_identifiers_listed as mine
    join intermediate.int_person_identifiers_listed as theirs using (identifier_type, identifier)
    where identifier_type in ('noms', 'pnc')
),

crossed as (
    select one.record as first, other.record as second, 'linked' as found
    from records as one join records as other using (person_id)
    where one.source_system = 'nomis' and other.source_system = 'delius'
    union all
    select one.record, other.record, 'true'
    from records as one join records as other using (person)
    where one.source_system = 'nomis' and other.source_system = 'delius'
    union all
    select first, second, 'plain'
    from plain
    join records as one on one.record = first and one.source_system = 'nomis'
    join records as other on other.record = second and other.source_system = 'delius'
)

select
    first, second, bool_or(found = 'linked') as is_linked, bool_or(found = 'true') as is_true,
    bool_or(found = 'plain') as is_plain
from crossed
group by first, second;
"""


@dataclass
class Share:
    """A share of pairs: how many of how many."""

    right: int
    of: int

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.of + other.of)

    @property
    def value(self) -> float:
        return self.right / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's, at 95%."""
        z = 1.96
        middle = self.value + z * z / (2 * self.of)
        half = z * math.sqrt(
            self.value * (1 - self.value) / self.of + z * z / (4 * self.of * self.of)
        )
        whole = 1 + z * z / self.of
        return (middle - half) / whole, (middle + half) / whole

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.4f} ({low:.4f} to {high:.4f}, of {self.of:,})"


@dataclass
class Measured:
    """Precision and recall of pairs of two systems; of all, of those without a number, plainly."""

    shares: dict[str, Share]
    largest_group: int
    largest_person: int

    def __add__(self, other: Measured) -> Measured:
        return Measured(
            {name: share + other.shares[name] for name, share in self.shares.items()},
            max(self.largest_group, other.largest_group),
            max(self.largest_person, other.largest_person),
        )

    def __str__(self) -> str:
        lines = [f"  {name:50} {share}" for name, share in self.shares.items()]
        lines.append(
            f"  largest group of records {self.largest_group}, in truth {self.largest_person}"
        )
        return "\n".join(lines)


def measure(folder: Path, *options: str) -> Measured:
    """Make a world, link its people, and hold that against the truth."""
    return against_truth(*built_world(folder, ["+int_person_records_identified"], *options))


def against_truth(warehouse: Path, truth: Path) -> Measured:
    """Measure what a warehouse holds to be one person."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        con.execute(f"create temp view links as from '{truth / 'links.parquet'}'")
        con.execute(PAIRS)
        shares = {}
        for title, among, linked in (
            ("", "true", "is_linked"),
            (" sharing neither NOMS number nor PNC", "not is_plain", "is_linked"),
            (" by plain equality of NOMS number or PNC", "true", "is_plain"),
        ):
            for measure_name, base in (("precision", linked), ("recall", "is_true")):
                right, of = con.execute(
                    f"select count(*) filter ({linked} and is_true), count(*) from pairs"
                    f" where {among} and {base}"
                ).fetchone()
                shares[measure_name + title] = Share(right, of)
        largest = [
            con.execute(
                f"select max(n) from (select count(*) as n from records group by {column})"
            ).fetchone()[0]
            for column in ("person_id", "coalesce(person, -hash(record)::hugeint)")
        ]
    return Measured(shares, *largest)
