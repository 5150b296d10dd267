"""All media sockets of this process behind one epoll: however many have something, the event loop wakes once.

A look costs one call for each datagram; the datagram transports of event loops make two, and more around them. And a
socket tells when the other machine says that nobody listens there any more (ICMP), which those do not.
"""

from __future__ import annotations

import asyncio
import select
import socket
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

LONGEST = 2048
"""Bytes of the longest datagram read."""
AT_ONCE = 512
ROUNDS = 32
"""Datagrams of one socket in one look, at most; those of all others come in between."""
_RECVERR = {socket.AF_INET: (socket.SOL_IP, 11), socket.AF_INET6: (socket.IPPROTO_IPV6, 25)}

Address = tuple[Any, ...]


class Wire(asyncio.DatagramTransport):
    """One bound socket: `take` is called with each datagram and where it came from, `away` with who is not there."""

    def __init__(
        self, bound: socket.socket, take: Callable[[bytes, Address], None], away: Callable[[Address], None]
    ) -> None:
        super().__init__({"socket": bound, "sockname": bound.getsockname()})
        self.take, self.away, self.receive = take, away, bound.recvfrom
        self._bound = bound
        self._fd = bound.fileno()
        bound.setsockopt(*_RECVERR[bound.family], 1)
        self._sockets = _sockets()
        self._sockets.add(self._fd, self)

    def sendto(self, data: Any, addr: Any = None) -> None:
        """Send it, or lose it, as networks do."""
        try:
            self._bound.sendto(data, addr or ())
        except OSError:
            pass  # who sends by this way sends again (STUN, DTLS)

    def refused(self) -> None:
        """Read what ICMP said, each time of one datagram sent."""
        while True:
            try:
                *_, address = self._bound.recvmsg(1, 0, socket.MSG_ERRQUEUE)
            except OSError:
                return
            self.away(address)

    def close(self) -> None:
        """Give the socket back."""
        if self._fd >= 0:
            self._sockets.remove(self._fd)
            self._fd = -1
            self._bound.close()

    def is_closing(self) -> bool:
        """Whether it is closed."""
        return self._fd < 0


class Sockets:
    """The sockets of one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._epoll: select.epoll | None = None
        self._wires: dict[int, Wire] = {}

    def add(self, fd: int, wire: Wire) -> None:
        """Listen to one more."""
        if self._epoll is None:
            self._epoll = select.epoll()
            self._loop.add_reader(self._epoll.fileno(), self._look, self._epoll)
        self._wires[fd] = wire
        self._epoll.register(fd, select.EPOLLIN)

    def remove(self, fd: int) -> None:
        """No longer listen to one."""
        assert self._epoll is not None
        del self._wires[fd]
        self._epoll.unregister(fd)
        if not self._wires:
            self._loop.remove_reader(self._epoll.fileno())
            self._epoll.close()
            self._epoll = None

    def _look(self, epoll: select.epoll) -> None:
        """Take what has come, also what comes meanwhile, but not for ever."""
        for _ in range(ROUNDS):
            ready = epoll.poll(0, AT_ONCE) if not epoll.closed else []
            if not ready:
                return
            self._round(ready)

    def _round(self, ready: list[tuple[int, int]]) -> None:
        """One datagram of each socket that has any."""
        for fd, event in ready:
            wire = self._wires.get(fd)
            if wire is None:
                continue  # closed by what came before
            if event & select.EPOLLERR:
                wire.refused()
            try:
                data, address = wire.receive(LONGEST)
                wire.take(data, address)
            except OSError:
                continue
            except Exception as error:  # noqa: BLE001 (one odd packet must not cost the others their turn)
                self._loop.call_exception_handler({"message": "a datagram could not be taken", "exception": error})


_by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, Sockets] = WeakKeyDictionary()


def _sockets() -> Sockets:
    loop = asyncio.get_running_loop()
    return _by_loop.setdefault(loop, Sockets(loop))
