"""Servers, roles, passwords and connections that fail: what is said, and that nothing lands."""

from __future__ import annotations

import os
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from database import PASSWORD, Extracts

from derived_tables import landing
from derived_tables.contract import load_contract
from derived_tables.errors import DeriveError
from derived_tables.extract import extract, read_dsn
from derived_tables.extracting import read


def private(extracts: Extracts, text: str, mode: int = 0o600) -> Path:
    path = extracts.file("dsn", text)
    path.chmod(mode)
    return path


@pytest.fixture
def secretive(extracts: Extracts, monkeypatch: pytest.MonkeyPatch) -> Extracts:
    """A table, and an environment without its password."""
    extracts.make_people()
    monkeypatch.delenv("PGPASSWORD")
    return extracts


def test_the_password_may_come_from_a_private_file(secretive: Extracts) -> None:
    path = private(secretive, secretive.database.secret_dsn + "\n")
    secretive.extract("--full", "--dsn-file", path)
    path.chmod(0o640)
    said = secretive.extract("--full", "--dsn-file", path, code=1).stderr
    assert "its mode is 640" in said and f"chmod 600 {path}" in said
    value = PASSWORD.replace("\\", "\\\\").replace("'", "\\'")
    base = secretive.database
    private(
        secretive,
        f"host=127.0.0.1 port = {base.port} user={base.user} dbname='{base.name}' password='{value}'",
    )
    secretive.extract("--full", "--dsn-file", path)
    assert len(secretive.batches("full")) == 2
    assert "PGPASSWORD" not in os.environ


