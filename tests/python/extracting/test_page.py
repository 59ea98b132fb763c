"""The commands of the page on PostgreSQL work, on a server that is made as it says."""

from __future__ import annotations

import re
import shlex

import yaml
from database import PEOPLE, TERMS, Extracts

from places import PROJECT

PAGE = PROJECT / "docs/postgresql.md"
ADDRESS = "postgresql://derive_reader@db.example/hmpps"


def test_the_page_works(extracts: Extracts) -> None:
    text = PAGE.read_text(encoding="utf-8")
    [terms] = re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S)
    assert yaml.safe_load(terms)["contract"] == TERMS and "updated_at" in PEOPLE
    extracts.make_people()
    extracts.database.sql("drop role if exists derive_reader")
    [roles] = re.findall(r"^```sql\n(.*?)^```$", text, re.M | re.S)
    extracts.database.sql(roles)
    extracts.monkeypatch.setenv("PGPASSWORD", "of this test")
    extracts.database.sql("alter role derive_reader password 'of this test'")
    commands = re.findall(r"^\.venv/bin/derive (.+)$", text, re.M)
    assert len(commands) == 4
    here = extracts.database.dsn.replace("owner@", "derive_reader@")
    for command in commands:
        assert ADDRESS in command
        extracts.derive(*shlex.split(command.replace(ADDRESS, here)))
        extracts.database.sql("delete from people where id = 1")
    kinds = sorted(batch["kind"] for batch in extracts.list())
    assert kinds == ["changes", "deletes", "full", "full"]
