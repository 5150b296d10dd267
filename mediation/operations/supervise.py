"""`./courtyard up`: web, worker, media node and, where it is wanted, TURN server, started and watched together."""

from __future__ import annotations

import argparse
import secrets
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mediation.core import settings
from mediation.core.settings import Settings
from mediation.operations import lan, relay
from mediation.operations.prepare import free_port, need_port, prepare, the_only
from mediation.operations.stop import Stop, ending, say
from mediation.operations.watch import Child, watch
from video.node import settings as node_settings

STREAMS_END_WITHIN = "3"
"""Seconds an open event stream may hold up the end of the web process."""


@dataclass(frozen=True)
class Front:
    """How people reach the web process: where it listens, the address to tell them, its certificate."""

    host: str
    port: int
    url: str
    tls: lan.Certificate | None = None
    media_addresses: tuple[str, ...] = ()


def up(argv: list[str]) -> int:
    """Start everything and stay until told to end. The exit code is 0 after Ctrl-C or SIGTERM."""
    return ending(_up, argv)


def _up(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="courtyard up", description="Start web, worker and media node.")
    parser.add_argument("--lan", action="store_true", help="HTTPS for the phones in the room, with a QR code")
    wanted = parser.parse_args(argv)
    here = prepare()
    with the_only("demo", here):
        pass  # a city half built is left alone
    with the_only("up", here):
        front = lan_front(here) if wanted.lan else Front(here.host, here.port, here.public_url)
        need_port(front.host, front.port)
        watch(children(here, front), tick=_announcing(front))
    return 0


def lan_front(here: Settings) -> Front:
    """The same house over HTTPS, on every address this machine has in the local network."""
    addresses = lan.addresses()
    url = f"https://{addresses[0]}:{here.port}"
    return Front("0.0.0.0", here.port, url, lan.certificate(here.keys / "lan", addresses), addresses)


def children(here: Settings, front: Front) -> tuple[Child, ...]:
    """The processes, and what each of them is told.

    Raises:
        Stop: when a setting of the media node or the TURN server makes no sense.
    """
    environment = _environment(here, front)
    python = (sys.executable, "-m")
    turn = _turn(here, front, environment)
    return (
        Child("node", (*python, "video.node"), environment),
        Child("web", (*python, *_uvicorn(front)), environment),
        Child("worker", (*python, "mediation.operations", "worker"), environment),
        *([turn] if turn else ()),
    )


def _environment(here: Settings, front: Front) -> dict[str, str]:
    """The node's port and token are made for this start: nothing outside it can speak to the node."""
    told = {
        **settings.given(here.home),
        "COURTYARD_HOME": str(here.home),
        "COURTYARD_URL": front.url,
        "COURTYARD_NODE_PORT": str(free_port()),
        "COURTYARD_NODE_TOKEN": secrets.token_urlsafe(32),
    }
    if front.media_addresses:
        told["MEDIA_ADDRESS"] = ",".join(front.media_addresses)
    try:
        node_settings.read(told)
    except node_settings.SettingsError as error:
        raise Stop(f"{error}.") from error
    return told


def _turn(here: Settings, front: Front, told: dict[str, str]) -> Child | None:
    """The TURN server, if it is wanted: on by itself only for the phones in the room. The web process is told of it."""
    wanted = told.get("COURTYARD_TURN", relay.PORTS if front.tls else "")
    if not wanted:
        return None
    program = relay.program()
    if program is None:
        if "COURTYARD_TURN" in told:
            raise Stop("COURTYARD_TURN wants coturn: install the Debian package coturn.")
        say("coturn is not installed: phones whose network blocks UDP will not get sound and picture")
        return None
    served = _relay(front, wanted, told)
    told["COURTYARD_TURN_URLS"] = " ".join(served.urls(relay.host(front.url)))
    told["COURTYARD_TURN_SECRET"] = served.secret
    return Child("turn", (program, "-c", str(served.write(here.home / "turn"))), {"PATH": "/usr/bin:/bin"})


def _relay(front: Front, wanted: str, told: Mapping[str, str]) -> relay.Relay:
    port, tls_port = relay.ports(wanted)
    own = relay.certificate(told.get("COURTYARD_TURN_CERTIFICATE", ""))
    chain, key = (front.tls.chain, front.tls.key) if front.tls else own
    addresses = (*node_settings.read(told).addresses, *told.get("COURTYARD_TURN_PEERS", "").replace(",", " ").split())
    return relay.Relay(port, tls_port, relay.peers(addresses), secrets.token_urlsafe(32), chain, key)


def _uvicorn(front: Front) -> tuple[str, ...]:
    options = ["--host", front.host, "--port", str(front.port), "--timeout-graceful-shutdown", STREAMS_END_WITHIN]
    quiet = ["--log-level", "warning", "--no-access-log", "--no-server-header"]  # addresses and paths are nobody's log
    tls = ["--ssl-certfile", str(front.tls.chain), "--ssl-keyfile", str(front.tls.key)] if front.tls else []
    return ("uvicorn", "mediation.asgi:app", *options, *quiet, *tls)


def _announcing(front: Front) -> Callable[[], None]:
    """Says the address once, as soon as somebody answers there."""
    said = False

    def tick() -> None:
        nonlocal said
        if not said and _answers(front):
            said = True
            print(f"Courtyard · 和院 is open at {front.url} (Ctrl-C stops it)", flush=True)
            if front.tls:
                print(lan.invitation(front.url, front.tls), flush=True)

    return tick


def _answers(front: Front) -> bool:
    host = "127.0.0.1" if front.host == "0.0.0.0" else front.host
    try:
        socket.create_connection((host, front.port), timeout=1).close()
    except OSError:
        return False
    return True
