"""The pages: choose a table, send a file, look at the dry run, confirm, see what became of it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from derived_tables import landing, ledger, reading
from derived_tables import upload as uploading
from derived_tables.contract import Contract, load_contract
from derived_tables.errors import DeriveError
from derived_tables.project import split_name
from derived_tables.serving import access
from derived_tables.serving.door import Door, Local, Refused
from derived_tables.serving.guard import Guard
from derived_tables.serving.intake import FileForm, read_small_form, size_text
from derived_tables.serving.outcomes import CATEGORIES, PAGE_ROWS, read_outcome
from derived_tables.serving.sessions import Session, Sessions, Upload, Waiting
from derived_tables.store import Store

log = logging.getLogger("derived_tables.serving")

HERE = Path(__file__).parent
TABLE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
BATCH = re.compile(r"[0-9a-f]{16}")
DOCS = re.compile(r"{% docs (\w+) %}\s*(.*?)\s*{% enddocs %}", re.S)
DOC = re.compile(r"""{{ *doc\(['"](\w+)['"]\) *}}""")
RECENT = 10
UPLOAD_SECONDS = 3600
# How far a packed file may unfold, in sizes of the largest that is taken.
UNPACKED = 20
ENCODINGS = {"utf-8": "UTF-8", "latin-1": "Latin-1"}
DELIMITERS = {
    "": "Found by itself", ",": "Comma", ";": "Semicolon", "tab": "Tab", "|": "Vertical bar",
}  # fmt: skip
KINDS = {
    "full": "everything there is, as it stood at one time",
    "slice": "everything of one part, as it stood at one time",
    "changes": "rows that changed, each with its own time",
    "deletes": "keys of records that were deleted, each with its own time",
}
MARKS = {"\n": "⏎", "\r": "␍", "\t": "⇥"}


@dataclass(frozen=True)
class Settings:
    """What the pages work on: the project, its landing root and warehouse, and who may come in."""

    project: Path
    root: Store
    warehouse: Path
    access: Path
    door: Door
    size_limit: int


def shown(value: object, length: int = 120) -> str:
    """A text of somebody's as the pages show it: what does not print is made visible, and cut."""
    text = str(value)
    cut = "".join(
        one if one.isprintable() else MARKS.get(one, f"[U+{ord(one):04X}]")
        for one in text[:length]
    )
    return cut + ("…" if len(text) > length else "")


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "shown": shown,
        "sentence": lambda text: text[:1].upper() + text[1:],
        "size": size_text,
        "number": lambda value: f"{value:,}",
        "percent": lambda share: "under 0.1%" if 0 < share < 0.001 else f"{share:.1%}",
        "when": lambda text: (text or "").removesuffix(".000000").split(".")[0],
    }
    found.globals |= {
        "kinds": KINDS,
        "encodings": ENCODINGS,
        "delimiters": DELIMITERS,
        "categories": CATEGORIES,
    }
    return found


def doc_blocks(project: Path) -> dict[str, str]:
    """The text of each `docs` block of the project, which descriptions may name."""
    found: dict[str, str] = {}
    for page in sorted((project / "models").rglob("*.md")):
        found |= dict(DOCS.findall(page.read_text(encoding="utf-8")))
    return found


class Site:
    """The state behind the pages, and what they do."""

    def __init__(self, settings: Settings, scratch: Path) -> None:
        """`scratch` is a folder for the files that wait, this server's own."""
        self.settings = settings
        self.sessions = Sessions()
        self.waiting = Waiting(scratch)
        self.templates = _templates()

    def page(
        self, request: Request, template: str, status: int = 200, **context: Any  # noqa: ANN401
    ) -> HTMLResponse:
        """A page, with the person's name and their form token where they are signed in."""
        text = self.templates.get_template(template).render(
            session=request.state.session,
            limit=self.settings.size_limit,
            describe=self.describe,
            **context,
        )
        return HTMLResponse(text, status)

    def message(self, request: Request, refused: Refused) -> HTMLResponse:
        """The page that says why something was not done."""
        return self.page(
            request, "message.html", refused.status, problem=refused.problem, remedy=refused.remedy
        )

    def uploaders(self, table: str) -> list[str]:
        """Who may upload to a table; nobody, and a line in the log, if its file is not valid."""
        try:
            return access.uploaders(self.settings.access, *table.split("."))
        except DeriveError as error:
            log.error("%s", error)
            return []

    def contract(self, session: Session, table: str) -> Contract:
        """The contract of a table that a person may upload to; Refused (403) for any other."""
        if not TABLE.fullmatch(table) or session.name not in self.uploaders(table):
            log.warning("refused %s: may not upload to %s", session.name, shown(table))
            raise Refused(
                403,
                f"You may not upload to {shown(table)}.",
                "Whoever looks after the table can add you to its access file.",
            )
        return load_contract(self.settings.project, *split_name(table))

    def contracts(self, session: Session) -> list[Contract]:
        """The contracts of all tables that a person may upload to."""
        known, _ = access.listed(self.settings.project, self.settings.access)
        found = []
        for table, names in known.items():
            if session.name in names:
                try:
                    found.append(load_contract(self.settings.project, *split_name(table)))
                except DeriveError as error:
                    log.error("%s", error)
        return found

    def describe(self, text: str) -> str:
        """A description as a reader should see it: with the blocks that it names."""
        if "doc(" in text:
            blocks = doc_blocks(self.settings.project)
            text = DOC.sub(lambda found: blocks.get(found[1], ""), text)
        return " ".join(text.split())

    def recent(self, contract: Contract) -> list[ledger.Batch]:
        """The batches of a table that were landed last, the newest first."""
        mine = [
            batch
            for batch in ledger.read_batches(self.settings.root).values()
            if (batch.landed["system"], batch.landed["table"]) == (contract.system, contract.table)
        ]
        return mine[::-1][:RECENT]

    def batch(self, session: Session, batch_id: str) -> ledger.Batch:
        """A batch of a table that a person may upload to."""
        batches = ledger.read_batches(self.settings.root) if BATCH.fullmatch(batch_id) else {}
        if batch_id not in batches:
            raise Refused(404, "There is no such batch.")
        batch = batches[batch_id]
        self.contract(session, f"{batch.landed['system']}.{batch.landed['table']}")
        return batch

    def look(self, upload: Upload, contract: Contract) -> None:
        """Make the dry run of a file."""
        upload.options["limits"] = reading.Limits(bytes=UNPACKED * self.settings.size_limit)
        upload.preview = uploading.preview(
            self.settings.root, contract, [upload.path], **upload.options
        )
        log.info(
            "%s looked at %r (%d bytes) for %s",
            upload.person, upload.shown_name, upload.bytes, upload.table,
        )  # fmt: skip

    def land(self, upload: Upload, contract: Contract) -> list[uploading.Result]:
        """Land the very bytes that the dry run was of, in the person's name."""
        with open(upload.path, "rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != upload.sha256:
            raise Refused(409, "The file is not the one that you looked at.", "Send it again.")
        with ledger.acting_as(upload.person):
            results = uploading.upload(
                self.settings.root, contract, [upload.path], **upload.options
            )
        for result in results:
            log.info(
                # Why one was refused may quote what is in it, which no log should have.
                "%s: %s %r as batch %s of %s (%d rows)",
                upload.person, result.status, upload.shown_name, result.batch_id or "none",
                upload.table, result.rows,
            )  # fmt: skip
        return results


def read_options(
    contract: Contract, fields: dict[str, str], upload: Upload
) -> tuple[dict[str, Any], dict[str, str]]:
    """What a person filled in, as the options of `upload`, and what is wrong by field."""
    options: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    kind = fields.get("kind", "")
    if kind not in contract.terms.kinds:
        wrong["kind"] = "Choose what the file holds"
    options["kind"] = kind
    if kind == "slice":
        value = fields.get("slice", "").strip()
        if not value or not value.isprintable():
            wrong["slice"] = f"Enter the {contract.terms.slice} that the file is of"
        options["slice_value"] = value
    if kind in landing.WHOLE_KINDS:
        try:
            day = date.fromisoformat(fields.get("date", "").strip())
            hour = time.fromisoformat(fields.get("time", "").strip() or "00:00")
            options["extracted_at"] = f"{day}T{hour.replace(tzinfo=None)}"
        except ValueError:
            wrong["date"] = "Enter the date, and the time if you know it, as 2025-01-31 and 10:20"
    if (encoding := fields.get("encoding", "utf-8")) not in ENCODINGS:
        wrong["encoding"] = "Choose one of the encodings"
    options["encoding"] = encoding
    if (delimiter := fields.get("delimiter", "")) not in DELIMITERS:
        wrong["delimiter"] = "Choose one of the delimiters"
    elif delimiter:
        options["delimiter"] = delimiter
    if sheet := fields.get("sheet", "").strip():
        options["sheet"] = sheet
    if upload.path is None:
        wrong["file"] = "Choose a file"
    return options, wrong


def make_app(site: Site) -> FastAPI:
    """The routes; only `opened` puts the guard before them."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async def tidy() -> None:
            while True:
                await asyncio.sleep(60)
                site.waiting.expire()

        task = asyncio.create_task(tidy())
        yield
        task.cancel()

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    # Dry runs and landings are heavy: one at a time, the others wait.
    one_at_a_time = asyncio.Lock()

    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        return site.message(request, error)

    @app.exception_handler(DeriveError)
    def at_fault(request: Request, error: DeriveError) -> Response:
        log.error("%s", shown(error.problem, 300))
        return site.message(request, Refused(422, error.problem, error.remedy))

    @app.exception_handler(RequestValidationError)
    def misread(request: Request, error: RequestValidationError) -> Response:
        return site.message(request, Refused(400, "This address is not one of the page's."))

    @app.exception_handler(HTTPException)
    def unknown(request: Request, error: HTTPException) -> Response:
        return site.message(request, Refused(error.status_code, "There is no such page."))

    @app.exception_handler(ClientDisconnect)
    def gone(request: Request, error: ClientDisconnect) -> Response:
        return Response(status_code=400)

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        return site.message(
            request,
            Refused(500, "Something went wrong on this side.", "Tell whoever runs this page."),
        )

    if isinstance(site.settings.door, Local):

        @app.get("/enter")
        def enter(request: Request, token: str = "") -> Response:
            name = site.settings.door.redeem(token)
            request.state.session = site.sessions.open(name)
            log.info("%s signed in", name)
            return RedirectResponse("/", 303)

    @app.get("/")
    def tables(request: Request) -> Response:
        return site.page(
            request, "tables.html", contracts=site.contracts(request.state.session)
        )

    def form(
        request: Request, contract: Contract, status: int = 200, **context: dict[str, str]
    ) -> Response:
        given = {"fields": {}, "wrong": {}, **context}
        return site.page(
            request, "table.html", status, contract=contract, recent=site.recent(contract), **given
        )

    @app.get("/tables/{table}")
    def table(request: Request, table: str) -> Response:
        return form(request, site.contract(request.state.session, table))

    @app.post("/tables/{table}")
    async def send(request: Request, table: str) -> Response:
        session = request.state.session
        contract = await run_in_threadpool(site.contract, session, table)
        upload = site.waiting.begin(session, contract.name)
        try:
            reading = FileForm(session, upload, site.settings.size_limit)
            async with asyncio.timeout(UPLOAD_SECONDS):
                fields = await reading.read(request)
            upload.options, wrong = read_options(contract, fields, upload)
            if wrong:
                site.waiting.drop(upload)
                return await run_in_threadpool(
                    form, request, contract, 422, fields=fields, wrong=wrong
                )
            async with one_at_a_time:
                await run_in_threadpool(site.look, upload, contract)
        except TimeoutError:
            site.waiting.drop(upload)
            raise Refused(408, "The file took too long on its way.", "Send it again.") from None
        except BaseException:
            site.waiting.drop(upload)
            raise
        return RedirectResponse(f"/files/{upload.key}", 303)

    @app.get("/files/{key}")
    def file(request: Request, key: str) -> Response:
        upload = site.waiting.find(request.state.session, key)
        contract = site.contract(request.state.session, upload.table)
        template = "landed.html" if upload.results else "file.html"
        return site.page(request, template, upload=upload, contract=contract)

    @app.post("/files/{key}/confirm")
    async def confirm(request: Request, key: str) -> Response:
        session = request.state.session
        fields = await read_small_form(request, session)
        upload = site.waiting.find(session, key)
        contract = await run_in_threadpool(site.contract, session, upload.table)
        if fields.get("sha256") != upload.sha256:
            raise Refused(409, "The file is not the one that you looked at.", "Send it again.")
        async with upload.alone:
            # A form sent twice lands once.
            if not upload.results:
                if not upload.may_land:
                    raise Refused(409, "This file cannot be landed.", "Send a corrected one.")
                async with one_at_a_time:
                    upload.results = await run_in_threadpool(site.land, upload, contract)
                upload.remove()
        if len(upload.results) == 1 and not upload.results[0].error:
            return RedirectResponse(f"/batches/{upload.results[0].batch_id}", 303)
        return RedirectResponse(f"/files/{key}", 303)

    @app.post("/files/{key}/drop")
    async def drop(request: Request, key: str) -> Response:
        await read_small_form(request, request.state.session)
        with suppress(Refused):
            upload = site.waiting.find(request.state.session, key)
            async with upload.alone:
                site.waiting.drop(upload)
            return RedirectResponse(f"/tables/{upload.table}", 303)
        return RedirectResponse("/", 303)

    @app.get("/batches/{batch_id}")
    def batch(request: Request, batch_id: str, page: int = 1) -> Response:
        found = site.batch(request.state.session, batch_id)
        page = min(max(page, 1), 10**6)
        table = f"{found.landed['system']}.{found.landed['table']}"
        outcome = read_outcome(site.settings.warehouse, table, batch_id, page)
        pages = max(1, -(-outcome.notes_in_all // PAGE_ROWS))
        return site.page(
            request, "batch.html", batch=found, table=table, outcome=outcome, page=page, pages=pages
        )

    return app


@contextmanager
def opened(settings: Settings) -> Iterator[Guard]:
    """The pages as an ASGI application; the files that still wait go when it is closed.

    They lie in a scratch folder of the landing root, which the next writer sweeps if this process
    is killed.
    """
    with landing.scratch_folder(settings.root) as scratch:
        scratch.chmod(0o700)
        site = Site(settings, scratch)
        yield Guard(make_app(site), settings.door, site.sessions, site.message)
