"""The TURN server leads to the media nodes and nowhere else: asked by UDP, TCP and TLS, in both families."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from mediation.core import clock
from mediation.operations import relay, supervise
from mediation.operations.stop import Stop
from tests.video.coturn import Coturn, reachable
from tests.video.turning import REALM, SOFTWARE, TCP, Turn
from video import tickets, turn

FORBIDDEN_4 = (
    "0.0.0.0", "0.0.0.1", "10.0.0.1", "10.255.255.254", "100.64.0.1", "127.0.0.1", "127.1.2.3", "169.254.0.1",
    "169.254.169.254", "172.16.0.1", "172.31.255.254", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1",
    "192.168.255.254", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "8.8.8.8",
)  # fmt: skip
FORBIDDEN_6 = (
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:192.168.0.1", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "fc00::1", "fd00:ec2::254",
    "fe80::1", "fec0::1", "ff02::1", "ff05::2", "2001:4860:4860::8888",
)  # fmt: skip
HERE = reachable()
FAMILIES = sorted({ipaddress.ip_address(one).version for one in HERE})


@pytest.fixture(scope="module")
def coturn(tmp_path_factory) -> Iterator[Coturn]:
    with Coturn(tmp_path_factory.mktemp("turn"), HERE) as server:
        yield server


@pytest.fixture
def ask(coturn) -> Iterator:
    """A client with good credentials, or with others."""
    clients: list[Turn] = []

    def made(transport: str = "udp", ticket: str = "a-ticket", *, secret: str = "", known: tuple = ()) -> Turn:
        name, password = known or turn.credentials(secret or coturn.relay.secret, ticket)
        port = coturn.relay.tls_port if transport == "tls" else coturn.relay.port
        clients.append(Turn(port, transport, name, password))
        return clients[-1]

    yield made
    for client in clients:
        client.close()


def neighbours() -> list[str]:
    """The addresses beside the node's own."""
    return [str(ipaddress.ip_address(one) + step) for one in HERE for step in (-1, 1)]


@pytest.mark.media
@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
@pytest.mark.parametrize("version", FAMILIES)
def test_no_address_but_the_nodes_is_reached(ask, transport, version):
    beside = [one for one in neighbours() if ipaddress.ip_address(one).version == version]
    forbidden = [*(FORBIDDEN_4 if version == 4 else FORBIDDEN_6), *beside]
    client = ask(transport, f"{transport}-{version}")
    assert client.allocate(version=version).error == 0
    asked, allowed = 0, []
    for number, address in enumerate(set(forbidden) - set(HERE)):
        for answer in (client.permit(address), client.bind(address, 40_000, 0x4000 + number)):
            asked += 1
            if answer.error in (0, None):
                allowed.append((address, answer.error))
        if client.connect(address, 80).error == 0:
            allowed.append((address, "connect"))
    assert allowed == [] and asked >= 40
    mine = [one for one in HERE if ipaddress.ip_address(one).version == version]
    assert [client.permit(one).error for one in mine] == [0] * len(mine), "the node itself is reached"


@pytest.mark.media
def test_what_is_sent_goes_to_the_node_alone(ask):
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as node,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as web,
    ):
        node.bind((HERE[0], 0))
        web.bind(("127.0.0.1", 0))
        node.settimeout(3)
        web.settimeout(0.5)
        client = ask(ticket="sends")
        client.allocate()
        client.permit(HERE[0])
        client.permit("127.0.0.1")
        for there in (web, node):
            client.send(*there.getsockname(), b"hello")
        assert node.recvfrom(100)[0] == b"hello"
        with pytest.raises(TimeoutError):
            web.recvfrom(100)


@pytest.mark.media
def test_no_tcp_is_relayed_so_no_web_or_control_port_can_be_spoken_to(ask):
    for transport in ("tcp", "tls"):
        assert ask(transport).allocate(transport=TCP).error not in (0, None)


