from __future__ import annotations

from mediation.core import words
from mediation.core.machine import Role
from mediation.core.words import N_, say
from mediation.desk.queries.cards.turn import Turn, day, you
from mediation.desk.queries.matter import Seen
from mediation.disputes import queries as disputes
from mediation.disputes.rules import Answer, DisputeState
from mediation.rulebook.kinds import GROUND, NOT_ACCEPTED


def card(seen: Seen) -> Turn:
    return {
        DisputeState.APPLIED: _applied,
        DisputeState.NOT_ACCEPTED: _not_accepted,
        DisputeState.INVITING: _inviting,
        DisputeState.CONSENTED: _consented,
        DisputeState.MEDIATING: _mediating,
        DisputeState.SUSPENDED: _suspended,
        DisputeState.SETTLED: _settled,
        DisputeState.TERMINATED: _terminated,
    }[seen.state](seen)


def _applied(seen: Seen) -> Turn:
    due = seen.limit("window_answers")
    if seen.plays(Role.WINDOW):
        return Turn(
            you(due),
            N_("Can you take this application?"),
            N_("Nothing is sent to the other side before you accept."),
            due,
            "disputes.decide",
        )
    return Turn(
        "wait",
        say(N_("%(institution)s is reading your application"), institution=seen.matter.organisation.name),
        say(N_("You hear from them by %(day)s. Until then nothing is sent to the other side."), day=day(due)),
        due,
    )


def _not_accepted(seen: Seen) -> Turn:
    assert seen.dispute.reason is not None
    return Turn("done", N_("The application was not accepted"), NOT_ACCEPTED[seen.dispute.reason], routes=True)


def _inviting(seen: Seen) -> Turn:
    due = seen.limit("other_side_answers")
    invitation = disputes.invitation_of(seen.dispute, seen.standing.actor.seat_id)
    if invitation is None and seen.plays(Role.WINDOW):
        return _window_invites(seen)
    if invitation is None:
        return Turn(
            "wait",
            N_("The other side has been asked"),
            say(
                N_("They may say yes or no, and have until %(day)s. As soon as they answer, you hear from us."),
                day=day(due),
            ),
            due,
        )
    if invitation.answer is Answer.YES:
        return Turn("wait", N_("You agreed to take part"), N_("We are waiting for the others on your side."), due)
    if invitation.answer is Answer.NOT_ME:
        return Turn(
            "wait",
            N_("You told us that this is about somebody else"),
            N_("The institution is looking into it. There is nothing more for you to do."),
        )
    if invitation.answer is Answer.NEED_HELP:
        return Turn(
            "you",
            N_("We will call you"),
            N_("If you have decided in the meantime, you can answer here."),
            due,
            "disputes.answer",
        )
    return Turn(
        "you",
        N_("Do you want to take part in mediation?"),
        say(N_("You decide freely; it costs nothing. Please answer by %(day)s."), day=day(due)),
        due,
        "disputes.answer",
    )


def _window_invites(seen: Seen) -> Turn:
    due = seen.limit("other_side_answers")
    answers = {one.answer for one in seen.dispute.invitations}
    if Answer.NOT_ME in answers:
        return Turn(
            "you",
            N_("Somebody else was reached"),
            N_("Find out the right number and invite again."),
            due,
            "disputes.invite_again",
        )
    if Answer.NEED_HELP in answers:
        return Turn("you", N_("Call the other side"), N_("They asked for help with the decision."), due)
    return Turn("wait", N_("The other side has been asked"), "", due)


def _consented(seen: Seen) -> Turn:
    due = seen.limit("institution_appoints", "parties_choose")
    return Turn("wait", N_("Both sides agree to mediation"), N_("Next, a mediator is chosen."), due, soon=True)


def _mediating(seen: Seen) -> Turn:
    due = seen.limit("mediation_period")
    name = seen.mediator.name if seen.mediator else ""
    if not seen.is_party:
        return Turn("wait", say(N_("%(name)s mediates"), name=name), N_("The next sitting is not planned yet."), due)
    return Turn(
        "wait",
        say(N_("%(name)s is your mediator"), name=name),
        N_("The mediator plans a sitting and tells you the time."),
        due,
    )


def paused(seen: Seen) -> Turn | None:
    """It stands still, whatever else was under way."""
    return _suspended(seen) if seen.state is DisputeState.SUSPENDED else None


def longer(seen: Seen) -> Turn | None:
    """A party is asked for more time and has not answered."""
    party = disputes.party_of(seen.dispute, seen.standing.actor.seat_id)
    until = seen.dispute.longer_until
    if party is None or until is None or party.longer_at or seen.state is not DisputeState.MEDIATING:
        return None
    return Turn(
        "you",
        N_("More time for the mediation?"),
        say(
            N_("The mediator asks to go on until %(day)s. It is longer only if all of you agree."),
            day=words.day(until),
        ),
        seen.limit("mediation_period"),
        "disputes.agree_longer",
    )


def _suspended(seen: Seen) -> Turn:
    if seen.is_party:
        return Turn(
            "wait",
            N_("This matter is paused for now"),
            say(
                N_("You need do nothing, and no time runs against you. %(institution)s gets in touch when it goes on."),
                institution=seen.matter.organisation.name,
            ),
        )
    return Turn(
        "wait",
        N_("This matter is paused for now"),
        N_("No time runs, and nothing can be done in it. The institution's window lets it go on, under “Danger”."),
    )


def _settled(seen: Seen) -> Turn:
    agreement = seen.agreement
    return Turn(
        "done",
        N_("There is an agreement, and it is in effect"),
        N_("It binds both sides. Keep to the days it names."),
        act="agreements.show" if agreement else None,
        about=agreement.public_id if agreement else None,
    )


def _terminated(seen: Seen) -> Turn:
    assert seen.dispute.ground is not None
    return Turn("done", N_("The mediation has ended"), GROUND[seen.dispute.ground][0], routes=True)
