from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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
