"""A sitting stands still and goes on again; and it goes on in one place, in person, with the record it has."""

from __future__ import annotations

from mediation.core import clock
from mediation.core.advance import advance
from mediation.core.db import writing
from mediation.core.machine import NotNow, Standing
from mediation.core.words import N_
from mediation.sittings import queries
from mediation.sittings.models import Sitting
from mediation.sittings.rules import TABLE, Mode
from mediation.sittings.rules.people import GUESTS, PARTIES
from mediation.sittings.rules.waiting import Halt
from mediation.sittings.services.holding import gather


@writing
def pause(standing: Standing, sitting: Sitting) -> None:
    """Everybody but the hosts is back in the waiting room; a private talk is over."""
    advance(standing, TABLE, sitting, "pause")
    _halt(sitting, Halt.PAUSED)


@writing
def suspend(standing: Standing, sitting: Sitting) -> None:
    """The same, because something does not work: people are told that they are called, and need not call."""
    advance(standing, TABLE, sitting, "suspend")
    _halt(sitting, Halt.SUSPENDED)


@writing
def resume(standing: Standing, sitting: Sitting) -> None:
    """Everybody is again where they belong."""
    advance(standing, TABLE, sitting, "resume")
    sitting.halt = sitting.halted_at = None
    gather(sitting)


def _halt(sitting: Sitting, halt: Halt) -> None:
    sitting.halt, sitting.halted_at = halt, clock.now()
    gather(sitting)


@writing
def ask_to_move(standing: Standing, sitting: Sitting) -> None:
    """Every party is asked whether they go on in one place (OM 16)."""
    advance(standing, TABLE, sitting, "ask_to_move")
    sitting.moves_at = sitting.moves_at or clock.now()


@writing
def move_on_site(standing: Standing, sitting: Sitting) -> None:
    """Every party has agreed: from now on they sit in one place. It stays one sitting, with one set of minutes."""
    advance(standing, TABLE, sitting, "move_on_site", codes={"place": int(bool(sitting.place))})
    sitting.moved_at = clock.now()
    for one in sitting.participants:
        if one.role in PARTIES or one.role in GUESTS:
            one.mode = Mode.IN_PERSON
    if queries.would_meet(sitting):
        raise NotNow(N_("Two of them are kept apart: they cannot come to the same place at the same time."))
