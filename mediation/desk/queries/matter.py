"""One matter, as far as one reader may see it: the loader for the door, and what its page shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from documents.models import Document
from documents.rules import DocumentState
from mediation.accounts import queries as accounts
from mediation.agreements import queries as agreements
from mediation.agreements.models import SettlementAgreement
from mediation.appointments import queries as appointments
from mediation.appointments import rules as appointment_rules
from mediation.appointments.models import Appointment
from mediation.confirmations import queries as confirmations
from mediation.confirmations.models import JudicialConfirmation
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, Role, Standing, Table
from mediation.core.words import gettext
from mediation.desk.queries.limits import Due
from mediation.desk.queries.limits import of_matter as limits_of
from mediation.desk.rules import ASK_THE_COURT, BUTTONS, SEAT, STEPS, Button
from mediation.disputes import queries as disputes
from mediation.disputes import rules as dispute_rules
from mediation.disputes.models import Dispute, Party, StatementKind
from mediation.disputes.rules import DisputeState
from mediation.matters import queries as matters
from mediation.matters import rules as matter_rules
from mediation.matters.models import Exhibit, Matter, Seat
from mediation.performance import queries as performance
from mediation.performance.models import Promise
from mediation.performance.rules import PromiseState
from mediation.referrals import queries as referrals
from mediation.referrals.models import Referral
from mediation.sittings import queries as sittings
from mediation.sittings.models import Sitting
from mediation.sittings.rules import Result

APPLIED, INVITING = DisputeState.APPLIED, DisputeState.INVITING
CONSENTED, MEDIATING = DisputeState.CONSENTED, DisputeState.MEDIATING
INSTITUTION = frozenset({Role.WINDOW, Role.MEDIATOR})
"""Who may see how to reach the parties."""


@dataclass(frozen=True)
class Seen:
    """A matter and its reader."""

    standing: Standing
    dispute: Dispute

    @property
    def id(self) -> int:
        return self.dispute.id

    @property
    def state(self) -> DisputeState:
        return self.dispute.state

    @property
    def matter(self) -> Matter:
        return self.dispute.matter

    @property
    def is_party(self) -> bool:
        return Role.PARTY in self.standing.roles

    def plays(self, *roles: Role) -> bool:
        return not self.standing.roles.isdisjoint(roles)

    @cached_property
    def limits(self) -> list[Due]:
        return limits_of(self.matter.id)

    def limit(self, *codes: str) -> Due | None:
        """The first open limit of one of these codes."""
        return next((due for due in self.limits if due.code in codes), None)

    @cached_property
    def mediator(self) -> Seat | None:
        return next(iter(matters.seats(self.matter, Role.MEDIATOR)), None)

    @cached_property
    def appointment(self) -> Appointment | None:
        return appointments.live(self.dispute)

    @cached_property
    def sittings(self) -> list[Sitting]:
        return sittings.of_dispute(self.dispute)

    @cached_property
    def agreement(self) -> SettlementAgreement | None:
        return agreements.of_dispute(self.dispute)

    @cached_property
    def confirmation(self) -> JudicialConfirmation | None:
        return confirmations.of_dispute(self.dispute)

    @cached_property
    def referral(self) -> Referral | None:
        """Of whoever works for the institution: by whom it was handed over."""
        return referrals.of_dispute(self.dispute) if self.plays(*INSTITUTION) else None

    @cached_property
    def promises(self) -> list[Promise]:
        return performance.of_dispute(self.dispute)

    @cached_property
    def papers(self) -> list[Document]:
        """The complete papers this reader may see, the newest first; a ruling once they were served."""
        wanted = select(Document).where(Document.matter_id == self.matter.id, Document.state == DocumentState.COMPLETE)
        unserved = self._unserved if self.is_party else set()
        return [one for one in db.session.scalars(wanted.order_by(Document.id.desc())) if one.id not in unserved]

    @property
    def _unserved(self) -> set[int]:
        """The ruling this party has not opened from its own page, from where the time to object runs."""
        if self.confirmation is None or self.confirmation.ruling_id is None:
            return set()
        service = confirmations.service_of(self.confirmation, self.standing.actor.seat_id)
        return {self.confirmation.ruling_id} if service is None or service.served_at is None else set()

    @cached_property
    def story(self) -> list[str]:
        return [one.text for one in disputes.statements(self.dispute, StatementKind.STORY)]

    @cached_property
    def request(self) -> list[str]:
        return [one.text for one in disputes.statements(self.dispute, StatementKind.REQUEST)]

    @cached_property
    def notes(self) -> list[str]:
        """What the institution wrote to the applicant when it declined."""
        return [one.text for one in disputes.statements(self.dispute, StatementKind.WINDOW_NOTE)]

    @property
    def other_side_knows(self) -> bool:
        """Whether anything of this has reached the other side: nothing does before acceptance."""
        return bool(self.dispute.invitations)

    @cached_property
    def exhibits(self) -> list[Exhibit]:
        return matters.exhibits(self.matter)


def opened(actor: Actor, public_id: str) -> Opened:
    """A matter is visible to whoever may see its dispute: the other side only once it was accepted."""
    matter = matters.by_public_id(public_id)
    standing = matters.standing(actor, matter)
    return Opened(Seen(standing, disputes.of_matter(matter)), standing)


@dataclass(frozen=True)
class Contact:
    """The named person to call."""

    name: str
    role: str
    phone: str


def contact(seen: Seen) -> Contact:
    """The mediator once there is one, before that whoever keeps the window; the number is the institution's."""
    organisation = seen.matter.organisation
    if seen.mediator:
        return Contact(seen.mediator.name, gettext("Your mediator"), organisation.phone)
    keepers = accounts.holders("window", organisation.id)
    return Contact(keepers[0].name if keepers else organisation.name, organisation.name, organisation.phone)


