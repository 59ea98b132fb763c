"""How the name of a column in a file becomes the name that landing and a contract use."""

from __future__ import annotations

import re
import unicodedata


def column_name(header: str) -> str:
    """A header's text as a name: lower case, accents off, an underscore for anything else.

    `Crime ID` is `crime_id` and `Rate (%)` is `rate`. A name that begins with a digit gets `c_`
    before it. Empty where nothing is left. Whether two columns then have one name is the caller's
    to refuse; so is one that is `unprintable`, which stays as it is.
    """
    if unprintable(header.strip()):
        return header.strip().lower()
    parts = unicodedata.normalize("NFKD", header.strip().lower())
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    name = re.sub(r"[^a-z0-9_]+", "_", re.sub(r"^[^a-z0-9_]+|[^a-z0-9_]+$", "", plain))
    return f"c_{name}" if name[:1].isdigit() else name


def unprintable(text: str) -> bool:
    """Whether a name has a character that does not show: control, formatting, line ends."""
    return any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in text)
