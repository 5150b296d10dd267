"""What the media node tells: who came and went, read by one thread of the worker, kept as presence and stays.

The node forgets everything when it starts anew. A new boot id means: tell it all tables again, take nobody for
connected, and hint the pages to come back.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from mediation.core.db import begin_writing, commit, db, rollback
from video import engine, queries, services
from video.models import Leg, NodePosition, Quality, Rung

log = logging.getLogger("courtyard.video")
WAIT = 10.0
"""Seconds one long poll may last: within them a table that could not be told is told again."""
PAUSE = 1.0

_LEGS = {"publishing": ("publishing", True), "published_ended": ("publishing", False),
         "watching": ("watching", True), "watching_ended": ("watching", False)}  # fmt: skip


class Listener:
    """Follows the node for as long as the worker runs."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._told: dict[str, int] = {}  # the version of each conference's table that this boot was told
        self._boot: str | None = None

    def start(self) -> threading.Event:
        """Begin in a thread of its own; set the event to end it."""
        stop = threading.Event()
        threading.Thread(target=self._run, args=(stop,), daemon=True, name="video-events").start()
        return stop

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self.turn(WAIT)
            except engine.EngineDown:
                stop.wait(PAUSE)
            except Exception:
                log.exception("events of the media node could not be taken in")
                stop.wait(PAUSE)

    def turn(self, wait: float) -> int:
        """Read once, take in what happened, tell what was not told. Returns how many events there were.

        Raises:
            EngineDown.
        """
        with self._app.app_context():
            try:
                return self._turn(wait)
            finally:
                rollback()

    def _turn(self, wait: float) -> int:
        position = db.session.scalar(select(NodePosition))
        boot, after = (position.boot, position.number) if position else (None, 0)
        rollback()
        found = engine.events(after, 0 if self._boot is None else wait)
        anew = boot != found["boot"]
        if found["boot"] != self._boot:
            self._boot, self._told = found["boot"], {}
        self._tell()
        if anew or found.get("lost"):
            self._recount()
        self._take(found, after=0 if anew else after)
        return len(found["events"])

    def _tell(self) -> None:
        """Every table this boot has not been told in its newest version."""
        tables = {one.public_id: queries.table(one) for one in queries.carried()}
        rollback()
        for name, table in tables.items():
            if self._told.get(name) != table["version"]:
                engine.put(name, table)
                self._told[name] = table["version"]
        self._told = {name: version for name, version in self._told.items() if name in tables}

    def _recount(self) -> None:
        """Events were lost, or the node is new: presence is what the node sees now."""
        names = [one.public_id for one in queries.carried()]
        rollback()
        seen = {name: engine.status(name)["seats"] for name in names}
        begin_writing()
        for conference in queries.carried():
            seats = seen.get(conference.public_id, {})
            for one in queries.members(conference):
                now = seats.get(one.seat, {})
                services.connected(one, publishing=now.get("publishing", False), watching=now.get("watching", False))
            services.hint(conference)
        commit()

    def _take(self, found: dict[str, Any], *, after: int) -> None:
        """Presence and position move in one transaction, so that no event counts twice."""
        begin_writing()
        position = db.session.scalar(select(NodePosition))
        if position is None:
            position = NodePosition(boot=found["boot"], number=0)
            db.session.add(position)
        position.boot = found["boot"]
        position.number = max((event["n"] for event in found["events"]), default=after)
        for event in found["events"]:
            _take_in(event)
        commit()


def _take_in(event: dict[str, Any]) -> None:
    what = event["what"]
    conference = queries.by_name(event["conference"]) if what in _LEGS or what == "link" else None
    member = queries.member(conference, event["seat"]) if conference else None
    if member is None:
        return
    at = datetime.fromtimestamp(event["at"] / 1000, UTC)
    if what == "link":
        rung, quality = Rung(event["rung"]), Quality(event["quality"])
        services.step(member, Leg(event["leg"]), at=at, rung=rung, quality=quality, loss=event["loss"])
    else:
        leg, up = _LEGS[what]
        services.connected(member, at=at, **{leg: up})
