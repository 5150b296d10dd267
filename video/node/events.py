"""What happened at this node, numbered from 1 since its start, in a bounded ring with waiting readers."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

KEPT = 10_000
AT_ONCE = 1_000

Event = dict[str, Any]


class Events:
    """A ring of numbered events. Only the event loop's own thread may touch it."""

    def __init__(self, kept: int = KEPT, now: Callable[[], float] = time.time) -> None:
        self._ring: deque[Event] = deque(maxlen=kept)
        self._last = 0
        self._now = now
        self._news = asyncio.Event()
        self._closed = False

    def add(self, conference: str, seat: str, what: str, leg: str, **more: Any) -> None:
        """Number an event, keep it, and wake whoever waits. `leg` says of which connection: publish or watch; `more`
        are facts of one kind of event."""
        self._last += 1
        at = int(self._now() * 1000)
        said = {"n": self._last, "conference": conference, "seat": seat, "what": what, "leg": leg, "at": at}
        self._ring.append(said | more)
        self._wake()

    def after(self, number: int) -> tuple[list[Event], bool]:
        """Up to 1,000 events numbered above `number`, and whether some between are lost (or of another boot)."""
        first = self._last - len(self._ring) + 1
        if number > self._last or number < 0:
            return list(self._ring)[:AT_ONCE], True
        skip = max(0, number + 1 - first)
        return list(self._ring)[skip : skip + AT_ONCE], number + 1 < first

    async def wait(self, number: int, seconds: float) -> tuple[list[Event], bool]:
        """As `after`, waiting up to so many seconds for the first event."""
        deadline = time.monotonic() + seconds
        while True:
            news = self._news
            found, lost = self.after(number)
            left = deadline - time.monotonic()
            if found or lost or left <= 0 or self._closed:
                return found, lost
            try:
                await asyncio.wait_for(news.wait(), left)
            except TimeoutError:
                return self.after(number)

    def close(self) -> None:
        """Let every waiting reader go, now and later."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
