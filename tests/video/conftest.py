"""A conference with three people in it, and a media node made of a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from mediation.core.db import commit
from video import engine, rooms, services
from video.models import Conference


@pytest.fixture
def conference(app) -> Conference:
    found = services.begin()
    for seat in "abm":
        services.seat(found, seat, name=f"Person {seat}", caption="", room=rooms.JOINT)
    commit()
    return found


@dataclass
class Node:
    """What the product says to a node, and what this one answers."""

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    offers: list[tuple[str, str, str, bytes, str | None]] = field(default_factory=list)
    left: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    happened: list[dict[str, Any]] = field(default_factory=list)
    boot: str = "boot-1"
    lost: bool = False
    down: bool = False

    def answer(self) -> None:
        if self.down:
            raise engine.EngineDown()

    def put(self, conference: str, table: dict[str, Any]) -> None:
        self.answer()
        self.tables[conference] = table

    def delete(self, conference: str) -> None:
        self.answer()
        self.tables.pop(conference, None)

    def offer(self, conference: str, seat: str, leg: str, sdp: bytes, *, only: str | None = None) -> engine.Answer:
        self.answer()
        if seat not in self.tables.get(conference, {"seats": {}})["seats"]:
            raise engine.Refused(404, "unknown")
        if sdp == b"nonsense":
            raise engine.Refused(400, "no SDP")
        self.offers.append((conference, seat, leg, sdp, only))
        return engine.Answer("v=0 answer", f"c{len(self.offers)}")

    def leave(self, conference: str, seat: str, leg: str, connection: str | None) -> None:
        self.answer()
        if connection != "c1":
            raise engine.Refused(404, "unknown")
        self.left.append((conference, seat, leg, connection))

    def status(self, conference: str) -> dict[str, Any]:
        self.answer()
        return {"seats": {"a": {"publishing": True, "watching": False}}}

    def events(self, after: int, wait: float) -> dict[str, Any]:
        self.answer()
        found = [event for event in self.happened if event["n"] > after]
        return {"boot": self.boot, "events": found} | ({"lost": True} if self.lost else {})

    def happen(self, conference: Conference, seat: str, what: str, at: int, **more: Any) -> None:
        n = len(self.happened) + 1
        place = {"conference": conference.public_id, "seat": seat}
        self.happened.append({"n": n, **place, "what": what, "at": at, **more})


@pytest.fixture
def node(monkeypatch) -> Node:
    node = Node()
    monkeypatch.setattr(engine, "at", lambda name: node)
    return node
