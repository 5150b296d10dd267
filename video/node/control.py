"""The control port: WHIP and WHEP seats, routing tables, events, health. The web process is its only client."""

from __future__ import annotations

import hmac
import json
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from video.node import table
from video.node.node import Node, Overtaken, Unknown
from video.node.ports import NoPort
from video.node.sdp import SdpError

MOST_SDP = 256 * 1024
MOST_TABLE = 1024 * 1024
LONGEST_WAIT = 30.0

_STATUS: dict[type[Exception], int] = {
    Unknown: 404,
    table.Stale: 409,
    Overtaken: 409,
    SdpError: 400,
    table.TableError: 400,
    NoPort: 503,
}


def application(node: Node, token: str) -> ASGIApp:
    """The ASGI application over a node; every request must carry the token."""
    control = Control(node)
    leg = "/conferences/{conference}/seats/{seat}/"
    app = Starlette(
        routes=[
            Route("/health", control.health, methods=["GET"]),
            Route("/events", control.events, methods=["GET"]),
            Route("/conferences/{conference}", control.conference, methods=["GET", "PUT", "DELETE"]),
            Route(leg + "publish", control.publish, methods=["POST", "DELETE"]),
            Route(leg + "watch", control.watch, methods=["POST", "DELETE"]),
        ],
        exception_handlers={HTTPException: _http_problem} | dict.fromkeys(_STATUS, _known_problem),
    )
    return _Guard(app, token)


class Control:
    """One method for each address."""

    def __init__(self, node: Node) -> None:
        self._node = node

    async def health(self, request: Request) -> Response:
        """The boot id and counts."""
        return JSONResponse(self._node.health())

    async def events(self, request: Request) -> Response:
        """Long poll: what happened after a number, or nothing once the wait is over."""
        after, wait = _number(request, "after", 0), _number(request, "wait", 0)
        found, lost = await self._node.events.wait(int(after), min(wait, LONGEST_WAIT))
        return JSONResponse({"boot": self._node.boot, "events": found} | ({"lost": True} if lost else {}))

    async def conference(self, request: Request) -> Response:
        """Read what a conference carries, put its table in force, or end it."""
        name = table.name(request.path_params["conference"])
        if request.method == "DELETE":
            self._node.delete(name)
            return Response(status_code=204)
        if request.method == "PUT":
            new = table.parse(_json(await _body(request, MOST_TABLE)))
            self._node.put(name, new)
            return JSONResponse({"boot": self._node.boot, "version": new.version})
        return JSONResponse({"boot": self._node.boot} | self._node.status(name))

    async def publish(self, request: Request) -> Response:
        """WHIP (RFC 9725)."""
        name, seat = _place(request)
        if request.method == "DELETE":
            return self._leave(request, name, seat, "publish")
        return _created(request, *await self._node.publish(name, seat, await _sdp(request)))

    async def watch(self, request: Request) -> Response:
        """WHEP: a seat of slots, or with `only` one named participant."""
        name, seat = _place(request)
        if request.method == "DELETE":
            return self._leave(request, name, seat, "watch")
        only = request.query_params.get("only")
        return _created(request, *await self._node.watch(name, seat, await _sdp(request), only))

    def _leave(self, request: Request, name: str, seat: str, kind: str) -> Response:
        self._node.leave(name, seat, kind, request.query_params.get("connection"))
        return Response(status_code=204)


class _Guard:
    """Nothing is answered without the token, not even that an address exists."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"authorization", b"")
            if not hmac.compare_digest(given, self._expected):
                await _problem(401, "the bearer token is missing or wrong")(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _problem(status: int, detail: str) -> Response:
    """An error as RFC 9457 wants it."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(content, status, headers, media_type="application/problem+json")


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _problem(error.status_code, error.detail)


async def _known_problem(request: Request, error: Exception) -> Response:
    return _problem(_STATUS[type(error)], str(error))


def _created(request: Request, answer: str, connection: str) -> Response:
    """201 with the answer; the Location names this very connection, so that a late DELETE cannot end a newer one."""
    location = f"{request.url.path}?connection={quote(connection)}"
    return Response(answer, 201, {"Location": location}, media_type="application/sdp")


def _place(request: Request) -> tuple[str, str]:
    return request.path_params["conference"], request.path_params["seat"]


def _number(request: Request, key: str, default: float) -> float:
    try:
        number = float(request.query_params.get(key, default))
    except ValueError:
        number = -1.0
    if not 0 <= number < 1 << 53:
        raise HTTPException(400, f"{key} must be a number, 0 or more")
    return number


async def _body(request: Request, most: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413, f"at most {most} bytes")
    return bytes(body)


async def _sdp(request: Request) -> str:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/sdp":
        raise HTTPException(415, "an offer is application/sdp")
    try:
        return (await _body(request, MOST_SDP)).decode()
    except UnicodeDecodeError as error:
        raise SdpError("an SDP is UTF-8") from error


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise table.TableError("the body is not JSON") from error
