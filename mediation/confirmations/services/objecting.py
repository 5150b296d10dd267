"""Objections to a ruling: a party within 15 days, an interested person within six months; rejected, or ruled anew."""

from __future__ import annotations

from datetime import date

from mediation.confirmations import queries
from mediation.confirmations.models import JudicialConfirmation, Objection, RemarkKind, Service
from mediation.confirmations.rules import OBJECTED_LATE, OBJECTION, TABLE
from mediation.confirmations.rules.carrying import day_wrong
from mediation.confirmations.services.court import leave, seat, seat_clerks
from mediation.confirmations.services.receiving import keep_remark
from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import writing
from mediation.core.machine import NotNow, NotYours, Role, Standing, may
from mediation.core.wall import SHARED
from mediation.core.words import N_, Said, say
from mediation.rulebook.limits import limit


@writing
def object_to(standing: Standing, confirmation: JudicialConfirmation, *, words: str) -> Objection:
    """A party objects, within fifteen days of receiving the ruling (民诉法解释 372).

    Raises:
        NotNow: this party has not received it, its time is over, or it objects already.
    """
    may(TABLE, standing, confirmation, "object").or_raise()
    service = queries.service_of(confirmation, standing.actor.seat_id)
    if service is None:
        raise NotYours()
    _in_time(confirmation, service)
    advance(standing, TABLE, confirmation, "object", codes={"seat": service.seat_id})
    return _file(standing, confirmation, who=service.seat.name, seat_id=service.seat_id, known_on=None, words=words)


def _in_time(confirmation: JudicialConfirmation, service: Service) -> None:
    if service.served_at is None or service.over:
        raise NotNow(OBJECTED_LATE)
    if any(one.seat_id == service.seat_id for one in queries.undecided(confirmation)):
        raise NotNow(N_("You have objected already. The judge decides."))


@writing
def enter_objection(
    standing: Standing, confirmation: JudicialConfirmation, *, who: str, known_on: date, words: str
) -> Objection:
    """An interested person who is no party objects; the clerk enters it with the day on which they knew.

    Raises:
        NotNow: the day is wrong, or six months have passed since.
    """
    may(TABLE, standing, confirmation, "enter_objection").or_raise()
    assert confirmation.ruled_on is not None
    why = day_wrong(known_on, earliest=confirmation.ruled_on, today=clock.today()) or too_late(known_on)
    if why:
        raise NotNow(why)
    advance(standing, TABLE, confirmation, "enter_objection")
    return _file(standing, confirmation, who=who, seat_id=None, known_on=known_on, words=words)


def too_late(known_on: date) -> Said | None:
    """What stands against an interested person's objection: six months from the day they knew (民诉法解释 372)."""
    last = limit("stranger_objects", known_on).last_day(known_on)
    return say(N_("The six months ended on %(day)s."), day=last) if clock.today() > last else None


def _file(
    standing: Standing, confirmation: JudicialConfirmation, *, who: str, seat_id: int | None, known_on: date | None,
    words: str,
) -> Objection:  # fmt: skip
    assert confirmation.ruled_on is not None
    objection = Objection(
        matter_id=confirmation.matter_id, confirmation=confirmation, ruling_id=confirmation.ruling_id, seat_id=seat_id,
        who=who, known_on=known_on, ruled_on=confirmation.ruled_on, filed_on=clock.today(),
    )  # fmt: skip
    advance(standing, OBJECTION, objection, "file")
    about = objection.public_id
    keep_remark(standing, confirmation, RemarkKind.OBJECTION, words, label=SHARED, about=about)
    return objection


@writing
def reject_objection(standing: Standing, objection: Objection, *, words: str) -> None:
    """The objection has no ground: the ruling stands. When nobody can object any more, the court leaves."""
    advance(standing, OBJECTION, objection, "reject")
    confirmation = objection.confirmation
    keep_remark(standing, confirmation, RemarkKind.FINDING, words, label=SHARED, about=objection.public_id)
    if all(one.over for one in confirmation.services) and not queries.undecided(confirmation):
        leave(confirmation)


@writing
def uphold_objection(standing: Standing, objection: Objection, *, words: str) -> None:
    """The objection is right: the same judge rules anew, and until then the earlier ruling is not enforced. It loses
    its place in the register when the new one is released (民诉法解释 372)."""
    advance(standing, OBJECTION, objection, "uphold")
    confirmation = objection.confirmation
    keep_remark(standing, confirmation, RemarkKind.FINDING, words, label=SHARED, about=objection.public_id)
    for service in confirmation.services:
        deadlines.stop("party_objects", service)
    confirmation.ruling_id, confirmation.outcome, confirmation.dismissal = None, None, None
    confirmation.ruled_on, confirmation.inquired_at, confirmation.doubts = None, None, 0
    advance(standing, TABLE, confirmation, "reopen")
    seat_clerks(confirmation)
    if confirmation.judge is not None:
        seat(confirmation, confirmation.judge, Role.JUDGE)
