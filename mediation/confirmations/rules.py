from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from documents.rules import DocumentState
from mediation.agreements.rules import Clause, Form, Manner, TermKind, decides_status
from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_, Said, say
from mediation.rulebook.kinds import DisputeType
from mediation.rulebook.routes import Route


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


class Where(enum.StrEnum):
    """Why a court is responsible (民事诉讼法 205)."""

    HANDED_OVER = "handed_over"
    MATTER = "matter"
    INSTITUTION = "institution"


WHERE = {
    Where.HANDED_OVER: N_("This court handed the matter over for mediation."),
    Where.MATTER: N_("The matter and those in it are at home here."),
    Where.INSTITUTION: N_("The institution that led the mediation is here."),
}

COMMITMENT = (
    N_("We made this agreement of our own free will to settle a dispute. There is no secret understanding behind it, "
       "and no rule of law is evaded."),
    N_("Should its content harm somebody else, we answer for that under civil and other law."),
    N_("The papers and the addresses for service are true; we tell the court at once when they change."),
)  # fmt: skip
"""The commitment as the application prints it, for reading before signing (法释〔2011〕5号 3)."""


# What can never be confirmed.

_OWNERSHIP = re.compile("所有权归|产权归|物权归|归.{0,12}所有权|确认.{0,12}(所有权|产权|股权)|专利权|商标权|著作权")
LABOUR = frozenset({DisputeType.WAGES, DisputeType.LABOUR})


def declares_ownership(text: str) -> bool:
    """Whether a text declares who owns property or an intellectual property right (民诉法解释 355(5))."""
    return bool(_OWNERSHIP.search(text))


@dataclass(frozen=True)
class Settled:
    """What was settled, as far as a court asks before it looks closer."""

    type: DisputeType
    form: Form
    clauses: Sequence[Clause]
    closed: bool = False


def obstacles(settled: Settled) -> list[Said]:
    """Why an agreement can never be confirmed, in plain words; nothing when it can."""
    found: list[Said] = []
    if settled.form is Form.ORAL:
        found.append(say(N_("The court confirms agreements in writing. Yours was made by word of mouth.")))
    for number, clause in enumerate(settled.clauses, start=1):
        if decides_status(clause.thing) or decides_status(clause.condition):
            found.append(say(N_("Term %(number)s is about marriage, parentage or adoption."), number=number))
        if declares_ownership(clause.thing) or declares_ownership(clause.condition):
            found.append(say(N_("Term %(number)s declares who owns something."), number=number))
        if settled.type in LABOUR and clause.kind is not TermKind.PAY:
            found.append(say(
                N_("Term %(number)s is not a payment. In a labour matter the court confirms payments only."),
                number=number,
            ))  # fmt: skip
    if settled.closed or all(one.on_the_spot and one.kind is not TermKind.REFRAIN for one in settled.clauses):
        found.append(say(N_("Everything that was promised has been done. There is nothing left to enforce.")))
    return found


# Which court.


@dataclass(frozen=True)
class Candidate:
    """A court that is responsible, and why; `key` is its public id."""

    key: str
    name: str
    because: tuple[Where, ...]


def candidates(
    route: Route, type: DisputeType, of_matter: tuple[str, str] | None, of_institution: tuple[str, str] | None
) -> list[Candidate]:
    """The courts to choose from: the one that handed the matter over, else those of the matter and the institution.

    Labour payments go to the court of the institution (劳动争议解释一 52). Courts are given as (public id, name).
    """
    if route is not Route.OWN:
        return _listed([(of_institution or of_matter, Where.HANDED_OVER)])
    if type in LABOUR:
        return _listed([(of_institution, Where.INSTITUTION)])
    return _listed([(of_matter, Where.MATTER), (of_institution, Where.INSTITUTION)])


def _listed(found: Sequence[tuple[tuple[str, str] | None, Where]]) -> list[Candidate]:
    courts = dict.fromkeys(court for court, _ in found if court)
    return [Candidate(*court, tuple(why for one, why in found if one == court)) for court in courts]


# The automatic checks on a package.


@dataclass(frozen=True)
class Check:
    """One thing a court looks at. `passed` is None while it is not known yet."""

    code: str
    passed: bool | None
    words: Said


@dataclass(frozen=True)
class Package:
    """What the checks ask of an application."""

    settled: Settled
    unidentified: Sequence[str]
    applied_on: date | None
    last_day: date
    signed: int
    signers: int
    verdicts: Mapping[str, str]
    proof_sealed: bool
    court: str
    courts: Sequence[Candidate]


PAPERS = ("agreement", "confirmation_application", "proof_of_mediation")


def checks(package: Package) -> list[Check]:
    """Every check with its answer in plain words, in the order of the page (民诉法解释 354, 355)."""
    return [
        _identities(package), _complete(package), _in_time(package), _signed(package), _verified(package),
        _proof(package), _allowed(package), _responsible(package),
    ]  # fmt: skip


def _identities(package: Package) -> Check:
    if package.unidentified:
        names = "、".join(package.unidentified)
        return Check("identities", False, say(N_("Identity or address is not complete: %(names)s"), names=names))
    return Check("identities", True, say(N_("The identity and address of every party are complete.")))


def _complete(package: Package) -> Check:
    gaps = [str(n) for n, clause in enumerate(package.settled.clauses, start=1) if clause.enforceable and _gap(clause)]
    if gaps:
        return Check("terms", False, say(
            N_("Amount, payee account or date is missing in term %(numbers)s."), numbers="、".join(gaps)
        ))  # fmt: skip
    return Check("terms", True, say(N_("Every term has its amount, its payee and its date.")))


