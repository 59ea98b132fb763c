"""A small project with a page before it, and a person who uses the page without a browser."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from html import unescape
from pathlib import Path

import httpx

from derived_tables import ledger
from derived_tables.serving.door import Door, Local
from derived_tables.serving.site import Settings, opened
from derived_tables.store import Folder
from small_project import SmallProject

with warnings.catch_warnings():
    # It asks for a newer httpx than the project has.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

PORT = 8321
HERE = f"http://127.0.0.1:{PORT}"
LIMIT = 200_000
CAPACITIES = "prison_id,places\nBXI,1100\nLEI,300\n"
# Row 2 has a number that does not read, row 3 lacks its key, row 4 repeats row 1.
ODD = "prison_id,places\nBXI,1100\nLEI,many\n,300\nBXI,1100\n"


def make_project(folder: Path) -> SmallProject:
    """Two tables that maria may write (one of them jo too), and one that has no access file."""
    project = SmallProject(folder)
    columns = {"prison_id": ("varchar(6)", {}), "places": ("integer", {})}
    project.add("estates", "capacities", {"key": ["prison_id"], "kinds": ["full"]}, columns)
    project.add(
        "estates", "moves",
        {"key": ["prison_id"], "kinds": ["full", "slice", "changes"], "slice": "area", "time": "at"},
        {**columns, "area": ("varchar", {})},
    )  # fmt: skip
    project.add("estates", "closed", {"key": ["prison_id"], "kinds": ["full"]}, columns)
    access = folder / "access"
    access.mkdir()
    (access / "estates__capacities.yml").write_text("uploaders: [maria, jo]\n")
    (access / "estates__moves.yml").write_text("uploaders: [maria]\n")
    return project


class Person:
    """Somebody with a browser: cookies, and what a page's forms carry."""

    def __init__(self, client: TestClient, origin: str) -> None:
        self.client, self.origin = client, origin
        self.seen = ""
        self._csrf = ""

    def get(self, url: str, code: int = 200, **more: object) -> str:
        """A page's text, without entities."""
        return self._read(self.client.get(url, **more), code)

    def post(self, url: str, code: int = 200, **more: object) -> str:
        """What a form's answer is, redirects followed."""
        headers = {"origin": self.origin, **more.pop("headers", {})}
        return self._read(self.client.post(url, headers=headers, **more), code)

    def _read(self, answer: httpx.Response, code: int) -> str:
        assert answer.status_code == code, f"{answer.status_code}\n{answer.text}"
        self.answer = answer
        self.seen = answer.text
        if found := re.search(r'name="csrf" value="([^"]+)"', answer.text):
            self._csrf = found[1]
        return unescape(answer.text)

    @property
    def csrf(self) -> str:
        """The token in the forms of any page."""
        if not self._csrf:
            self.get("/tables/estates.capacities")
        return self._csrf

    def send(
        self,
        content: str | bytes = CAPACITIES,
        name: str = "capacities.csv",
        table: str = "estates.capacities",
        code: int = 200,
        **fields: str,
    ) -> str:
        """Send a file with the form of a table."""
        data = {"csrf": self.csrf, "kind": "full", "date": "2025-01-31", "time": "", **fields}
        content = content.encode() if isinstance(content, str) else content
        return self.post(f"/tables/{table}", code, data=data, files={"file": (name, content)})

    def hidden(self, name: str) -> str:
        """A hidden field of the page that was seen last."""
        return re.search(rf'name="{name}" value="([^"]+)"', self.seen)[1]

    @property
    def action(self) -> str:
        """The address of the file that was looked at."""
        return re.search(r'action="(/files/[^"/]+)/', self.seen)[1]

    def confirm(self, code: int = 200, **fields: str) -> str:
        """Press the button of the dry run."""
        given = {"csrf": self.csrf, "sha256": self.hidden("sha256"), **fields}
        return self.post(f"{self.action}/confirm", code, data=given)


class Page:
    """The page of a project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = Folder(self.folder / "data" / "landing")
        self.warehouse = self.folder / "data" / "warehouse.duckdb"
        self.access = self.folder / "access"

    @contextmanager
    def open(self, door: Door, limit: int = LIMIT) -> Iterator[Callable[..., Person]]:
        """Serve: a function that gives a person, from an address and an origin."""
        settings = Settings(
            self.folder, self.root, self.warehouse, self.access, door, limit
        )
        with ExitStack() as stack:
            app = stack.enter_context(opened(settings))

            def person(address: str = "127.0.0.1", origin: str = HERE, **more: object) -> Person:
                client = TestClient(app, origin, client=(address, 50_000), **more)
                return Person(stack.enter_context(client), origin)

            yield person

    @contextmanager
    def signed_in(self, limit: int = LIMIT, name: str = "maria") -> Iterator[Person]:
        """Serve to one person, who has opened the link."""
        door = Local(name, PORT)
        with self.open(door, limit) as person:
            one = person()
            one.get(f"/enter?token={door.token}")
            yield one

    def landed(self) -> list[dict]:
        """The landed events."""
        return [batch.landed for batch in ledger.read_batches(self.root).values()]

    def waiting(self) -> list[Path]:
        """The files and folders that wait in scratch."""
        return [
            path
            for path in self.root.scratch.rglob("*")
            if path.name != "lock" and path.parent != self.root.scratch
        ]
