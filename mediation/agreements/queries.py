from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

from sqlalchemy import select

from documents import queries as documents
from documents.models import Document
from documents.services import Hand
from mediation.agreements.models import (
    Deputy,
    DeskVisit,
    ReadOut,
    Remark,
    SettlementAgreement,
    SigningDesk,
    Term,
    Understood,
)  # fmt: skip
from mediation.agreements.papers import SUMMARY, AgreementPaper, OralAgreementPaper, figures, prose
from mediation.agreements.rules import AgreementState, Clause, Form, Readiness, Someone
from mediation.agreements.rules.confirming import Finding, snags
from mediation.agreements.rules.deputies import TITLE as DEPUTY_TITLE
from mediation.agreements.rules.deputies import Capacity, Represented
from mediation.core import clock, wall
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible, Role, Standing
from mediation.disputes import queries as disputes
from mediation.disputes.models import Dispute, Party, PartyKind
from mediation.disputes.papers import PARTY_TITLE, Person
from mediation.disputes.queries import person
from mediation.matters import queries as matters
from mediation.matters.models import Seat
from mediation.rulebook.routes import FOLLOWS, Follows, Part, effective_on
from mediation.sittings import queries as sittings


def opened(actor: Actor, public_id: str) -> Opened:
    """An agreement, for a reader whose labels reach it.

    Raises:
        NotVisible: there is none, or it is not for this reader.
    """
    matter_id = wall.whereabouts(SettlementAgreement, public_id)
    if matter_id is None:
        raise NotVisible()
    standing = matters.standing_in(actor, matter_id)
    wall.name_reader(standing)
    agreement = db.session.scalar(select(SettlementAgreement).where(SettlementAgreement.public_id == public_id))
    if agreement is None:
        raise NotVisible()
    return Opened(agreement, standing)


def of_dispute(dispute: Dispute) -> SettlementAgreement | None:
    """The newest agreement of a dispute, as far as the reader may see it."""
    wanted = select(SettlementAgreement).where(SettlementAgreement.dispute_id == dispute.id)
    return db.session.scalar(wanted.order_by(SettlementAgreement.id.desc()).limit(1))


def effective(dispute: Dispute) -> SettlementAgreement | None:
    """The agreement that binds, if there is one."""
    wanted = select(SettlementAgreement).where(
        SettlementAgreement.dispute_id == dispute.id, SettlementAgreement.state == AgreementState.EFFECTIVE
    )
    return db.session.scalar(wanted.order_by(SettlementAgreement.id.desc()).limit(1))


def of_document(document: Document) -> SettlementAgreement | None:
    return db.session.scalar(select(SettlementAgreement).where(SettlementAgreement.document_id == document.id))


def terms(agreement: SettlementAgreement, revision: int | None = None) -> list[Term]:
    """The terms of the present version, or of an earlier one, in order."""
    wanted = select(Term).where(
        Term.agreement_id == agreement.id,
        Term.revision == (agreement.revision if revision is None else revision),
    )
    return list(db.session.scalars(wanted.order_by(Term.position)))


_COPIED = [
    one.name
    for one in fields(Clause)
    if one.name not in ("debtor", "creditor", "thing", "account", "place", "condition")
]


def clause(term: Term) -> Clause:
    """A row as the pure functions take it."""
    return Clause(
        **{name: getattr(term, name) for name in _COPIED},
        debtor=term.debtor.name if term.debtor else "",
        creditor=term.creditor.name if term.creditor else "",
        thing=term.thing or "", account=term.account or "", place=term.place or "", condition=term.condition or "",
    )  # fmt: skip


def clauses(agreement: SettlementAgreement) -> list[Clause]:
    return [clause(term) for term in terms(agreement)]


def remarks(agreement: SettlementAgreement) -> list[Remark]:
    """Questions and refusals, as far as the reader may read them, the newest first."""
    wanted = select(Remark).where(Remark.agreement_id == agreement.id).order_by(Remark.id.desc())
    return list(db.session.scalars(wanted))


def understood(agreement: SettlementAgreement) -> list[Understood]:
    """What the parties answered about this version, as far as the reader may read it; each one's newest."""
    wanted = select(Understood).where(
        Understood.agreement_id == agreement.id, Understood.revision == agreement.revision
    )
    newest = {one.seat_id: one for one in db.session.scalars(wanted.order_by(Understood.id))}
    return list(newest.values())


