from __future__ import annotations

from mediation.core import clock, words
from mediation.core.machine import Role
from mediation.core.words import N_, say
from mediation.desk.queries.cards.turn import Turn
from mediation.desk.queries.matter import Seen
from mediation.disputes import queries as disputes
from mediation.disputes.models import Party
from mediation.performance.models import Promise
from mediation.performance.rules import PromiseState

OWED = (PromiseState.OPEN, PromiseState.DISPUTED, PromiseState.BROKEN)


def card(seen: Seen) -> Turn | None:
    """After the agreement: what is to be done, by whom, by when, and whether it was done."""
    if not seen.promises:
        return None
    about = seen.matter.public_id
    open_ones = [one for one in seen.promises if one.state is not PromiseState.KEPT]
    if not open_ones:
        return _all_kept(seen, about)
    party = disputes.party_of(seen.dispute, seen.standing.actor.seat_id)
    return _party(open_ones, party, about) if party else _staff(seen, open_ones, about)


def _all_kept(seen: Seen, about: str) -> Turn:
    if not seen.is_party and seen.limit("return_visit"):
        return Turn(
            "you",
            N_("Ask both sides how it is going"),
            N_("Everything promised was done. The return visit is still to be made."),
            seen.limit("return_visit"),
            "performance.promises",
            about,
        )
    return Turn("done", N_("Everything promised was done"), "", act="performance.promises", about=about)


def _party(open_ones: list[Promise], party: Party, about: str) -> Turn:
    asked = next((one for one in open_ones if one.creditor is party and one.state is PromiseState.REPORTED), None)
    if asked:
        return Turn(
            "you",
            N_("Was it done?"),
            N_("The other side says that something promised to you is done. Please answer yes or no."),
            act="performance.promises",
            about=about,
        )
    mine = next((one for one in open_ones if one.debtor is party and one.state in OWED), None)
    if mine:
        late = mine.due_on is not None and mine.due_on < clock.today()
        sentence = (
            say(N_("By %(day)s. When it is done, say so here."), day=words.day(mine.due_on)) if mine.due_on else ""
        )
        return Turn(
            "late" if late else "you",
            N_("You have promised something"),
            sentence,
            act="performance.promises",
            about=about,
        )
    return Turn(
        "wait",
        N_("The other side has still something to do"),
        _until(open_ones[0]),
        act="performance.promises",
        about=about,
    )


def _staff(seen: Seen, open_ones: list[Promise], about: str) -> Turn:
    trouble = any(one.state in (PromiseState.DISPUTED, PromiseState.BROKEN) for one in open_ones)
    if trouble and seen.plays(Role.MEDIATOR, Role.WINDOW):
        return Turn(
            "late",
            N_("A promise is disputed or was not kept"),
            N_("Call both sides."),
            act="performance.promises",
            about=about,
        )
    return Turn("wait", N_("The agreement is in effect"), _until(open_ones[0]), act="performance.promises", about=about)


def _until(promise: Promise) -> words.Said | str:
    return say(N_("The next day agreed is %(day)s."), day=words.day(promise.due_on)) if promise.due_on else ""
