from __future__ import annotations

import enum
from datetime import date
from typing import Any

from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_
from mediation.rulebook.numbers import CONFIRMATION, CourtNumber
from mediation.rulebook.routes import Route


class Kind(enum.StrEnum):
    """How it was handed over."""

    DELEGATED = "delegated"
    ENTRUSTED = "entrusted"
    COURT_PLATFORM = "court_platform"
    HANDED_OVER = "handed_over"  # by the police or another office: mediation is the institution's own


KIND = {
    Kind.DELEGATED: N_("A court delegates it, before it is filed"),
    Kind.ENTRUSTED: N_("A court entrusts it, after it was filed"),
    Kind.COURT_PLATFORM: N_("It came on the court's own platform"),
    Kind.HANDED_OVER: N_("The police or another office hands it over"),
}
ROUTE = {
    Kind.DELEGATED: Route.DELEGATED,
    Kind.ENTRUSTED: Route.ENTRUSTED,
    Kind.COURT_PLATFORM: Route.COURT_PLATFORM,
    Kind.HANDED_OVER: Route.OWN,
}
"""The route of the dispute follows from how it was received."""


class Procedure(enum.StrEnum):
    """Of a case that was filed."""

    ORDINARY = "ordinary"
    SUMMARY = "summary"


PROCEDURE = {Procedure.ORDINARY: N_("Ordinary procedure"), Procedure.SUMMARY: N_("Summary procedure")}
PERIOD = {
    Procedure.ORDINARY: "mediation_after_filing",
    Procedure.SUMMARY: "mediation_after_filing_summary",
}
"""By which limit mediation after filing ends (OM 24); before it, by the usual one."""


class Owed(enum.StrEnum):
    """Which answer the one who referred it waits for."""

    RETURN = "return"
    AGREEMENT = "agreement"
    FAILURE = "failure"


OWED = {
    Owed.RETURN: N_("The papers go back at once, with the reason (OM 15)"),
    Owed.AGREEMENT: N_("The agreement is filed there (SI 19)"),
    Owed.FAILURE: N_("A report says why it failed (OM 21)"),
}


class CourtDid(enum.StrEnum):
    """What a court made of a case in which the parties agreed (SI 20)."""

    COURT_PAPER = "court_paper"
    WITHDRAWN = "withdrawn"


COURT_DID = {
    CourtDid.COURT_PAPER: N_("It made a court mediation paper and served it"),
    CourtDid.WITHDRAWN: N_("It allowed the case to be withdrawn"),
}


class ReferralState(enum.StrEnum):
    RECEIVED = "received"
    TAKEN = "taken"  # the institution has accepted
    OWED = "owed"  # it is over here: an answer is due
    ANSWERED = "answered"


REFERRAL_STATE = {
    ReferralState.RECEIVED: N_("Received, not decided yet"),
    ReferralState.TAKEN: N_("Being mediated"),
    ReferralState.OWED: N_("An answer is owed"),
    ReferralState.ANSWERED: N_("Answered"),
}


def objection(kind: Kind, procedure: Procedure | None, number: CourtNumber | None, typed: str) -> str | None:
    """What is wrong with the case number of a referral, if anything; `number` is what was read in `typed`."""
    if typed and number is None:
        return N_("This is no case number of a court, such as （2026）辽0102民初123号.")
    if number is not None and number.type in CONFIRMATION:
        return N_("This is the number of a confirmation. A case that is handed over has another.")
    if kind is Kind.ENTRUSTED and number is None:
        return N_("A case that was filed has a number. It stands in the court's letter.")
    if kind is Kind.ENTRUSTED and procedure is None:
        return N_("Say whether the court hears it in the ordinary or the summary procedure: the days follow from it.")
    return None


def in_order(letter_on: date, received_on: date, today: date) -> str | None:
    """A letter is written before it is received, and received before it is entered."""
    if letter_on <= received_on <= today:
        return None
    return N_("The letter is written first, then received, and not later than today.")


def to_be_returned(referral: Any) -> str | None:
    return None if referral.owed is Owed.RETURN else N_("It is answered, not returned.")


def to_be_answered(referral: Any) -> str | None:
    return N_("It is returned.") if referral.owed is Owed.RETURN else None


def agreed_in_court(referral: Any) -> str | None:
    if referral.kind is Kind.ENTRUSTED and referral.owed is Owed.AGREEMENT:
        return None
    return N_("No court goes on with a case here.")


RECEIVED, TAKEN = ReferralState.RECEIVED, ReferralState.TAKEN
OWING, ANSWERED = ReferralState.OWED, ReferralState.ANSWERED
WINDOW, MEDIATOR, SYSTEM = Role.WINDOW, Role.MEDIATOR, Role.SYSTEM
LIVE = (RECEIVED, TAKEN)

TABLE = Table(
    "referral",
    ReferralState,
    Row("see", ANY, by=(WINDOW, MEDIATOR)),
    Row("record", NEW, by=(WINDOW,), to=RECEIVED, basis="人民调解法 18, SI 27, 宁波 19"),
    Row("take", (RECEIVED,), by=(SYSTEM,), to=TAKEN, basis="宁波 19"),
    Row("owe", LIVE, by=(SYSTEM,), to=OWING, when=to_be_returned, basis="OM 15, 宁波 19", starts=("papers_returned",)),
    Row("owe", LIVE, by=(SYSTEM,), to=OWING, when=to_be_answered, basis="SI 19, 26, OM 21",
        starts=("referral_answered",)),
    Row("answer", (OWING,), by=(WINDOW,), to=ANSWERED, basis="OM 15, 21, SI 19, 26",
        stops=("papers_returned", "referral_answered")),
    Row("note_outcome", (ANSWERED,), by=(WINDOW,), when=agreed_in_court, basis="SI 20, 民事诉讼法 100"),
)  # fmt: skip
