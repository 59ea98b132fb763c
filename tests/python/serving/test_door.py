"""Who gets in: the link of one machine, and the header of a trusted proxy."""

from __future__ import annotations

import os
import pwd

import pytest
from page import PORT, Page, Person
from starlette.requests import HTTPConnection

from derived_tables.serving.door import Local, Proxied, Refused, os_user, read_addresses

PROXY = "10.0.0.5"
PUBLIC = "https://upload.example.org"


def proxied(**more: str) -> Proxied:
    return Proxied("x-forwarded-user", read_addresses([PROXY]), **more)


# --- on this machine ----------------------------------------------------------------------------


def test_the_link_works_once(page: Page) -> None:
    door = Local("maria", PORT)
    link = f"/enter?token={door.token}"
    with page.open(door) as person:
        first, second = person(), person()
        assert "not signed in" in second.get("/", 401)
        for wrong in ("/enter", "/enter?token=", "/enter?token=" + "x" * 43, "/enter?token=é"):
            second.get(wrong, 403)
        assert "Signed in as" in first.get(link)
        assert "has been used" in second.get(link, 403)
        assert "has been used" in first.get(link, 403)
        second.get("/enter?token=None", 403)
        second.get("/", 401)
        first.get("/")


def test_the_cookie_is_kept_from_scripts_and_other_sites(page: Page) -> None:
    door = Local("maria", PORT)
    with page.open(door) as person:
        one = person()
        one.get(f"/enter?token={door.token}", 303, follow_redirects=False)
        cookie = one.answer.headers["set-cookie"]
    assert cookie.startswith(f"derive_upload_{PORT}=")
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Secure" not in cookie


def test_a_cookie_that_was_made_up_is_nobody(page: Page) -> None:
    with page.open(Local("maria", PORT)) as person:
        for value in ("", "x", "None"):
            person().get("/", 401, headers={"cookie": f"derive_upload_{PORT}={value}"})


@pytest.mark.parametrize(
    "host", ["evil.example:8321", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example:8321", ""]
)
def test_another_sites_name_does_not_lead_here(maria: Person, host: str) -> None:
    # DNS rebinding: the browser believes that it talks to another site.
    assert "another address" in maria.get("/", 403, headers={"host": host})


def test_localhost_by_name_is_this_machine(page: Page) -> None:
    door = Local("maria", PORT)
    with page.open(door) as person:
        person(origin=f"http://localhost:{PORT}").get(f"/enter?token={door.token}")


@pytest.mark.parametrize(
    "header", ["X-Forwarded-User", "X-Forwarded-For", "Forwarded", "Remote-User", "Via"]
)
def test_on_this_machine_a_header_names_nobody(page: Page, header: str) -> None:
    with page.signed_in() as maria:
        assert "passed a proxy" in maria.get("/", 403, headers={header: "jo"})
    with page.open(Local("maria", PORT)) as person:
        person().get("/", 403, headers={header: "maria"})


def test_on_this_machine_no_other_machine_gets_in(page: Page) -> None:
    door = Local("maria", PORT)
    with page.open(door) as person:
        person(address="10.0.0.5").get(f"/enter?token={door.token}", 403)
        # The attempt did not use the link up.
        person().get(f"/enter?token={door.token}")


def test_the_user_is_the_systems_not_a_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "director")
    assert os_user() == pwd.getpwuid(os.getuid()).pw_name != "director"


# --- behind a proxy -----------------------------------------------------------------------------


def behind(page: Page, **more: str) -> object:
    return page.open(proxied(**more))


def test_the_proxys_header_names_the_person(page: Page) -> None:
    with behind(page) as person:
        one = person(PROXY, PUBLIC, headers={"X-Forwarded-User": "maria"})
        assert "Signed in as <strong>maria</strong>" in one.get("/")
        cookie = one.answer.headers["set-cookie"]
        assert "; Secure" in cookie and "HttpOnly" in cookie and "SameSite=Strict" in cookie
        one.send()
        one.confirm()
    assert [event["recorded_by"] for event in page.landed()] == ["maria"]


