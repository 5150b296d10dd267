"""The media nodes of this installation by their names, and how an offer reaches one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from flask import current_app

from mediation.core.settings import Settings
from video.engines.janus import Janus
from video.engines.node import Node
from video.engines.seam import Answer, Engine, EngineDown, Refused

__all__ = ["Answer", "Engine", "EngineDown", "Refused", "at", "names", "reach"]


KINDS: dict[str, Callable[[str], Engine]] = {"node": Node, "janus": Janus}


def names() -> tuple[str, ...]:
    """Every media node of the settings, this machine's own first."""
    here: Settings = current_app.extensions["settings"]
    return tuple(here.media)


def at(name: str | None) -> Engine:
    """The engine so named.

    Raises:
        EngineDown: when the settings do not name it (any more).
    """
    here: Settings = current_app.extensions["settings"]
    if name is None or name not in here.media:
        raise EngineDown()
    return _made(here.media[name])


@cache
def _made(seam: str) -> Engine:
    kind, _, data = seam.partition(":")
    return KINDS[kind](data)


def reach(
    node: str | None, conference: str, table: Mapping[str, Any], seat: str, leg: str, sdp: bytes, *,
    only: str | None = None,
) -> Answer:  # fmt: skip
    """Post an offer; an engine that has forgotten the conference, or never knew it, is told its table first.

    Raises:
        EngineDown, Refused.
    """
    engine = at(node)
    try:
        return engine.offer(conference, seat, leg, sdp, only=only)
    except Refused as refused:
        if refused.status != 404:
            raise
    engine.put(conference, table)
    return engine.offer(conference, seat, leg, sdp, only=only)
