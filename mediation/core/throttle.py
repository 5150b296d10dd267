"""Whoever misses too often waits a minute: pages that are not theirs or not there, wrong passwords, wrong codes. So
does whoever asks too often for what takes long.

Counted for each signed-in device, and for everybody else by address (an IPv6 network of /64 is one), so that nobody
waits for what another does. The counts are of this process and go with it; passwords and codes have limits of their
own that stay.
"""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from mediation.core.machine import Refusal
from mediation.core.words import N_

MISSES_A_MINUTE = 30
MISSES = frozenset({403, 404, 410})


class TooOften(Refusal):
    status = 429
    why = N_("That was wrong too many times within a minute. Nothing was changed. Wait a minute, then try again.")


class AskedTooOften(Refusal):
    status = TooOften.status
    why = N_("That was asked for too many times within a minute. Wait a minute, then send it again.")


def watch(app: Flask) -> None:
    """Count the misses of an application, and turn away whoever has too many."""
    window = MovingWindowRateLimiter(MemoryStorage())
    app.extensions["throttle"] = window
    app.config.setdefault("MISSES_A_MINUTE", MISSES_A_MINUTE)

    @app.before_request
    def turn_away() -> None:
        if request.endpoint != "static" and not window.test(_allowed(), _who()):
            raise TooOften()

    @app.after_request
    def count(response: Response) -> Response:
        if request.endpoint != "static" and (response.status_code in MISSES or g.get("missed")):
            window.hit(_allowed(), _who())
        if response.status_code == TooOften.status:
            response.headers.setdefault("Retry-After", "60")
        return response


def missed() -> None:
    """What was typed in this request was wrong, and might be a guess."""
    g.missed = True


def spend(what: str, *, a_minute: int) -> None:
    """Let this be done so many times a minute by each device or network.

    Raises:
        AskedTooOften: it was.
    """
    window: MovingWindowRateLimiter = current_app.extensions["throttle"]
    if not window.hit(RateLimitItemPerMinute(a_minute), what, _who()):
        raise AskedTooOften()


def _allowed() -> Any:
    return RateLimitItemPerMinute(current_app.config["MISSES_A_MINUTE"])


def _who() -> str:
    device = session.get("_user_id")
    return f"device {device}" if device else _network(request.remote_addr or "")


def _network(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return address if isinstance(known, IPv4Address) else str(ip_network((known, 64), strict=False))
