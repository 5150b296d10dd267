from __future__ import annotations

import enum
from typing import Any

from documents.rules import DocumentState
from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_


class ConfirmationState(enum.StrEnum):
    COLLECTING = "collecting"
    SUBMITTED = "submitted"
    SUPPLEMENTING = "supplementing"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


CONFIRMATION_STATE = {
    ConfirmationState.COLLECTING: N_("Both sides are signing the application"),
    ConfirmationState.SUBMITTED: N_("With the court, not accepted yet"),
    ConfirmationState.SUPPLEMENTING: N_("The court has asked for missing papers"),
    ConfirmationState.ACCEPTED: N_("Accepted by the court"),
    ConfirmationState.CONFIRMED: N_("Confirmed by the court"),
    ConfirmationState.DISMISSED: N_("Dismissed by the court"),
    ConfirmationState.NOT_ACCEPTED: N_("Not accepted by the court"),
    ConfirmationState.WITHDRAWN: N_("Withdrawn"),
    ConfirmationState.LAPSED: N_("The 30 days ran out before both sides had applied"),
}


class Outcome(enum.StrEnum):
    """What a ruling says (民事诉讼法 206); the words of `documents.kinds.Ruling`."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class ServedBy(enum.StrEnum):
    """How a ruling reached somebody (民事诉讼法 87–92)."""

    SCREEN = "screen"
    HANDED = "handed"
    POST = "post"
    LEFT = "left"


SERVED_BY = {
    ServedBy.SCREEN: N_("Opened on the page"),
    ServedBy.HANDED: N_("Handed over, against a signed receipt"),
    ServedBy.POST: N_("By post"),
    ServedBy.LEFT: N_("Left at the home, before witnesses"),
}


class ObjectionState(enum.StrEnum):
    OPEN = "open"
    REJECTED = "rejected"
    UPHELD = "upheld"


OBJECTION_STATE = {
    ObjectionState.OPEN: N_("The judge has not decided yet"),
    ObjectionState.REJECTED: N_("Rejected: the ruling stands"),
    ObjectionState.UPHELD: N_("Upheld: the court rules anew"),
}


COMMITMENT = (
    N_("We made this agreement of our own free will to settle a dispute. There is no secret understanding behind it, "
       "and no rule of law is evaded."),
    N_("Should its content harm somebody else, we answer for that under civil and other law."),
    N_("The papers and the addresses for service are true; we tell the court at once when they change."),
)  # fmt: skip
"""The commitment as the application prints it, for reading before signing (法释〔2011〕5号 3)."""


# Guards.


def _is(document: Any, *states: DocumentState) -> bool:
    return document is not None and document.state in states


def application_open(confirmation: Any) -> str | None:
    if _is(confirmation.application, DocumentState.SIGNING):
        return None
    return N_("The application is being made. Please look again in a moment.")


def proof_open(confirmation: Any) -> str | None:
    """The institution seals once: its proof and the papers that go with it."""
    if not (_is(confirmation.proof, DocumentState.SIGNING) and confirmation.proof.given < confirmation.proof.due):
        return N_("There is nothing to seal here now.")
    beside = (one.document for one in confirmation.companions)
    if any(one is not None and one.due and one.state is not DocumentState.SIGNING for one in beside):
        return N_("The papers to seal are being made. Please look again in a moment.")
    return None


def everybody_joined(confirmation: Any) -> str | None:
    if _is(confirmation.application, DocumentState.COMPLETE):
        return None
    return N_("Not everybody has signed the application yet.")


def withdrawal_asked(confirmation: Any) -> str | None:
    return None if confirmation.withdrawal_asked_at else N_("Nobody has asked to withdraw the application.")


def withdrawal_not_asked(confirmation: Any) -> str | None:
    return N_("You have asked the court already.") if confirmation.withdrawal_asked_at else None


def inquired(confirmation: Any) -> str | None:
    """Nothing is confirmed before both parties were heard and every answer was in order (民诉法解释 356, 358)."""
    if confirmation.inquired_at is None:
        return N_("Hear both parties first, and write down what they answered.")
    if confirmation.doubts:
        return N_("Not every answer was in order. It can be confirmed when it is.")
    return undecided(confirmation)


def undecided(confirmation: Any) -> str | None:
    """A ruling that was signed stands; one that is being made or read may be written anew."""
    if confirmation.ruling is not None and confirmation.ruling.given:
        return N_("The ruling has been signed.")
    return None


def ruling_open(confirmation: Any) -> str | None:
    if _is(confirmation.ruling, DocumentState.SIGNING) and not confirmation.ruling.given:
        return None
    return N_("There is no ruling to sign now.")


def ruling_complete(confirmation: Any) -> str | None:
    return None if _is(confirmation.ruling, DocumentState.COMPLETE) else N_("There is no ruling to sign now.")


def not_extended(confirmation: Any) -> str | None:
    return N_("The time to rule has been extended already.") if confirmation.extended_by else None


def carried(confirmation: Any) -> str | None:
    """A court that accepted on paper rules on paper; one ruling, once."""
    if not confirmation.carried:
        return N_("This court works on screen: its judge signs the ruling here.")
    if confirmation.ruling_id is not None:
        return N_("The ruling has been entered.")
    return None


def carried_withdrawal(confirmation: Any) -> str | None:
    return carried(confirmation) or withdrawal_asked(confirmation)


OBJECTED_LATE = N_("The time for objections has not begun, or is over.")


def may_object(confirmation: Any) -> str | None:
    """Each party has fifteen days from the day they received it; whose time it is, the service asks."""
    if any(one.served_at and not one.over for one in confirmation.services):
        return None
    return OBJECTED_LATE


def none_open(confirmation: Any) -> str | None:
    if any(one.state == ObjectionState.OPEN for one in confirmation.objections):
        return N_("An objection has not been decided yet.")
    return None


def on_paper(objection: Any) -> str | None:
    return None if objection.confirmation.carried else N_("The judge decides this here.")


def all_windows_over(confirmation: Any) -> str | None:
    if confirmation.services and all(one.over for one in confirmation.services):
        return none_open(confirmation)
    return N_("The time for objections has not ended for everybody.")


def may_rule(was_guest: bool, court_sign: str, exceptions: frozenset[str]) -> str | None:
    """A judge who was a guest in a sitting does not rule on what came of it, unless the court's rule says otherwise."""
    if was_guest and court_sign not in exceptions:
        return N_("This judge took part in the mediation and cannot rule on its agreement.")
    return None


