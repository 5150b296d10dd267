"""The papers that keep a dossier together, and those of the time after the agreement (人民调解法 27, 31)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

from documents.kinds.parts import Common, Person, Signed


class Cover(Common):
    """卷宗封面."""

    title: str
    mediators: Sequence[str]
    began_on: str
    ended_on: str
    filed_by: str
    filed_on: str
    retention: str
    note: str


class Entry(TypedDict):
    title: str
    pages: str  # "3" or "3-5"
    note: str


class Contents(Common):
    """卷内目录."""

    title: str
    entries: Sequence[Entry]


class ClosingReport(Signed):
    """人民调解结案报告表."""

    people: Sequence[Person]
    handled_by: str
    accepted_on: str
    closed_on: str  # when everything was performed, or mediation ended
    source: str  # 当事人申请, 主动调解, 公安机关移送, 人民法院委派 …
    dispute_type: str
    facts: str
    result: Literal["written", "oral", "failed"]
    outcome: str
    agreement_number: str
    amount: str
    performed: str
    visited: str
    confirmed: str
    filled_on: str


class DossierNote(Common):
    """卷宗情况说明: what whoever opens the dossier has to know, such as why a paper is missing."""

    title: str
    notes: Sequence[str]
    filed_by: str
    checked_by: str
    filed_on: str


class BackCover(Common):
    """封底: what the volume holds and who checked it."""

    papers: int
    pages: int
    note: str
    filed_by: str
    checked_by: str
    filed_on: str


class OverdueTerm(TypedDict):
    """A term that was not kept; money as figures, "" where nothing is to be paid."""

    term: str
    due_on: str
    due: str
    paid: str
    balance: str
    enforce_until: str  # the last day to ask for enforcement (民诉法 250)


class EnforcementApplication(Signed):
    """强制执行申请书: signed by hand; `number` is the ruling's (民诉法 206, 247; 民诉法解释 460)."""

    court: str
    applicants: Sequence[Person]
    respondents: Sequence[Person]
    ruling_court: str
    ruling_on: str
    served_on: str
    agreement_number: str
    terms: Sequence[OverdueTerm]
    total: str  # what is asked for in money, "" for none
    total_in_words: str
    property: str  # what the other side has, and where; "" for unknown
    enclosures: Sequence[str]


class BreachNotice(Signed):
    """履行催告通知书: the institution urges who did not keep a term (人民调解法 31); `number` is the agreement's."""

    debtor: str
    creditor: str
    effective_on: str
    term: str
    due_on: str
    balance: str  # what is still owed, "" where it is not about money
    said: str  # what the other side wrote; "" for nothing
    routes: Sequence[str]


class PerformanceReceipt(Signed):
    """履行凭证: one promise kept, acknowledged by the one it was made to; `number` is the agreement's."""

    performer: str
    receiver: str
    term: str
    performed: str  # what was given or done; money in figures
    amount_in_words: str  # 大写, "" where nothing is paid
    way: str
    performed_on: str
    remainder: str


class ReturnVisit(Signed):
    """人民调解回访记录; `number` is the agreement's."""

    parties: Sequence[str]
    reason: str
    visited_at: str
    way: str
    visitors: Sequence[str]
    performed: str
    satisfaction: str
    lawsuit: str
    concerns: str