def readings(agreement: SettlementAgreement) -> list[ReadOut]:
    """To whom this version was read out."""
    wanted = select(ReadOut).where(ReadOut.agreement_id == agreement.id, ReadOut.revision == agreement.revision)
    return list(db.session.scalars(wanted.order_by(ReadOut.id)))


def readiness(agreement: SettlementAgreement, form: Form, left_to_paper: bool | None = None) -> Readiness:
    """What is asked before an offer for signature."""
    dispute = agreement.dispute
    people = [Someone(one.name, one.kind is PartyKind.PERSON, one.sex, one.address) for one in dispute.parties]
    unwritten = any(not one.versions for one in sittings.held(dispute))
    return Readiness(
        clauses(agreement), agreement.facts or "", people, dispute.type, form, clock.today(), unwritten, left_to_paper,
        _represented(dispute),
    )  # fmt: skip


def strangers(dispute: Dispute) -> list[str]:
    """Who is known from the file by name and is no party: invited people, representatives, interpreters."""
    seats = [one for one in dispute.matter.seats if one.account_id is None and one.role not in matters.PARTY_ROLES]
    return list(dict.fromkeys(one.name for one in seats))


def before_a_court(agreement: SettlementAgreement) -> list[Finding]:
    """At what a court would stop in the terms as they stand; nothing where none will be asked to confirm them."""
    if FOLLOWS[agreement.route] is not Follows.CONFIRMATION:
        return []
    return snags(agreement.dispute.type, clauses(agreement), others=strangers(agreement.dispute))


def day_of_effect(agreement: SettlementAgreement) -> date | None:
    """By the rule of its route, from what has been signed so far."""
    if agreement.document is None:
        return None
    acts = [
        (Part(one.part), clock.local_day(one.signed_at) if one.signed_at else None)
        for one in agreement.document.signers
        if one.part in list(Part)
    ]
    return effective_on(agreement.route, acts)


def own_seat(agreement: SettlementAgreement, standing: Standing, *roles: Role) -> Seat | None:
    """The actor's own seat at the matter, in one of these roles."""
    actor = standing.actor
    for seat in matters.seats(agreement.dispute.matter, *roles):
        if seat.id == actor.seat_id or (seat.account_id is not None and seat.account_id == actor.account_id):
            return seat
    return None


def paper(agreement: SettlementAgreement, form: Form) -> AgreementPaper:
    """What is printed on the agreement, from its rows."""
    dispute, today = agreement.dispute, clock.today()
    return AgreementPaper(
        institution=dispute.matter.organisation.name,
        people=[one for party in dispute.parties for one in (person(party, today), *_beside(party))],
        facts=agreement.facts or "",
        issues=agreement.issues or "",
        responsibility=agreement.responsibility or "",
        terms=[prose(one) for one in clauses(agreement)],
        manner=SUMMARY,
        copies=len(dispute.parties) + 1,
        signed_on="" if form is Form.PAPER else today.isoformat(),
    )


def oral_register(agreement: SettlementAgreement) -> OralAgreementPaper:
    """What is registered of an agreement by word of mouth; in effect from the day it was reached."""
    dispute, today, said = agreement.dispute, clock.today(), clauses(agreement)
    assert agreement.effective_on is not None
    agreed_on = agreement.effective_on.isoformat()
    last = next(iter(reversed(sittings.held(dispute))), None)
    paid = sum(one.amount or 0 for one in said)
    return OralAgreementPaper(
        institution=dispute.matter.organisation.name, people=[person(party, today) for party in dispute.parties],
        accepted_on=(dispute.accepted_on or agreement.effective_on).isoformat(), agreed_on=agreed_on,
        place=last.place if last else "", together=False, facts=agreement.facts or "", issues=agreement.issues or "",
        terms=[prose(one) for one in said], manner=SUMMARY.split("。")[0] + "。", amount=figures(paid) if paid else "",
        performed="已当场履行" if said and all(one.on_the_spot for one in said) else "按约定期限履行", enclosures=(),
        signed_on=agreed_on,
    )  # fmt: skip


def hands(agreement: SettlementAgreement) -> list[Hand]:
    """Who signs, in the order of the paper: the parties, the mediator, the institution's seal (人民调解法 29)."""
    dispute = agreement.dispute
    organisation = dispute.matter.organisation
    noted = deputies(dispute)
    parties = [hand for one in dispute.parties for hand in _hands_of(one, noted)]
    mediators = [
        Hand(one.public_id, "mediator", "人民调解员", one.name, 2)
        for one in matters.seats(dispute.matter, Role.MEDIATOR)
    ]
    return [*parties, *mediators, Hand(f"organisation:{organisation.public_id}", "seal", "印章", organisation.name, 3)]


