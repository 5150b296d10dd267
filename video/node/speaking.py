"""Who is speaking, by the levels that publishers write beside their sound (RFC 6464). Nothing is decoded. Pure."""

from __future__ import annotations

from collections.abc import Mapping

SPEAKS, QUIET = 80.0, 70.0
"""Loudness in dB above digital silence (127 below the loudest there is): speech begins above, and ends below."""
RISES, FALLS = 0.25, 0.05
"""How much of a packet's level enters the mean, upward and downward: a word is heard in 0.1 s, a pause lasts longer."""
HOLDS = 1.0
"""Seconds of quiet after which somebody has stopped speaking."""


class Voice:
    """One person's sound, packet by packet."""

    __slots__ = ("loud_at", "loudness", "since")

    def __init__(self) -> None:
        self.loudness = 0.0
        self.loud_at = 0.0
        self.since: float | None = None  # when they began to speak

    def hear(self, level: int, now: float) -> None:
        """A packet's level: the V bit, and how many dB it is below the loudest."""
        louder = 127 - (level & 0x7F) - self.loudness
        self.loudness += louder * (RISES if louder > 0 else FALLS)
        if self.loudness >= (SPEAKS if self.since is None else QUIET):
            self.loud_at = now
            if self.since is None:
                self.since = now

    def speaks(self, now: float) -> bool:
        """Whether they are speaking; somebody of whom nothing comes any more is not."""
        if self.since is not None and now - self.loud_at > HOLDS:
            self.since = None
            self.loudness = min(self.loudness, QUIET)
        return self.since is not None


class Floor:
    """Who has the floor in a conference, longest first; told only when it changes."""

    def __init__(self) -> None:
        self.seats: list[str] = []

    def second(self, voices: Mapping[str, Voice], now: float) -> bool:
        """Look once a second. True when somebody began or stopped; who merely goes on changes nothing."""
        speaking = sorted((voice.since or now, seat) for seat, voice in voices.items() if voice.speaks(now))
        before, self.seats = self.seats, [seat for _, seat in speaking]
        return before != self.seats
