from __future__ import annotations

from datetime import date

from sqlalchemy import select

from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible, Role
from mediation.disputes.models import Dispute, Draft, Invitation, Party, PartyKind, Statement, StatementKind
from mediation.disputes.papers import KEPT_ADDRESS, PARTY_TITLE, Person, age, masked
from mediation.disputes.rules import DisputeState
from mediation.matters import queries as matters
from mediation.matters.models import Matter, Seat


def opened(actor: Actor, public_id: str) -> Opened:
    dispute = db.session.scalar(select(Dispute).where(Dispute.public_id == public_id))
    if dispute is None:
        raise NotVisible()
    return Opened(dispute, matters.standing(actor, dispute.matter))


def of_matter(matter: Matter) -> Dispute:
    """The dispute a matter has become.

    Raises:
        NotVisible: it has become none.
    """
    dispute = db.session.scalar(select(Dispute).where(Dispute.matter_id == matter.id))
    if dispute is None:
        raise NotVisible()
    return dispute


def waiting_at_window(organisation_ids: frozenset[int]) -> list[Dispute]:
    """Applications an institution has not answered, the oldest first."""
    return list(
        db.session.scalars(
            select(Dispute)
            .where(Dispute.organisation_id.in_(organisation_ids), Dispute.state == DisputeState.APPLIED)
            .order_by(Dispute.id)
        )
    )


def parties(dispute: Dispute, role: Role | None = None) -> list[Party]:
    return [party for party in dispute.parties if role in (None, party.role)]


def party_of(dispute: Dispute, seat_id: int | None) -> Party | None:
    return next((party for party in dispute.parties if party.seat_id == seat_id), None)


def person(party: Party, today: date) -> Person:
    """A party as papers introduce them; the telephone masked. Of somebody who is protected, papers that reach the other
    side say neither where they live nor how to reach them.
    """
    kept = matters.is_protected(party.seat)
    return Person(
        role=PARTY_TITLE[party.role], name=party.name, organisation=party.kind is PartyKind.ORGANISATION,
        sex=party.sex or "", ethnicity=party.ethnicity or "", age=age(party.born_on, today),
        occupation=party.occupation or "", identity=party.id_number or "", representative="",
        contact="" if kept else masked(party.seat.phone), address=KEPT_ADDRESS if kept else party.address or "",
    )  # fmt: skip


def invitation_of(dispute: Dispute, seat_id: int | None) -> Invitation | None:
    return next((one for one in dispute.invitations if one.seat_id == seat_id), None)


def statements(dispute: Dispute, kind: StatementKind) -> list[Statement]:
    """What was said of a kind, as far as the reader may read it."""
    wanted = select(Statement).where(Statement.dispute_id == dispute.id, Statement.kind == kind)
    return list(db.session.scalars(wanted.order_by(Statement.id)))


def draft(public_id: str) -> Draft | None:
    """An application that is still being written."""
    return db.session.scalar(select(Draft).where(Draft.public_id == public_id, Draft.dispute_id.is_(None)))


def sent(public_id: str) -> Dispute | None:
    """What a draft became."""
    return db.session.scalar(select(Dispute).join(Draft).where(Draft.public_id == public_id))


def earlier(dispute: Dispute) -> list[Dispute]:
    """Other disputes of the same institution in which one of these telephones takes part, the newest first."""
    marks = {party.seat.phone_mark for party in dispute.parties if party.seat.phone_mark}
    same = Dispute.organisation_id == dispute.organisation_id
    wanted = select(Dispute).join(Seat, Seat.matter_id == Dispute.matter_id).where(Seat.phone_mark.in_(marks), same)
    others = wanted.where(Dispute.id != dispute.id).distinct()
    return list(db.session.scalars(others.order_by(Dispute.id.desc())))
