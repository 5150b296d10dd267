"""How codes, passwords and devices are limited."""

from __future__ import annotations

from datetime import timedelta

CODE_LASTS = timedelta(minutes=5)
CODE_TRIES = 5
CODES_PER_HOUR = 5
CODES_PER_DAY = 10

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)

FAILURES = 5
LOCKED = timedelta(minutes=5)
