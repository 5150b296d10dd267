"""The way round a blocked UDP: addresses of the TURN server, and credentials for the holder of one ticket.

The credentials are those of draft-uberti-behave-turn-rest, which coturn calls `use-auth-secret`: the name says until
when they are good and for which ticket, the password proves that we said so.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from flask import current_app

from mediation.core import clock
from mediation.core.settings import Settings
from video import tickets

LASTS = timedelta(minutes=10)
"""For beginning; who is connected by then stays so."""


def servers(ticket: str) -> list[dict[str, Any]]:
    """What a page gives its peer connection as `iceServers`; empty where there is no TURN server."""
    here: Settings = current_app.extensions["settings"]
    if not here.turn_urls:
        return []
    username, credential = credentials(here.turn_secret, ticket)
    return [{"urls": list(here.turn_urls), "username": username, "credential": credential}]


def of(token: str) -> list[dict[str, Any]]:
    """The same for whoever was given this token."""
    ticket = tickets.read(token)
    return servers(ticket.id) if ticket else []


def credentials(secret: str, ticket: str) -> tuple[str, str]:
    """Name and password, good from now on for a few minutes."""
    username = f"{int((clock.now() + LASTS).timestamp())}:{ticket}"
    digest = hmac.digest(secret.encode(), username.encode(), hashlib.sha1)
    return username, base64.b64encode(digest).decode()


def links(ticket: str) -> list[str]:
    """The same as values of `Link` headers (RFC 9725, 4.6)."""
    return [
        f'<{url}>; rel="ice-server"; username="{server["username"]}"; credential="{server["credential"]}"; '
        f'credential-type="password"'
        for server in servers(ticket)
        for url in server["urls"]
    ]
