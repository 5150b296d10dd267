from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mediation.disputes.papers import Person
from mediation.performance.rules.ways import Ways


@dataclass(frozen=True)
class ReturnVisitPaper:
    """人民调解回访记录; printed, and signed by hand where somebody wants it."""

    institution: str
    parties: Sequence[str]
    reason: str
    visited_at: str
    way: str
    visitors: Sequence[str]
    performed: str
    satisfaction: str
    lawsuit: str
    concerns: str
    signed_on: str


@dataclass(frozen=True)
class TerminationPaper:
    """终止调解通知书: that mediation has ended, on what ground, and the ways that stay open (人民调解法 26)."""

    institution: str
    recipients: Sequence[str]
    matter: str
    accepted_on: str
    ground: str
    reason: str
    routes: Sequence[str]
    signed_on: str


@dataclass(frozen=True)
class ReceiptPaper:
    """履行凭证."""

    institution: str
    performer: str
    receiver: str
    term: str
    performed: str
    amount_in_words: str
    way: str
    performed_on: str
    remainder: str
    signed_on: str


GROUND_ZH = {
    "refused": "被申请人明确拒绝调解",
    "no_answer": "被申请人逾期未答复",
    "not_reached": "无法与被申请人取得联系",
    "withdrawn": "申请人撤回申请",
    "self_settled": "当事人自行和解",
    "one_side_unwilling": "一方当事人不愿继续调解",
    "too_far_apart": "双方分歧过大，无法达成协议",
    "period_over": "调解期限届满",
    "refused_to_sign": "一方当事人拒绝签字",
    "sham": "涉嫌虚假调解",
    "other": "其他原因",
}
SATISFACTION_ZH = {"satisfied": "满意", "mostly": "基本满意", "not": "不满意"}
"""Papers are Chinese."""


@dataclass(frozen=True)
class OverdueTerm:
    """A term that was not kept: `documents.kinds.dossier.OverdueTerm`."""

    term: str
    due_on: str
    due: str
    paid: str
    balance: str
    enforce_until: str


@dataclass(frozen=True)
class EnforcementPaper:
    """强制执行申请书 (民事诉讼法 206, 247; 民诉法解释 460): printed and signed by hand."""

    institution: str
    court: str
    applicants: Sequence[Person]
    respondents: Sequence[Person]
    ruling_court: str
    ruling_on: str
    served_on: str
    agreement_number: str
    terms: Sequence[OverdueTerm]
    total: str
    total_in_words: str
    property: str
    enclosures: Sequence[str]
    signed_on: str
    signers: Sequence[dict[str, Any]] = ()
    seal: str = ""


CREDITOR_ZH, DEBTOR_ZH = "申请执行人", "被执行人"
ENCLOSURES_ZH = ("民事裁定书", "人民调解协议书", "履行情况表")
SCHEDULE_ZH = (
    "序号", "协议约定", "性质", "履行期限", "应付（元）", "已付（元）", "尚欠（元）", "最后申请执行日", "状态",
)  # fmt: skip
PAYMENTS_ZH = ("序号", "付款日", "金额（元）", "状态", "凭证")
STATE_ZH = {
    "open": "未履行", "reported": "称已履行，未确认", "kept": "已履行", "disputed": "有争议", "broken": "未履行",
    "said": "称已付款，未确认", "received": "已收到", "contested": "称已付款，对方否认",
}  # fmt: skip


def yuan(fen: int) -> str:
    """An amount for a table that is reckoned with: `9000.00`."""
    return f"{fen // 100}.{fen % 100:02d}"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table that every spreadsheet opens, in UTF-8 with its mark. No cell of it is taken for a formula."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return sink.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


@dataclass(frozen=True)
class BreachPaper:
    """履行催告通知书 (人民调解法 31): the institution urges whoever did not keep a term."""

    institution: str
    debtor: str
    creditor: str
    effective_on: str
    term: str
    due_on: str
    balance: str
    said: str
    routes: Sequence[str]
    signed_on: str
    signers: Sequence[dict[str, Any]] = ()
    seal: str = ""


WAYS_ZH = {
    Ways.ENFORCE: "向人民法院申请强制执行", Ways.SERVE: "请人民法院送达裁定书后申请强制执行",
    Ways.CONFIRM: "与您共同申请司法确认", Ways.PAYMENT_ORDER: "向人民法院申请支付令",
    Ways.NOTARY: "与您共同办理赋予强制执行效力的公证", Ways.SUE: "就调解协议向人民法院提起诉讼",
    Ways.NOTE: "留存证据", Ways.TALK: "请调解员再次调解",
}  # fmt: skip
