"""`python -m mediation.operations worker`: does the jobs, one at a time, until told to end."""

from __future__ import annotations

import signal
import time

from flask import Flask

from mediation.app import create_app
from mediation.core import settings
from mediation.core.jobs import Worker
from mediation.operations.prepare import the_only
from video.events import listen

PAUSE = 0.25
"""Seconds between looks when there is nothing to do."""
PLAN_EVERY = 5.0


def run(argv: list[str]) -> int:
    """Work until SIGTERM or Ctrl-C; the job in hand is finished first. One worker for each data folder."""
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda signalled, _frame: told.append(signalled))
    with the_only("worker", settings.load()):
        app, worker = create_app(), Worker()
        listen(app)  # beside the jobs: it waits for the media nodes, and people in a room wait for it
        planned = -PLAN_EVERY
        while not told:
            if time.monotonic() - planned >= PLAN_EVERY:
                _plan(app, worker)
                planned = time.monotonic()
            if not _work(app, worker):
                time.sleep(PAUSE)
    return 0


def _plan(app: Flask, worker: Worker) -> None:
    with app.app_context():
        worker.plan_regular_work()


def _work(app: Flask, worker: Worker) -> bool:
    """Each piece of work has an application context, and so a database session, of its own."""
    with app.app_context():
        return worker.run_once()
