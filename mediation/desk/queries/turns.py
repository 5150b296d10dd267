"""The one card of a matter's page: whose turn it is, what comes next, by when.

Each feature's reading is asked in turn, the rightmost first; the first that has something to say is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mediation.core import words
from mediation.core.machine import Role
from mediation.core.words import N_, Said, say
from mediation.desk.queries.limits import Due
from mediation.desk.queries.matter import Seen
from mediation.disputes import queries as disputes
from mediation.disputes.rules import Answer, DisputeState
from mediation.rulebook.kinds import GROUND, NOT_ACCEPTED

Text = Said | str


@dataclass(frozen=True)
class Turn:
    """`kind`: you (the reader is to act), wait (others are), done, late. `act`: the endpoint of its one button."""

    kind: str
    headline: Text
    sentence: Text = ""
    due: Due | None = None
    act: str | None = None
    routes: bool = False

    @property
    def tag(self) -> str:
        return TAGS[self.kind]


TAGS = {
    "you": N_("It is your turn"),
    "wait": N_("Nothing for you to do now"),
    "done": N_("Finished"),
    "late": N_("This is late"),
}


def turn(seen: Seen) -> Turn:
    return next(card for of_feature in CARDS if (card := of_feature(seen)))


def of_dispute(seen: Seen) -> Turn:
    return {
        DisputeState.APPLIED: _applied,
        DisputeState.NOT_ACCEPTED: _not_accepted,
        DisputeState.INVITING: _inviting,
        DisputeState.CONSENTED: _consented,
        DisputeState.MEDIATING: _mediating,
        DisputeState.SETTLED: _settled,
        DisputeState.TERMINATED: _terminated,
    }[seen.state](seen)


def _applied(seen: Seen) -> Turn:
    due = seen.limit("window_answers")
    if seen.plays(Role.WINDOW):
        kind = "late" if due and due.kind == "late" else "you"
        return Turn(kind, N_("Can you take this application?"),
                    N_("Nothing is sent to the other side before you accept."), due, "disputes.decide")  # fmt: skip
    return Turn(
        "wait",
        say(N_("%(institution)s is reading your application"), institution=seen.matter.organisation.name),
        say(N_("You hear from them by %(day)s. Until then nothing is sent to the other side."), day=_day(due)),
        due,
    )


def _not_accepted(seen: Seen) -> Turn:
    assert seen.dispute.reason is not None
    return Turn("done", N_("The application was not accepted"), NOT_ACCEPTED[seen.dispute.reason], routes=True)


def _inviting(seen: Seen) -> Turn:
    due = seen.limit("other_side_answers")
    invitation = disputes.invitation_of(seen.dispute, seen.standing.actor.seat_id)
    if invitation is None:
        return Turn(
            "wait", N_("The other side has been asked"),
            say(N_("They may say yes or no, and have until %(day)s. As soon as they answer, you hear from us."),
                day=_day(due)), due,
        )  # fmt: skip
    if invitation.answer is Answer.YES:
        return Turn("wait", N_("You agreed to take part"), N_("We are waiting for the others on your side."), due)
    if invitation.answer is Answer.NOT_ME:
        return Turn("wait", N_("You told us that this is about somebody else"),
                    N_("The institution is looking into it. There is nothing more for you to do."))  # fmt: skip
    if invitation.answer is Answer.NEED_HELP:
        return Turn("you", N_("We will call you"), N_("If you have decided in the meantime, you can answer here."),
                    due, "disputes.answer")  # fmt: skip
    return Turn(
        "you", N_("Do you want to take part in mediation?"),
        say(N_("You decide freely; it costs nothing. Please answer by %(day)s."), day=_day(due)), due,
        "disputes.answer",
    )  # fmt: skip


def _consented(seen: Seen) -> Turn:
    due = seen.limit("institution_appoints")
    return Turn("wait", N_("Both sides agree to mediation"), N_("Next, a mediator is chosen."), due)


def _mediating(seen: Seen) -> Turn:
    due = seen.limit("mediation_period")
    if seen.plays(Role.MEDIATOR):
        return Turn("you", N_("Plan the first sitting"), N_("Both sides are waiting for a date."), due)
    name = seen.mediator.name if seen.mediator else ""
    return Turn("wait", say(N_("%(name)s is your mediator"), name=name),
                N_("The mediator plans a sitting and tells you the time."), due)  # fmt: skip


def _settled(seen: Seen) -> Turn:
    return Turn("done", N_("You have come to an agreement"), N_("It binds both sides. Keep to the days it names."))


def _terminated(seen: Seen) -> Turn:
    assert seen.dispute.ground is not None
    return Turn("done", N_("The mediation has ended"), GROUND[seen.dispute.ground][0], routes=True)


def _day(due: Due | None) -> str:
    return words.day(due.last_day) if due else ""


def step(seen: Seen) -> int:
    """Which of `STEPS` is being taken now; 0 before acceptance and when the way ended early."""
    match seen.state:
        case DisputeState.INVITING:
            return 2
        case DisputeState.CONSENTED:
            return 3
        case DisputeState.MEDIATING:
            return 4
        case DisputeState.SETTLED:
            return 6
        case _:
            return 1 if seen.state is DisputeState.APPLIED else 0


CARDS: tuple[Callable[[Seen], Turn | None], ...] = (of_dispute,)
