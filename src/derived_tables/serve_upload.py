"""`derive serve-upload`: a page on which people without a terminal land files.

On this machine it is for one person: the user who runs it, by a link that works once. Elsewhere it
needs a proxy that says who people are, and starts only when it knows the proxy's address and its
header.
"""

from __future__ import annotations

import logging
import re
import signal
import socket
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from derived_tables.errors import DeriveError, Misuse

if TYPE_CHECKING:
    from derived_tables.serving.door import Door

UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}
# How long a landing may go on once the command is asked to stop.
STOP_SECONDS = 30


def read_size(text: str) -> int:
    """Bytes of a size such as `500MB`; Misuse for anything else, or none."""
    found = re.fullmatch(r"([1-9][0-9]*) ?([A-Za-z]*)", text.strip())
    if not found or found[2].upper() not in UNITS:
        raise Misuse(f"--size-limit {text!r} is not a size; write it as 500MB.")
    return int(found[1]) * UNITS[found[2].upper()]


def is_loopback(host: str) -> bool:
    """Whether a host to listen on is this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def check_url(url: str | None) -> str | None:
    """The address at which people reach the page; Misuse for one that is none."""
    if url is None:
        return None
    parts = urlsplit(url)
    plain = parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/")
    if not plain or parts.query or parts.fragment or parts.username is not None:
        raise Misuse(f"--public-url {url!r} is not an address; write it as https://upload.example.org.")
    return url


def check_door(
    host: str, header: str | None, proxies: list[str], public_url: str | None
) -> None:
    """Hold the options to each other: a proxy is trusted off this machine alone, and needs both.

    Misuse says what is missing or too much.
    """
    proxied = bool(header or proxies or public_url)
    if is_loopback(host):
        if proxied:
            raise Misuse(
                "--trusted-header, --trusted-proxy and --public-url do not go with --host "
                f"{host}: any user of this machine could send the header."
            )
        return
    if not header or not proxies:
        raise Misuse(
            f"--host {host} is not this machine alone, so a proxy must say who people are.",
            remedy="Give --trusted-header, the header that it names them in, and --trusted-proxy, "
            "the address that it connects from.",
        )
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", header):
        raise Misuse(f"--trusted-header {header!r} is not a header's name.")


def listen(host: str, port: int) -> socket.socket:
    """A socket at which the page listens; DeriveError where it cannot."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except (OSError, OverflowError) as error:
        raise DeriveError(
            f"cannot listen there: {getattr(error, 'strerror', None) or error}.",
            place=f"{host} port {port}",
            remedy="Give another --host or --port; port 0 takes a free one.",
        ) from None


def _url_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def command(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)] = 8321,
    trusted_header: Annotated[
        str | None, typer.Option(help="Header in which the proxy names the person.")
    ] = None,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(help="Address that the proxy connects from; may be given again."),
    ] = None,
    public_url: Annotated[
        str | None, typer.Option(help="Where people reach the page, as https://upload.example.org.")
    ] = None,
    access_dir: Annotated[
        Path, typer.Option(help="Folder of access files, from the project's.")
    ] = Path("access"),
    size_limit: Annotated[str, typer.Option(help="Largest file, as 500MB.")] = "500MB",
    check: Annotated[
        bool, typer.Option("--check", help="Say who may upload to what, and stop.")
    ] = False,
) -> None:
    """Serve a page on which people land files: they look at a dry run, then confirm.

    A table is open to the names in its file access/SYSTEM__TABLE.yml, and to nobody else.
    """
    from derived_tables import landing
    from derived_tables.init import warehouse_path
    from derived_tables.project import project_dir
    from derived_tables.serving import access
    from derived_tables.serving.door import Local, Proxied, os_user, read_addresses
    from derived_tables.serving.site import Settings

    proxies = list(trusted_proxy or [])
    check_door(host, trusted_header, proxies, public_url)
    limit = read_size(size_limit)
    url = check_url(public_url)
    addresses = read_addresses(proxies)
    project = project_dir()
    known, bad = access.listed(project, project / access_dir)
    for error in bad:
        typer.echo(f"derive: {error}", err=True)
    for table, names in known.items():
        typer.echo(f"{table}: {', '.join(names)}")
    if not known:
        typer.echo(f"No table is open to anyone: {project / access_dir} has no access file.")
    if bad:
        raise typer.Exit(1)
    if check:
        return

    listening = listen(host, port)
    port = listening.getsockname()[1]
    door: Door
    if is_loopback(host):
        door = Local(os_user(), port)
        link = f"http://{_url_host(host)}:{port}/enter?token={door.token}"
        said = f"Open this link; it works once, and signs {door.name} in:\n\n  {link}\n"
    else:
        door = Proxied(trusted_header.lower(), addresses, url)
        said = f"Serving at {_url_host(host)}:{port} to {', '.join(sorted(map(str, addresses)))}."
    settings = Settings(
        project, landing.landing_root(project), warehouse_path(), project / access_dir, door, limit
    )
    _serve(settings, listening, f"{said}\nCtrl-C stops.")


def _serve(settings: object, listening: socket.socket, said: str) -> None:
    import uvicorn

    from derived_tables.serving.site import opened

    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    logging.getLogger("derived_tables.serving").setLevel(logging.INFO)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    # uvicorn sends on to this what it was itself stopped by. In the background of a script a
    # process starts with interrupts ignored.
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with listening, opened(settings) as app:
            config = uvicorn.Config(
                app,
                # A line of the access log would hold the token.
                access_log=False,
                log_level="warning",
                # An address is taken from the connection, never from a header.
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=STOP_SECONDS,
            )
            typer.echo(said)
            uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        typer.echo("Stopped; files that were not confirmed are gone.")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
