"""What Athena refuses and Trino would take."""

from __future__ import annotations

LONGEST_QUERY = 262_144


def refusal(query: str) -> str | None:
    """Why Athena would refuse this text before running it, or None."""
    size = len(query.encode())
    if size > LONGEST_QUERY:
        return (
            f"InvalidRequestException: the query is {size} bytes long; Athena takes"
            f" {LONGEST_QUERY} at most"
        )
    return None
