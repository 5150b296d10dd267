from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import Role, Standing, of_system
from mediation.core.wall import SHARED
from mediation.disputes.models import Dispute, Invitation, Party, PartyKind, Statement, StatementKind
from mediation.disputes.queries import invitation_of
from mediation.disputes.rules import TABLE, Answer, everybody_said_yes
from mediation.matters import services as matters
from mediation.matters.models import Seat
from mediation.matters.rules import Origin
from mediation.matters.services import Brought
from mediation.organisations import services as organisations
from mediation.organisations.models import NumberKind, Organisation, Place
from mediation.rulebook.kinds import DisputeType, Ground, NotAccepted

APPLICANTS, RESPONDENTS = 1, 2


@dataclass(frozen=True)
class Person:
    """Somebody as an application names them."""

    name: str
    phone: str | None
    kind: PartyKind = PartyKind.PERSON
    sex: str | None = None
    ethnicity: str | None = None
    born_on: date | None = None
    occupation: str | None = None
    id_number: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Application:
    """What somebody brings: everything `apply` needs besides who receives it."""

    type: DisputeType
    story: str
    request: str
    applicant: Person
    respondents: Sequence[Person]
    language: str
    amount: int | None = None
    files: Sequence[Brought] = ()
    origin: Origin = Origin.WEB


@writing
def apply(
    standing: Standing, application: Application, *, place: Place, organisation: Organisation, key_name: str
) -> Dispute:
    """A dispute is brought to the institution responsible (人民调解法 17). Nothing is sent to the other side."""
    matter = matters.receive(
        standing, place=place, organisation=organisation, key_name=key_name, origin=application.origin
    )
    dispute = Dispute(matter=matter, organisation_id=organisation.id, type=application.type, amount=application.amount)
    advance(standing, TABLE, dispute, "apply")
    language = application.language
    applicant = _seat(dispute, application.applicant, Role.APPLICANT, APPLICANTS, language)
    for person in application.respondents:
        _seat(dispute, person, Role.RESPONDENT, RESPONDENTS, "zh-Hans")
    _say(dispute, StatementKind.STORY, application.story, language, applicant)
    _say(dispute, StatementKind.REQUEST, application.request, language, applicant)
    inside = Standing(standing.actor, frozenset({Role.PARTY, Role.APPLICANT}), matter.id, APPLICANTS, RESPONDENTS)
    matters.hand_in(inside, matter, files=application.files, label=SHARED, seat=applicant)
    return dispute


def _seat(dispute: Dispute, person: Person, role: Role, side: int, language: str) -> Seat:
    matter = dispute.matter
    seat = matters.seat_party(matter, role=role, side=side, name=person.name, phone=person.phone, language=language)
    party = Party(
        dispute=dispute, seat=seat, role=role, kind=person.kind, name=person.name, sex=person.sex,
        ethnicity=person.ethnicity, born_on=person.born_on, occupation=person.occupation, key_name=matter.key_name,
    )  # fmt: skip
    party.id_number = person.id_number
    party.address = person.address
    db.session.add(party)
    return seat


def _say(dispute: Dispute, kind: StatementKind, text: str, language: str, seat: Seat | None) -> None:
    statement = Statement(
        matter_id=dispute.matter_id, key_name=dispute.matter.key_name, label=SHARED, dispute_id=dispute.id,
        seat=seat, kind=kind, language=language, said_at=clock.now(),
    )  # fmt: skip
    statement.text = text
    db.session.add(statement)


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
def not_accept(standing: Standing, dispute: Dispute, *, reason: NotAccepted, note: str | None) -> None:
    """The institution does not accept, says why, and names the other routes (人民调解法 26)."""
    dispute.reason = reason
    dispute.ended_on = clock.today()
    if note:
        _say(dispute, StatementKind.WINDOW_NOTE, note, "zh-Hans", None)
    advance(standing, TABLE, dispute, "not_accept", codes={"reason": reason})
    matters.close(_following(dispute), dispute.matter)


@writing
def answer(standing: Standing, dispute: Dispute, *, answer: Answer, note: str | None = None) -> None:
    """The other side answers the invitation: yes, no, not now, not me, or help first."""
    invitation = invitation_of(dispute, standing.actor.seat_id)
    assert invitation is not None
    match answer:
        case Answer.YES:
            advance(standing, TABLE, dispute, "agree")
        case Answer.NO:
            end(standing, dispute, "refuse", Ground.REFUSED)
        case Answer.NOT_NOW:
            advance(standing, TABLE, dispute, "postpone")
            invitation.postponed_at = clock.now()
            week = clock.end_of(clock.today() + timedelta(days=7))
            deadlines.extend("other_side_answers", dispute, until=week)
        case Answer.NOT_ME:
            advance(standing, TABLE, dispute, "deny")
        case Answer.NEED_HELP:
            advance(standing, TABLE, dispute, "ask_help")
    invitation.answer = answer
    invitation.answered_at = clock.now()
    if note:
        _say(dispute, StatementKind.ANSWER_NOTE, note, invitation.seat.language, invitation.seat)
    if answer is Answer.YES and everybody_said_yes(dispute) is None:
        advance(standing, TABLE, dispute, "consent")


@writing
def invite_again(standing: Standing, dispute: Dispute, *, seat: Seat, phone: str | None) -> None:
    """The window reaches somebody another way: their telephone is mended and the invitation goes out anew."""
    advance(standing, TABLE, dispute, "invite_again")
    if phone:
        matters.set_phone(seat, phone)
    invitation = invitation_of(dispute, seat.id)
    assert invitation is not None
    invitation.answer, invitation.answered_at, invitation.sent_at = None, None, clock.now()
    deadlines.start("other_side_answers", dispute)


@writing
def end(standing: Standing, dispute: Dispute, action: str, ground: Ground) -> None:
    """Mediation ends without an agreement, on a coded ground; everybody is told the other routes by what follows."""
    dispute.ground = ground
    dispute.ended_on = clock.today()
    advance(standing, TABLE, dispute, action, codes={"ground": ground})


@writing
def begin(standing: Standing, dispute: Dispute) -> None:
    """The mediator has accepted: the period of mediation runs (OM 24)."""
    advance(standing, TABLE, dispute, "begin")


@writing
def settle(standing: Standing, dispute: Dispute) -> None:
    """The agreement has taken effect (人民调解法 28–31)."""
    dispute.ended_on = clock.today()
    advance(standing, TABLE, dispute, "settle")


def _following(dispute: Dispute) -> Standing:
    return of_system(dispute.matter_id)