@pytest.mark.parametrize("address", ["10.0.0.6", "127.0.0.1", "::1", "::ffff:10.0.0.6", "proxy"])
def test_the_header_counts_from_the_proxy_alone(page: Page, address: str) -> None:
    with behind(page) as person:
        one = person(address, PUBLIC, headers={"X-Forwarded-User": "maria"})
        for path in ("/", "/static/style.css", "/enter?token=x"):
            assert "through its proxy alone" in one.get(path, 403)
        # What a request says of its own way is nobody's word.
        for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
            one.get("/", 403, headers={header: PROXY})


def test_an_address_of_version_4_may_come_as_version_6(page: Page) -> None:
    with behind(page) as person:
        person("::ffff:10.0.0.5", PUBLIC, headers={"X-Forwarded-User": "maria"}).get("/")


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("X-Forwarded-User", "")],
        [("X-Forwarded-User", "jo"), ("X-Forwarded-User", "maria")],
        [("X-Forwarded-User", "maria"), ("x-forwarded-user", "maria")],
        [("X-Forwarded-User", "jo, maria")],
        [("X-Forwarded-User", "maria\x01")],
        [("X-Forwarded-User", "mar\tia")],
        [(b"X-Forwarded-User", "maria\u202e".encode())],
        [("X-Forwarded-User", "m" * 101)],
        [("X_Forwarded_User", "maria")],
        [("X-Remote-User", "maria")],
    ],
)
def test_a_header_that_is_not_one_name_is_refused(page: Page, headers: list) -> None:
    with behind(page) as person:
        one = person(PROXY, PUBLIC)
        assert "did not say who you are" in one.get("/", 403, headers=headers)


def test_a_header_of_bytes_that_are_no_text_is_refused() -> None:
    # The tests' client would make text of them.
    def admit(value: bytes) -> str | None:
        headers = [(b"host", b"upload.example.org"), (b"x-forwarded-user", value)]
        scope = {"type": "http", "client": (PROXY, 1), "headers": headers}
        return proxied().admit(HTTPConnection(scope))

    assert admit("Zoë".encode()) == "Zoë"
    with pytest.raises(Refused, match="did not say who you are"):
        admit("Zoë".encode("latin-1"))


def test_a_name_may_have_letters_of_any_language(page: Page) -> None:
    (page.access / "estates__capacities.yml").write_text("uploaders: ['Zoë Ní Bhriain']\n")
    with behind(page) as person:
        named = [(b"X-Forwarded-User", "Zoë Ní Bhriain".encode())]
        assert "estates.capacities" in person(PROXY, PUBLIC).get("/", headers=named)


def test_the_link_is_not_there_behind_a_proxy(page: Page) -> None:
    with behind(page) as person:
        person(PROXY, PUBLIC, headers={"X-Forwarded-User": "maria"}).get("/enter?token=x", 404)


def test_a_browser_that_changes_hands_does_not_keep_the_session(page: Page) -> None:
    with behind(page) as person:
        one = person(PROXY, PUBLIC, headers={"X-Forwarded-User": "maria"})
        one.send()
        action = one.action
        one.client.headers["X-Forwarded-User"] = "jo"
        one.get(action, 404)
        assert "Signed in as <strong>jo</strong>" in one.get("/")


def test_the_public_address_is_the_only_one(page: Page) -> None:
    with behind(page, public_url=PUBLIC) as person:
        named = {"X-Forwarded-User": "maria"}
        person(PROXY, PUBLIC, headers=named).get("/")
        person(PROXY, "https://evil.example", headers=named).get("/", 403)
        one = person(PROXY, PUBLIC, headers=named)
        one.origin = "https://evil.example"
        one.send(code=403)


def test_the_session_needs_a_proxied_request_each_time(page: Page) -> None:
    with behind(page) as person:
        one = person(PROXY, PUBLIC, headers={"X-Forwarded-User": "maria"})
        one.get("/")
        del one.client.headers["X-Forwarded-User"]
        one.get("/", 403)
