"""What every request passes, and every answer carries, whatever it is for."""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from derived_tables.serving.door import Door, Refused
from derived_tables.serving.sessions import SESSION_SECONDS, Session, Sessions

log = logging.getLogger("derived_tables.serving")

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With no-referrer a browser would send a form's origin as null.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# What is served before anyone has said who they are; the style holds nothing of anybody's.
OPEN = ("/static/", "/enter")


class Guard:
    """Asks the door, finds the session, refuses other sites' forms, and adds the headers.

    The session is `request.state.session`; a handler that begins one puts it there.
    """

    def __init__(
        self,
        app: ASGIApp,
        door: Door,
        sessions: Sessions,
        refusal: Callable[[Request, Refused], Response],
    ) -> None:
        """`refusal` makes the page that says why a request was refused."""
        self.app, self.door, self.sessions, self.refusal = app, door, sessions, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.session = found = None

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if request.state.session is not found:
                    headers.append("Set-Cookie", self._cookie(request.state.session))
            await send(message)

        try:
            found = self._session(request)
            request.state.session = found or self._opened(request)
            if request.method not in ("GET", "HEAD"):
                origins = request.headers.getlist("origin")
                if origins != [self.door.origin(request)]:
                    raise Refused(403, "This form was sent from another site.")
        except Refused as refused:
            log.warning(
                "refused %s from %s: %s",
                request.method,
                request.client.host if request.client else "nowhere",
                refused.problem,
            )
            await self.refusal(request, refused)(scope, receive, answer)
            return
        await self.app(scope, receive, answer)

    def _session(self, request: Request) -> Session | None:
        """The session that the request goes on with; Refused if it may not come in at all."""
        request.state.name = name = self.door.admit(request)
        session = self.sessions.find(request.cookies.get(self.door.cookie))
        # Behind a proxy two people may use one browser.
        return None if session and name not in (None, session.name) else session

    def _opened(self, request: Request) -> Session | None:
        if request.url.path.startswith(OPEN):
            return None
        if request.state.name is None:
            raise Refused(
                401,
                "You are not signed in.",
                "Open the link that the command printed. It works once; to get another, stop the "
                "command and start it again.",
            )
        return self.sessions.open(request.state.name)

    def _cookie(self, session: Session) -> str:
        secure = "; Secure" if self.door.secure else ""
        return (
            f"{self.door.cookie}={session.key}; Path=/; Max-Age={SESSION_SECONDS}; HttpOnly; "
            f"SameSite=Strict{secure}"
        )
