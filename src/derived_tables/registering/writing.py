"""The text of what a registered table hangs on: models, their YAML, the source, the list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from derived_tables.contract import CONTENT_COLUMN, HISTORY_COLUMNS
from derived_tables.errors import DeriveError
from derived_tables.registering.kinds import Load
from derived_tables.registering.personal import Mark
from derived_tables.registering.types import Typed

TODO = "TODO"
WIDTH = 80
TIME_WORD = re.compile(r"_?(dt|date|datetime|date_time|time|ts|timestamp|at)$")


@dataclass(frozen=True)
class Proposal:
    """All that a contract says, as the sample gives it.

    `key` is None for `content`. `absent` are columns that some file lacks, `not_null` those that
    the source declares so.
    """

    system: str
    table: str
    columns: Sequence[Typed]
    load: Load
    key: Sequence[str] | None
    marks: Mapping[str, Mark]
    absent: frozenset[str] = frozenset()
    not_null: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The curated model's name."""
        return f"{self.system}__{self.table}"

    @property
    def classification(self) -> str:
        """What columns that look personal make of the table; the rest a person says."""
        return "official-sensitive" if self.marks else TODO


def column_block(column: Typed, proposal: Proposal) -> list[str]:
    """A column's lines in the contract."""
    meta = []
    if column.clock:
        meta.append(f"clock: {column.clock}")
    if column.name in proposal.not_null and column.name not in (proposal.key or ()):
        meta.append("not_null: true")
    if column.name in proposal.absent and column.name not in (proposal.key or ()):
        meta.append("may_be_absent: true")
    if column.name in proposal.load.untracked:
        meta.append("tracked: false")
    mark = proposal.marks.get(column.name)
    if mark:
        meta.append("special: true" if mark.is_special else "personal: direct")
    lines = [
        f"      - name: {_name(column.name)}",
        f"        data_type: {column.data_type}",
        f"        description: {TODO}",
    ]
    if meta:
        lines += ["        config:", "          meta:", *(f"            {one}" for one in meta)]
    return lines


def contract_text(proposal: Proposal) -> str:
    """The YAML of the contract."""
    load = proposal.load
    terms = _listed("key", proposal.key, 10) if proposal.key else ["          key: content"]
    terms.append(f"          kinds: [{load.kind}]")
    for role in ("time", "op", "order", "slice"):
        if getattr(load, role):
            terms.append(f"          {role}: {_name(getattr(load, role))}")
    if load.deleted_when:
        terms.append(f'          deleted_when: "{load.deleted_when}"')
    if load.fall is not None:
        terms.append(f"          fall: {load.fall}")
    blocks = [_content_block()] if not proposal.key else []
    blocks += [column_block(column, proposal) for column in proposal.columns]
    blocks += [_history_block(name, data_type) for name, data_type in HISTORY_COLUMNS.items()]
    return _text([
        *_head(proposal.name, "one version of one TODO", ["mojap_version_id"], proposal),
        "        contract:",
        *terms,
        "    data_tests:",
        "      - reconciles",
        *_primary_key(["mojap_version_id"]),
        "    columns:",
        *(line for block in blocks for line in block),
    ])  # fmt: skip


def curated_sql() -> str:
    """The one-line model."""
    return f"{{# One version of one {TODO}. #}}\n{{{{ curate() }}}}\n"


def _staged(proposal: Proposal) -> list[tuple[str, str]]:
    """Columns of the staging model: SQL and name. A local time is there as it is, and as UTC."""
    taken = {column.name for column in proposal.columns} | {"stated_at"}
    found = [] if proposal.key else [(CONTENT_COLUMN, "content_id")]
    for column in proposal.columns:
        stem = TIME_WORD.sub("", column.name) or column.name
        at = f"{stem}_at"
        if column.kind != "timestamp" or {at, f"{at}_local"} & (taken - {column.name}):
            found.append((column.name, column.name))
            continue
        taken |= {at, f"{at}_local"}
        if column.clock == "utc":
            found.append((column.name, at))
        else:
            found.append((column.name, f"{at}_local"))
            found.append((f"{{{{ local_to_utc('{column.name}') }}}}", at))
    return [*found, ("mojap_start_datetime", "stated_at")]


def staging_sql(proposal: Proposal) -> str:
    """The staging model: live rows, each column by its name."""
    listed = ",\n        ".join(
        sql if sql == name else f"{sql} as {name}" for sql, name in _staged(proposal)
    )
    return (
        f"{{# One row per live {TODO}. #}}\nwith\n\nlanded as (\n"
        f"    {{{{ as_at_mask(ref('{proposal.name}')) }}}}\n),\n\n"
        f"final as (\n    select\n        {listed}\n    from landed\n"
        "    where mojap_current_record\n)\n\nselect * from final\n"
    )


def staging_text(proposal: Proposal) -> str:
    """The YAML of the staging model."""
    staged = _staged(proposal)
    # A local time of the key is named with its clock; in UTC an hour would happen twice.
    key = [
        next(name for sql, name in staged if sql == column)
        for column in (proposal.key or [CONTENT_COLUMN])
    ]
    lines = [
        *_head(f"stg_{proposal.name}", "one live TODO", key, proposal),
        "    data_tests:",
        *_primary_key(key),
        "    columns:",
    ]
    for _, name in staged:
        said = '"{{ doc(\'column_stated_at\') }}"' if name == "stated_at" else TODO
        lines += [f"      - name: {_name(name)}", f"        description: {said}"]
    return _text(lines)


