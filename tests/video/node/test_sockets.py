"""A line beside a bound socket: the peer's datagrams come to one, everybody else's to the other."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest
import uvloop

from tests.video.node.caller import until
from video.node.ports import Ports
from video.node.sockets import Address, Line, Wire


@pytest.fixture
def peers() -> Iterator[list[socket.socket]]:
    found = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
    for one in found:
        one.bind(("127.0.0.1", 0))
    yield found
    for one in found:
        one.close()


def told(kept: list[tuple[str, bytes, Address]], name: str) -> Callable[[bytes, Address], None]:
    return lambda data, address: kept.append((name, data, address))


def test_the_peer_comes_by_the_line_and_others_by_the_wire_before_and_after(peers):
    async def story() -> None:
        ((_, bound),) = Ports(range(42900, 42910), ["127.0.0.1"]).bind()
        place = bound.getsockname()
        addresses = [one.getsockname() for one in peers]
        came: list[tuple[str, bytes, Address]] = []
        wire = Wire(bound, told(came, "wire"), lambda address: None)
        line = Line(bound, addresses[0], told(came, "line"), lambda address: None)
        for one in peers:
            one.sendto(b"during", place)
        line.send(b"hello")
        assert peers[0].recvfrom(99) == (b"hello", place), "both have one port"
        await until(lambda: len(came) == 2)
        line.close()
        peers[0].sendto(b"after", place)
        await until(lambda: len(came) == 3)
        wire.close()
        assert sorted(came[:2]) == [("line", b"during", addresses[0]), ("wire", b"during", addresses[1])]
        assert came[2] == ("wire", b"after", addresses[0])

    uvloop.run(story())


def test_nobody_else_takes_the_port_of_a_line(peers):
    async def story() -> None:
        ((_, bound),) = Ports(range(42900, 42910), ["127.0.0.1"]).bind()
        wire = Wire(bound, lambda data, address: None, lambda address: None)
        line = Line(bound, peers[0].getsockname(), lambda data, address: None, lambda address: None)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as thief:
            thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            with pytest.raises(OSError, match="in use"):
                thief.bind(bound.getsockname())
        line.close()
        wire.close()

    uvloop.run(story())


def test_a_line_tells_that_the_peer_is_not_there_any_more(peers):
    async def story() -> None:
        ((_, bound),) = Ports(range(42900, 42910), ["127.0.0.1"]).bind()
        gone: list[Address] = []
        wire = Wire(bound, lambda data, address: None, lambda address: None)
        there = peers[0].getsockname()
        line = Line(bound, there, lambda data, address: None, gone.append)
        peers[0].close()
        line.send(b"anybody?")
        await until(lambda: bool(gone))
        line.close()
        wire.close()
        assert gone == [there]

    uvloop.run(story())
