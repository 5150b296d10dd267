"""What the node is told by its environment, checked once at start."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ifaddr

DEFAULT_PORTS = "40000-40999"


class SettingsError(ValueError):
    """A setting is missing or makes no sense; the message names it."""


@dataclass(frozen=True)
class Settings:
    """The control port and its token; the UDP ports and addresses media travels by; where recordings are written."""

    control_host: str
    control_port: int
    token: str
    ports: range
    addresses: tuple[str, ...]
    recordings: Path | None = None


def read(environ: Mapping[str, str]) -> Settings:
    """Settings from COURTYARD_NODE_PORT, COURTYARD_NODE_TOKEN, MEDIA_PORTS, MEDIA_ADDRESS and COURTYARD_RECORDINGS
    (`recordings` in COURTYARD_HOME unless given; without either nothing is recorded). Raises SettingsError."""
    token = environ.get("COURTYARD_NODE_TOKEN", "")
    if len(token) < 16:
        raise SettingsError("COURTYARD_NODE_TOKEN must hold at least 16 characters")
    return Settings(
        control_host=_addresses(environ.get("COURTYARD_NODE_HOST") or "127.0.0.1", "COURTYARD_NODE_HOST")[0],
        control_port=_port(environ.get("COURTYARD_NODE_PORT", ""), "COURTYARD_NODE_PORT"),
        token=token,
        ports=_ports(environ.get("MEDIA_PORTS") or DEFAULT_PORTS),
        addresses=_addresses(environ.get("MEDIA_ADDRESS", "")) or own_addresses(),
        recordings=_recordings(environ),
    )


def own_addresses() -> tuple[str, ...]:
    """The addresses of this machine's interfaces; loopback last, link-local ones left out."""
    found: list[str] = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            text = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            address = ipaddress.ip_address(text)
            if not address.is_link_local and not address.is_loopback and text not in found:
                found.append(text)
    return (*found, "127.0.0.1")


def _recordings(environ: Mapping[str, str]) -> Path | None:
    given, home = environ.get("COURTYARD_RECORDINGS", ""), environ.get("COURTYARD_HOME", "")
    if given and not Path(given).is_absolute():
        raise SettingsError(f"COURTYARD_RECORDINGS must be a whole path, not {given!r}")
    return Path(given) if given else Path(home) / "recordings" if home else None


def _port(text: str, name: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingsError(f"{name} must be a port between 1 and 65535, not {text!r}")
    return int(text)


def _ports(text: str) -> range:
    first, _, last = text.partition("-")
    ports = range(_port(first.strip(), "MEDIA_PORTS"), _port((last or first).strip(), "MEDIA_PORTS") + 1)
    if not ports:
        raise SettingsError(f"MEDIA_PORTS ends before it begins: {text!r}")
    return ports


def _addresses(text: str, name: str = "MEDIA_ADDRESS") -> tuple[str, ...]:
    try:
        return tuple(str(ipaddress.ip_address(part.strip())) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise SettingsError(f"{name} must list IP addresses: {error}") from error
