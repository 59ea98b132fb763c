"""Stand-ins for the project's macros, for sqlfluff and for tests that read models as text.

sqlfluff's own template reader has no adapter to ask, and its dbt one takes four times as long.
So each macro renders here as a call of a function of its own name; one that writes a whole query
as `select * from` what it is given. That is all that rules of layout and lineage need to see.
"""

import re
from pathlib import Path

_MACROS = Path(__file__).resolve().parents[2] / "macros"
_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)(.*?)\{%-?\s*endmacro", re.S)
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)


def _shown(value: object) -> list[str]:
    """What of an argument could be SQL, lists laid flat."""
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in _shown(item)]
    if value is None or isinstance(value, (dict, bool)):
        return []
    return [str(value)]


class _Call:
    """A macro that renders as `name(first, second)`."""

    def __init__(self, name: str, is_query: bool = False) -> None:
        self.name = name
        self.is_query = is_query

    def __call__(self, *args: object, **kwargs: object) -> str:
        shown = _shown([*args, *kwargs.values()])
        if self.is_query and shown and shown[0].isidentifier():
            return " ".join(["select * from", shown[0]])
        called = f"{self.name}({', '.join(shown)})"
        return " ".join(["select * from", called]) if self.is_query else called


_bodies = {}
for _path in sorted(_MACROS.rglob("*.sql")):
    _bodies.update(_MACRO.findall(_path.read_text()))

for _name in _bodies:
    _body = _bodies.get(f"duckdb__{_name}", _bodies.get(f"default__{_name}", _bodies[_name]))
    # The signature's own brackets end before the first `%}`.
    _sql = _JINJA.sub(" ", _body.split("%}", 1)[1]).split()
    globals()[_name] = _Call(_name, bool(_sql) and _sql[0] in {"select", "with"})


def last_known(expression: str, window: str) -> str:
    """A window is no argument of a function."""
    return f"last_known({expression}) over ({window})"


def where_booking_due(*_args: object, **_kwargs: object) -> str:
    """A clause is no call of a function."""
    return ""


def where_due(*_args: object, **_kwargs: object) -> str:
    """A clause is no call of a function."""
    return ""


def due_contacts(*_args: object, **_kwargs: object) -> None:
    """All are due but in a day's build."""
