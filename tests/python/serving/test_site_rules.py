"""What is refused whoever asks: other sites' forms, other people's tables and files, sizes, names."""

from __future__ import annotations

import gzip
import os
import re
import time
from pathlib import Path

import pytest
from page import CAPACITIES, HERE, LIMIT, PORT, Page, Person

from derived_tables.serving import intake, sessions
from derived_tables.serving.door import Local, Refused

PATH = "/tables/estates.capacities"
HEADERS = {
    "content-security-policy": "default-src 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
    "x-frame-options": "DENY",
}


# --- headers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "code"),
    [("/", 200), (PATH, 200), ("/static/style.css", 200), ("/static/page.js", 200),
     ("/none", 404), ("/tables/estates.closed", 403), ("/batches/x?page=y", 400),
     ("/static/../site.py", 404), ("/static/%2e%2e/site.py", 404), ("/openapi.json", 404),
     ("/docs", 404)],
)  # fmt: skip
def test_every_answer_has_the_headers(maria: Person, url: str, code: int) -> None:
    maria.get(url, code)
    for name, value in HEADERS.items():
        assert maria.answer.headers[name].startswith(value), name
    assert "unsafe" not in maria.answer.headers["content-security-policy"]


def test_a_refusal_and_a_fault_have_the_headers_too(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    with page.open(Local("maria", PORT)) as person:
        one = person(raise_server_exceptions=False)
        one.get("/", 401)
        assert one.answer.headers["cache-control"] == "no-store"
    door = Local("maria", PORT)
    with page.open(door) as person:
        one = person(raise_server_exceptions=False)
        one.get(f"/enter?token={door.token}")
        monkeypatch.setattr("derived_tables.ledger.read_batches", lambda root: 1 / 0)
        text = one.get(PATH, 500)
        assert one.answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert "ZeroDivisionError" not in text and "Traceback" not in text


def test_pages_load_nothing_from_elsewhere_and_have_no_script_inside(maria: Person) -> None:
    maria.get("/")
    pages = [maria.seen]
    maria.send()
    pages.append(maria.seen)
    maria.confirm()
    pages.append(maria.seen)
    for text in pages:
        for link in re.findall(r'(?:src|href|action)="([^"]*)"', text):
            assert link.startswith(("/", "#")) and not link.startswith("//"), link
        assert not re.search(r"<script(?! src=)|\son[a-z]+=|\sstyle=|<style", text)
    static = Path(intake.__file__).parent / "static"
    for file in ("style.css", "page.js"):
        found = (static / file).read_text()
        assert not re.search(r"https?://|@import|url\(|\beval\b|innerHTML", found), file


# --- other sites' forms -------------------------------------------------------------------------


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://127.0.0.1:9999"])
def test_a_form_of_another_site_is_refused(page: Page, maria: Person, origin: str) -> None:
    csrf = maria.csrf
    maria.origin = origin
    data = {"csrf": csrf, "kind": "full", "date": "2025-01-31"}
    maria.post(PATH, 403, data=data, files={"file": ("a.csv", CAPACITIES)})
    assert page.waiting() == []


def test_a_form_without_an_origin_is_refused(page: Page, maria: Person) -> None:
    data = {"csrf": maria.csrf, "kind": "full", "date": "2025-01-31"}
    answer = maria.client.post(PATH, data=data, files={"file": ("a.csv", CAPACITIES)})
    assert answer.status_code == 403


def test_every_form_carries_the_sessions_token(page: Page, maria: Person) -> None:
    wrong = [{}, {"csrf": ""}, {"csrf": "x"}, {"csrf": "é"}]
    for given in wrong:
        data = {**given, "kind": "full", "date": "2025-01-31"}
        text = maria.post(PATH, 403, data=data, files={"file": ("a.csv", CAPACITIES)})
        assert "not from your session" in text
        assert page.waiting() == []
    maria.send()
    sha256, action = maria.hidden("sha256"), maria.action
    for given in wrong:
        maria.post(f"{action}/confirm", 403, data={**given, "sha256": sha256})
        maria.post(f"{action}/drop", 403, data={**given, "other": "1"})
    maria.get(action)
    assert page.landed() == []


def test_the_token_comes_before_the_file(page: Page, maria: Person) -> None:
    # Else a file would be taken in before anyone had looked at the token.
    body = "".join(
        f"--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n"
        for head, value in (
            ('name="file"; filename="a.csv"', CAPACITIES),
            ('name="csrf"', maria.csrf),
        )
    )
    maria.post(PATH, 403, content=body + "--x--\r\n",
               headers={"content-type": "multipart/form-data; boundary=x"})  # fmt: skip
    assert page.waiting() == []


def test_another_sessions_token_and_file_are_of_no_use(page: Page) -> None:
    door, again = Local("maria", PORT), Local("maria", PORT)
    with page.open(door) as person:
        one, two = person(), person()
        one.get(f"/enter?token={door.token}")
        door.token = again.token
        two.get(f"/enter?token={again.token}")
        one.send()
        action, sha256 = one.action, one.hidden("sha256")
        two.get(action, 404)
        two.post(f"{action}/confirm", 404, data={"csrf": two.csrf, "sha256": sha256})
        two.post(f"{action}/confirm", 403, data={"csrf": one.csrf, "sha256": sha256})
        one.confirm()
    assert len(page.landed()) == 1


# --- tables -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table",
    ["estates.closed", "estates.none", "estates", "..%2f..", "estates.capacities%2f..",
     "estates__capacities", "ESTATES.capacities", "estates.capacities%00", "%2e%2e.x"],
)  # fmt: skip
def test_a_table_that_is_not_yours_is_refused(page: Page, maria: Person, table: str) -> None:
    url = f"/tables/{table}"
    codes = (403, 404)
    assert maria.client.get(url).status_code in codes
    data = {"csrf": maria.csrf, "kind": "full", "date": "2025-01-31"}
    headers = {"origin": HERE}
    answer = maria.client.post(
        url, data=data, files={"file": ("a.csv", CAPACITIES)}, headers=headers
    )
    assert answer.status_code in codes
    assert page.waiting() == [] and page.landed() == []


