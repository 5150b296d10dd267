from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mediation.agreements.rules import TermKind
from mediation.core import clock
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, Standing
from mediation.core.wall import SHARED
from mediation.core.words import N_
from mediation.matters import queries as seats
from mediation.matters import services as matters
from mediation.performance.models import Payment, PaymentProof, Promise
from mediation.performance.rules import PAYMENTS, TABLE, PaymentState, PromiseState
from mediation.performance.services.replanning import follow

TOO_MUCH = N_("That is more than what is still owed.")


@writing
def report(
    standing: Standing,
    promise: Promise,
    *,
    note: str | None,
    files: Sequence[matters.Brought] = (),
    amount: int | None = None,
    paid_on: date | None = None,
) -> None:
    """ "Done", with proof. The other side has seven days to say yes or no; silence is neither.

    Money can be paid in parts: `amount` in fen, all that nobody has spoken of yet unless given. The promise counts as
    said to be done with the last part.

    Raises:
        NotNow: more than what is still owed.
    """
    matter = promise.dispute.matter
    seat = seats.own_seat(standing, matter)
    if promise.kind is not TermKind.PAY:
        _said_to_be_done(standing, promise)
        matters.hand_in(standing, matter, files=files, label=SHARED, seat=seat)
    else:
        payment = _payment(promise, amount, paid_on)
        if payment.amount == promise.balance - promise.unanswered:
            _said_to_be_done(standing, promise)
        advance(standing, PAYMENTS, payment, "say", codes={"fen": payment.amount})
        for exhibit in matters.hand_in(standing, matter, files=files, label=SHARED, seat=seat):
            db.session.flush()
            payment.proofs.append(PaymentProof(exhibit_id=exhibit.id))
        db.session.flush()
        db.session.expire(promise, ["payments"])
    promise.note = note or promise.note


def _said_to_be_done(standing: Standing, promise: Promise) -> None:
    promise.reported_at = clock.now()
    advance(standing, TABLE, promise, "report")


def _payment(promise: Promise, amount: int | None, paid_on: date | None) -> Payment:
    left = promise.balance - promise.unanswered
    amount = left if amount is None else amount
    if not 0 < amount <= left:
        raise NotNow(TOO_MUCH)
    return Payment(
        promise_id=promise.id, amount=amount, paid_on=paid_on or clock.today(), matter_id=promise.matter_id,
        organisation_id=promise.organisation_id, label=SHARED,
    )  # fmt: skip


@writing
def confirm(standing: Standing, promise: Promise) -> None:
    """The one it was promised to says that it was done, and so that all of the money was received."""
    advance(standing, TABLE, promise, "confirm")
    _answer_all(standing, promise, "receive")


@writing
def dispute(standing: Standing, promise: Promise, *, note: str) -> None:
    """The one it was promised to says that it was not done, or not as agreed."""
    advance(standing, TABLE, promise, "dispute")
    _answer_all(standing, promise, "contest")
    promise.note = note


def _answer_all(standing: Standing, promise: Promise, answer: str) -> None:
    for payment in promise.payments:
        if payment.state is PaymentState.SAID:
            advance(standing, PAYMENTS, payment, answer)


@writing
def receive(standing: Standing, payment: Payment) -> None:
    """The one who is owed says that this payment came; with the last one the promise is kept."""
    advance(standing, PAYMENTS, payment, "receive")
    _settle(standing, payment.promise)


@writing
def contest(standing: Standing, payment: Payment) -> None:
    """The one who is owed says that this payment did not come."""
    advance(standing, PAYMENTS, payment, "contest")
    if payment.promise.state is PromiseState.REPORTED:
        advance(standing, TABLE, payment.promise, "dispute")


@writing
def note_payment(standing: Standing, promise: Promise, *, amount: int, paid_on: date) -> None:
    """The one who is owed writes down what they received, whoever spoke of it before or nobody.

    Raises:
        NotNow: more than what is still owed.
    """
    advance(standing, TABLE, promise, "receive", codes={"fen": amount})
    if not 0 < amount <= promise.balance:
        raise NotNow(TOO_MUCH)
    payment = Payment(
        promise_id=promise.id, amount=amount, paid_on=paid_on, matter_id=promise.matter_id,
        organisation_id=promise.organisation_id, label=SHARED,
    )  # fmt: skip
    advance(standing, PAYMENTS, payment, "note", codes={"fen": amount})
    db.session.expire(promise, ["payments"])
    _settle(standing, promise)


def _settle(standing: Standing, promise: Promise) -> None:
    """All was received: the promise is kept. Else what falls due next has its day."""
    if not promise.balance:
        confirm(standing, promise)
    follow(promise)
