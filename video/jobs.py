from __future__ import annotations

from datetime import timedelta

from mediation.core.jobs import every
from video import services


@every(timedelta(hours=1))
def forget_tickets() -> None:
    services.forget_tickets()
