"""A court on a closed network: what its papers say is entered here, by its clerk or by who carries for it."""

from __future__ import annotations

from datetime import date

from documents import services as documents
from documents.services import Kept
from mediation.confirmations import queries
from mediation.confirmations.models import JudicialConfirmation, Service
from mediation.confirmations.rules import TABLE, Outcome, ServedBy
from mediation.confirmations.rules.carrying import day_wrong, number_wrong
from mediation.confirmations.services.court import seat_clerks
from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import writing
from mediation.core.machine import NotNow, Standing, may
from mediation.core.wall import SHARED
from mediation.core.words import N_, Said
from mediation.rulebook import numbers
from mediation.rulebook.courts import Dismissal


@writing
def enter_acceptance(
    standing: Standing, confirmation: JudicialConfirmation, *, number: str, accepted_on: date, judge: str = ""
) -> None:
    """The court accepted on paper: its number and its day; its fifteen days count from that day.

    Raises:
        NotNow: the number is not one this court gives to confirmations, another case has it, or the day is wrong.
    """
    may(TABLE, standing, confirmation, "enter_acceptance").or_raise()
    assert confirmation.submitted_at is not None
    submitted_on = clock.local_day(confirmation.submitted_at)
    _refuse(day_wrong(accepted_on, earliest=submitted_on, today=clock.today()))
    _refuse(number_wrong(number, confirmation.court.number_sign, accepted_on))
    official = str(numbers.read(number))
    if queries.is_taken(official):
        raise NotNow(N_("Another case has this number already."))
    confirmation.carried, confirmation.judge_named = True, judge or None
    confirmation.court_number, confirmation.accepted_on = official, accepted_on
    codes: dict[str, str | int | None] = {"court": confirmation.court_id}
    advance(standing, TABLE, confirmation, "enter_acceptance", codes=codes, from_day=accepted_on)
    seat_clerks(confirmation)


@writing
def enter_ruling(
    standing: Standing, confirmation: JudicialConfirmation, *, scan: Kept, media_type: str, outcome: Outcome,
    ruled_on: date, dismissal: Dismissal | None = None,
) -> None:  # fmt: skip
    """The court's own sealed ruling, as a scan that whoever acts has compared with the original. The worker releases
    it, and it is served like any other.

    Raises:
        NotNow: the day is wrong, or a dismissal has no ground.
    """
    may(TABLE, standing, confirmation, "enter_ruling").or_raise()
    assert confirmation.accepted_on is not None and confirmation.court_number is not None
    _refuse(day_wrong(ruled_on, earliest=confirmation.accepted_on, today=clock.today()))
    if outcome is Outcome.DISMISSED and dismissal is None:
        raise NotNow(N_("Please choose the ground."))
    confirmation.outcome, confirmation.ruled_on = outcome, ruled_on
    confirmation.dismissal = dismissal if outcome is Outcome.DISMISSED else None
    advance(standing, TABLE, confirmation, "enter_ruling", codes={"sha256": scan.sha256})
    ruling = documents.take_in(
        standing, kind="ruling", number=confirmation.court_number, kept=scan, media_type=media_type,
        matter_id=confirmation.matter_id, key_name=confirmation.matter.key_name, label=SHARED, signed_on=ruled_on,
    )  # fmt: skip
    confirmation.ruling_id = ruling.id


@writing
def enter_service(
    standing: Standing, confirmation: JudicialConfirmation, *, service: Service, way: ServedBy, received_on: date
) -> None:
    """The court served one party on paper: the time for objections counts from the day on the receipt.

    Raises:
        NotNow: it was received before, or the day is wrong.
    """
    may(TABLE, standing, confirmation, "enter_service").or_raise()
    assert confirmation.ruled_on is not None
    if service.served_at is not None:
        raise NotNow(N_("It has been received already."))
    _refuse(day_wrong(received_on, earliest=confirmation.ruled_on, today=clock.today()))
    advance(standing, TABLE, confirmation, "enter_service", codes={"seat": service.seat_id, "way": way})
    service.served_at, service.way = clock.start_of(received_on), way
    deadlines.start("party_objects", service, on=received_on)


def _refuse(why: str | Said | None) -> None:
    if why:
        raise NotNow(why)
