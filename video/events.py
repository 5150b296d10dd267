"""What a media node tells: who came and went, read by one thread of the worker for each, kept as presence and stays.

The node forgets everything when it starts anew. A new boot id means: tell it all tables again, take nobody for
connected, and hint the pages to come back. From a node that stays silent the conferences go on at another.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from mediation.core.db import begin_writing, commit, rollback
from mediation.core.settings import HERE
from video import engine, nodes, queries, recording, services
from video.models import Leg, Quality, Rung

log = logging.getLogger("courtyard.video")
WAIT = 10.0
"""Seconds one long poll may last: within them a table that could not be told is told again."""
PAUSE, SOON = 0.5, 0.1
"""Seconds between two tries to reach a node that is lost, and one that fell silent a moment ago."""
LOST_AFTER = 3.0
"""Seconds without an answer after which a node is taken for lost; one that is started again answers within two."""

_LEGS = {"publishing": ("publishing", True), "published_ended": ("publishing", False),
         "watching": ("watching", True), "watching_ended": ("watching", False)}  # fmt: skip


def listen(app: Flask) -> threading.Event:
    """Follow every node of the settings, each in a thread of its own; set the event to end them."""
    stop = threading.Event()
    with app.app_context():
        services.relocate_strays()
        with suppress(engine.EngineDown):  # its listener tells it later
            commit()
        for name in engine.names():
            Listener(app, name).start(stop)
    threading.Thread(target=recording.watch, args=(app, stop), daemon=True, name="recordings").start()
    return stop


class Listener:
    """Follows one node for as long as the worker runs."""

    def __init__(self, app: Flask, node: str = HERE) -> None:
        self._app, self._node = app, node
        self._silent_since: float | None = None
        self._told: dict[str, int] = {}  # the version of each conference's table that this boot was told
        self._boot: str | None = None

    def start(self, stop: threading.Event) -> None:
        """Begin in a thread of its own; set the event to end it."""
        threading.Thread(target=self._run, args=(stop,), daemon=True, name=f"video-events-{self._node}").start()

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self.turn(WAIT)
            except engine.EngineDown:
                stop.wait(PAUSE if self._silent() else SOON)
            except Exception:
                log.exception("events of the media node could not be taken in")
                stop.wait(PAUSE)

    def _silent(self) -> bool:
        """It did not answer; whether that makes it lost."""
        now = time.monotonic()
        self._boot = None  # whoever answers next may be new, with nothing to tell: that is asked without waiting
        self._silent_since = self._silent_since or now
        if now - self._silent_since < LOST_AFTER:
            return False
        try:
            self.lost()
        except engine.EngineDown:
            log.warning("a conference that left the media node %s was not told to its new one yet", self._node)
        return True

    def lost(self) -> int:
        """The node is taken for lost: what it carried goes on elsewhere. Returns how many conferences went.

        Raises:
            EngineDown: when the new node does not answer; its own listener tells it later.
        """
        with self._app.app_context():
            if nodes.is_lost(self._node) and not queries.carried(self._node):
                return 0
            try:
                went = services.lost(self._node)
                commit()
            finally:
                rollback()
        return went

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
        boot, after = nodes.position(self._node)
        rollback()
        found = engine.at(self._node).events(after, 0 if self._boot is None else wait)
        self._answers()
        anew = boot != found["boot"]
        if found["boot"] != self._boot:
            self._boot, self._told = found["boot"], {}
        self._tell()
        seen = self._seen() if anew or found.get("lost") else {}
        self._take(found, seen, after=0 if anew else after)
        return len(found["events"])

    def _answers(self) -> None:
        self._silent_since = None
        if nodes.is_lost(self._node):
            services.found(self._node)
            commit()

    def _tell(self) -> None:
        """Every table this boot has not been told in its newest version; and what ended or went elsewhere is over."""
        tables = {one.public_id: queries.table(one) for one in queries.carried(self._node)}
        rollback()
        for name, table in tables.items():
            if self._told.get(name) != table["version"]:
                engine.at(self._node).put(name, table)
                self._told[name] = table["version"]
        for name in self._told.keys() - tables.keys():
            engine.at(self._node).delete(name)
            del self._told[name]

    def _seen(self) -> dict[str, Any]:
        """By conference and seat who is connected at the node now."""
        names = [one.public_id for one in queries.carried(self._node)]
        rollback()
        return {name: engine.at(self._node).status(name)["seats"] for name in names}

    def _take(self, found: dict[str, Any], seen: dict[str, Any], *, after: int) -> None:
        """Presence and position move in one transaction, so that no event counts twice, and the pages that are told to
        look find both.
        """
        begin_writing()
        position = nodes.row(self._node)
        position.boot = found["boot"]
        position.number = max((event["n"] for event in found["events"]), default=after)
        self._recount(seen)
        for event in found["events"]:
            _take_in(self._node, event)
        commit()

    def _recount(self, seen: dict[str, Any]) -> None:
        """Events were lost, or the node is new: presence is what the node sees now."""
        for conference in (one for one in queries.carried(self._node) if one.public_id in seen):
            seats = seen[conference.public_id]
            for one in queries.members(conference):
                now = seats.get(one.seat, {})
                services.connected(one, publishing=now.get("publishing", False), watching=now.get("watching", False))
            services.hint(conference)


def _take_in(node: str, event: dict[str, Any]) -> None:
    what = event["what"]
    if what == "segment":
        recording.taken(event)
        return
    conference = queries.by_name(event["conference"]) if what in _LEGS or what == "link" else None
    here = conference is not None and conference.node == node  # what went elsewhere is no longer this node's to tell
    member = queries.member(conference, event["seat"]) if conference and here else None
    if member is None:
        return
    at = datetime.fromtimestamp(event["at"] / 1000, UTC)
    if what == "link":
        rung, quality = Rung(event["rung"]), Quality(event["quality"])
        services.step(member, Leg(event["leg"]), at=at, rung=rung, quality=quality, loss=event["loss"])
    else:
        leg, up = _LEGS[what]
        services.connected(member, at=at, **{leg: up})
