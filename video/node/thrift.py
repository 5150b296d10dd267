"""How many pictures a weak link still gets: pictures go first, the last slots before the first, sound never. Pure."""

from __future__ import annotations

BEARABLE = 0.10
"""The share of lost packets a link may show for ever: requests and Opus make it good."""
CALM = 0.05
TROUBLE = 0.30
"""Excess of loss, in share times seconds, that costs a picture: 20 % for three seconds, 70 % for half a second."""
SETTLES = 2
FIRST_PATIENCE, LONGEST_PATIENCE = 8, 64
"""Calm seconds before a picture is tried again; twice as many each time it was tried in vain."""


class Thrift:
    """One viewer's link, told once a second what its reports say."""

    def __init__(self) -> None:
        self.pictures: int | None = None  # None: all
        self._trouble = 0.0
        self._settling = 0  # seconds in which reports still speak of the time before a change
        self._calm = 0
        self._patience = FIRST_PATIENCE
        self._tried = LONGEST_PATIENCE  # seconds since a picture was tried again

    def second(self, lost: float | None, wanted: int) -> bool:
        """The share of packets lost (None: too few reported), and the pictures asked for. True for a change."""
        self._tried += 1
        self._settling -= 1
        if lost is None or self._settling > 0:
            return False
        self._trouble = max(0.0, self._trouble + lost - BEARABLE)
        self._calm = self._calm + 1 if lost < CALM else 0
        carried = wanted if self.pictures is None else min(self.pictures, wanted)
        if self._trouble >= TROUBLE and carried:
            self._less(carried, lost)
            return True
        if self.pictures is not None and self._calm >= self._patience:
            self.pictures = self.pictures + 1 if self.pictures + 1 < wanted else None
            self._calm = self._tried = 0
            self._settling = SETTLES
            return True
        return False

    def _less(self, carried: int, lost: float) -> None:
        """As many as the share that came suggests, at least one less."""
        in_vain = self._tried < FIRST_PATIENCE
        self._patience = min(LONGEST_PATIENCE, self._patience * 2) if in_vain else FIRST_PATIENCE
        self.pictures = min(carried - 1, int(carried * (1 - lost)))
        self._trouble, self._calm, self._settling = 0.0, 0, SETTLES
