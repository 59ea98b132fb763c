"""Read SQL as text: comments, quotes, Jinja, calls and casts, without a grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator

_JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.S)
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.S)
# One pass, so that a quote in a comment and a comment in a quote are what they are.
_QUIET = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<text>'(?:[^']|'')*')|(?P<name>\"(?:[^\"]|\"\")*\"|`[^`]*`)",
    re.S,
)

# Words that stand before a bracket without being functions.
NOT_FUNCTIONS = frozenset(
    """all and any array as between by case cast check columns cross cube date decimal distinct
    else end escape except exists filter for from full group grouping having if ilike in inner
    insert intersect interval into is join key lateral left like limit merge not null offset on or order
    outer over partition primary qualify recursive references returning right rollup row rows
    select set sets some struct table tablesample then time timestamp try_cast union unique unnest
    update using values varchar char varbinary when where window with within""".split()  # noqa: SIM905
)


def blank(text: str) -> str:
    """Spaces of the same length; new lines stay, so that line numbers hold."""
    return re.sub(r"[^\n]", " ", text)


def without_jinja_comments(text: str) -> str:
    """The text with `{# #}` blanked."""
    return _JINJA_COMMENT.sub(lambda found: blank(found[0]), text)


def bare_sql(text: str) -> str:
    """The SQL alone: Jinja, comments and the insides of quotes are blanked, lower case.

    A Jinja expression leaves a `j`, so that what stands round it is still read right.
    """
    text = without_jinja_comments(text)
    text = _JINJA.sub(
        lambda found: ("j" if found[0].startswith("{{") else " ") + blank(found[0])[1:], text
    )

    def quieten(found: re.Match[str]) -> str:
        if found["comment"]:
            return blank(found[0])
        return found[0][0] + blank(found[0])[1:-1] + found[0][-1]

    return _QUIET.sub(quieten, text).lower()


def jinja_only(text: str) -> str:
    """The Jinja alone, its comments blanked."""
    text = without_jinja_comments(text)
    kept, end = [], 0
    for found in _JINJA.finditer(text):
        kept.append(blank(text[end : found.start()]) + found[0])
        end = found.end()
    return "".join(kept) + blank(text[end:])


def line_of(text: str, position: int) -> int:
    """The line, from 1, of a position."""
    return text.count("\n", 0, position) + 1


def calls(bare: str) -> Iterator[tuple[str, int]]:
    """Each function called in bare SQL, with its position."""
    for found in re.finditer(r"(?<![\w.\"$])([a-z_]\w*)\s*\(", bare):
        before = bare[: found.start()].rstrip()
        name = found[1]
        if name in NOT_FUNCTIONS:
            continue
        # `name (a, b)` after `as`, `with`, `into` or a comma before `as` names columns.
        if re.search(r"(\bas|\binto|\bwith|\btable|\brecursive|\bview)$", before):
            continue
        if re.match(r"\s*as\s*\(", bare[_closing(bare, found.end() - 1) + 1 :]):
            continue
        yield name, found.start()


def casts(bare: str) -> Iterator[tuple[str, str, int]]:
    """Each cast in bare SQL: what is cast, the type, the position."""
    for found in re.finditer(r"\b(?:try_)?cast\s*\(", bare):
        start = found.end()
        end = _closing(bare, start - 1)
        depth = 0
        split = None
        for token in re.finditer(r"\(|\)|\bas\b", bare[start:end]):
            if token[0] == "(":
                depth += 1
            elif token[0] == ")":
                depth -= 1
            elif depth == 0:
                split = token
        if split is not None:
            inner = bare[start:end]
            yield inner[: split.start()].strip(), inner[split.end() :].strip(), found.start()


def _closing(text: str, opening: int) -> int:
    """Where the bracket that opens at `opening` is closed."""
    depth = 0
    for found in re.compile(r"[()]").finditer(text, opening):
        depth += 1 if found[0] == "(" else -1
        if depth == 0:
            return found.start()
    return len(text)
