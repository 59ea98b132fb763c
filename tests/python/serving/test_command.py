"""`derive serve-upload` as it is typed: what it refuses, what it prints, how it stops."""

from __future__ import annotations

import getpass
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from page import CAPACITIES, Page
from typer.testing import CliRunner

from derived_tables import ledger
from derived_tables.cli import app
from derived_tables.serve_upload import is_loopback, read_size
from derived_tables.serving.door import os_user

OUTSIDE = ["--host", "0.0.0.0"]
HEADER = ["--trusted-header", "X-Forwarded-User"]
PROXY = ["--trusted-proxy", "10.0.0.5"]


def refused(*words: str, code: int) -> str:
    done = CliRunner().invoke(app, ["serve-upload", *words])
    assert done.exit_code == code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (OUTSIDE, 2, "a proxy must say who people are"),
        ([*OUTSIDE, *HEADER], 2, "a proxy must say who people are"),
        ([*OUTSIDE, *PROXY], 2, "a proxy must say who people are"),
        (["--host", "::", *HEADER], 2, "a proxy must say who people are"),
        (["--host", "192.168.1.4"], 2, "a proxy must say who people are"),
        (["--host", "box.example.org"], 2, "a proxy must say who people are"),
        ([*HEADER, *PROXY], 2, "do not go with --host 127.0.0.1"),
        (["--host", "localhost", *HEADER, *PROXY], 2, "do not go with --host localhost"),
        (["--host", "::1", *PROXY], 2, "do not go with --host ::1"),
        ([*OUTSIDE, *HEADER, "--trusted-proxy", "127.0.0.1"], 1, "any of its users"),
        ([*OUTSIDE, *HEADER, "--trusted-proxy", "::ffff:127.0.0.1"], 1, "any of its users"),
        ([*OUTSIDE, *HEADER, "--trusted-proxy", "proxy.example"], 1, "is not an IP address"),
        ([*OUTSIDE, *HEADER, "--trusted-proxy", "10.0.0.0/8"], 1, "is not an IP address"),
        ([*OUTSIDE, "--trusted-header", "X User", *PROXY], 2, "is not a header's name"),
        ([*OUTSIDE, *HEADER, *PROXY, "--public-url", "upload"], 2, "is not an address"),
        (["--size-limit", "lots"], 2, "is not a size"),
        (["--size-limit", "0"], 2, "is not a size"),
    ],
)
def test_what_would_let_anyone_in_does_not_start(
    page: Page, words: list[str], code: int, said: str
) -> None:
    assert said in refused(*words, code=code)


def test_a_wrong_access_file_stops_the_start(page: Page) -> None:
    (page.access / "estates__moves.yml").write_text("uploaders: maria\n")
    text = refused("--check", code=1)
    assert "estates__moves.yml" in text and "valid list" in text


def test_check_says_who_may_upload_to_what(page: Page) -> None:
    text = refused("--check", code=0)
    assert text == "estates.capacities: maria, jo\nestates.moves: maria\n"
    assert "no access file" in refused("--check", "--access-dir", "none", code=0)


def test_a_port_that_is_taken_is_told(page: Page) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert "cannot listen there" in refused("--port", port, code=1)


def test_sizes_and_hosts() -> None:
    assert [read_size(text) for text in ("500MB", "2 gb", "10", "1kB")] == [
        500_000_000, 2_000_000_000, 10, 1_000,
    ]  # fmt: skip
    assert all(map(is_loopback, ("127.0.0.1", "127.0.0.9", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "10.0.0.5", "localhost.example", "")))


def start(page: Page, *words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", "from derived_tables.cli import app; app()", "serve-upload",
         "--port", "0", *words],
        cwd=page.folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        # As in the background of a script: the harder case.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )  # fmt: skip


def read_until(process: subprocess.Popen[str], pattern: str) -> str:
    for line in process.stdout:
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError(process.stderr.read())


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_link_signs_the_systems_user_in_and_a_signal_stops_cleanly(
    page: Page, stop: signal.Signals
) -> None:
    (page.access / "estates__capacities.yml").write_text(f"uploaders: [{os_user()}]\n")
    with start(page) as process:
        try:
            link = read_until(process, r"(http://127\.0\.0\.1:\d+/enter\?token=\S+)")
            origin = link.split("/enter")[0]
            with httpx.Client(base_url=origin, follow_redirects=True) as browser:
                assert browser.get("/").status_code == 401
                assert f"<strong>{os_user()}</strong>" in browser.get(link).text
                assert browser.get(link).status_code == 403
                assert browser.get("/", headers={"X-Forwarded-For": "10.0.0.5"}).status_code == 403
                assert browser.get("/", headers={"Host": "evil.example"}).status_code == 403
                text = browser.get("/tables/estates.capacities").text
                csrf = re.search(r'name="csrf" value="([^"]+)"', text)[1]
                sent = browser.post(
                    "/tables/estates.capacities", headers={"Origin": origin},
                    data={"csrf": csrf, "kind": "full", "date": "2025-01-31"},
                    files={"file": ("capacities.csv", CAPACITIES)},
                )  # fmt: skip
                assert "Land this file" in sent.text
                assert "server" not in sent.headers
                if stop == signal.SIGINT:
                    action = re.search(r'action="(/files/[^"]+/confirm)', sent.text)[1]
                    sha256 = re.search(r'name="sha256" value="([^"]+)"', sent.text)[1]
                    done = browser.post(
                        action, headers={"Origin": origin}, data={"csrf": csrf, "sha256": sha256}
                    )
                    assert "No build has run since" in done.text
        finally:
            process.send_signal(stop)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "Stopped" in out and "Traceback" not in err
    token = link.split("token=")[1]
    assert token not in out + err, "the log has the token"
    assert f"{os_user()} signed in" in err
    assert not list(page.root.scratch.iterdir()), "files that waited are still there"
    names = [batch.landed["recorded_by"] for batch in ledger.read_batches(page.root).values()]
    assert names == ([os_user()] if stop == signal.SIGINT else [])


def test_behind_a_proxy_nobody_gets_in_from_elsewhere(page: Page) -> None:
    with start(page, *OUTSIDE, *HEADER, *PROXY) as process:
        try:
            port = read_until(process, r"Serving at 0\.0\.0\.0:(\d+)")
            for headers in (
                {"X-Forwarded-User": "maria"},
                {"X-Forwarded-User": "maria", "X-Forwarded-For": "10.0.0.5"},
                {"X-Forwarded-User": "maria", "X-Real-IP": "10.0.0.5"},
                {"X-Forwarded-User": "maria", "Forwarded": "for=10.0.0.5"},
            ):
                answer = httpx.get(f"http://127.0.0.1:{port}/", headers=headers)
                assert answer.status_code == 403, answer.text
        finally:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def test_a_name_of_the_environment_is_not_believed(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "maria")
    assert getpass.getuser() == "maria"
    assert os_user() != "maria"


def test_pages_files_are_in_the_package() -> None:
    text = (Path(__file__).resolve().parents[3] / "pyproject.toml").read_text()
    assert "serving/static/*" in text and "serving/templates/*" in text
