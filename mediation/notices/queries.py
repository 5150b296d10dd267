from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from documents.models import Document
from mediation.accounts.models import Account
from mediation.agreements.models import SettlementAgreement
from mediation.appointments.models import Appointment
from mediation.confirmations.models import JudicialConfirmation
from mediation.consultations.models import Consultation
from mediation.core import clock, deadlines, words
from mediation.core.db import db
from mediation.core.machine import Role
from mediation.core.record import Entry
from mediation.disputes import queries as disputes
from mediation.disputes.models import Dispute
from mediation.matters import queries as matters
from mediation.matters.models import Matter, Seat
from mediation.notices.rules import NOTICES, Notice
from mediation.performance.models import Payment, Promise, Replan
from mediation.sittings import queries as sittings
from mediation.sittings.models import Sitting
from mediation.talks.models import Longer

TOLD_OF = (
    Dispute, Consultation, Appointment, Sitting, Longer, Document, SettlementAgreement, JudicialConfirmation, Promise,
    Payment, Replan,
)  # fmt: skip
SUBJECTS: dict[str, Any] = {table.__tablename__: table for table in TOLD_OF}


@dataclass(frozen=True)
class Addressee:
    """Somebody who is told: by which phone, or mail if they have none, in which language.

    Who is only asked to mediate has no seat yet.
    """

    ref: str
    phone: str | None
    language: str
    seat: Seat | None
    mail: str | None = None

    @property
    def by_link(self) -> bool:
        return self.seat is not None and self.seat.account_id is None


@dataclass(frozen=True)
class Letter:
    """One message with everything in it but the addressee's own link."""

    act: str
    matter: Matter
    to: Addressee
    text: str
    values: dict[str, str]
    calendar: tuple[str, str] | None


def letters(entry: Entry) -> list[Letter]:
    """What an act makes us tell, and whom; nothing when what it asks for is no longer waited for."""
    found = []
    for notice in NOTICES:
        if notice.act != entry.act or not notice.applies(entry.codes):
            continue
        until = last_day(notice.until, entry) if notice.until else None
        if (notice.until and until is None) or (notice.paper and subject(entry).kind != notice.paper):
            continue
        found += [_letter(notice, entry, to, until) for to in addressees(notice, entry)]
    return found


def _letter(notice: Notice, entry: Entry, to: Addressee, until: date | None) -> Letter:
    about = matter(entry)
    values = {
        "institution": about.organisation.name,
        "phone": about.organisation.phone,
        "number": about.receipt_number,
        "until": words.day(until, to.language) if until else "",
        "when": _when(subject(entry), to.language),
    }
    calendar = ("sitting.ics", sittings.ics(subject(entry), to.seat).decode()) if notice.calendar and to.seat else None
    return Letter(notice.act, about, to, notice.text, values, calendar)


def _when(thing: Any, language: str) -> str:
    if isinstance(thing, Sitting):
        return words.moment(thing.starts_at, language)
    return words.day(thing.due_on, language) if isinstance(thing, Promise) and thing.due_on else ""


def subject(entry: Entry) -> Any:
    """The thing an act was done to."""
    return db.session.get_one(SUBJECTS[entry.subject], entry.subject_id)


def matter(entry: Entry) -> Matter:
    return db.session.get_one(Matter, int(entry.stream.removeprefix("matter:")))


def last_day(code: str, entry: Entry) -> date | None:
    """The last day of a limit that runs for the thing an act was done to."""
    running = deadlines.running(subject(entry), code)
    due_at = running[0].due_at if running else None
    return clock.local_day(due_at - timedelta(microseconds=1)) if due_at else None


def addressees(notice: Notice, entry: Entry) -> Iterator[Addressee]:
    """Whom a notice goes to: not whoever did it, and nobody who cannot or may not be reached."""
    seats = matters.seats(matter(entry), *notice.to, at=entry.at)
    if notice.only:
        seats = [seat for seat in seats if seat.id == entry.codes.get(notice.only)]
    found = [_staff(seat.account_id, seat) if seat.account_id else _by_link(seat) for seat in seats]
    if Role.DUTY_JUDGE in notice.to:
        found.append(_staff(entry.codes.get("account")))
    if Role.CANDIDATE in notice.to:
        found.append(_staff(subject(entry).mediator_id))
    if Role.DEBTOR in notice.to:
        found.append(_by_link(subject(entry).debtor.seat))
    if Role.CREDITOR in notice.to:
        found.append(_by_link(subject(entry).creditor.seat))
    yield from (one for one in found if one and one.ref != entry.actor)


def _by_link(seat: Seat) -> Addressee | None:
    """A party by its own phone; who was invited to a sitting, by phone or mail. The other side is told nothing before
    it was invited, nor once it was shut out.
    """
    if seat.role not in matters.PARTY_ROLES:
        return Addressee(f"seat:{seat.id}", seat.phone, seat.language, seat, seat.mail)
    asked = seat.role is not Role.RESPONDENT or disputes.invitation_of(disputes.of_matter(seat.matter), seat.id)
    if not seat.phone or not seat.phone_mark or not asked:
        return None
    return Addressee(f"seat:{seat.id}", seat.phone, seat.language, seat)


def _staff(account_id: int | None, seat: Seat | None = None) -> Addressee | None:
    """Somebody at work, if their phone is known; if not, they find it under Today."""
    account = db.session.get(Account, account_id) if account_id else None
    if account is None or account.disabled_at or not account.phone:
        return None
    return Addressee(f"account:{account.id}", account.phone, account.language, seat)
