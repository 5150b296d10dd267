"""Who else comes: invited by name, with a way in of their own that ends with the sitting; and what each party says."""

from __future__ import annotations

from mediation.accounts.models import Account
from mediation.core import clock
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, Role, Standing
from mediation.core.words import N_
from mediation.matters import services as matters
from mediation.matters.models import Seat
from mediation.sittings import queries
from mediation.sittings.models import Consent, Participant, Sitting
from mediation.sittings.rules import TABLE, Mode, SittingState
from mediation.sittings.rules.kinds import Question, questions
from mediation.sittings.rules.people import GUESTS
from mediation.sittings.services.holding import give_place
from video import services as video


@writing
def invite(
    standing: Standing,
    sitting: Sitting,
    *,
    role: Role,
    name: str,
    phone: str | None = None,
    mail: str | None = None,
    language: str = "zh-Hans",
    beside: Participant | None = None,
    mode: Mode = Mode.VIDEO,
) -> Participant:
    """Somebody is asked to the sitting as something, and gets a link of their own (人民调解法 20).

    Raises:
        NotNow: a part that is there for one person, and nobody was named; or no way to reach them.
    """
    part = GUESTS[role]
    if part.beside and beside is None:
        raise NotNow(N_("Please say for whom this person comes."))
    if not (phone or mail):
        raise NotNow(N_("Please give a telephone number or a mail address: the link goes there."))
    seat = matters.seat_guest(
        sitting.matter, role=role, name=name, phone=phone, mail=mail, language=language,
        side=beside.side if role is Role.REPRESENTATIVE and beside else None,
    )  # fmt: skip
    advance(standing, TABLE, sitting, "invite", codes={"seat": seat.id, "role": role})
    return _come(sitting, seat, role, beside=beside, mode=mode)


@writing
def invite_mediator(standing: Standing, sitting: Sitting, *, account: Account) -> Participant:
    """A second mediator of the same institution holds the sitting with the first (OM 11, SI 13)."""
    advance(standing, TABLE, sitting, "invite", codes={"account": account.id, "role": Role.CO_MEDIATOR})
    seat = matters.seat_staff(sitting.matter, account, role=Role.CO_MEDIATOR)
    return _come(sitting, seat, Role.CO_MEDIATOR)


def _come(
    sitting: Sitting, seat: Seat, role: Role, *, beside: Participant | None = None, mode: Mode = Mode.VIDEO
) -> Participant:
    participant = Participant(
        sitting=sitting, seat=seat, role=role, name=seat.name, mode=mode, beside=beside,
        side=beside.side if beside else None, admitted=role is Role.CO_MEDIATOR,
    )  # fmt: skip
    db.session.add(participant)
    db.session.flush()
    _let_in_if_welcome(sitting)
    return participant


@writing
def uninvite(standing: Standing, sitting: Sitting, *, participant: Participant) -> None:
    """Somebody who was invited does not come (any more): their seat, links and place end at once."""
    if participant.role not in (*GUESTS, Role.CO_MEDIATOR):
        raise NotNow(N_("Only somebody who was invited can be uninvited."))
    advance(standing, TABLE, sitting, "uninvite", codes={"seat": participant.seat_id})
    matters.leave(participant.seat)
    if sitting.conference is not None:
        video.remove(sitting.conference, participant.key)


@writing
def answer(standing: Standing, sitting: Sitting, *, question: Question, yes: bool) -> None:
    """A party says yes or no to one question, and may say otherwise later (OL 4(4), 5)."""
    participant = queries.participant_of(sitting, standing)
    assert participant is not None
    advance(standing, TABLE, sitting, "answer", codes=_codes(question, yes))
    _answered(sitting, participant, question, yes=yes, noted_by=None)


@writing
def note_answer(
    standing: Standing, sitting: Sitting, *, participant: Participant, question: Question, yes: bool
) -> None:
    """The mediator notes what somebody without a screen of their own says aloud."""
    if participant.mode is Mode.VIDEO:
        raise NotNow(N_("Who takes part with a screen of their own says this themselves."))
    advance(standing, TABLE, sitting, "note_answer", codes={**_codes(question, yes), "by": participant.seat_id})
    _answered(sitting, participant, question, yes=yes, noted_by=standing.actor.account_id)


def _codes(question: Question, yes: bool) -> dict[str, str | int | None]:
    invitee = question.invitee
    return {"about": question.about, "yes": int(yes), "invitee": invitee.seat_id if invitee else None}


def _answered(
    sitting: Sitting, participant: Participant, question: Question, *, yes: bool, noted_by: int | None
) -> None:
    if question not in questions(sitting):
        raise NotNow(N_("This is not asked (any more)."))
    before = participant.said(question.about, question.invitee)
    if before is not None and before.revoked_at is None:
        if before.yes is yes:
            return
        before.revoked_at = clock.now()
    participant.consents.append(
        Consent(about=question.about, invitee=question.invitee, yes=yes, given_at=clock.now(), noted_by=noted_by)
    )
    db.session.flush()
    _let_in_if_welcome(sitting)


def _let_in_if_welcome(sitting: Sitting) -> None:
    """Whoever every party agreed to gets a place; whoever one of them does not agree to has none, and no ticket."""
    if sitting.state not in (SittingState.OPENED, SittingState.SITTING):
        return
    for one in sitting.participants:
        if one.role in (*GUESTS, Role.CO_MEDIATOR):
            give_place(sitting, one)
