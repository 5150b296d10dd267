"""The client of the media node's control port: routing tables, offers, events. The node never calls back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from flask import current_app

from mediation.core.failpoints import failpoint
from mediation.core.machine import Refusal
from mediation.core.settings import Settings
from mediation.core.words import N_

PATIENCE = 4.0
"""Seconds the node may take to answer anything but a long poll."""


class EngineDown(Refusal):
    """The media node does not answer."""

    status = 503
    why = N_(
        "The video service does not answer at this moment. What you did is kept; sound and picture follow by "
        "themselves as soon as it is back."
    )


class Refused(Exception):
    """The node answered with a problem: its status, and its detail for a programmer."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status} {detail}")
        self.status = status


@dataclass(frozen=True)
class Answer:
    """An SDP answer, and the name of the connection it belongs to."""

    sdp: str
    connection: str


def put(conference: str, table: Mapping[str, Any]) -> None:
    """Put a routing table in force; a newer one there already is as good.

    Raises:
        EngineDown, Refused.
    """
    failpoint("node.before")
    try:
        _ask("PUT", f"/conferences/{conference}", json=table)
    except Refused as refused:
        if refused.status != 409:
            raise
    failpoint("node.after")


def delete(conference: str) -> None:
    """End a conference at the node; one it does not know has ended."""
    try:
        _ask("DELETE", f"/conferences/{conference}")
    except Refused as refused:
        if refused.status != 404:
            raise


def offer(conference: str, seat: str, leg: str, sdp: bytes, *, only: str | None = None) -> Answer:
    """Post an SDP offer for one leg of a seat (`publish` or `watch`).

    Raises:
        EngineDown; Refused: with 404 when the node does not know the conference or the seat.
    """
    answer = _ask(
        "POST", f"/conferences/{conference}/seats/{seat}/{leg}", data=sdp, params={"only": only} if only else None,
        headers={"Content-Type": "application/sdp"},
    )  # fmt: skip
    location = parse_qs(urlsplit(answer.headers["Location"]).query)
    return Answer(answer.text, location["connection"][0])


def reach(
    conference: str, table: Mapping[str, Any], seat: str, leg: str, sdp: bytes, *, only: str | None = None
) -> Answer:
    """As `offer`; a node that has forgotten the conference, or never knew it, is told its table first."""
    try:
        return offer(conference, seat, leg, sdp, only=only)
    except Refused as refused:
        if refused.status != 404:
            raise
    put(conference, table)
    return offer(conference, seat, leg, sdp, only=only)


def leave(conference: str, seat: str, leg: str, connection: str | None) -> None:
    """End one leg; raises as `offer` does."""
    _ask(
        "DELETE", f"/conferences/{conference}/seats/{seat}/{leg}",
        params={"connection": connection} if connection else None,
    )  # fmt: skip


def status(conference: str) -> dict[str, Any]:
    """Who is connected, and counters; raises as `offer` does."""
    found: dict[str, Any] = _ask("GET", f"/conferences/{conference}").json()
    return found


def events(after: int, wait: float) -> dict[str, Any]:
    """What happened at the node after a number, waiting up to so many seconds for the first."""
    found: dict[str, Any] = _ask(
        "GET", "/events", params={"after": after, "wait": wait}, patience=wait + PATIENCE
    ).json()
    return found


def _ask(method: str, path: str, *, patience: float = PATIENCE, **what: Any) -> requests.Response:
    here: Settings = current_app.extensions["settings"]
    headers = {"Authorization": f"Bearer {here.node_token}", **what.pop("headers", {})}
    try:
        with requests.Session() as session:
            session.trust_env = False  # the node is on this machine: no proxy stands in between
            answer = session.request(
                method, here.node_url + path, headers=headers, timeout=(PATIENCE, patience), **what
            )
    except requests.RequestException as lost:
        raise EngineDown() from lost
    if answer.status_code in (401, 503):
        raise EngineDown()
    if not answer.ok:
        raise Refused(answer.status_code, answer.text[:200])
    return answer