@pytest.mark.media
def test_only_fresh_credentials_of_the_house_open_it_and_each_only_so_often(ask, coturn):
    with time_machine.travel(clock.now() - turn.LASTS - timedelta(seconds=5), tick=False):
        old = turn.credentials(coturn.relay.secret, "old")
    assert ask(known=old).allocate().error == 401
    assert ask(secret="another secret").allocate().error == 401
    name, password = turn.credentials(coturn.relay.secret, "mine")
    assert ask(known=(name.replace("mine", "other"), password)).allocate().error == 401
    later = f"{int(name.split(':')[0]) + 3600}:mine"
    assert ask(known=(later, password)).allocate().error == 401
    many = turn.credentials(coturn.relay.secret, "greedy")
    errors = [ask(known=many).allocate().error for _ in range(relay.FOR_EACH_TICKET + 8)]
    assert errors.count(0) == relay.FOR_EACH_TICKET
    assert ask(ticket="somebody").allocate().error == 0
    answer = ask(ticket="last").allocate()
    assert SOFTWARE not in answer.attributes and REALM not in answer.attributes


@pytest.mark.media
def test_many_who_come_first_and_together_are_all_let_in(tmp_path):
    """A server that has just started makes what it needs at the first call; nobody is turned away by that."""
    with Coturn(tmp_path, HERE) as server, ThreadPoolExecutor(24) as together:

        def come(number: int) -> int | None:
            client = Turn(server.relay.port, "tcp", *turn.credentials(server.relay.secret, f"t{number}"))
            try:
                return client.allocate().error
            finally:
                client.close()

        assert list(together.map(come, range(24))) == [0] * 24


def test_credentials_are_bound_to_the_ticket_and_short_lived(app):
    urls = ("turn:there:3478?transport=udp", "turns:there:5349?transport=tcp")
    app.extensions["settings"] = replace(app.extensions["settings"], turn_urls=urls, turn_secret="s")
    token = tickets.issue("k", "a")
    (server,) = turn.of(token)
    expiry, _, ticket = server["username"].partition(":")
    assert ticket == tickets.read(token).id
    assert 0 < int(expiry) - clock.now().timestamp() <= 600
    assert server["urls"] == list(urls)
    assert turn.credentials("s", ticket)[1] == server["credential"] != turn.credentials("t", ticket)[1]
    assert turn.of("forged") == []


def test_without_a_turn_server_nothing_is_named(app):
    assert turn.of(tickets.issue("k", "a")) == []


def front(tls: bool = False) -> supervise.Front:
    return supervise.Front("127.0.0.1", 8000, "https://house.example:8000")


def test_it_is_started_when_the_settings_ask(app, tmp_path, monkeypatch):
    here = replace(app.extensions["settings"], home=tmp_path)
    assert [child.name for child in supervise.children(here, front())] == ["node", "web", "worker"]
    more = "COURTYARD_TURN=coturn:3479\nMEDIA_ADDRESS=127.0.0.1,192.0.2.77\nCOURTYARD_TURN_PEERS=192.0.2.78\n"
    (tmp_path / "settings.env").write_text(more)
    children = {child.name: child for child in supervise.children(here, front())}
    text = (tmp_path / "turn" / "turnserver.conf").read_text()
    assert [line for line in text.splitlines() if "peer-ip" in line] == [
        *(f"denied-peer-ip={every}" for every in relay.EVERYTHING),
        "allowed-peer-ip=192.0.2.77", "allowed-peer-ip=192.0.2.78",
    ]  # fmt: skip
    assert "no-tls\n" in text and (tmp_path / "turn" / "turnserver.conf").stat().st_mode & 0o77 == 0
    told = children["web"].environment
    assert told["COURTYARD_TURN_URLS"] == (
        "turn:house.example:3479?transport=udp turn:house.example:3479?transport=tcp"
    )
    assert f"static-auth-secret={told['COURTYARD_TURN_SECRET']}\n" in text
    assert "COURTYARD_TURN_SECRET" not in children["turn"].environment
    (tmp_path / "settings.env").write_text("COURTYARD_TURN=stun:1\n")
    with pytest.raises(Stop, match="COURTYARD_TURN"):
        supervise.children(here, front())
