"""What a weak link still carries: first all pictures small, then fewer, the last slots before the first; sound always.

Down at once, and up again only when it has been calm, with a patience that grows each time it was tried in vain. Pure.
"""

from __future__ import annotations

BEARABLE = 0.10
"""The share of lost packets a link may show for ever: requests and Opus make it good."""
CALM = 0.05
TROUBLE = 0.30
"""Excess of loss, in share times seconds, that costs a picture: 20 % for three seconds, 70 % for half a second."""
SMALLER = 0.09
"""Excess that makes pictures small, which hurts less: 20 % for a second."""
HEAVY = 0.5
"""A share of losses that small pictures alone will not cure."""
SETTLES = 2
FIRST_PATIENCE, LONGEST_PATIENCE = 8, 64
"""Calm seconds before a picture is tried again; twice as many each time it was tried in vain."""
TIGHT = 0.75
"""A viewer's estimate below this share of what it is sent counts as loss to come, if it does not rise ..."""
QUEUED = 150.0
"""... and if packets take so many milliseconds longer there and back than at best: they stand in a queue."""
LITTLE = 100_000.0
"""Bits per second about which no estimate says anything."""

LARGE, SMALL, FEW, SOUND = "large", "small", "few", "sound"


def shortfall(estimate: float | None, before: float | None, sent: float, queued: float) -> float:
    """The share of what is sent (bits per second) that would not fit, by the viewer's estimate (REMB) and the last one.

    `queued`: milliseconds of the way there and back above the best. An estimate that rises is one that has not arrived
    where it is going: after a step up it lags behind. And alone it is a guess: a busy machine makes browsers guess low.
    """
    if estimate is None or sent < LITTLE or estimate >= TIGHT * sent or queued < QUEUED:
        return 0.0
    return 0.0 if before is not None and estimate > before else 1 - estimate / sent


class Thrift:
    """One link, told once a second what its reports say."""

    def __init__(self) -> None:
        self.small = False  # no large picture any more
        self.pictures: int | None = None  # None: all
        self._trouble = 0.0
        self._settling = 0  # seconds in which reports still speak of the time before a change
        self._calm = 0
        self._patience = FIRST_PATIENCE
        self._tried = LONGEST_PATIENCE  # seconds since more was tried again

    @property
    def rung(self) -> str:
        """Where on the ladder the link stands: "large" is everything asked for."""
        if self.pictures is not None:
            return FEW if self.pictures else SOUND
        return SMALL if self.small else LARGE

    def second(self, lost: float | None, wanted: int, shrinkable: int = 0) -> bool:
        """Told the share of packets lost (None: too few reported), the pictures asked for, and how many of them are
        large and could be small. True for a change.
        """
        self._tried += 1
        self._settling -= 1
        if lost is None or self._settling > 0:
            return False
        self._trouble = max(0.0, self._trouble + lost - BEARABLE)
        self._calm = self._calm + 1 if lost < CALM else 0
        shrinks = shrinkable > 0 and not self.small
        carried = wanted if self.pictures is None else min(self.pictures, wanted)
        if self._trouble >= (SMALLER if shrinks else TROUBLE) and (carried or shrinks):
            self._less(carried, lost, shrinks)
            return True
        if self.rung != LARGE and self._calm >= self._patience:
            self._more(wanted, shrinkable)
            return True
        return False

    def _less(self, carried: int, lost: float, shrinks: bool) -> None:
        """Small ones; or as many as the share that came suggests, at least one less."""
        in_vain = self._tried < FIRST_PATIENCE
        self._patience = min(LONGEST_PATIENCE, self._patience * 2) if in_vain else FIRST_PATIENCE
        self.small = self.small or shrinks
        if carried and (not shrinks or lost >= HEAVY):
            self.pictures = min(carried - 1, int(carried * (1 - lost)))
        self._trouble, self._calm, self._settling = 0.0, 0, SETTLES

    def _more(self, wanted: int, shrinkable: int) -> None:
        """One picture more; when all are there, large ones."""
        if self.pictures is None:
            self.small = False
        else:
            self.pictures = self.pictures + 1 if self.pictures + 1 < wanted else None
            self.small = self.small and (self.pictures is not None or shrinkable > 0)
        self._trouble, self._settling = 0.0, SETTLES  # what was lost before it grew calm says nothing any more
        self._calm = self._tried = 0
