"""Names of columns: which a contract can have, and what their words say."""

from __future__ import annotations

import re
from functools import cache

from derived_tables.contract import HISTORY_COLUMNS

# Reserved by Trino; those of DuckDB are added from DuckDB itself.
TRINO = set(
    """alter and as between by case cast constraint create cross cube current_date current_time
    current_timestamp current_user deallocate delete describe distinct drop else end escape except
    execute exists extract false for from full group grouping having in inner insert intersect into
    is join left like localtime localtimestamp natural normalize not null on or order outer prepare
    recursive right rollup select skip table then trim true uescape union unnest using values when
    where with""".split()  # noqa: SIM905
)
IDENTIFIER = re.compile(
    r"(^|_)(no|num|number|code|key|ref|reference|urn|uuid|guid|seq|sequence|identifier|pnc|cro"
    r"|crn|noms|asn|nino|pk)$|id$"
)
# Words of what is said of a thing, as against what tells it from others.
ATTRIBUTES = set(
    """age paid valid void covid grid race ethnic ethnicity religion faith gender sex nationality
    status state flag flg ind indicator level type kind category class group outcome result
    description title reason charge amount total count score rate share latitude longitude
    location address postcode comment comments note notes text infraction sealed band grade
    priority birth dob phone email""".split()  # noqa: SIM905
)


@cache
def reserved() -> frozenset[str]:
    """Words that DuckDB or Trino keeps for itself: no column is named so."""
    import duckdb

    with duckdb.connect() as con:
        found = con.execute(
            "select keyword_name from duckdb_keywords() where keyword_category = 'reserved'"
        ).fetchall()
    return frozenset(TRINO | {word for (word,) in found})


def why_not(name: str) -> str:
    """Why a contract cannot have a column of this name; empty where it can."""
    if name in reserved():
        return "is a reserved word of SQL"
    if name.startswith("mojap_") or name in HISTORY_COLUMNS:
        return "has a name that is kept for history"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        return "is not letters, digits and underscores with a letter first"
    return ""


def words(name: str) -> list[str]:
    """The words of a name."""
    return [word for word in name.split("_") if word]


def attribute_word(name: str) -> str:
    """The word by which a name is that of an attribute; empty where it is none."""
    return next((word for word in words(name) if word in ATTRIBUTES), "")


def is_identifier(name: str) -> bool:
    """Whether a name is that of an identifier: `crime_id`, `inmateid`, `movement_seq`."""
    return bool(IDENTIFIER.search(name)) and not attribute_word(name)
