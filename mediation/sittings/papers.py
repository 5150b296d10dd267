from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mediation.core.machine import Role
from mediation.disputes.papers import Person
from mediation.sittings.rules import Identity, Mode, Result


@dataclass(frozen=True)
class NoticePaper:
    """人民调解当事人权利义务告知书: who read it before a sitting, or had it read to them."""

    institution: str
    recipients: Sequence[str]
    mediators: Sequence[str]
    told_by: str
    confirmed: Sequence[str]
    signed_on: str


@dataclass(frozen=True)
class Proof:
    role: str
    name: str
    document: str
    number: str
    way: str
    checked_by: str
    checked_at: str


@dataclass(frozen=True)
class IdentityPaper:
    """当事人身份证明: how each party's identity was seen (OM 17)."""

    institution: str
    matter: str
    proofs: Sequence[Proof]
    note: str
    signed_on: str


@dataclass(frozen=True)
class Statement:
    speaker: str
    text: str


@dataclass(frozen=True)
class MinutesPaper:
    """人民调解记录 of one sitting, in the words the parties confirmed on their screens (OM 22)."""

    institution: str
    matter: str
    place: str
    way: str
    began_at: str
    ended_at: str
    mediators: Sequence[str]
    recorder: str
    people: Sequence[Person]
    participants: Sequence[str]
    notice: str
    principles: str
    statements: Sequence[Statement]
    evidence: str
    risks: str
    outcome: str
    result: str
    routes: Sequence[str]
    confirmed: Sequence[str]
    signed_on: str


@dataclass(frozen=True)
class UndisputedFactsPaper:
    """无争议事实记载: what every party to a sitting confirmed, and nothing of what was offered (OM 18, 22)."""

    institution: str
    matter: str
    people: Sequence[Person]
    mediators: Sequence[str]
    stated_on: str
    facts: Sequence[str]
    confirmed: Sequence[str]
    signed_on: str


SEEN = {Identity.MATCHES: "视频核对", Identity.SEEN_IN_PERSON: "当面核对"}
OUTCOME = {Result.SETTLED: "reached", Result.NOT_SETTLED: "failed", Result.TO_BE_CONTINUED: "continues"}
CAPACITY: Mapping[Role, str] = {
    Role.REPRESENTATIVE: "委托代理人", Role.INTERPRETER: "翻译", Role.EXPERT: "专业人员", Role.SUPPORTER: "陪同人员",
    Role.OBSERVER: "旁听人员", Role.CO_MEDIATOR: "人民调解员", Role.GUEST_JUDGE: "法官", Role.DUTY_JUDGE: "值班法官",
    Role.TERMINAL: "社区调解室",
}  # fmt: skip
"""In what capacity somebody else was there."""


def way_of(modes: Sequence[Mode], *, in_writing: bool) -> str:
    """How people came together, in the words of a paper."""
    if in_writing:
        return "书面"
    present = {mode is Mode.IN_PERSON for mode in modes}
    return {frozenset({True}): "现场", frozenset({False}): "音视频"}.get(frozenset(present), "现场和音视频")
