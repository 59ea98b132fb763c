"""Who is at the door: the two ways in which a request gets a person's name.

`Local` is for one person on one machine: a link with a token that works once, printed to the
terminal of the user whose name the ledger will have. `Proxied` is for many: a proxy has asked who
they are, and says so in a header that counts from the proxy's address alone.
"""

from __future__ import annotations

import os
import pwd
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Protocol
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from derived_tables.errors import DeriveError
from derived_tables.ledger import checked_name

Address = IPv4Address | IPv6Address

# A request that has one of these passed a proxy, or was made to look so.
FORWARDED = ("forwarded", "via", "x-real-ip", "x-remote-user", "remote-user", "x-client-ip")


class Refused(Exception):
    """A request that is not served: its HTTP status, what is wrong and what to do."""

    def __init__(self, status: int, problem: str, remedy: str = "") -> None:
        """Keep the three."""
        self.status = status
        self.problem = problem
        self.remedy = remedy
        super().__init__(problem)


class Door(Protocol):
    """Lets a request in, or raises Refused."""

    cookie: str
    secure: bool

    def admit(self, request: HTTPConnection) -> str | None:
        """The name that the request itself proves, if it does; Refused if it may not come in."""

    def origin(self, request: HTTPConnection) -> str:
        """The only origin from which a form of this request's host may be sent."""


def os_user() -> str:
    """The name of the user of this process, as the system has it: no variable can change it."""
    try:
        return checked_name(pwd.getpwuid(os.getuid()).pw_name)
    except KeyError:
        raise DeriveError(
            f"user {os.getuid()} of this process has no name on this machine.",
            remedy="Run the command as a user with a name: the ledger keeps it.",
        ) from None


def read_address(text: str) -> Address | None:
    """An address; one of version 4 that is written as one of version 6 is taken as the former."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _peer(request: HTTPConnection) -> Address | None:
    return read_address(request.client.host) if request.client else None


def _only(request: HTTPConnection, header: str) -> str | None:
    """The value of a header that is there exactly once."""
    found = request.headers.getlist(header)
    return found[0] if len(found) == 1 else None


@dataclass
class Local:
    """This machine alone: who opens the printed link first is the user who runs the command."""

    name: str
    port: int
    secure: bool = False
    token: str | None = field(init=False)
    cookie: str = field(init=False)

    def __post_init__(self) -> None:
        """Draw the token; a cookie is sent to every port of a machine, so its name has the port."""
        self.token = secrets.token_urlsafe(32)
        self.cookie = f"derive_upload_{self.port}"

    def admit(self, request: HTTPConnection) -> str | None:
        """Nobody: a session says who it is."""
        peer = _peer(request)
        if peer is None or not peer.is_loopback:
            raise Refused(403, "This page is for the machine on which it runs.")
        names = ("127.0.0.1", "localhost", "[::1]")
        hosts = {f"{name}:{self.port}" for name in names}
        # A browser leaves out the port that HTTP has by itself.
        hosts |= set(names) if self.port == 80 else set()
        if _only(request, "host") not in hosts:
            # Another site's name that was made to lead here (DNS rebinding).
            raise Refused(403, "This page has another address.", "Open the link as it was printed.")
        for header in request.headers:
            if header in FORWARDED or header.startswith("x-forwarded-"):
                raise Refused(
                    403,
                    f"The request has a header {header}, so it passed a proxy.",
                    "On this machine alone there is none: see docs/serving.md.",
                )
        return None

    def origin(self, request: HTTPConnection) -> str:
        """The page's own."""
        return f"http://{request.headers['host']}"

    def redeem(self, token: str) -> str:
        """The user's name for the token, which is dead from then on."""
        right = self.token is not None and secrets.compare_digest(
            token.encode(), self.token.encode()
        )
        if not right:
            raise Refused(
                403,
                "This link has been used, or was never right.",
                "Stop the command and start it again: it prints a new link.",
            )
        self.token = None
        return self.name


@dataclass(frozen=True)
class Proxied:
    """Behind a proxy, whose header names the person; nothing else may reach the page."""

    header: str
    addresses: frozenset[Address]
    public_url: str | None = None
    cookie: str = "derive_upload"

    @property
    def secure(self) -> bool:
        """Whether the cookie goes over HTTPS alone; without a public URL it does."""
        return not (self.public_url or "").startswith("http:")

    def admit(self, request: HTTPConnection) -> str | None:
        """The name in the header, if the request comes from the proxy."""
        if _peer(request) not in self.addresses:
            raise Refused(403, "This page is reached through its proxy alone.")
        host = _only(request, "host")
        if not host or (self.public_url and host != urlsplit(self.public_url).netloc):
            raise Refused(403, "This page has another address.")
        value = _only(request, self.header)
        try:
            if value is None or "," in value:
                raise DeriveError("it is not there exactly once.")
            return checked_name(value.encode("latin-1").decode("utf-8"))
        except (DeriveError, UnicodeDecodeError):
            raise Refused(
                403,
                "The proxy did not say who you are.",
                f"It sends exactly one header {self.header} with one name.",
            ) from None

    def origin(self, request: HTTPConnection) -> str:
        """The public URL's, or that of HTTPS at the host that was asked for."""
        if self.public_url:
            url = urlsplit(self.public_url)
            return f"{url.scheme}://{url.netloc}"
        return f"https://{request.headers['host']}"


def read_addresses(texts: Sequence[str]) -> frozenset[Address]:
    """The proxy's addresses; DeriveError for one that is not, or that is this machine's own."""
    found = set()
    for text in texts:
        address = read_address(text)
        if address is None:
            raise DeriveError(
                f"{text!r} is not an IP address.",
                place="--trusted-proxy",
                remedy="Give the address from which the proxy connects, as 10.0.0.5.",
            )
        if address.is_loopback or address.is_unspecified:
            raise DeriveError(
                f"{text} is this machine: any of its users could send the header.",
                place="--trusted-proxy",
                remedy="Let the proxy connect from an address of its own.",
            )
        found.add(address)
    return frozenset(found)