def test_the_password_may_come_from_the_environment(
    secretive: Extracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DERIVE_DSN", secretive.database.secret_dsn)
    secretive.check_secret(secretive.derive("extract", "hmpps.people", "--full").output)
    monkeypatch.delenv("DERIVE_DSN")
    escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    passfile = private(secretive, f"*:*:*:*:{escaped}\n")
    monkeypatch.setenv("PGPASSFILE", str(passfile))
    secretive.extract("--full")
    assert len(secretive.batches("full")) == 2


@pytest.mark.parametrize("form", ["uri", "query", "pairs"])
def test_a_password_on_the_command_line_is_refused(secretive: Extracts, form: str) -> None:
    value = PASSWORD.replace("\\", "\\\\").replace("'", "\\'")
    dsn = {
        "uri": secretive.database.secret_dsn,
        "query": f"{secretive.database.dsn}?password=wrong",
        "pairs": f"host=127.0.0.1 password='{value}'",
    }[form]
    said = secretive.extract("--full", "--dsn", dsn, code=2).stderr
    assert "--dsn has a password" in said and "--dsn-file" in said and "wrong" not in said


def test_no_failure_shows_the_password(secretive: Extracts, capfd: pytest.CaptureFixture) -> None:
    base = secretive.database
    cases = {
        replace(base, name="nowhere").secret_dsn: "does not exist",
        replace(base, port=1).secret_dsn: "does not answer",
        replace(base, host="nowhere.invalid").secret_dsn: "does not answer",
        replace(base, user="nobody").secret_dsn: "does not accept the user or the password",
        f"{base.secret_dsn}?sslmode=require": "does not answer, or refuses",
        f"{base.secret_dsn}?nosuch=option": "nosuch",
        f"{base.secret_dsn}?sslmode=nonsense": "sslmode",
        f"host=127.0.0.1 password={base.secret_dsn}'": "no address of a database",
    }
    root = landing.landing_root(secretive.project)
    contract = load_contract(secretive.project, "hmpps", "people")
    for text, said in cases.items():
        with pytest.raises(DeriveError) as caught:
            extract(root, contract, read_dsn(None, private(secretive, text)), full=True)
        shown = "".join(traceback.format_exception(caught.value))
        assert said in str(caught.value)
        secretive.check_secret(shown, repr(caught.value.__context__))
    with pytest.raises(DeriveError) as caught:
        dsn = read_dsn(None, private(secretive, base.secret_dsn))
        extract(root, contract, dsn, full=True, source="nowhere")
    secretive.check_secret("".join(traceback.format_exception(caught.value)), repr(dsn), str(dsn))
    printed = capfd.readouterr()
    secretive.check_secret(printed.out, printed.err)
    assert "PGPASSWORD" not in os.environ
    assert secretive.list() == [] and secretive.leftovers() == []


def test_a_wrong_password_is_said_to_be_wrong(
    secretive: Extracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = secretive.extract("--full", code=1).stderr
    assert "does not accept the user or the password" in said and "--dsn-file" in said
    monkeypatch.setenv("PGPASSWORD", "wrong-one")
    said = secretive.extract("--full", code=1).stderr
    assert "does not accept the user or the password" in said and "wrong-one" not in said


def make_reader(extracts: Extracts) -> None:
    extracts.database.sql(
        "do $$ begin create role reader login; exception when duplicate_object then null; end $$"
    )
    secret = PASSWORD.replace("'", "''")
    extracts.database.sql(f"alter role reader password '{secret}'")
    extracts.database = replace(extracts.database, user="reader")


def test_what_a_role_may_not_read_is_said(extracts: Extracts) -> None:
    extracts.make_people()
    make_reader(extracts)
    said = extracts.extract("--full", code=1).stderr
    assert "role reader has no permission to read it" in said
    assert 'grant select on public.people to "reader"' in said
    extracts.database.sql("grant select (id, name) on people to reader")
    said = extracts.extract("--full", code=1).stderr
    assert "no permission to read column born, updated_at" in said
    extracts.database.sql("grant select on people to reader; create schema closed; create table closed.people (id int)")
    extracts.extract("--full")
    assert "permission denied" in extracts.extract("--full", "--source", "closed.people", code=1).stderr


def test_a_table_whose_rows_are_hidden_in_part_is_refused(extracts: Extracts) -> None:
    extracts.make_people()
    make_reader(extracts)
    extracts.database.sql(
        "grant select on people to reader; alter table people enable row level security; "
        "create policy low on people using (id < 5)"
    )
    assert "a policy hides rows" in extracts.extract("--full", code=1).stderr
    assert extracts.list() == []


def make_much(extracts: Extracts) -> None:
    """A table of some 20 MB."""
    extracts.database.sql(
        "create table people (id bigint, name text, born date, updated_at timestamptz); "
        "insert into people select n, repeat(md5(n::text), 20), null, '2025-01-01' "
        "from generate_series(1, 30000) as n"
    )


def fails_then_works(extracts: Extracts, fail: Callable[[], None]) -> None:
    fail()
    assert extracts.list() == [] and extracts.leftovers() == []
    extracts.extract("--full")
    assert [batch["rows"] for batch in extracts.batches("full")] == [30000]


def test_a_session_that_is_ended_half_way_lands_nothing(
    extracts: Extracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_much(extracts)
    write = read.write_text

    def ended(*args: object) -> int:
        extracts.database.sql(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where application_name = 'derive' and datname = current_database()"
        )
        return write(*args)

    def fail() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(read, "write_text", ended)
            said = extracts.extract("--full", code=1).stderr
        assert "Nothing was landed" in said and "Run the same command again" in said

    fails_then_works(extracts, fail)


@contextmanager
def cut_after(port: int, limit: int) -> Iterator[int]:
    """A way to a server that breaks once so many bytes have come from it; its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, target: socket.socket, limit: int | None) -> None:
        carried = 0
        with suppress(OSError):
            while content := source.recv(65536):
                target.sendall(content)
                carried += len(content)
                if limit is not None and carried > limit:
                    break
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            # What has come and is not read would hold the server up for as long as it is kept.
            one.close()

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", port))
                for args in ((client, server, None), (server, client, limit)):
                    threading.Thread(target=carry, args=args, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


@pytest.mark.parametrize("limit", [0, 3_000, 2_000_000, 15_000_000])
def test_a_connection_that_breaks_half_way_lands_nothing(extracts: Extracts, limit: int) -> None:
    make_much(extracts)
    base = extracts.database

    def fail() -> None:
        with cut_after(base.port, limit) as port:
            dsn = replace(base, port=port).dsn + "?sslmode=disable"
            said = extracts.extract("--full", "--dsn", dsn, code=1).stderr
        assert "Nothing was landed" in said or "does not answer" in said

    fails_then_works(extracts, fail)


def test_an_extract_ends_its_session(extracts: Extracts) -> None:
    extracts.make_people()
    extracts.extract("--full")
    left = "select count(*) from pg_stat_activity where application_name = 'derive' and datname = current_database()"
    assert extracts.database.sql(left) == "0"
