"""One port: long streams (server-sent events) here, everything else in Flask behind a2wsgi."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from a2wsgi import WSGIMiddleware
from flask import Flask
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from mediation.app import HEADERS, create_app
from mediation.core import live
from mediation.core.db import db

POLL = 0.25
PING = 20.0


class Board:
    """Passes hints on from the table to the streams of this process, which ask for their topics."""

    def __init__(self, flask: Flask) -> None:
        self.flask = flask
        self.streams: dict[asyncio.Queue[tuple[int, str, str]], frozenset[str]] = {}
        self.wake = asyncio.Event()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        live.on_wake(partial(_set_from_a_thread, loop, self.wake))
        after = await run_in_threadpool(self._newest)
        while True:
            if not self.streams:
                await self.wake.wait()
            elif not self.wake.is_set():
                await self._nap()
            self.wake.clear()
            after = await self._pass_on(after)

    async def _nap(self) -> None:
        try:
            await asyncio.wait_for(self.wake.wait(), POLL)  # other processes' hints are found by looking
        except TimeoutError:
            return

    async def _pass_on(self, after: int) -> int:
        """Of hints that say the same, the newest is enough: one look sees what all of them are about."""
        found = await run_in_threadpool(self._since, after)
        for row in sorted({row[1:]: row for row in found}.values()):
            for queue, topics in self.streams.items():
                if row[1] in topics:
                    queue.put_nowait(row)
        return found[-1][0] if found else after

    def _newest(self) -> int:
        with self.flask.app_context():
            return live.newest()

    def _since(self, after: int) -> list[tuple[int, str, str]]:
        with self.flask.app_context():
            rows = live.since(after)
            db.session.rollback()
            return rows

    async def stream(self, topics: frozenset[str], after: int | None) -> AsyncIterator[bytes]:
        queue: asyncio.Queue[tuple[int, str, str]] = asyncio.Queue()
        self.streams[queue] = topics
        self.wake.set()
        try:
            yield b"retry: 1000\n\n"
            if after is not None:
                for row in await run_in_threadpool(self._since, after):
                    if row[1] in topics:
                        yield _event(row)
            while True:
                try:
                    yield _event(await asyncio.wait_for(queue.get(), PING))
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            del self.streams[queue]


def _set_from_a_thread(loop: asyncio.AbstractEventLoop, wake: asyncio.Event) -> None:
    loop.call_soon_threadsafe(wake.set)


def _event(row: tuple[int, str, str]) -> bytes:
    return f"id: {row[0]}\ndata: {json.dumps({'pane': row[2]})}\n\n".encode()


def build(flask: Flask) -> Starlette:
    board = Board(flask)

    async def listen(request: Request) -> Response:
        with flask.app_context():
            topics = live.read_ticket(request.query_params.get("t", ""))
        if topics is None:
            return PlainTextResponse("", 403)
        last = request.headers.get("last-event-id", "")
        after = int(last) if last.isdecimal() else None
        headers = {**HEADERS, "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            board.stream(frozenset(topics), after), media_type="text/event-stream", headers=headers
        )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(board.run())
        yield
        task.cancel()

    wsgi = WSGIMiddleware(flask.wsgi_app, workers=24)  # type: ignore[arg-type]
    routes = [Route("/live", listen), Mount("/", wsgi)]  # type: ignore[arg-type]
    return Starlette(routes=routes, lifespan=lifespan)


def __getattr__(name: str) -> Starlette:
    if name == "app":  # built when the server asks for it, not when a test imports this module
        return build(create_app())
    raise AttributeError(name)
