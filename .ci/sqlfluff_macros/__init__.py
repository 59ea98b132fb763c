"""Stand-ins for the project's macros, for sqlfluff.

sqlfluff's own template reader has no adapter to ask, and its dbt one takes four times as long.
So each macro renders here as a call of a function of its own name, which is all that layout rules
need to see.
"""

import re
from pathlib import Path

_MACROS = Path(__file__).resolve().parents[2] / "macros"
_STATEMENTS = {"config", "docs"}


class _Call:
    """A macro that renders as `name(first, second)`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *args: object, **kwargs: object) -> str:
        """Only what could be SQL is shown; lists, dicts and booleans are not."""
        shown = [
            str(value)
            for value in (*args, *kwargs.values())
            if not isinstance(value, (list, tuple, dict, bool)) and value is not None
        ]
        return f"{self.name}({', '.join(shown)})"


for _path in sorted(_MACROS.rglob("*.sql")):
    for _name in re.findall(r"\{%-?\s*macro\s+(\w+)", _path.read_text()):
        globals()[_name] = _Call(_name)