def test_jo_sees_and_writes_only_what_jo_may(page: Page) -> None:
    with page.signed_in(name="jo") as jo:
        text = jo.get("/")
        assert "estates.capacities" in text and "estates.moves" not in text
        jo.send(table="estates.moves", code=403)
        jo.send()
        jo.confirm()
    with page.signed_in(name="sam") as sam:
        assert "no table that you may send files for" in sam.get("/")
        [event] = page.landed()
        sam.get(f"/batches/{event['batch_id']}", 403)


def test_a_name_taken_out_is_refused_at_once(page: Page, maria: Person) -> None:
    maria.send()
    given, action = {"csrf": maria.csrf, "sha256": maria.hidden("sha256")}, maria.action
    (page.access / "estates__capacities.yml").write_text("uploaders: [jo]\n")
    maria.get(action, 403)
    maria.send(code=403)
    maria.post(f"{action}/confirm", 403, data=given)
    assert "estates.capacities" not in maria.get("/")
    (page.access / "estates__moves.yml").unlink()
    assert "estates.moves" not in maria.get("/")
    assert page.landed() == []


@pytest.mark.parametrize(
    "text", ["", "uploaders: []", "uploaders: maria", "uploaders: [maria]\nother: 1", "[", "- maria"]
)
def test_an_access_file_that_is_not_valid_lets_nobody_in(
    page: Page, maria: Person, text: str
) -> None:
    (page.access / "estates__capacities.yml").write_text(text)
    maria.get(PATH, 403)
    assert "estates.capacities" not in maria.get("/")


def test_a_batch_that_is_none_is_not_found(maria: Person) -> None:
    for wrong in ("0" * 16, "x", "..%2f..", "0" * 15):
        assert maria.client.get(f"/batches/{wrong}").status_code == 404


# --- sizes and names ----------------------------------------------------------------------------


@pytest.mark.parametrize("over", [1, 300_000])
def test_a_file_over_the_limit_is_stopped_and_leaves_nothing(
    page: Page, maria: Person, over: int
) -> None:
    # By one byte only the file tells; by more the declared length does.
    text = maria.send(b"x" * (LIMIT + over), code=413)
    assert "larger than 200 kB" in text
    assert page.waiting() == [] and page.landed() == []


