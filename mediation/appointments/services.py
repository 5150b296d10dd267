from __future__ import annotations

from datetime import date

from mediation.accounts.models import Account
from mediation.appointments import queries
from mediation.appointments.models import Appointment, Explanation, ExplanationKind, Suggestion, Voice
from mediation.appointments.papers import DESIGNATED, JOINTLY, REASON_ZH, ReplacementPaper
from mediation.appointments.rules import (
    TABLE,
    AppointmentState,
    Decline,
    Ranked,
    Relation,
    all_named_the_same,
    refusal_is_deemed,
)
from mediation.core import clock, words
from mediation.core.advance import advance
from mediation.core.db import begin_writing, db, writing
from mediation.core.machine import Role, Standing, of_system
from mediation.core.wall import SHARED
from mediation.disputes import services as disputes
from mediation.disputes.models import Dispute
from mediation.disputes.papers import matter_of
from mediation.disputes.rules import DisputeState
from mediation.matters import services as matters
from mediation.referrals import services as referrals
from mediation.rulebook.kinds import Ground


def open_round(standing: Standing, dispute: Dispute, *, from_day: date | None = None) -> Appointment:
    """The system suggests who could mediate, ranked and with reasons; the parties have two working days (OM 10).

    Nothing happens when a round is going on already.
    """
    ranked = queries.ranked(dispute)  # reads much, so before the database is locked
    begin_writing()
    return _open(standing, dispute, ranked, from_day)


def _open(standing: Standing, dispute: Dispute, ranked: list[Ranked], from_day: date | None = None) -> Appointment:
    going_on = queries.live(dispute)
    if going_on:
        return going_on
    appointment = Appointment(matter=dispute.matter, organisation_id=dispute.organisation_id, dispute=dispute)
    advance(standing, TABLE, appointment, "open", codes={"suggested": len(ranked)}, from_day=from_day)
    for place, one in enumerate(ranked, start=1):
        suggestion = Suggestion(
            appointment=appointment, entry_id=one.candidate.key, rank=place, score=one.score,
            reasons=[list(reason) for reason in one.reasons],
        )  # fmt: skip
        db.session.add(suggestion)
    db.session.flush()
    return appointment


@writing
def choose(standing: Standing, appointment: Appointment, *, suggestion: Suggestion) -> None:
    """A party names a mediator; when all name the same one, that one is asked (人民调解法 19, OM 10)."""
    mediator = suggestion.entry.account
    advance(standing, TABLE, appointment, "choose", codes={"mediator": mediator.id})
    voice = _voice(standing, appointment)
    voice.mediator_id, voice.left_at = mediator.id, None
    db.session.flush()
    if all_named_the_same(appointment) is None:
        _propose(standing, appointment, mediator)


@writing
def leave(standing: Standing, appointment: Appointment) -> None:
    """A party leaves the choice to the institution, whose turn it is from now on."""
    advance(standing, TABLE, appointment, "leave")
    voice = _voice(standing, appointment)
    voice.mediator_id, voice.left_at = None, clock.now()


@writing
def pass_on(standing: Standing, appointment: Appointment) -> None:
    """The parties' two working days are over without a joint choice: the institution's turn (OM 10)."""
    advance(standing, TABLE, appointment, "pass_on")
    appointment.passed_at = clock.now()


@writing
def designate(standing: Standing, appointment: Appointment, *, suggestion: Suggestion) -> None:
    """The institution designates the mediator (人民调解法 19, OM 10)."""
    _propose(standing, appointment, suggestion.entry.account)


def _propose(standing: Standing, appointment: Appointment, mediator: Account) -> None:
    appointment.mediator = mediator
    advance(standing, TABLE, appointment, "propose", codes={"mediator": mediator.id})


@writing
def disclose(standing: Standing, appointment: Appointment, *, relation: Relation, note: str | None = None) -> None:
    """The candidate says what they are to the sides, before seeing the file; later too, when it comes up (OM 13)."""
    advance(standing, TABLE, appointment, "disclose", codes={"relation": relation})
    appointment.disclosed_at, appointment.relation = clock.now(), relation
    for voice in appointment.voices:
        voice.agreed_at = None
    _explain(appointment, ExplanationKind.DISCLOSURE, note)


@writing
def agree(standing: Standing, appointment: Appointment) -> None:
    """A party agrees to the mediator in spite of what was disclosed (OM 13, SI 15)."""
    advance(standing, TABLE, appointment, "agree")
    _voice(standing, appointment).agreed_at = clock.now()


