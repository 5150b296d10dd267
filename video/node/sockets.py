"""All media sockets of this process behind one epoll: however many have something, the event loop wakes once.

A look costs one call for each datagram; the datagram transports of event loops make two, and more around them. And a
socket tells when the other machine says that nobody listens there any more (ICMP), which those do not.

A port has a `Wire`, which takes from anybody and sends to anybody, and once it is known who the peer is, a `Line`.
"""

from __future__ import annotations

import asyncio
import contextlib
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
        self.take, self.away = take, away
        self._bound = bound
        self._listening = _Listening(bound, self.read, away)

    def read(self) -> None:
        """Take one datagram. Raises OSError if there is none."""
        data, address = self._bound.recvfrom(LONGEST)
        self.take(data, address)

    def sendto(self, data: Any, addr: Any = None) -> None:
        """Send it, or lose it, as networks do."""
        try:
            self._bound.sendto(data, addr or ())
        except OSError:
            pass  # who sends by this way sends again (STUN, DTLS)

    def close(self) -> None:
        """Give the socket back."""
        self._listening.end()
        self._bound.close()

    def is_closing(self) -> bool:
        """Whether it is closed."""
        return self._bound.fileno() < 0


class Line:
    """A second socket of a bound one's port, connected to the peer: what the peer sends comes here, all else there.

    The kernel then looks for a route once, not for each packet, and no address is read or written beside one: a
    quarter less for sending a packet, a third for taking one. Raises OSError where none can be had.
    """

    def __init__(
        self, bound: socket.socket, peer: Address, take: Callable[[bytes, Address], None],
        away: Callable[[Address], None],
    ) -> None:  # fmt: skip
        self.bound, self.peer, self.take = bound, peer, take
        self._own = _twin(bound, peer)
        self.send, self.receive_into = self._own.send, self._own.recv_into
        self._listening = _Listening(self._own, self.read, away)

    def read(self) -> None:
        """Take one datagram. Raises OSError if there is none."""
        self.take(self._own.recv(LONGEST), self.peer)

    def use(self, read: Callable[[], None]) -> None:
        """From now on datagrams are read by this instead."""
        self._listening.read = read

    def close(self) -> None:
        """Give the socket back; what the peer still sends comes to the bound one."""
        self._listening.end()
        self._own.close()


def _twin(bound: socket.socket, peer: Address) -> socket.socket:
    """A socket at the same address and port, for one peer. Raises OSError if that peer has one already.

    Only for the moment of binding may the port be shared: nobody else of this user can take it before or after.
    """
    own = socket.socket(bound.family, bound.type)
    try:
        own.setblocking(False)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            own.setsockopt(socket.SOL_SOCKET, option, bound.getsockopt(socket.SOL_SOCKET, option) // 2)  # see socket(7)
        for one in (bound, own):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        own.bind(bound.getsockname())
        own.connect(peer)
        for one in (bound, own):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 0)
        with contextlib.suppress(OSError):
            while True:  # what strangers sent between the binding and the connecting is not the peer's
                own.recv(1)
    except OSError:
        own.close()
        raise
    return own


class _Listening:
    """What the look needs of a socket."""

    __slots__ = ("_away", "_bound", "_fd", "_sockets", "read")

    def __init__(self, bound: socket.socket, read: Callable[[], None], away: Callable[[Address], None]) -> None:
        self.read, self._away, self._bound, self._fd = read, away, bound, bound.fileno()
        bound.setsockopt(*_RECVERR[bound.family], 1)
        self._sockets = _sockets()
        self._sockets.add(self._fd, self)

    def refused(self) -> None:
        """Read what ICMP said, each time of one datagram sent."""
        while True:
            try:
                *_, address = self._bound.recvmsg(1, 0, socket.MSG_ERRQUEUE)
            except OSError:
                return
            self._away(address)

    def end(self) -> None:
        """Do not look there any more."""
        if self._fd >= 0:
            self._sockets.remove(self._fd)
            self._fd = -1


class Sockets:
    """The sockets of one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._epoll: select.epoll | None = None
        self._listening: dict[int, _Listening] = {}

    def add(self, fd: int, listening: _Listening) -> None:
        """Listen to one more."""
        if self._epoll is None:
            self._epoll = select.epoll()
            self._loop.add_reader(self._epoll.fileno(), self._look, self._epoll)
        self._listening[fd] = listening
        self._epoll.register(fd, select.EPOLLIN)

    def remove(self, fd: int) -> None:
        """No longer listen to one."""
        assert self._epoll is not None
        del self._listening[fd]
        self._epoll.unregister(fd)
        if not self._listening:
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
            one = self._listening.get(fd)
            if one is None:
                continue  # closed by what came before
            if event & select.EPOLLERR:
                one.refused()
            try:
                one.read()
            except OSError:
                continue
            except Exception as error:  # noqa: BLE001 (one odd packet must not cost the others their turn)
                self._loop.call_exception_handler({"message": "a datagram could not be taken", "exception": error})


_by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, Sockets] = WeakKeyDictionary()


def _sockets() -> Sockets:
    loop = asyncio.get_running_loop()
    return _by_loop.setdefault(loop, Sockets(loop))