# Who signs in a party's place, or beside it.


def deputies(dispute: Dispute) -> list[Deputy]:
    """Who signs for a party or beside it, as it is noted now."""
    wanted = select(Deputy).join(Party, Deputy.party_id == Party.id)
    now = wanted.where(Party.dispute_id == dispute.id, Deputy.ended_at.is_(None))
    return list(db.session.scalars(now.order_by(Deputy.id)))


def _represented(dispute: Dispute) -> list[Represented]:
    noted = deputies(dispute)
    return [
        Represented(
            party.name, party.seat.side, party.born_on, frozenset(one.capacity for one in noted if one.party is party),
            next((one.seat_id for one in noted if one.party is party and one.capacity is Capacity.ELECTED), None),
        )
        for party in dispute.parties
    ]  # fmt: skip


def _hands_of(party: Party, noted: list[Deputy]) -> list[Hand]:
    """Who signs for one party: itself, or whoever signs in its place; a company's seal and an interpreter beside."""
    title, mine = PARTY_TITLE[party.role], [one for one in noted if one.party is party]
    also = [one for one in noted if one.capacity is Capacity.ELECTED and one.seat_id == party.seat_id]
    in_place = next((one for one in mine if one.capacity is not Capacity.INTERPRETER), None)
    hands = []
    if in_place is None:
        said = f"{title}（并代表另{len(also)}人）" if also else title
        hands.append(Hand(party.seat.public_id, "party", said, party.name))
    elif in_place.capacity is not Capacity.ELECTED:
        assert in_place.seat is not None
        said = f"{title}的{DEPUTY_TITLE[in_place.capacity]}"
        hands.append(Hand(in_place.seat.public_id, "party", said, in_place.name))
    if in_place is not None and party.kind is PartyKind.ORGANISATION:
        hands.append(Hand(f"stamp:{party.public_id}", "party", f"{title}（盖章）", party.name))
    interpreters = [one for one in mine if one.capacity is Capacity.INTERPRETER]
    return hands + [Hand(f"interpreter:{one.public_id}", "other", "翻译人员", one.name) for one in interpreters]


def _beside(party: Party) -> list[Person]:
    """Whoever signs for a party or reads to it, as papers introduce them: with the authority that was noted."""
    return [
        Person(
            role=DEPUTY_TITLE[one.capacity], name=one.name, organisation=False, sex="", ethnicity="", age="",
            occupation=one.basis or "", identity="", representative="", contact="", address="",
        )
        for one in deputies(party.dispute)
        if one.party is party
    ]  # fmt: skip


# The signing desk: a device of the house.

DESK_LASTS = timedelta(hours=4)


def desk(public_id: str) -> SigningDesk | None:
    """A signing desk while it is kept."""
    found = db.session.scalar(select(SigningDesk).where(SigningDesk.public_id == public_id))
    if found is None or found.ended_at is not None or clock.now() > found.opened_at + DESK_LASTS:
        return None
    return found


def visit(public_id: str, seat_id: int | None) -> DeskVisit | None:
    """The visit of whoever sits at a desk now, if it is this seat's."""
    wanted = select(DeskVisit).where(DeskVisit.public_id == public_id, DeskVisit.ended_at.is_(None))
    found = db.session.scalar(wanted)
    return found if found and found.seat_id == seat_id else None


def at_desk(desk: SigningDesk, seat: Seat) -> Opened:
    """The agreement as this person would see it, who says to be here but is not known yet.

    Only for what tells the device nothing: where their code goes, whether it is right.

    Raises:
        NotVisible: there is none for them.
    """
    standing = matters.standing(Actor(f"seat:{seat.id}", seat.name, seat_id=seat.id), desk.matter)
    wall.name_reader(standing)
    agreement = of_dispute(disputes.of_matter(desk.matter))
    if agreement is None:
        raise NotVisible()
    return Opened(agreement, standing)


def coming(desk: SigningDesk) -> list[tuple[Seat, bool]]:
    """Those who have come to a desk, and whether they have signed."""
    there = [seat for seat in matters.seats(desk.matter) if seat.public_id in desk.seats]
    return [(seat, _has_signed(at_desk(desk, seat).subject, seat)) for seat in there]


def _has_signed(agreement: SettlementAgreement, seat: Seat) -> bool:
    mine = documents.signer(agreement.document, seat.public_id) if agreement.document else None
    return mine is not None and mine.signed_at is not None