@writing
def accept(standing: Standing, appointment: Appointment) -> None:
    """The candidate takes the matter and from now on sits in it, so may read it (OM 12, 13)."""
    assert appointment.mediator is not None
    advance(standing, TABLE, appointment, "accept")
    matters.seat_staff(appointment.matter, appointment.mediator, role=Role.MEDIATOR)
    if appointment.dispute.state is DisputeState.CONSENTED:  # a replacement comes into a mediation that has begun
        disputes.begin(standing.also(Role.MEDIATOR), appointment.dispute)
        referrals.set_clock(appointment.dispute)


def decline(standing: Standing, appointment: Appointment, *, reason: Decline, note: str | None = None) -> None:
    """The candidate does not take the matter (OM 12), or steps down from it later (SI 15), and says why.

    The next one is to be chosen.
    """
    ranked = queries.ranked(appointment.dispute)
    begin_writing()
    appointment.decline_reason = reason
    advance(standing, TABLE, appointment, "decline", codes={"reason": reason})
    _explain(appointment, ExplanationKind.DECLINE, note)
    _end_seat(appointment)
    _next_round(appointment, ranked)


@writing
def lapse(standing: Standing, appointment: Appointment) -> None:
    """The candidate was silent for three working days (OM 12). The next one is to be chosen."""
    ranked = queries.ranked(appointment.dispute)
    advance(standing, TABLE, appointment, "lapse")
    _next_round(appointment, ranked)


def challenge(
    standing: Standing, appointment: Appointment, *, note: str | None = None, instead: Suggestion | None = None
) -> None:
    """A party refuses the mediator, with or without a reason; the seat ends and the next one is to be chosen (OM 14).

    Who refuses again and names nobody instead has, by law, refused mediation: it ends.
    """
    ranked = queries.ranked(appointment.dispute)
    begin_writing()
    again = refusal_is_deemed(queries.refusals(appointment.dispute, standing.actor.seat_id))
    deemed = again and instead is None
    appointment.challenger_id = standing.actor.seat_id
    advance(standing, TABLE, appointment, "challenge", codes={"deemed_refusal": int(deemed)})
    _explain(appointment, ExplanationKind.CHALLENGE, note)
    if appointment.state is AppointmentState.REPLACED:
        _end_seat(appointment)
    if deemed:
        disputes.end(standing, appointment.dispute, "stop", Ground.ONE_SIDE_UNWILLING)
        return
    following = _next_round(appointment, ranked)
    if following and instead:
        choose(standing, following, suggestion=queries.suggested(following, instead.entry.public_id))


def write_replacement(standing: Standing, appointment: Appointment) -> None:
    """Who mediates no more, why, and who does instead (OM 14); nothing for whoever is the first."""
    former = queries.before(appointment)
    if former is None or former.mediator is None or appointment.mediator is None:
        return
    dispute = appointment.dispute
    paper = ReplacementPaper(
        institution=dispute.matter.organisation.name, recipients=[party.name for party in dispute.parties],
        matter=matter_of(dispute.type), former=former.mediator.name, reason=REASON_ZH[former.state],
        successor=appointment.mediator.name, signed_on=clock.today().isoformat(),
        choice=JOINTLY if all_named_the_same(appointment) is None else DESIGNATED,
    )  # fmt: skip
    disputes.draft(standing, dispute, "replacement", paper)


@writing
def withdraw(standing: Standing, appointment: Appointment) -> None:
    """The mediation has ended: nobody needs to be chosen or to answer any more."""
    advance(standing, TABLE, appointment, "withdraw")


def _next_round(appointment: Appointment, ranked: list[Ranked]) -> Appointment | None:
    """The next one is to be chosen, unless the mediation has ended. Who left the choice to the institution need not
    say so again.
    """
    if appointment.dispute.ended_on:
        return None
    following = _open(of_system(appointment.matter_id), appointment.dispute, ranked)
    for voice in appointment.voices:
        if voice.left_at and voice.seat_id != appointment.challenger_id:
            db.session.add(Voice(appointment=following, seat_id=voice.seat_id, left_at=clock.now()))
    db.session.flush()
    return following


def _end_seat(appointment: Appointment) -> None:
    for seat in appointment.matter.seats:
        if seat.role is Role.MEDIATOR and seat.account_id == appointment.mediator_id and seat.to_at is None:
            matters.leave(seat)


def _voice(standing: Standing, appointment: Appointment) -> Voice:
    seat_id = standing.actor.seat_id
    assert seat_id is not None
    voice = queries.voice_of(appointment, seat_id)
    if voice is None:
        voice = Voice(appointment=appointment, seat_id=seat_id)
        db.session.add(voice)
    return voice


def _explain(appointment: Appointment, kind: ExplanationKind, note: str | None) -> None:
    if not note:
        return
    explanation = Explanation(
        matter_id=appointment.matter_id, key_name=appointment.matter.key_name, label=SHARED, kind=kind,
        appointment_id=appointment.id, language=words.language(), said_at=clock.now(),
    )  # fmt: skip
    explanation.text = note
    db.session.add(explanation)
