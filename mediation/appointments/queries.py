from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from mediation.appointments.models import Appointment, Explanation, ExplanationKind, Suggestion, Voice
from mediation.appointments.rules import LIVE, AppointmentState, Candidate, Need, Ranked, awaited, rank
from mediation.core import clock, deadlines
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible, Role
from mediation.core.sealed import fingerprint
from mediation.disputes.models import Dispute
from mediation.disputes.rules import ENDED
from mediation.matters import queries as matters
from mediation.matters.models import Seat
from mediation.roster import queries as roster
from mediation.roster.models import Entry


def opened(actor: Actor, public_id: str) -> Opened:
    """For the door: whoever is asked to mediate is its candidate."""
    appointment = db.session.scalar(select(Appointment).where(Appointment.public_id == public_id))
    if appointment is None:
        raise NotVisible()
    standing = matters.standing(actor, appointment.matter)
    asked = actor.account_id is not None and actor.account_id == appointment.mediator_id
    return Opened(appointment, standing.also(Role.CANDIDATE) if asked else standing)


def live(dispute: Dispute) -> Appointment | None:
    """The round that is going on, or the one that gave the mediator."""
    return db.session.scalar(
        select(Appointment).where(Appointment.dispute_id == dispute.id, Appointment.state.in_(LIVE))
    )


def of_dispute(dispute: Dispute) -> list[Appointment]:
    """Every round there was, the first first."""
    rounds = select(Appointment).where(Appointment.dispute_id == dispute.id).order_by(Appointment.id)
    return list(db.session.scalars(rounds))


def before(appointment: Appointment) -> Appointment | None:
    """The last earlier round that gave the dispute a mediator: somebody who had the matter, and has it no more."""
    earlier = [one for one in of_dispute(appointment.dispute) if one.id < appointment.id]
    gave = (one for one in reversed(earlier) if one.state is AppointmentState.REPLACED or _stepped_down(one))
    return next(gave, None)


def _stepped_down(appointment: Appointment) -> bool:
    """Whether the mediator had the matter before they declined it."""
    return appointment.state is AppointmentState.DECLINED and any(
        seat.role is Role.MEDIATOR and seat.account_id == appointment.mediator_id for seat in appointment.matter.seats
    )


def mediator_seat(dispute: Dispute) -> Seat | None:
    """Where the mediator of a dispute sits now."""
    return next(iter(matters.seats(dispute.matter, Role.MEDIATOR)), None)


def waiting_at_window(organisation_ids: Iterable[int]) -> list[Appointment]:
    """Rounds in which an institution's disputes have no mediator yet, the oldest first."""
    return list(
        db.session.scalars(
            select(Appointment)
            .where(
                Appointment.organisation_id.in_(organisation_ids),
                Appointment.state.in_((AppointmentState.CHOOSING, AppointmentState.PROPOSED)),
            )
            .order_by(Appointment.id)
        )
    )


def asked(account_id: int | None) -> list[Appointment]:
    """What somebody was asked to mediate and has not answered, the oldest first."""
    mine = (Appointment.mediator_id == account_id, Appointment.state == AppointmentState.PROPOSED)
    return list(db.session.scalars(select(Appointment).where(*mine).order_by(Appointment.id)))


def last_day(appointment: Appointment) -> date | None:
    """The last day on which the one whose turn it is answers in time; None when nobody is waited for."""
    code = awaited(appointment)
    due = next((one.due_at for one in deadlines.running(appointment, code) if one.due_at), None) if code else None
    return clock.local_day(due - timedelta(seconds=1)) if due else None


def suggested(appointment: Appointment, entry_public_id: str) -> Suggestion:
    """The suggestion that names somebody.

    Raises:
        NotVisible: nobody of that name was suggested.
    """
    found = next((one for one in appointment.suggestions if one.entry.public_id == entry_public_id), None)
    if found is None:
        raise NotVisible()
    return found


def voice_of(appointment: Appointment, seat_id: int | None) -> Voice | None:
    return next((voice for voice in appointment.voices if voice.seat_id == seat_id), None)


def refusals(dispute: Dispute, seat_id: int | None) -> int:
    """How many mediators a party has refused in a dispute."""
    mine = (Appointment.dispute_id == dispute.id, Appointment.challenger_id == seat_id)
    return db.session.scalar(select(func.count(Appointment.id)).where(*mine)) or 0


def explanations(appointment: Appointment, kind: ExplanationKind) -> list[Explanation]:
    """What was written, as far as the reader may read it."""
    wanted = select(Explanation).where(Explanation.appointment_id == appointment.id, Explanation.kind == kind)
    return list(db.session.scalars(wanted.order_by(Explanation.id)))


def ranked(dispute: Dispute) -> list[Ranked]:
    """Who could mediate a dispute, the best first. Whoever was asked in an earlier round is not among them."""
    return rank(need(dispute), candidates(dispute))


def need(dispute: Dispute) -> Need:
    """What a dispute asks of its mediator."""
    spoken = frozenset(party.seat.language for party in dispute.parties)
    return Need(dispute.type, spoken, dispute.matter.organisation.short_name)


def candidates(dispute: Dispute) -> list[Candidate]:
    """Everybody on the roster today, as the ranking sees them in this dispute."""
    entries = roster.entries()
    busy = _open_matters()
    refused = {round.mediator_id for round in of_dispute(dispute)}
    against = _against(dispute, entries)
    return [
        Candidate(
            entry.id, entry.name, entry.knows, frozenset(entry.languages), entry.organisation.short_name,
            busy.get(entry.account_id, 0), entry.account_id in refused, entry.account_id in against,
        )
        for entry in entries
    ]  # fmt: skip


def _open_matters() -> dict[int, int]:
    """How many disputes that have not ended each mediator sits in now."""
    counted = (
        select(Seat.account_id, func.count(Seat.id))
        .join(Dispute, Dispute.matter_id == Seat.matter_id)
        .where(Seat.role == Role.MEDIATOR, Seat.to_at.is_(None), Dispute.state.not_in(ENDED))
        .group_by(Seat.account_id)
    )
    return {account_id: n for account_id, n in db.session.execute(counted) if account_id is not None}


def _against(dispute: Dispute, entries: Iterable[Entry]) -> set[int]:
    """Which mediators have sat on the other side of one of these parties, in this matter or an earlier one."""
    by_mark = {fingerprint(one.account.phone, "phone"): one.account_id for one in entries if one.account.phone}
    ids = {one.account_id for one in entries}
    party, other = aliased(Seat), aliased(Seat)
    marks = [one.seat.phone_mark for one in dispute.parties if one.seat.phone_mark]
    seats = db.session.execute(
        select(other.account_id, other.phone_mark)
        .join(party, party.matter_id == other.matter_id)
        .where(
            or_(party.phone_mark.in_(marks), party.matter_id == dispute.matter_id),
            other.side != party.side,
            or_(other.account_id.in_(ids), other.phone_mark.in_(by_mark)),
        )
    )
    return {account_id or by_mark[mark or ""] for account_id, mark in seats}