def people(seen: Seen) -> list[tuple[Seat, str]]:
    """Who sits at the matter, each with what they are in it; applicants first."""
    rank = list(SEAT)
    seats = [seat for seat in matters.seats(seen.matter) if seat.role in SEAT]
    seats.sort(key=lambda seat: (rank.index(seat.role), seat.id))
    return [(seat, gettext(SEAT[seat.role])) for seat in seats]


def others(seen: Seen) -> list[Party]:
    """The parties of the other sides."""
    mine = seen.standing.side
    return [party for party in seen.dispute.parties if party.seat.side != mine]


def title(dispute: Dispute) -> str:
    """`金顺姬 / 李国强`: for pages of people inside the matter."""
    first = [party.name for party in dispute.parties if party.role is Role.APPLICANT]
    second = [party.name for party in dispute.parties if party.role is not Role.APPLICANT]
    return " / ".join("、".join(names) for names in (first, second) if names)


def subjects(seen: Seen) -> Iterator[tuple[Table, Standing, Any]]:
    """Every thing of a matter that has a table of its own, with what the reader is towards it."""
    yield dispute_rules.TABLE, seen.standing, seen.dispute
    yield matter_rules.TABLE, seen.standing, seen.matter
    if seen.appointment:
        account_id = seen.standing.actor.account_id
        mine = account_id is not None and account_id == seen.appointment.mediator_id
        standing = seen.standing.also(Role.CANDIDATE) if mine else seen.standing
        yield appointment_rules.TABLE, standing, seen.appointment


def step(seen: Seen) -> int:
    """Which of `STEPS` is being taken now; 0 when the way ended early, one more than there are when all is done."""
    match seen.state:
        case DisputeState.SETTLED:
            kept = bool(seen.promises) and all(one.state is PromiseState.KEPT for one in seen.promises)
            return len(STEPS) + 1 if kept else len(STEPS)
        case DisputeState.MEDIATING if seen.agreement or any(one.result is Result.SETTLED for one in seen.sittings):
            return 5
        case state:
            at = seen.dispute.suspended_in or state
            return {APPLIED: 1, INVITING: 2, CONSENTED: 3, MEDIATING: 4}.get(at, 0)


@dataclass(frozen=True)
class Offer:
    """A button that may be pressed now."""

    button: Button
    public_id: str


def offers(seen: Seen) -> list[Offer]:
    """What the tables permit this reader to do now, each page once."""
    found: dict[tuple[str, str], Offer] = {}
    for table, standing, subject in subjects(seen):
        for action in table.offered(standing, subject):
            button = BUTTONS.get(f"{table.name}.{action}")
            if button:
                found.setdefault((button.endpoint, subject.public_id), Offer(button, subject.public_id))
    agreement = seen.agreement
    if seen.is_party and agreement and confirmations.can_be_applied_for(agreement):
        found["confirmations.apply", ""] = Offer(ASK_THE_COURT, agreement.public_id)
    return sorted(found.values(), key=lambda offer: offer.button.kind == "stop")