def source_text(system: str, table: str, text: str | None, path: Path) -> str:
    """`_sources.yml` of the system with the table in it; all of it where there was none."""
    if text is None:
        head = [
            "version: 2", "", "sources:", f"  - name: {system}", f"    description: {TODO}",
            f"    schema: landing_{system}", "    config:", "      meta:",
            f"        owner: {TODO}", "    tables:",
        ]  # fmt: skip
        return _text([*head, *_source_entry(table, TODO)])
    sources = (yaml.safe_load(text) or {}).get("sources") or []
    mine = [source for source in sources if source.get("name") == system]
    if len(mine) != 1:
        raise DeriveError(f"it does not declare the source {system} once.", place=str(path))
    if table in [one["name"] for one in mine[0].get("tables") or []]:
        return text
    owner = ((mine[0].get("config") or {}).get("meta") or {}).get("owner") or TODO
    place = _end_of_tables(text, system, path)
    lines = text.rstrip("\n").split("\n")
    return _text([*lines[:place], *_source_entry(table, owner), *lines[place:]])


def _end_of_tables(text: str, system: str, path: Path) -> int:
    """The line after the last table of a source."""
    tree = yaml.compose(text, Loader=yaml.SafeLoader)
    for key, sources in tree.value:
        if key.value != "sources":
            continue
        for source in sources.value:
            parts = {one.value: other for one, other in source.value}
            tables = parts.get("tables")
            if parts["name"].value == system and tables is not None and tables.value:
                end = tables.end_mark.line if tables.end_mark.column == 0 else None
                lines = text.split("\n")
                last = end if end is not None else tables.end_mark.line
                while last > 0 and not lines[last - 1].strip():
                    last -= 1
                return last
    raise DeriveError(f"source {system} has no list of tables to add to.", place=str(path))


def listed_text(text: str, name: str, path: Path) -> str:
    """`dbt_project.yml` with a model in the variable `curated_tables`, in its place by name."""
    found = re.search(r"^  curated_tables:\n((?:    - \w+\n)*)", text, re.M)
    if not found:
        raise DeriveError("it has no variable curated_tables, one table a line.", place=str(path))
    names = re.findall(r"- (\w+)", found[1])
    if name in names:
        return text
    place = next((i for i, other in enumerate(names) if other > name), len(names))
    names.insert(place, name)
    lines = "".join(f"    - {one}\n" for one in names)
    return text[: found.start(1)] + lines + text[found.end(1) :]


def write_all(project: Path, proposal: Proposal) -> list[Path]:
    """Write the four new files, then the source and the list; paths, from the project's folder.

    DeriveError, and nothing written, where one of the four is there already.
    """
    system, name = proposal.system, proposal.name
    curated = Path("models/curated") / system
    staging = Path("models/staging") / system
    new: dict[Path, Callable[[], str]] = {
        curated / f"{name}.sql": curated_sql,
        curated / f"{name}.yml": lambda: contract_text(proposal),
        staging / f"stg_{name}.sql": lambda: staging_sql(proposal),
        staging / f"stg_{name}.yml": lambda: staging_text(proposal),
    }
    there = [str(path) for path in new if (project / path).exists()]
    if there:
        raise DeriveError(
            f"{', '.join(there)} is there already, without the contract.",
            remedy="Nothing was written: move it away, or write the contract by hand.",
        )
    sources, listing = curated / "_sources.yml", Path("dbt_project.yml")
    texts = {path: made() for path, made in new.items()}
    old = project / sources
    standing = old.read_text(encoding="utf-8") if old.exists() else None
    texts[sources] = source_text(system, proposal.table, standing, sources)
    standing = (project / listing).read_text(encoding="utf-8")
    texts[listing] = listed_text(standing, name, listing)
    for path, text in texts.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, encoding="utf-8")
    return list(texts)


def _head(name: str, grain: str, key: Sequence[str], proposal: Proposal) -> list[str]:
    return [
        "version: 2",
        "",
        "models:",
        f"  - name: {name}",
        f"    description: {TODO}",
        "    config:",
        "      meta:",
        f"        grain: {grain}",
        *_listed("key", key, 8),
        f"        owner: {TODO}",
        f"        classification: {proposal.classification}",
        f"        retention: {TODO}",
        f"        schedule: {proposal.load.schedule}",
    ]


def _primary_key(key: Sequence[str]) -> list[str]:
    return ["      - primary_key:", "          arguments:", *_listed("column_names", key, 12)]


def _content_block() -> list[str]:
    return [
        f"      - name: {CONTENT_COLUMN}",
        "        data_type: varchar",
        "        description: >",
        "          Tells the row, which has no key. A hash of its content, and which of",
        "          the rows alike of its batch it is.",
    ]


def _history_block(name: str, data_type: str) -> list[str]:
    return [
        f"      - name: {name}",
        f"        data_type: {data_type}",
        f"        description: \"{{{{ doc('{name}') }}}}\"",
    ]


def _source_entry(table: str, owner: str) -> list[str]:
    return [
        f"      - name: {_name(table)}", f"        description: {TODO}", "        config:",
        "          meta:", f"            owner: {owner}",
    ]  # fmt: skip


def _listed(key: str, values: Sequence[str], indent: int) -> list[str]:
    """A YAML list on one line, or one value a line where that is too long."""
    spaces = " " * indent
    one = f"{spaces}{key}: [{', '.join(map(_name, values))}]"
    if len(one) <= WIDTH:
        return [one]
    return [f"{spaces}{key}:", *(f"{spaces}  - {_name(value)}" for value in values)]


def _name(name: str) -> str:
    """A name in YAML, quoted where YAML would read it as something else (`no`, `on`, `y`)."""
    return name if isinstance(yaml.safe_load(name), str) and name != "y" else f'"{name}"'


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"
