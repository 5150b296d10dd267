from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from mediation.disputes.papers import Person
from mediation.rulebook.courts import DISMISSAL, Dismissal, ruling_basis

APPLICANT = "申请人"
"""All of them apply together: on the court's papers there is no other side (民诉法解释 351)."""
ENCLOSURES = ("人民调解协议书", "调解组织主持调解的证明", "当事人身份及送达地址信息")


@dataclass(frozen=True)
class ApplicationPaper:
    """司法确认申请书 (民诉法解释 353, 354): all but the hands, the number and the check code."""

    institution: str
    court: str
    applicants: Sequence[Person]
    agents: Sequence[Person]
    matter: str
    agreement_number: str
    agreement_on: str
    effective_on: str
    facts: str
    enclosures: Sequence[str]
    signed_on: str


@dataclass(frozen=True)
class ProofPaper:
    """调解组织主持调解的证明 (民诉法解释 354): that it led the mediation, never what was said in it."""

    institution: str
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
    signed_on: str


@dataclass(frozen=True)
class ParticularsPaper:
    """当事人身份及送达地址信息: for the court alone; `annex`, of those whose address is kept from the other side."""

    institution: str
    court: str
    matter: str
    people: Sequence[Person]
    annex: bool
    signed_on: str


@dataclass(frozen=True)
class ExtractPaper:
    """人民调解记录（摘录）: attendance, notice, undisputed facts, result, and never what was said (OM 18, SI 22)."""

    institution: str
    matter: str
    sittings: Sequence[dict[str, Any]]
    facts: Sequence[str]
    signed_on: str


@dataclass(frozen=True)
class FairnessPaper:
    """调解程序情况证明: made of the record only, and of nothing anybody said."""

    institution: str
    matter: str
    agreement_on: str
    accepted_on: str
    mediators: Sequence[str]
    sittings: int
    people: Sequence[dict[str, str]]
    interpreters: Sequence[str]
    talks: Sequence[dict[str, Any]]
    pauses: Sequence[dict[str, str]]
    signed_on: str


AnyPaper = ApplicationPaper | ProofPaper | ParticularsPaper | ExtractPaper | FairnessPaper


@dataclass(frozen=True)
class RulingPaper:
    """民事裁定书 (民事诉讼法 206)."""

    institution: str
    court: str
    applicants: Sequence[Person]
    agents: Sequence[Person]
    matter: str
    docketed_on: str
    agreement_number: str
    agreement_on: str
    terms: Sequence[str]
    outcome: str
    reason: str
    basis: str
    signed_on: str


@dataclass(frozen=True)
class ChangedPaper:
    """民事裁定书 on an objection (民诉法解释 372)."""

    institution: str
    court: str
    applicants: Sequence[Person]
    agents: Sequence[Person]
    matter: str
    agreement_number: str
    agreement_on: str
    objector: Person
    objected_on: str
    objection: str
    ruling_number: str
    ruling_on: str
    finding: str
    outcome: str
    wording: str
    basis: str
    signed_on: str


def as_facts(paper: AnyPaper | RulingPaper | ChangedPaper) -> dict[str, Any]:
    """A paper as `documents` takes it: lists where it has sequences."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(paper).items()}


def reason(dismissal: Dismissal, words: str) -> str:
    """Why an application is dismissed, as the ruling says it: the ground in its official words, then the judge's."""
    said = words.strip().rstrip("。")
    return f"该调解协议{DISMISSAL[dismissal].official}。" + (f"{said}。" if said else "")


CHANGED_BASIS = "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第三百七十二条"
"""The interpretation counts its own articles, whatever numbers the law has (民诉法解释 372)."""


def basis(on: date, *, confirmed: bool) -> str:
    found = ruling_basis(on)
    return found.confirmed if confirmed else found.dismissed
