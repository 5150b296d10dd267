"""The papers between institution and court, and the court's own (民诉法解释 353–358, 372; OM 19–23)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

from documents.kinds.parts import Person, Signed, Statement


class Referral(Signed):
    """委派 / 委托调解函: the court hands a matter to an institution. `number` is the court's."""

    court: str
    way: Literal["delegated", "entrusted"]  # before, or after the suit was filed
    parties: Sequence[str]
    matter: str
    return_on: str  # when the period ends and the court wants its answer
    enclosures: Sequence[str]
    judge: str
    contact: str


class ReturnLetter(Signed):
    """退回函: what a court sent goes back to it, at once and with the reason (OM 15)."""

    court: str
    way: Literal["delegated", "entrusted"]
    referral_number: str
    referred_on: str
    parties: Sequence[str]
    matter: str
    reason: str
    enclosures: Sequence[str]


class ReportToCourt(Signed):
    """调解情况报告: what the court is told when mediation failed (OM 21); never what was proposed."""

    court: str
    way: Literal["delegated", "entrusted"]
    referral_number: str
    parties: Sequence[str]
    matter: str
    mediators: Sequence[str]
    accepted_on: str
    ended_on: str
    sittings: int
    course: str
    reason: str
    cost: str  # conduct that raised the other side's cost; "" for none
    notable: str  # what else the court should know; "" for nothing
    enclosures: Sequence[str]


class ConfirmationApplication(Signed):
    """司法确认申请书, jointly by all parties, with their commitment."""

    court: str
    applicants: Sequence[Person]
    agents: Sequence[Person]
    matter: str
    agreement_number: str
    agreement_on: str
    effective_on: str
    facts: str
    enclosures: Sequence[str]


class ProofOfMediation(Signed):
    """调解组织主持调解的证明 (民诉法解释 art. 354)."""

    court: str
    parties: Sequence[str]
    matter: str
    mediators: Sequence[str]
    began_on: str
    ended_on: str
    sittings: int
    agreement_number: str
    agreement_on: str
    effective_on: str


class Confirming(Signed):
    """Facts common to a court's papers in a confirmation case. `institution` mediated, `number` is the court's."""

    court: str
    applicants: Sequence[Person]
    agents: Sequence[Person]
    matter: str
    agreement_number: str
    agreement_on: str


class Ruling(Confirming):
    """民事裁定书: the agreement is valid, or the application is dismissed (民诉法 206)."""

    docketed_on: str
    terms: Sequence[str]
    outcome: Literal["confirmed", "dismissed"]
    reason: str  # why dismissed; "" when confirmed
    basis: str  # the articles applied, from the law's table of that day


class CourtNotAccepted(Confirming):
    """民事裁定书: the application is not accepted (民诉法解释 355)."""

    applied_on: str
    reason: str
    basis: str


class WithdrawalAllowed(Confirming):
    """民事裁定书: the applicants may withdraw (民诉法解释 357)."""

    docketed_on: str
    asked_on: str
    basis: str


class TreatedAsWithdrawn(Confirming):
    """民事裁定书: who does not answer the court without reason has withdrawn (民诉法解释 357)."""

    docketed_on: str
    omission: str  # what was to be done, by when, and was not
    basis: str


class ChangedOnObjection(Confirming):
    """民事裁定书 on an objection to a ruling: revoked or changed (民诉法解释 372)."""

    objector: Person
    objected_on: str
    objection: str
    ruling_number: str
    ruling_on: str
    finding: str
    outcome: Literal["revoked", "changed"]
    wording: str  # what is ruled instead; "" when revoked
    basis: str


class CourtAccepted(Signed):
    """受理通知书."""

    court: str
    recipients: Sequence[str]
    matter: str
    agreement_number: str
    applied_on: str
    docketed_on: str
    judge: str
    clerk: str
    contact: str


class Correction(Signed):
    """补正通知书: papers are missing (民诉法解释 354)."""

    court: str
    recipients: Sequence[str]
    matter: str
    agreement_number: str
    applied_on: str
    missing: Sequence[str]
    until_on: str
    contact: str


class Inquiry(Signed):
    """询问笔录: the judge asks both parties together (民诉法解释 356)."""

    court: str
    matter: str
    began_at: str
    ended_at: str
    place: str
    way: str
    judge: str
    clerk: str
    people: Sequence[Person]
    participants: Sequence[str]
    dialogue: Sequence[Statement]


class Delivered(TypedDict):
    """One paper that is served."""

    title: str
    number: str
    copies: str


class ServiceReceipt(Signed):
    """送达回证: signed by whoever took it; electronic service prints its proof instead (OL 31)."""

    court: str
    matter: str
    recipient: str
    address: str
    papers: Sequence[Delivered]
    way: str
    sent_at: str
    received_at: str
    taker: str  # who took it for the recipient, and why; "" for the recipient
    server: str
    note: str


class CourtMediationPaper(Signed):
    """民事调解书, after a court entrusted the mediation (民诉法 100)."""

    court: str
    people: Sequence[Person]
    agents: Sequence[Person]
    matter: str
    docketed_on: str
    facts: str
    claims: str
    terms: Sequence[str]
    fee: str
    basis: str
