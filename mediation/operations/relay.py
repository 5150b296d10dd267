"""The TURN server: Debian's coturn with our configuration, as one more child of `./courtyard up`.

It leads to the media nodes and nowhere else: every address of both families is denied, then the nodes' are allowed; no
TCP is relayed, so neither the web process nor a control port can be spoken to. coturn cannot tell the ports of a node
apart: `deploy/nftables.conf` is for a machine where something else listens by UDP.
"""

from __future__ import annotations

import ipaddress
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from mediation.core.settings import write_new
from mediation.operations.stop import Stop

PORTS = "coturn:3478,5349"
"""What `--lan` uses unless told otherwise: the port for UDP and TCP, and the one for TLS."""
RELAYED = (49160, 49959)
"""UDP ports towards the nodes; a packet filter may go by them."""
SCHEMA = Path("/usr/share/coturn/schema.sql")
PROGRAMS = "/usr/bin:/usr/local/bin:/usr/sbin"
EVERYTHING = ("0.0.0.0-255.255.255.255", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
FOR_EACH_TICKET = 12
"""Allocations of one name: two legs by UDP, TCP and TLS, from a phone with two networks."""
MOST_BYTES = 1_500_000
"""A second and allocation: a large picture each way for everybody in a full room."""


@dataclass(frozen=True)
class Relay:
    """Where coturn listens, what it may reach, the secret it shares with the web process, and its TLS certificate."""

    port: int
    tls_port: int
    peers: tuple[str, ...]
    secret: str
    chain: Path | None = None
    key: Path | None = None
    relayed: tuple[int, int] = RELAYED
    listen: tuple[str, ...] = ()

    def configuration(self, folder: Path) -> str:
        """The text of `turnserver.conf`."""
        first, last = self.relayed
        lines = [
            f"listening-port={self.port}", f"min-port={first}", f"max-port={last}",
            *(f"listening-ip={address}" for address in self.listen),
            "realm=courtyard", "use-auth-secret", f"static-auth-secret={self.secret}",
            *(f"denied-peer-ip={every}" for every in EVERYTHING),
            *(f"allowed-peer-ip={peer}" for peer in self.peers),
            "no-multicast-peers", "no-tcp-relay", "no-cli", "no-software-attribute", "no-rfc5780", "no-dtls",
            "no-stun-backward-compatibility", "no-dynamic-ip-list", "no-dynamic-realms", "no-auth-pings", "fingerprint",
            "stale-nonce=600", "max-allocate-lifetime=600", f"user-quota={FOR_EACH_TICKET}", "total-quota=1200",
            f"max-bps={MOST_BYTES}", f"userdb={folder / 'turn.db'}", f"pidfile={folder / 'turn.pid'}",
            "no-stdout-log", "log-file=/dev/null", "simple-log",
        ]  # fmt: skip
        if self.chain and self.key:
            lines += [f"tls-listening-port={self.tls_port}", f"cert={self.chain}", f"pkey={self.key}"]
            lines += ["no-tlsv1", "no-tlsv1_1"]
        else:
            lines.append("no-tls")
        return "\n".join(lines) + "\n"

    def write(self, folder: Path) -> Path:
        """Write the configuration where only its owner reads it: it holds the secret."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / "turnserver.conf"
        path.unlink(missing_ok=True)
        write_new(path, self.configuration(folder).encode())
        _make_database(folder / "turn.db")
        return path

    def urls(self, host: str) -> tuple[str, ...]:
        """What pages are told."""
        host = f"[{host}]" if ":" in host else host
        found = [f"turn:{host}:{self.port}?transport=udp", f"turn:{host}:{self.port}?transport=tcp"]
        return (*found, f"turns:{host}:{self.tls_port}?transport=tcp") if self.chain else tuple(found)


def _make_database(path: Path) -> None:
    """coturn keeps an SQLite file it has no use for here. Its threads would all make it at the first call, and lock one
    another out (seen: 401 for good credentials), so it is there before."""
    path.unlink(missing_ok=True)
    if SCHEMA.exists():
        with closing(sqlite3.connect(path)) as made:
            made.executescript(SCHEMA.read_text())


def ports(setting: str) -> tuple[int, int]:
    """The two ports of `coturn:PORT,TLSPORT`.

    Raises:
        Stop: when the setting is something else.
    """
    kind, _, data = setting.partition(":")
    first, _, second = data.partition(",")
    numbers = [int(part) for part in (first, second or "5349") if part.isdecimal() and 0 < int(part) < 65536]
    if kind != "coturn" or len(numbers) != 2:
        raise Stop(f"COURTYARD_TURN is coturn:PORT,TLSPORT or empty, such as {PORTS}, not {setting!r}.")
    return numbers[0], numbers[1]


def certificate(folder: str) -> tuple[Path, Path] | tuple[None, None]:
    """`fullchain.pem` and `privkey.pem` of a folder; none where no folder is named.

    Raises:
        Stop: when they cannot be read.
    """
    if not folder:
        return None, None
    chain, key = Path(folder) / "fullchain.pem", Path(folder) / "privkey.pem"
    try:
        for path in (chain, key):
            path.open("rb").close()
    except OSError as error:
        raise Stop(f"COURTYARD_TURN_CERTIFICATE: {error.filename} cannot be read ({error.strerror}).") from error
    return chain, key


def peers(addresses: Iterable[str]) -> tuple[str, ...]:
    """The nodes' addresses that may be relayed to; loopback never."""
    return tuple(address for address in addresses if not ipaddress.ip_address(address).is_loopback)


def host(url: str) -> str:
    """The name by which pages reach this machine."""
    return urlsplit(url).hostname or ""


def program() -> str | None:
    """Where coturn is; None where it is not installed."""
    return shutil.which("turnserver", path=PROGRAMS)
