"""Named places where a test may let this process die: before and after each commit, around each outside effect.

`COURTYARD_FAILPOINT=commit.before:3` kills the process, as `kill -9` does, the third time it comes by that place.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

Passing = Callable[[str], None]


def killer(place: str) -> Passing:
    """What lets the process die at `name:n`; never, where no name is given."""
    name, _, count = place.partition(":")
    left = int(count or 1)

    def passes(here: str) -> None:
        nonlocal left
        left -= here == name
        if here == name and left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return passes


passing: Passing = killer(os.environ.get("COURTYARD_FAILPOINT", ""))
"""What is called at each place; a test may put something else here."""


def failpoint(name: str) -> None:
    passing(name)
