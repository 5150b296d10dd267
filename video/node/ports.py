"""Where media sockets are bound and by which addresses they are known outside: firewalls and routers depend on it."""

from __future__ import annotations

import socket
from collections.abc import Sequence

_BUFFER = 1 << 20


class NoPort(Exception):
    """Every port of MEDIA_PORTS is taken."""


class Ports:
    """Where media sockets are bound. Ports go round, so that one just given back is not the next given out."""

    def __init__(self, ports: range, addresses: Sequence[str]) -> None:
        self._ports = ports
        self._next = 0
        self._places: list[tuple[str, tuple[str, ...]]] = []  # where to listen, what to advertise for it
        for everywhere in ("0.0.0.0", "::"):
            family = tuple(address for address in addresses if (":" in address) == (":" in everywhere))
            if all(_is_own(address) for address in family):
                self._places += [(address, (address,)) for address in family]
            else:  # an address of a router in front of this machine: listen everywhere, advertise it beside the others
                self._places.append((everywhere, family))

    def bind(self) -> list[tuple[tuple[str, ...], socket.socket]]:
        """Sockets of one free port, each with the addresses to advertise for it. Raises NoPort."""
        for _ in self._ports:
            port = self._ports[self._next]
            self._next = (self._next + 1) % len(self._ports)
            bound: list[socket.socket] = []
            try:
                for place, _ in self._places:
                    bound.append(_bound(place, port))
            except OSError:
                for one in bound:
                    one.close()
            else:
                return [(advertised, one) for (_, advertised), one in zip(self._places, bound, strict=True)]
        raise NoPort(f"no free UDP port in {self._ports[0]}-{self._ports[-1]}")


def _is_own(address: str) -> bool:
    try:
        _bound(address, 0).close()
    except OSError:
        return False
    return True


def _bound(address: str, port: int) -> socket.socket:
    """A socket bound there. Raises OSError if the port is taken or the machine has no such address."""
    bound = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        bound.setblocking(False)
        if bound.family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        bound.bind((address, port))
    except OSError:
        bound.close()
        raise
    return bound
