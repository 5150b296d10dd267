"""A dispute in mediation, and the people who sit."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from mediation.disputes.models import Dispute
from video import engine


@pytest.fixture
def dispute(world) -> Dispute:
    return world.appointed()


@pytest.fixture
def node(monkeypatch) -> dict:
    """The routing tables that the media node would have been told, by conference."""
    tables: dict = {}
    there = SimpleNamespace(put=tables.__setitem__, delete=lambda name: tables.pop(name, None))
    monkeypatch.setattr(engine, "at", lambda name: there)
    return tables