COLLECTING, SUBMITTED = ConfirmationState.COLLECTING, ConfirmationState.SUBMITTED
SUPPLEMENTING, ACCEPTED = ConfirmationState.SUPPLEMENTING, ConfirmationState.ACCEPTED
CONFIRMED, DISMISSED = ConfirmationState.CONFIRMED, ConfirmationState.DISMISSED
NOT_ACCEPTED, WITHDRAWN = ConfirmationState.NOT_ACCEPTED, ConfirmationState.WITHDRAWN
LAPSED = ConfirmationState.LAPSED
PARTY, WINDOW, MEDIATOR = Role.PARTY, Role.WINDOW, Role.MEDIATOR
CLERK, JUDGE, CLOCK, SYSTEM = Role.CLERK, Role.JUDGE, Role.CLOCK, Role.SYSTEM
COURIER = Role.COURIER

LIVE = (COLLECTING, SUBMITTED, SUPPLEMENTING, ACCEPTED)
WITH_COURT = (SUBMITTED, SUPPLEMENTING, ACCEPTED)
RULED = (CONFIRMED, DISMISSED)
COURT_SIDE = frozenset({CLERK, JUDGE})

TABLE = Table(
    "confirmation",
    ConfirmationState,
    Row("see", ANY, by=(PARTY, WINDOW, MEDIATOR)),
    Row("see", (*WITH_COURT, *RULED, NOT_ACCEPTED, WITHDRAWN), by=(CLERK, JUDGE)),
    Row("apply", NEW, by=(PARTY,), to=COLLECTING, basis="民事诉讼法 205, 人民调解法 33"),
    Row("sign", (COLLECTING,), by=(PARTY,), when=application_open, basis="民事诉讼法 205, 民诉法解释 351"),
    Row("seal_proof", (COLLECTING, SUBMITTED, SUPPLEMENTING), by=(WINDOW,), when=proof_open, basis="民诉法解释 354"),
    Row("submit", (COLLECTING,), by=(SYSTEM, CLOCK), to=SUBMITTED, when=everybody_joined,
        basis="民事诉讼法 205, 民诉法解释 354", starts=("court_accepts",)),
    Row("withdraw", (COLLECTING,), by=(PARTY,), to=WITHDRAWN),
    Row("spoil", (COLLECTING,), by=(SYSTEM,), to=WITHDRAWN),
    Row("lapse", (COLLECTING,), by=(CLOCK,), to=LAPSED, basis="民事诉讼法 205, 人民调解法 33"),
    Row("ask_papers", (SUBMITTED,), by=(CLERK, COURIER), to=SUPPLEMENTING, basis="民诉法解释 354",
        starts=("papers_supplied",), stops=("court_accepts",)),
    Row("supply", (SUPPLEMENTING,), by=(PARTY, WINDOW), to=SUBMITTED, basis="民诉法解释 354",
        starts=("court_accepts",), stops=("papers_supplied",)),
    Row("lapse", (SUPPLEMENTING,), by=(CLOCK,), to=WITHDRAWN, basis="民诉法解释 357"),
    Row("accept", (SUBMITTED,), by=(CLERK,), to=ACCEPTED, basis="法释〔2011〕5号 4",
        starts=("court_rules",), stops=("court_accepts",)),
    Row("enter_acceptance", (SUBMITTED,), by=(CLERK, COURIER), to=ACCEPTED, basis="法释〔2011〕5号 4",
        starts=("court_rules",), stops=("court_accepts",)),
    Row("not_accept", (SUBMITTED,), by=(CLERK, COURIER), to=NOT_ACCEPTED, basis="民诉法解释 355",
        stops=("court_accepts",)),
    Row("enclose", (COLLECTING, SUBMITTED, SUPPLEMENTING), by=(PARTY, WINDOW), basis="民诉法解释 354"),
    Row("carry", (*WITH_COURT, *RULED), by=(CLERK, JUDGE, WINDOW, COURIER), basis="民诉法解释 354"),
    Row("note", WITH_COURT, by=(CLERK, JUDGE)),
    Row("ask_withdrawal", WITH_COURT, by=(PARTY,), when=withdrawal_not_asked, basis="民诉法解释 357"),
    Row("permit_withdrawal", (SUBMITTED, SUPPLEMENTING), by=(CLERK, COURIER), to=WITHDRAWN, when=withdrawal_asked,
        basis="民诉法解释 357", stops=("court_accepts", "papers_supplied")),
    Row("permit_withdrawal", (ACCEPTED,), by=(JUDGE,), to=WITHDRAWN, when=withdrawal_asked,
        basis="民诉法解释 357", stops=("court_rules",)),
    Row("permit_withdrawal", (ACCEPTED,), by=(CLERK, COURIER), to=WITHDRAWN, when=carried_withdrawal,
        basis="民诉法解释 357", stops=("court_rules",)),
    Row("extend", (ACCEPTED,), by=(JUDGE, CLERK, COURIER), when=not_extended, basis="法释〔2011〕5号 5"),
    Row("inquire", (ACCEPTED,), by=(JUDGE,), when=undecided, basis="民诉法解释 356"),
    Row("grant", (ACCEPTED,), by=(JUDGE,), when=inquired, basis="民事诉讼法 206"),
    Row("reject", (ACCEPTED,), by=(JUDGE,), when=undecided, basis="民事诉讼法 206, 民诉法解释 358"),
    Row("sign_ruling", (ACCEPTED,), by=(JUDGE,), when=ruling_open, basis="民事诉讼法 157"),
    Row("enter_ruling", (ACCEPTED,), by=(CLERK, COURIER), when=carried, basis="民事诉讼法 206"),
    Row("spoil", (ACCEPTED,), by=(SYSTEM,)),
    Row("confirm", (ACCEPTED,), by=(SYSTEM,), to=CONFIRMED, when=ruling_complete, basis="民事诉讼法 206",
        stops=("court_rules",)),
    Row("dismiss", (ACCEPTED,), by=(SYSTEM,), to=DISMISSED, when=ruling_complete,
        basis="民事诉讼法 206, 民诉法解释 358", stops=("court_rules",)),
    Row("serve", RULED, by=(PARTY,), basis="民诉法解释 372"),
    Row("enter_service", RULED, by=(CLERK, COURIER), basis="民事诉讼法 87, 民诉法解释 372"),
    Row("object", RULED, by=(PARTY,), when=may_object, basis="民诉法解释 372"),
    Row("enter_objection", RULED, by=(CLERK, COURIER), basis="民诉法解释 372"),
    Row("reopen", RULED, by=(JUDGE, CLERK, COURIER), to=ACCEPTED, basis="民诉法解释 372", starts=("court_rules",)),
    Row("close", RULED, by=(CLOCK,), when=all_windows_over, basis="民诉法解释 372"),
)  # fmt: skip

OBJECTION = Table(
    "objection",
    ObjectionState,
    Row("see", ANY, by=(PARTY, WINDOW, MEDIATOR, CLERK, JUDGE)),
    Row("file", NEW, by=(PARTY, CLERK, COURIER), to=ObjectionState.OPEN, basis="民诉法解释 372"),
    Row("reject", (ObjectionState.OPEN,), by=(JUDGE,), to=ObjectionState.REJECTED, basis="民诉法解释 372"),
    Row("uphold", (ObjectionState.OPEN,), by=(JUDGE,), to=ObjectionState.UPHELD, basis="民诉法解释 372"),
    Row("reject", (ObjectionState.OPEN,), by=(CLERK, COURIER), to=ObjectionState.REJECTED, when=on_paper,
        basis="民诉法解释 372"),
    Row("uphold", (ObjectionState.OPEN,), by=(CLERK, COURIER), to=ObjectionState.UPHELD, when=on_paper,
        basis="民诉法解释 372"),
)  # fmt: skip
