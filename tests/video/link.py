"""A bad network between one browser and the house: it loses, delays, queues and cuts, and its address changes.

No root and no namespaces. Media: the ports in an answer (WHIP, WHEP, or both in that to the wish to come in) are
replaced by ports of this link, which passes on what comes there. Pages: the browser takes the link for its proxy. The
same seed loses in the same rhythm.
"""

from __future__ import annotations

import asyncio
import random
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from types import TracebackType
from typing import cast

HOST = "127.0.0.1"
HEADERS = 28
"""Bytes of IPv4 and UDP around each datagram: a line carries them too."""
_CANDIDATE = re.compile(r"(a=candidate:(?:\S+ ){4}127\.0\.0\.1 )(\d+)")  # in JSON too, where an answer is one line

Address = tuple[str, int]


class Line:
    """One way of a link. Counts what it did to datagrams: passed, lost, full, cut."""

    def __init__(self, seed: int) -> None:
        self.loss = 0.0  # share
        self.delay = 0.0  # seconds
        self.rate: float | None = None  # bits per second
        self.queue = 0.3  # seconds of waiting for a free line after which a datagram is dropped
        self.cut = False
        self.did: Counter[str] = Counter()
        self._dice = random.Random(seed)
        self._free = 0.0

    def carries(self, size: int, now: float) -> float | None:
        """When a datagram given to it now arrives; None for never."""
        what, at = "passed", now
        if self.cut:
            what = "cut"
        elif self._dice.random() < self.loss:
            what = "lost"
        elif self.rate is not None:
            begins = max(now, self._free)
            if begins - now > self.queue:
                what = "full"
            else:
                at = self._free = begins + (size + HEADERS) * 8 / self.rate
        self.did[what] += 1
        return at + self.delay if what == "passed" else None


class Link:
    """Between one browser and the house. `web`: the port of the house; then `proxy` is what the browser is given."""

    def __init__(self, seed: int = 7, web: int | None = None, **how: float | None) -> None:
        self.up, self.down = Line(seed), Line(seed + 1)
        self._web = web
        self._fronts: dict[int, _Front] = {}
        self._loop = asyncio.new_event_loop()
        self._whole = asyncio.Event()
        self._whole.set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.be(**how)

    def be(self, **how: float | None) -> None:
        """From now on both ways have this `loss`, `delay`, `rate` or `queue`."""
        for line in (self.up, self.down):
            for name, value in how.items():
                assert hasattr(line, name), name
                setattr(line, name, value)

    def cut(self) -> None:
        """Nothing passes any more, pages included; nobody is told."""
        self.up.cut = self.down.cut = True
        self._loop.call_soon_threadsafe(self._whole.clear)

    def mend(self) -> None:
        """Everything passes again."""
        self.up.cut = self.down.cut = False
        self._loop.call_soon_threadsafe(self._whole.set)

    def move(self) -> None:
        """The house sees another address from now on, as when a router forgets; what goes to the old one is lost."""
        self._loop.call_soon_threadsafe(lambda: [front.move() for front in self._fronts.values()])

    def through(self, said: str) -> str:
        """An answer, its candidates leading through here."""
        return _CANDIDATE.sub(lambda found: found[1] + str(self._front(int(found[2]))), said)

    @property
    def did(self) -> Counter[str]:
        """What was done to datagrams, both ways."""
        return self.up.did + self.down.did

    @property
    def proxy(self) -> dict[str, str]:
        """For a browser context of Playwright."""
        return {"server": f"http://{HOST}:{self._listening}", "bypass": "<-loopback>"}

    def _front(self, port: int) -> int:
        if port not in self._fronts:
            bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            bound.bind((HOST, 0))
            self._fronts[port] = front = _Front(self, port, bound.getsockname()[1])
            asyncio.run_coroutine_threadsafe(self._open(front, bound), self._loop)
        return self._fronts[port].port

    async def _open(self, front: _Front, bound: socket.socket) -> None:
        await self._loop.create_datagram_endpoint(lambda: front, sock=bound)

    async def _serve(self) -> None:
        self._server = await asyncio.start_server(self._visit, HOST, 0)
        self._listening: int = self._server.sockets[0].getsockname()[1]

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the browser to the house, byte for byte but for the ports in answers. Nowhere else."""
        with closing(writer):
            head = await reader.read(1 << 17)
            if f"{HOST}:{self._web}/".encode() not in head.partition(b"\r\n")[0]:
                return
            there, to_there = await asyncio.open_connection(HOST, self._web)
            with closing(to_there):
                await self._whole.wait()
                to_there.write(head)
                ways = [asyncio.create_task(one) for one in (self._pump(reader, to_there), self._pump(there, writer))]
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                for way in ways:
                    way.cancel()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1 << 17):
                await self._whole.wait()
                writer.write(self.through(data.decode("latin-1")).encode("latin-1"))
                await writer.drain()
        except ConnectionError:
            return

    def __enter__(self) -> Link:
        self._thread.start()
        if self._web is not None:
            asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(5)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _end(self) -> None:
        for front in self._fronts.values():
            front.close()
        if self._web is not None:
            self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.05)  # what was closed is given back in the next rounds of the loop


class _Front(asyncio.DatagramProtocol):
    """Stands for one port of the node: what a browser sends here goes there, each by a port of its own."""

    def __init__(self, link: Link, node: int, port: int) -> None:
        self.link, self.node, self.port = link, node, port
        self._backs: dict[Address, _Back] = {}
        self._before: list[_Back] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, address: Address) -> None:
        """From the browser."""
        _later(self.link.up, data, lambda: self._pass_on(data, address))

    def _pass_on(self, data: bytes, browser: Address) -> None:
        if browser not in self._backs:
            self._backs[browser] = _Back(self, self.node, browser)
        self._backs[browser].send(data)

    def answer(self, data: bytes, browser: Address, by: _Back) -> None:
        """From the node; by an address of before, nothing comes any more."""
        if self._backs.get(browser) is by:
            _later(self.link.down, data, lambda: self._to(data, browser))

    def _to(self, data: bytes, browser: Address) -> None:
        if not self._transport.is_closing():
            self._transport.sendto(data, browser)

    def move(self) -> None:
        """The browsers come by other ports from now on; nobody tells the node that the old ones are gone."""
        self._before += self._backs.values()
        self._backs.clear()

    def close(self) -> None:
        for one in (self._transport, *self._before, *self._backs.values()):
            one.close()


class _Back:
    """One browser, as the node sees it."""

    def __init__(self, front: _Front, node: int, browser: Address) -> None:
        self._front, self._browser = front, browser
        self._bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._bound.setblocking(False)
        self._bound.connect((HOST, node))
        asyncio.get_running_loop().add_reader(self._bound.fileno(), self._take)

    def send(self, data: bytes) -> None:
        with suppress(OSError):  # the node is not there
            self._bound.send(data)

    def _take(self) -> None:
        with suppress(OSError):
            self._front.answer(self._bound.recv(2048), self._browser, self)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._bound.fileno())
        self._bound.close()


def _later(line: Line, data: bytes, send: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    at = line.carries(len(data), loop.time())
    if at is not None:
        loop.call_at(at, send)
