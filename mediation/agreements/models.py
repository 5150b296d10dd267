from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from documents.models import Document
from documents.rules import Evidence, Proof
from mediation.accounts.models import Account, SignIn
from mediation.agreements.rules import AgreementState, Form, Manner, Refused, Reopened, TermKind
from mediation.agreements.rules.deputies import Capacity
from mediation.core.db import Base, Public, Stated, Word, one_of, to
from mediation.core.sealed import Keyed, SealedText, sealed_column
from mediation.core.wall import Confidential
from mediation.disputes.models import Dispute, Party
from mediation.matters.models import Matter, Seat
from mediation.rulebook.routes import Route


class SettlementAgreement(Public, Keyed, Confidential, Stated, Base):
    """What the parties to a dispute agree. `joint` while it is talked over: no concession made in talk goes to court.

    From the offer for signature on it is `shared`. `revision` counts its versions; each has its own `Term` rows.
    """

    __table_args__ = (
        CheckConstraint(one_of("state", AgreementState), name="state_is_a_word"),
        CheckConstraint(one_of("route", Route), name="route_is_a_word"),
        CheckConstraint(one_of("form", Form), name="form_is_a_word"),
        CheckConstraint(one_of("reopened", Reopened), name="reopened_is_a_word"),
        CheckConstraint(
            "state <> 'effective' or (effective_on is not null and number is not null and form is not null)",
            name="day_and_number_if_effective",
        ),
    )

    dispute_id: Mapped[int] = to("dispute")
    organisation_id: Mapped[int] = to("organisation")
    state: Mapped[AgreementState] = mapped_column(Word(AgreementState))
    route: Mapped[Route] = mapped_column(Word(Route))
    form: Mapped[Form | None] = mapped_column(Word(Form))
    revision: Mapped[int] = mapped_column(default=0)
    number: Mapped[str | None] = mapped_column(String(60), unique=True)
    facts_sealed: Mapped[bytes | None] = sealed_column()
    issues_sealed: Mapped[bytes | None] = sealed_column()
    responsibility_sealed: Mapped[bytes | None] = sealed_column()
    document_id: Mapped[int | None] = to("document", nullable=True)
    reopened: Mapped[Reopened | None] = mapped_column(Word(Reopened))
    effective_on: Mapped[date | None]

    facts = SealedText()
    issues = SealedText()
    responsibility = SealedText()
    dispute: Mapped[Dispute] = relationship()
    document: Mapped[Document | None] = relationship()


class Term(Public, Keyed, Confidential, Base):
    """One term of one version of an agreement. Never changed: a change is the next version's row."""

    __table_args__ = (
        CheckConstraint(one_of("kind", TermKind), name="kind_is_a_word"),
        CheckConstraint(one_of("manner", Manner), name="manner_is_a_word"),
        CheckConstraint("kind <> 'pay' or amount > 0", name="amount_if_paid"),
        UniqueConstraint("agreement_id", "revision", "position"),
    )

    agreement_id: Mapped[int] = to("settlement_agreement")
    revision: Mapped[int]
    position: Mapped[int]
    kind: Mapped[TermKind] = mapped_column(Word(TermKind))
    debtor_id: Mapped[int | None] = to("party", nullable=True)
    creditor_id: Mapped[int | None] = to("party", nullable=True)
    amount: Mapped[int | None]  # fen
    due_on: Mapped[date | None]
    on_the_spot: Mapped[bool]
    manner: Mapped[Manner | None] = mapped_column(Word(Manner))
    enforceable: Mapped[bool]  # else a moral promise
    series: Mapped[int | None]
    series_total: Mapped[int | None]
    thing_sealed: Mapped[bytes | None] = sealed_column()
    account_sealed: Mapped[bytes | None] = sealed_column()
    place_sealed: Mapped[bytes | None] = sealed_column()
    condition_sealed: Mapped[bytes | None] = sealed_column()

    thing = SealedText()
    account = SealedText()
    place = SealedText()
    condition = SealedText()
    agreement: Mapped[SettlementAgreement] = relationship()
    debtor: Mapped[Party | None] = relationship(foreign_keys="Term.debtor_id")
    creditor: Mapped[Party | None] = relationship(foreign_keys="Term.creditor_id")


