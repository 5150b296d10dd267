"""What came of trying one's devices, and how a link to the room is doing."""

from __future__ import annotations

import enum

from mediation.core.words import N_


class Score(enum.StrEnum):
    GOOD = "good"
    OKAY = "okay"
    BAD = "bad"


SCORE = {
    Score.GOOD: N_("Everything works"),
    Score.OKAY: N_("It will do; sound first"),
    Score.BAD: N_("It does not work yet"),
}

OKAY_LOSS, BAD_LOSS = 0.03, 0.10
"""Shares of packets lost on the way there and back."""
OKAY_MS, BAD_MS = 300, 800
"""Milliseconds there and back."""


def score(*, sees_self: bool, bar_moved: bool, heard_tone: bool, loss: float | None, round_trip: int | None) -> Score:
    """Good, okay or bad from three answers and what was measured. Nobody hearing or heard is bad, whatever else works;
    no picture, or no measurement, is okay: one can take part by sound.
    """
    if not (bar_moved and heard_tone):
        return Score.BAD
    if loss is None or round_trip is None:
        return Score.OKAY
    if loss >= BAD_LOSS or round_trip >= BAD_MS:
        return Score.BAD
    weak = not sees_self or loss >= OKAY_LOSS or round_trip >= OKAY_MS
    return Score.OKAY if weak else Score.GOOD
