"""A coturn of a test's own, with the configuration the house gives it, on free ports in a temporary folder."""

from __future__ import annotations

import ipaddress
import secrets
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

from mediation.operations import lan, relay
from tests.video.node.process import free_port
from video.node.settings import own_addresses


def reachable() -> list[str]:
    """This machine's own addresses that are not loopback: where a node may be relayed to. IPv4 first."""
    found = [address for address in own_addresses() if not ipaddress.ip_address(address).is_loopback]
    return sorted(found, key=lambda address: ":" in address)


class Coturn:
    """Started and ended by a test."""

    def __init__(self, folder: Path, peers: list[str]) -> None:
        made = lan.certificate(folder / "keys", ("127.0.0.1",))
        first = 50_000 + secrets.randbelow(90) * 100
        self.relay = relay.Relay(
            free_port(), free_port(), relay.peers(peers), secrets.token_urlsafe(16), made.chain, made.key,
            relayed=(first, first + 99),
        )  # fmt: skip
        path, program = self.relay.write(folder / "turn"), relay.program()
        assert program, "the Debian package coturn is missing"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([program, "-c", str(path)], env={"PATH": "/usr/bin:/bin"}, **quiet)
        until = time.monotonic() + 10
        while not all(_listens(port) for port in (self.relay.port, self.relay.tls_port)):
            assert time.monotonic() < until and self.process.poll() is None, "coturn did not start"
            time.sleep(0.05)

    def __enter__(self) -> Coturn:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(10)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