def _gap(clause: Clause) -> bool:
    owed = clause.debtor_id is not None and clause.creditor_id is not None
    dated = clause.due_on is not None or clause.on_the_spot
    paid = clause.kind is not TermKind.PAY or bool(clause.amount)
    account = clause.kind is not TermKind.PAY or clause.manner is not Manner.TRANSFER or bool(clause.account.strip())
    return not (owed and dated and paid and account)


def _in_time(package: Package) -> Check:
    if package.applied_on is None or package.applied_on > package.last_day:
        return Check("in_time", False, say(N_("Not applied for by %(day)s, the last day."), day=package.last_day))
    return Check("in_time", True, say(
        N_("Applied for on %(day)s; the last day is %(last)s."), day=package.applied_on, last=package.last_day
    ))  # fmt: skip


def _signed(package: Package) -> Check:
    passed = package.signers > 0 and package.signed == package.signers
    return Check("signed", passed, say(
        N_("%(signed)s of %(all)s parties have signed the application."), signed=package.signed, all=package.signers
    ))  # fmt: skip


def _verified(package: Package) -> Check:
    if not all(kind in package.verdicts for kind in PAPERS if kind != "proof_of_mediation" or package.proof_sealed):
        return Check("verified", None, say(N_("The signatures on the papers are being checked.")))
    if set(package.verdicts.values()) == {"VALID"}:
        return Check("verified", True, say(N_("Signatures and seals are valid; nothing was changed since.")))
    return Check("verified", False, say(N_("The signatures on a paper do not hold. Look at it before you accept.")))


def _proof(package: Package) -> Check:
    if package.proof_sealed:
        return Check("proof", True, say(N_("The institution has sealed its proof that it led the mediation.")))
    return Check("proof", False, say(N_("The institution has not sealed its proof of the mediation.")))


def _allowed(package: Package) -> Check:
    against = obstacles(package.settled)
    if against:
        return Check("allowed", False, against[0])
    return Check("allowed", True, say(N_("No term about status or ownership, and something is left to perform.")))


def _responsible(package: Package) -> Check:
    mine = next((one for one in package.courts if one.key == package.court), None)
    if mine is None:
        return Check("court", False, say(N_("By the places in the file, another court is responsible.")))
    return Check("court", True, say(WHERE[mine.because[0]]))


# Guards.


def _is(document: Any, *states: DocumentState) -> bool:
    return document is not None and document.state in states


def application_open(confirmation: Any) -> str | None:
    if _is(confirmation.application, DocumentState.SIGNING):
        return None
    return N_("The application is being made. Please look again in a moment.")


def proof_open(confirmation: Any) -> str | None:
    if _is(confirmation.proof, DocumentState.SIGNING) and confirmation.proof.given < confirmation.proof.due:
        return None
    return N_("There is nothing to seal here now.")


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


def all_windows_over(confirmation: Any) -> str | None:
    if confirmation.services and all(one.over for one in confirmation.services):
        return None
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
    Row("ask_papers", (SUBMITTED,), by=(CLERK,), to=SUPPLEMENTING, basis="民诉法解释 354",
        starts=("papers_supplied",), stops=("court_accepts",)),
    Row("supply", (SUPPLEMENTING,), by=(PARTY, WINDOW), to=SUBMITTED, basis="民诉法解释 354",
        starts=("court_accepts",), stops=("papers_supplied",)),
    Row("lapse", (SUPPLEMENTING,), by=(CLOCK,), to=WITHDRAWN, basis="民诉法解释 357"),
    Row("accept", (SUBMITTED,), by=(CLERK,), to=ACCEPTED, basis="法释〔2011〕5号 4",
        starts=("court_rules",), stops=("court_accepts",)),
    Row("not_accept", (SUBMITTED,), by=(CLERK,), to=NOT_ACCEPTED, basis="民诉法解释 355", stops=("court_accepts",)),
    Row("note", WITH_COURT, by=(CLERK, JUDGE)),
    Row("ask_withdrawal", WITH_COURT, by=(PARTY,), when=withdrawal_not_asked, basis="民诉法解释 357"),
    Row("permit_withdrawal", (SUBMITTED, SUPPLEMENTING), by=(CLERK,), to=WITHDRAWN, when=withdrawal_asked,
        basis="民诉法解释 357", stops=("court_accepts", "papers_supplied")),
    Row("permit_withdrawal", (ACCEPTED,), by=(JUDGE,), to=WITHDRAWN, when=withdrawal_asked,
        basis="民诉法解释 357", stops=("court_rules",)),
    Row("inquire", (ACCEPTED,), by=(JUDGE,), when=undecided, basis="民诉法解释 356"),
    Row("grant", (ACCEPTED,), by=(JUDGE,), when=inquired, basis="民事诉讼法 206"),
    Row("reject", (ACCEPTED,), by=(JUDGE,), when=undecided, basis="民事诉讼法 206, 民诉法解释 358"),
    Row("sign_ruling", (ACCEPTED,), by=(JUDGE,), when=ruling_open, basis="民事诉讼法 157"),
    Row("spoil", (ACCEPTED,), by=(SYSTEM,)),
    Row("confirm", (ACCEPTED,), by=(SYSTEM,), to=CONFIRMED, when=ruling_complete, basis="民事诉讼法 206",
        stops=("court_rules",)),
    Row("dismiss", (ACCEPTED,), by=(SYSTEM,), to=DISMISSED, when=ruling_complete,
        basis="民事诉讼法 206, 民诉法解释 358", stops=("court_rules",)),
    Row("serve", RULED, by=(PARTY,), basis="民诉法解释 372"),
    Row("close", RULED, by=(CLOCK,), when=all_windows_over, basis="民诉法解释 372"),
)  # fmt: skip