class Remark(Public, Keyed, Confidential, Base):
    """What a party says to the mediator about the paper: a question, or why they will not sign."""

    __table_args__ = (CheckConstraint(one_of("reason", Refused), name="reason_is_a_word"),)

    agreement_id: Mapped[int] = to("settlement_agreement")
    seat_id: Mapped[int] = to("seat")
    refusal: Mapped[bool]
    reason: Mapped[Refused | None] = mapped_column(Word(Refused))  # of a refusal
    term: Mapped[int | None]  # the number of the term it is about
    text_sealed: Mapped[bytes | None] = sealed_column()
    said_at: Mapped[datetime]

    text = SealedText()
    seat: Mapped[Seat] = relationship()


class Deputy(Public, Keyed, Base):
    """Somebody who signs in a party's place, or beside it: with what authority is noted and printed.

    `seat` is the one they sign from; an interpreter has none and signs by hand. `basis`: the kinship, the day of the
    power of attorney, the vote; for an interpreter the language.
    """

    __table_args__ = (CheckConstraint(one_of("capacity", Capacity), name="capacity_is_a_word"),)

    party_id: Mapped[int] = to("party")
    seat_id: Mapped[int | None] = to("seat", nullable=True)
    capacity: Mapped[Capacity] = mapped_column(Word(Capacity))
    name: Mapped[str] = mapped_column(String(80))
    basis_sealed: Mapped[bytes | None] = sealed_column()
    noted_by: Mapped[int] = to("account")
    noted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    basis = SealedText()
    party: Mapped[Party] = relationship()
    seat: Mapped[Seat | None] = relationship()


class SigningDesk(Public, Base):
    """A device of the house on which people sign one after another, kept by a named member of staff who is there.

    `seats`: the public ids of those who have come. Whoever is not among them cannot be seen on it.
    """

    matter_id: Mapped[int] = to("matter")
    kept_by: Mapped[int] = to("account")
    seats: Mapped[list[str]]
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    keeper: Mapped[Account] = relationship()
    matter: Mapped[Matter] = relationship()


class DeskVisit(Public, Base):
    """Somebody sits at a signing desk: how it was made sure who they are, for which bytes, and on which sign-in."""

    __table_args__ = (
        CheckConstraint(one_of("proof", Proof), name="proof_is_a_word"),
        CheckConstraint(one_of("evidence", Evidence), name="evidence_is_a_word"),
        CheckConstraint("proof <> 'seen' or evidence is not null", name="evidence_if_seen"),
    )

    desk_id: Mapped[int] = to("signing_desk")
    seat_id: Mapped[int] = to("seat")
    sign_in_id: Mapped[int] = to("sign_in")
    proof: Mapped[Proof] = mapped_column(Word(Proof))
    evidence: Mapped[Evidence | None] = mapped_column(Word(Evidence))
    shown_sha256: Mapped[str] = mapped_column(String(64))
    came_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    desk: Mapped[SigningDesk] = relationship()
    seat: Mapped[Seat] = relationship()
    sign_in: Mapped[SignIn] = relationship()


class Understood(Public, Keyed, Confidential, Base):
    """What a party answered before signing, in their own words: for their side and the mediator."""

    agreement_id: Mapped[int] = to("settlement_agreement")
    revision: Mapped[int]
    seat_id: Mapped[int] = to("seat")
    answered_at: Mapped[datetime]
    promise_sealed: Mapped[bytes | None] = sealed_column()
    until_sealed: Mapped[bytes | None] = sealed_column()
    otherwise_sealed: Mapped[bytes | None] = sealed_column()

    promise = SealedText()
    until = SealedText()
    otherwise = SealedText()
    seat: Mapped[Seat] = relationship()


class ReadOut(Base):
    """Somebody of the institution has read every term out to a party, in the party's language."""

    __table_args__ = (CheckConstraint("length(language) > 1", name="in_some_language"),)

    agreement_id: Mapped[int] = to("settlement_agreement")
    revision: Mapped[int]
    seat_id: Mapped[int] = to("seat")
    language: Mapped[str] = mapped_column(String(10))
    read_by: Mapped[int] = to("account")
    at: Mapped[datetime]

    seat: Mapped[Seat] = relationship()
    reader: Mapped[Account] = relationship()
