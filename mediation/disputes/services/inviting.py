"""The institution accepts, and the other side is asked."""

from __future__ import annotations

from datetime import timedelta

from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import Role, Standing
from mediation.disputes.models import Dispute, Invitation
from mediation.disputes.queries import invitation_of
from mediation.disputes.rules import DOES, TABLE, Answer, everybody_said_yes
from mediation.disputes.services.ending import end
from mediation.matters import services as matters
from mediation.matters.models import Seat
from mediation.organisations import services as organisations
from mediation.organisations.models import NumberKind
from mediation.rulebook.kinds import Ground


@writing
def accept(standing: Standing, dispute: Dispute) -> None:
    """The institution accepts; the dossier gets its number. From now on the other side may be asked."""
    dispute.dossier_number = organisations.next_number(dispute.matter.organisation, NumberKind.DOSSIER)
    dispute.accepted_on = clock.today()
    for party in dispute.parties:
        if party.role is Role.RESPONDENT:
            db.session.add(Invitation(dispute=dispute, seat=party.seat, sent_at=clock.now()))
    advance(standing, TABLE, dispute, "accept")


@writing
def answer(standing: Standing, dispute: Dispute, *, answer: Answer) -> None:
    """The other side answers the invitation: yes, no, not now, not me, or help first."""
    invitation = invitation_of(dispute, standing.actor.seat_id)
    assert invitation is not None
    if answer is Answer.NO:
        end(standing, dispute, "refuse", Ground.REFUSED)
    else:
        advance(standing, TABLE, dispute, DOES[answer])
    invitation.answer = answer
    invitation.answered_at = clock.now()
    match answer:
        case Answer.YES if everybody_said_yes(dispute) is None:
            advance(standing, TABLE, dispute, "consent")
        case Answer.NOT_NOW:
            invitation.postponed_at = clock.now()
            week = clock.end_of(clock.today() + timedelta(days=7))
            deadlines.extend("other_side_answers", dispute, until=week)
        case Answer.NOT_ME:
            matters.shut_out(invitation.seat)


@writing
def invite_again(standing: Standing, dispute: Dispute, *, seat: Seat, phone: str | None) -> None:
    """The window reaches somebody another way, and the invitation goes out anew.

    With another telephone whoever had the old one is shut out first. Without one the seat is called on the same.
    """
    invitation = invitation_of(dispute, seat.id)
    assert invitation is not None
    advance(standing, TABLE, dispute, "invite_again", codes={"seat": seat.id})
    if phone and phone != seat.phone:
        matters.shut_out(seat)
    matters.set_phone(seat, phone or seat.phone)
    invitation.answer, invitation.answered_at, invitation.sent_at = None, None, clock.now()
    deadlines.start("other_side_answers", dispute)
