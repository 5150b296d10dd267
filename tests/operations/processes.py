"""Waiting for processes that come and go."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path


def until(true: Callable[[], object], seconds: float = 90) -> None:
    """Returns as soon as it is true; fails when it does not become so."""
    last = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < last, "did not happen"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    """Whether a process has ended, reaped or not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"
