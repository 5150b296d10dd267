"""How good a link is, by what it loses, and when that is worth telling. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

POOR, BAD = 0.10, 0.15
"""Shares of lost packets from which a link is poor, and bad."""
SLACK = 0.02
"""A link is called better only when it is so by this much."""
EVERY = 5.0
"""Seconds between two reports of a link that stays in its class."""
NOTICEABLE = 0.02
WEIGHT = 0.5
"""How much of the newest second enters the mean."""
ENOUGH = 30
"""Packets a share of losses is reckoned from, at least."""
CLASSES = ("good", "poor", "bad")


class Step(NamedTuple):
    """From now on a link is like this."""

    rung: str
    quality: str
    loss: float


def share(streams: Iterable[tuple[int, int]]) -> float | None:
    """The share lost of all packets of several streams, each as (expected, lost); None where too few were expected."""
    expected = lost = 0
    for one, missing in streams:
        expected += one
        lost += missing
    return min(1.0, max(0.0, lost / expected)) if expected >= ENOUGH else None


def quality(loss: float, before: str = "bad") -> str:
    """The class of a share of lost packets; into a better one than before only past the slack."""
    found = int(loss >= POOR) + int(loss >= BAD)
    if found < CLASSES.index(before):
        found = int(loss >= POOR - SLACK) + int(loss >= BAD - SLACK)
    return CLASSES[found]


class Health:
    """One leg, told once a second what share was lost (None: too little came to say)."""

    def __init__(self) -> None:
        self.told: Step | None = None
        self._loss: float | None = None
        self._told_at = 0.0

    def second(self, lost: float | None, rung: str, now: float) -> Step | None:
        """The step to tell: the first, each change of class or rung at once, else a changed loss every five seconds."""
        if lost is not None:
            self._loss = lost if self._loss is None else self._loss + (lost - self._loss) * WEIGHT
        if self._loss is None:
            return None
        before = self.told
        loss = round(self._loss, 3)
        step = Step(rung, quality(loss, before.quality if before else "good"), loss)
        if before is not None and before[:2] == step[:2] and not self._is_news(before.loss - loss, now):
            return None
        self.told, self._told_at = step, now
        return step

    def _is_news(self, moved: float, now: float) -> bool:
        return now - self._told_at >= EVERY and abs(moved) >= NOTICEABLE
