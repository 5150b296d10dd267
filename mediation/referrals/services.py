from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from documents import services as documents
from documents.services import Wording
from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import writing
from mediation.core.machine import NotNow, Standing
from mediation.core.wall import SHARED
from mediation.core.words import N_
from mediation.disputes.models import Dispute
from mediation.disputes.rules import DisputeState
from mediation.matters import services as matters
from mediation.matters.models import Seat
from mediation.matters.services import Brought
from mediation.organisations.models import Organisation
from mediation.referrals import queries
from mediation.referrals.models import Referral, ReferralConsent
from mediation.referrals.papers import ReportPaper, ReturnPaper
from mediation.referrals.rules import PERIOD, TABLE, CourtDid, Kind, Owed, Procedure, in_order, objection
from mediation.rulebook import limits
from mediation.rulebook.numbers import CourtNumber, read


@writing
def record(
    standing: Standing,
    dispute: Dispute,
    *,
    kind: Kind,
    sender: str,
    court: Organisation | None,
    letter_number: str,
    letter_on: date,
    received_on: date,
    case_number: str = "",
    procedure: Procedure | None = None,
    agreed: Iterable[Seat] = (),
    files: Iterable[Brought] = (),
) -> Referral:
    """The window enters a letter of referral, before the institution decides whether it accepts (宁波 19).

    Raises:
        NotNow: the dispute was accepted already or has a letter, or the letter is not in order.
    """
    if dispute.state is not DisputeState.APPLIED:
        raise NotNow(N_("A letter is entered before the dispute is accepted: how it goes on follows from it."))
    if queries.of_dispute(dispute) is not None:
        raise NotNow(N_("The letter of this dispute has been entered already."))
    referral = Referral(
        dispute=dispute, matter=dispute.matter, organisation_id=dispute.organisation_id, sender=sender, court=court,
        kind=kind, letter_number=letter_number, letter_on=letter_on, received_on=received_on,
        case_number=_case(kind, procedure, case_number), procedure=procedure if kind is Kind.ENTRUSTED else None,
    )  # fmt: skip
    _in_order(referral)
    referral.consents = [ReferralConsent(seat=seat) for seat in agreed]
    advance(standing, TABLE, referral, "record", codes={"kind": kind, "court": court.id if court else None})
    matters.hand_in(standing, dispute.matter, files=files, label=SHARED, seat=None)
    return referral


def _case(kind: Kind, procedure: Procedure | None, typed: str) -> str | None:
    number: CourtNumber | None = read(typed) if typed else None
    against = objection(kind, procedure, number, typed)
    if against:
        raise NotNow(against)
    return str(number) if number else None


def _in_order(referral: Referral) -> None:
    against = in_order(referral.letter_on, referral.received_on, clock.today())
    if against:
        raise NotNow(against)


@writing
def take(standing: Standing, referral: Referral) -> None:
    """The institution has accepted."""
    advance(standing, TABLE, referral, "take")


@writing
def set_clock(dispute: Dispute) -> None:
    """From the mediator's acceptance on, a case that was filed has 15 days, in the summary procedure 7 (OM 24)."""
    referral = queries.of_dispute(dispute)
    if referral is not None and referral.procedure is not None:
        until = limits.reckon(PERIOD[referral.procedure], clock.today())
        deadlines.extend("mediation_period", dispute, until=until)


@writing
def owe(standing: Standing, referral: Referral, *, owed: Owed) -> None:
    """It is over here: what goes back is named, and its letter made. An agreement is its own paper."""
    referral.owed = owed
    advance(standing, TABLE, referral, "owe", codes={"owed": owed})
    if owed is Owed.RETURN:
        _draft(standing, referral, "return_letter", queries.return_paper(referral))
    elif owed is Owed.FAILURE:
        _draft(standing, referral, "report_to_court", queries.report_paper(referral))


def _draft(standing: Standing, referral: Referral, kind: str, paper: ReturnPaper | ReportPaper) -> None:
    matter = referral.matter
    documents.draft(
        standing, Wording(kind, referral.dispute.dossier_number or matter.receipt_number, asdict(paper)),
        matter_id=matter.id, key_name=matter.key_name, label=SHARED,
    )  # fmt: skip


@writing
def answer(standing: Standing, referral: Referral, *, on: date) -> None:
    """The papers, the agreement or the report have gone to the sender on this day.

    Raises:
        NotNow: the day lies before the letter came, or in the future.
    """
    if not referral.received_on <= on <= clock.today():
        raise NotNow(N_("The day lies between the day the letter came and today."))
    referral.answered_on = on
    advance(standing, TABLE, referral, "answer", codes={"owed": referral.owed})


@writing
def note_outcome(standing: Standing, referral: Referral, *, did: CourtDid, number: str = "", on: date) -> None:
    """What the judge made of the case in which the parties agreed (SI 20): a paper, served in person, or withdrawn.

    Raises:
        NotNow: a number was given that is none, or the day is in the future.
    """
    found = read(number) if number else None
    if number and found is None:
        raise NotNow(N_("This is no case number of a court, such as （2026）辽0102民初123号."))
    if on > clock.today():
        raise NotNow(N_("This day is still to come."))
    referral.court_did, referral.court_number, referral.court_on = did, str(found) if found else None, on
    advance(standing, TABLE, referral, "note_outcome", codes={"did": did})

