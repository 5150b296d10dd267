"""The counter of the court: accepted, not accepted, papers asked for and supplied, the application withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from mediation.accounts.models import Account
from mediation.confirmations import queries
from mediation.confirmations.models import CourtRemark, JudicialConfirmation, RemarkKind
from mediation.confirmations.rules import TABLE
from mediation.confirmations.services.court import off_the_table, seat, seat_clerks
from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, Role, Standing, may
from mediation.core.wall import COURT, SHARED
from mediation.core.words import N_
from mediation.matters import services as matters
from mediation.matters.services import Brought
from mediation.organisations import services as organisations
from mediation.organisations.models import NumberKind
from mediation.rulebook.courts import NotTaken, PackagePaper


@writing
def accept(standing: Standing, confirmation: JudicialConfirmation, *, judge: Account) -> None:
    """The court accepts: the case has its number and its judge (法释〔2011〕5号 4).

    Raises:
        NotNow: this judge sat in the mediation, or is not of this court.
    """
    may(TABLE, standing, confirmation, "accept").or_raise()
    against = next((why for one, why in queries.judges(confirmation) if one.id == judge.id), N_("Not a judge here."))
    if against:
        raise NotNow(against)
    confirmation.court_number = organisations.next_number(confirmation.court, NumberKind.COURT_CONFIRMATION)
    confirmation.judge, confirmation.accepted_on = judge, clock.today()
    advance(standing, TABLE, confirmation, "accept", codes={"court": confirmation.court_id, "judge": judge.id})
    seat_clerks(confirmation)
    seat(confirmation, judge, Role.JUDGE)


@writing
def not_accept(standing: Standing, confirmation: JudicialConfirmation, *, reason: NotTaken, words: str = "") -> None:
    """The court does not accept, and says why (民诉法解释 355)."""
    confirmation.not_taken = reason
    advance(standing, TABLE, confirmation, "not_accept", codes={"reason": reason, "court": confirmation.court_id})
    _say(standing, confirmation, RemarkKind.NOT_TAKEN, words)
    off_the_table(confirmation)


@writing
def ask_papers(
    standing: Standing,
    confirmation: JudicialConfirmation,
    *,
    missing: Sequence[PackagePaper],
    until: date,
    words: str = "",
) -> None:
    """The court asks for what is missing, by a day; silence counts as withdrawing (民诉法解释 354, 357).

    Raises:
        NotNow: nothing is named, or the day is not in the future.
    """
    if not missing:
        raise NotNow(N_("Name at least one paper that is missing."))
    if until <= clock.today():
        raise NotNow(N_("Give the parties at least until tomorrow."))
    confirmation.missing, confirmation.supply_by = [str(one) for one in missing], until
    advance(standing, TABLE, confirmation, "ask_papers", codes={"papers": ",".join(confirmation.missing)})
    deadlines.extend("papers_supplied", confirmation, until=clock.end_of(until))
    _say(standing, confirmation, RemarkKind.MISSING, words)


@writing
def supply(
    standing: Standing, confirmation: JudicialConfirmation, *, files: Iterable[Brought] = (), words: str = ""
) -> None:
    """A party or the window hands in what the court asked for; its three days begin anew."""
    given = list(files)
    advance(standing, TABLE, confirmation, "supply", codes={"files": len(given)})
    own = queries.own_seat(confirmation, standing, Role.APPLICANT, Role.RESPONDENT)
    matters.hand_in(standing, confirmation.matter, files=given, label=SHARED, seat=own)
    _say(standing, confirmation, RemarkKind.SUPPLY, words)


@writing
def note(standing: Standing, confirmation: JudicialConfirmation, *, words: str) -> None:
    """The court writes something down for itself; it never leaves the court."""
    advance(standing, TABLE, confirmation, "note", label=COURT)
    _say(standing, confirmation, RemarkKind.NOTE, words, label=COURT)


@writing
def ask_withdrawal(standing: Standing, confirmation: JudicialConfirmation) -> None:
    """A party asks the court for leave to withdraw (民诉法解释 357)."""
    advance(standing, TABLE, confirmation, "ask_withdrawal")
    confirmation.withdrawal_asked_at = clock.now()


@writing
def permit_withdrawal(standing: Standing, confirmation: JudicialConfirmation) -> None:
    """The court permits it: the clerk before acceptance, afterwards the judge."""
    advance(standing, TABLE, confirmation, "permit_withdrawal")
    off_the_table(confirmation)


def _say(
    standing: Standing, confirmation: JudicialConfirmation, kind: RemarkKind, words: str, *, label: str = SHARED
) -> None:
    if words.strip():
        keep_remark(standing, confirmation, kind, words, label=label)


def keep_remark(
    standing: Standing, confirmation: JudicialConfirmation, kind: RemarkKind, words: str, *, label: str,
    about: str | None = None,
) -> None:  # fmt: skip
    """Keep a text with a confirmation, or about one objection to it, sealed with its matter's key."""
    remark = CourtRemark(
        confirmation_id=confirmation.id, matter_id=confirmation.matter_id, label=label,
        key_name=confirmation.matter.key_name, kind=kind, about=about, author=standing.actor.name, said_at=clock.now(),
    )  # fmt: skip
    remark.text = words
    db.session.add(remark)