def test_a_file_of_undeclared_length_is_stopped_at_the_limit(
    page: Page, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = (
        f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{maria.csrf}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    ).encode()
    sent, largest = [], []
    drained = 10 * LIMIT
    monkeypatch.setattr(intake, "DRAIN_BYTES", drained)

    def body() -> object:
        yield head
        for _ in range(100):
            largest.extend(path.stat().st_size for path in page.waiting() if path.is_file())
            sent.append(LIMIT // 2)
            yield b"x" * (LIMIT // 2)

    maria.post(PATH, 413, content=body(),
               headers={"content-type": "multipart/form-data; boundary=x"})  # fmt: skip
    assert page.waiting() == []
    assert max(largest, default=0) <= LIMIT


def test_a_file_at_the_limit_is_taken(maria: Person) -> None:
    rows = CAPACITIES + "X" * 6 + ","
    maria.send(rows + "1" * (LIMIT - len(rows) - 1) + "\n")


def test_a_packed_file_may_unfold_only_so_far(page: Page, maria: Person) -> None:
    packed = gzip.compress(b"prison_id,places\n" + b"BXI,1\n" * 10**6)
    assert len(packed) < LIMIT
    text = maria.send(packed, name="capacities.csv.gz")
    assert "cannot be landed" in text and "when unpacked" in text
    assert [path for path in page.waiting() if path.stat().st_size > LIMIT] == []


@pytest.mark.parametrize(
    "name",
    ["../a.csv", "/etc/passwd", "a/b.csv", "..\\a.csv", "..", ".", "   ", "a\x00.csv", "a\x1b[1m.csv",
     "a\u202ecsv.exe", "a\u200b.csv", "x" * 121 + ".csv", "é" * 110 + ".csv"],
)  # fmt: skip
def test_a_name_that_is_a_path_or_a_trick_is_refused(
    page: Page, maria: Person, name: str
) -> None:
    body = (
        f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{maria.csrf}\r\n'
        f'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nfull\r\n'
        f'--x\r\nContent-Disposition: form-data; name="date"\r\n\r\n2025-01-31\r\n'
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        f"{CAPACITIES}\r\n--x--\r\n"
    ).encode()
    text = maria.post(PATH, 400, content=body,
                      headers={"content-type": "multipart/form-data; boundary=x"})  # fmt: skip
    assert "Rename it" in text or "Name it" in text or "damaged" in text
    assert page.waiting() == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("capacities 2025 (1).csv", "capacities 2025 (1).csv"),
        (".hidden.csv", "_.hidden.csv"),
        ("-rf.csv", "_-rf.csv"),
        ("a;b|c*?[x]$(id)`.csv", "a_b_c___x__(id)_.csv"),
        ("données.csv", "données.csv"),
        ("%2e%2e%2fa.csv", "_2e_2e_2fa.csv"),
        ("con'd.csv", "con_d.csv"),
    ],
)
def test_an_odd_name_is_made_plain(name: str, kept: str) -> None:
    assert intake.checked_file_name(name) == name
    assert intake.scratch_name(name) == kept


def test_an_odd_name_is_shown_and_kept_plain(page: Page, maria: Person) -> None:
    name, kept = "-données;|*?[x]$(id)`.csv", "_-données_____x__(id)_.csv"
    assert name in maria.send(name=name)
    assert [path.name for path in page.waiting() if path.is_file()] == [kept]
    [file] = [path for path in page.waiting() if path.is_file()]
    assert os.stat(file).st_mode & 0o077 == 0 and os.stat(file.parent).st_mode & 0o077 == 0
    maria.confirm()
    [event] = page.landed()
    assert event["source_name"] == kept


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data; boundary=x", "rubbish"),
        ("multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="a"\r\n'),
        ("multipart/form-data", "--x--"),
        ("application/x-www-form-urlencoded", "csrf=1"),
        ("multipart/form-data; boundary=" + "x" * 500, "--x--"),
        ("text/plain", ""),
    ],
)
def test_a_damaged_form_is_refused(
    page: Page, maria: Person, content_type: str, body: str
) -> None:
    maria.post(PATH, 400, content=body, headers={"content-type": content_type})
    assert page.waiting() == []


def test_a_file_cut_short_on_its_way_is_refused(page: Page, maria: Person) -> None:
    body = (
        f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{maria.csrf}\r\n'
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n{CAPACITIES}'
    )
    text = maria.post(PATH, 400, content=body,
                      headers={"content-type": "multipart/form-data; boundary=x"})  # fmt: skip
    assert "cut short" in text
    assert page.waiting() == []


def test_a_person_has_a_few_files_that_wait(
    page: Page, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sessions.WAITING_EACH == 3
    monkeypatch.setattr(sessions, "WAITING_EACH", 1)
    maria.send()
    first = maria.action
    maria.send(date="2025-02-01")
    maria.get(maria.action)
    maria.get(first, 404)
    assert len([path for path in page.waiting() if path.is_file()]) == 1


def test_files_on_their_way_are_not_dropped_for_more(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, maria, jo = sessions.Waiting(tmp_path), sessions.Session("maria"), sessions.Session("jo")
    begun = [waiting.begin(maria, "estates.capacities") for _ in range(sessions.WAITING_EACH)]
    with pytest.raises(Refused, match="still on their way"):
        waiting.begin(maria, "estates.capacities")
    begun[1].preview = []
    waiting.begin(maria, "estates.capacities")
    assert [one.folder.exists() for one in begun] == [True, False, True]
    monkeypatch.setattr(sessions, "WAITING_AT_MOST", sessions.WAITING_EACH)
    with pytest.raises(Refused, match="Too many files wait"):
        waiting.begin(jo, "estates.capacities")


def test_a_file_waits_for_an_hour(
    page: Page, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    maria.send()
    action, now = maria.action, time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + sessions.WAIT_SECONDS - 60)
    maria.get(action)
    monkeypatch.setattr(time, "monotonic", lambda: now + sessions.WAIT_SECONDS + 60)
    assert "an hour has passed" in maria.get(action, 404)
    assert page.waiting() == []


def test_a_session_ends_when_it_is_not_used(
    maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + sessions.SESSION_SECONDS + 60)
    maria.get("/", 401)
