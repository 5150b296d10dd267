"""What somebody is told while they wait, sit or are gone: one function of how things stand and of the time.

The words and the two clocks (2 minutes before, 10 minutes late) are those of the video hearings of HMCTS.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mediation.core.words import N_
from mediation.sittings.rules.states import SittingState

SOON = timedelta(minutes=2)
LATE = timedelta(minutes=10)


class Halt(enum.StrEnum):
    """Why a sitting that has begun stands still: everybody but the host is back in the waiting room."""

    PAUSED = "paused"
    SUSPENDED = "suspended"  # for technical reasons


@dataclass(frozen=True)
class Situation:
    """Where somebody is and what is going on, in words: the room, a headline, and what happens next."""

    room: str
    headline: str
    sentence: str


@dataclass(frozen=True)
class Stand:
    """How things stand for one person. `room` is the kind: waiting, joint or caucus; `apart`: a private talk is going
    on; `away`: was connected and is not now; `starts_at` is their own time where people come at separate times.
    """

    state: SittingState
    now: datetime
    starts_at: datetime
    room: str = "waiting"
    host: bool = False
    admitted: bool = False
    ready: bool = True
    own_done: bool = False  # of what is lacking nothing is theirs to do: the mediator has to compare their identity
    apart: bool = False
    away: bool = False
    halt: Halt | None = None
    window: bool = False  # held in text over a window: there is no room to come into


WAITING, JOINT = N_("Waiting room"), N_("Joint room")
OVER = Situation(N_("Ended"), N_("The sitting is over"), N_("Sound and picture are off. You can leave."))
ALONE = Situation(
    N_("Private talk"), N_("You are talking alone"),
    N_("Only those you see here hear you. Nobody else hears or sees anything of it."),
)  # fmt: skip
TOGETHER = Situation(JOINT, N_("You are all together"), N_("Everybody in this room hears and sees you."))
AWAY = Situation(
    WAITING, N_("You are not connected"),
    N_("Your place is kept. Come in again: you come back to where you were. If it does not work, call us."),
)  # fmt: skip
SUSPENDED = Situation(
    WAITING, N_("The sitting is interrupted for technical reasons"),
    N_("We are sorry. There is no need to call us; we call you. Nobody hears or sees you."),
)  # fmt: skip
PAUSED = Situation(
    WAITING, N_("The sitting is paused"),
    N_("Nobody hears or sees you. Please stay near; the mediator goes on with you shortly."),
)  # fmt: skip
HALTED = {Halt.PAUSED: PAUSED, Halt.SUSPENDED: SUSPENDED}
HALTED_FOR_HOST = {
    Halt.PAUSED: Situation(
        JOINT, N_("You have paused the sitting"),
        N_("Everybody else is in the waiting room, hears nothing and is not heard, until you go on."),
    ),
    Halt.SUSPENDED: Situation(
        JOINT, N_("Interrupted for technical reasons"),
        N_("Everybody else is told that we call them. Go on when it works again, or end the sitting."),
    ),
}  # fmt: skip
PRIVATE = Situation(
    WAITING, N_("A private talk is going on"),
    N_("Nobody hears or sees you. The mediator brings you back; you need do nothing."),
)  # fmt: skip
NEXT = Situation(
    WAITING, N_("You are next"), N_("Nobody hears or sees you. The mediator will let you in; you need do nothing.")
)
STEPS = Situation(
    WAITING, N_("A few steps first"),
    N_("Nobody hears or sees you. Please do the steps below; the mediator will call you."),
)  # fmt: skip
COMPARING = Situation(
    WAITING, N_("Your steps are done"),
    N_("Nobody hears or sees you. The mediator talks with you alone to compare your identity card: "
       "please have it ready."),
)  # fmt: skip
ARRIVING = Situation(
    WAITING, N_("Everybody is arriving"),
    N_("Talk with each side alone to compare identities. Open the joint room when all is complete."),
)  # fmt: skip
WINDOW = Situation(
    N_("In writing"), N_("You write to each other"),
    N_("This sitting is held in writing. You may write and answer whenever it suits you, until the window closes."),
)  # fmt: skip
READY = Situation(
    WAITING, N_("You are ready"),
    N_("Nobody hears or sees you. The mediator opens the room when everybody is ready."),
)  # fmt: skip
ABOUT_TO_BEGIN = Situation(
    WAITING, N_("The sitting is about to begin"),
    N_("Please stay by your screen. Nobody hears or sees you yet."),
)  # fmt: skip
BEGINNING = Situation(
    WAITING, N_("It is time"),
    N_("The mediator opens the room when everybody is ready. Nobody hears or sees you yet."),
)  # fmt: skip
DELAYED = Situation(
    WAITING, N_("The sitting is delayed"),
    N_("We are sorry that you have to wait. The mediator knows that you are here; please stay near."),
)  # fmt: skip


def situation(at: Stand) -> Situation:
    """What this person is told now."""
    match at.state, at.room:
        case SittingState.ENDED | SittingState.CANCELLED, _:
            return OVER
        case SittingState.PLANNED, _:
            return _before(at)
        case SittingState.SITTING, _ if at.window:
            return WINDOW
        case _ if at.away:
            return AWAY
        case _, "caucus":
            return ALONE
        case SittingState.SITTING, _:
            return _during(at)
        case _:
            return _before(at)


def _during(at: Stand) -> Situation:
    if at.halt:
        return (HALTED_FOR_HOST if at.host else HALTED)[at.halt]
    if at.room == "joint":
        return TOGETHER
    if at.admitted:
        return PRIVATE if at.apart else READY
    return NEXT if at.ready else _not_ready(at)


def _not_ready(at: Stand) -> Situation:
    return COMPARING if at.own_done else STEPS


def _before(at: Stand) -> Situation:
    if at.host:
        return ARRIVING
    if not at.ready:
        return _not_ready(at)
    if at.now >= at.starts_at + LATE:
        return DELAYED
    if at.now >= at.starts_at:
        return BEGINNING
    return ABOUT_TO_BEGIN if at.now >= at.starts_at - SOON else READY


def ahead(at: Stand) -> list[tuple[datetime, Situation]]:
    """What the person will be told, and when, if nothing happens meanwhile: a page needs no new data to say it."""
    found = [(at.now, situation(at))]
    for moment in (at.starts_at - SOON, at.starts_at, at.starts_at + LATE):
        told = situation(replace(at, now=moment))
        if moment > at.now and told != found[-1][1]:
            found.append((moment, told))
    return found[1:]
