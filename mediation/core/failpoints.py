"""Named places where a test may let this process die: before and after each commit, around each outside effect.

`COURTYARD_FAILPOINT=commit.before:3` kills the process, as `kill -9` does, the third time it comes by that place.
"""

from __future__ import annotations

import os
import signal

_name, _, _count = os.environ.get("COURTYARD_FAILPOINT", "").partition(":")
_left = int(_count or 1)


def failpoint(name: str) -> None:
    global _left
    if name != _name:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
