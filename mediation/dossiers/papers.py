from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mediation.disputes.papers import Person
from mediation.referrals.rules import Kind


@dataclass(frozen=True)
class ClosingReportPaper:
    """人民调解结案报告表."""

    institution: str
    people: Sequence[Person]
    handled_by: str
    accepted_on: str
    closed_on: str
    source: str
    dispute_type: str
    facts: str
    result: str
    outcome: str
    agreement_number: str
    amount: str
    performed: str
    visited: str
    confirmed: str
    filled_on: str
    signed_on: str


@dataclass(frozen=True)
class DossierNotePaper:
    """卷宗情况说明."""

    institution: str
    title: str
    notes: Sequence[str]
    filed_by: str
    checked_by: str
    filed_on: str


@dataclass(frozen=True)
class CoverPaper:
    """卷宗封面."""

    institution: str
    title: str
    mediators: Sequence[str]
    began_on: str
    ended_on: str
    filed_by: str
    filed_on: str
    retention: str
    note: str


@dataclass(frozen=True)
class Entry:
    title: str
    pages: str
    note: str


@dataclass(frozen=True)
class ContentsPaper:
    """卷内目录."""

    institution: str
    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class BackCoverPaper:
    """封底."""

    institution: str
    papers: int
    pages: int
    note: str
    filed_by: str
    checked_by: str
    filed_on: str


OFFICIAL = {
    "application": "人民调解申请书",
    "acceptance_register": "人民调解受理登记表",
    "referral": "委派（委托）调解函",
    "notice": "人民调解当事人权利义务告知书",
    "identity_proof": "当事人身份证明",
    "power_of_attorney": "授权委托书",
    "service_address": "送达地址确认书",
    "investigation": "人民调解调查记录",
    "evidence_list": "人民调解证据清单",
    "extension": "延长调解期限同意书",
    "replacement": "更换人民调解员通知书",
    "minutes": "人民调解记录",
    "undisputed_facts": "无争议事实记载",
    "agreement": "人民调解协议书",
    "oral_agreement": "人民调解口头协议登记表",
    "court_mediation_paper": "民事调解书",
    "termination": "终止调解通知书",
    "report_to_court": "调解情况报告",
    "return_letter": "退回调解函",
    "breach_notice": "履行催告通知书",
    "performance_receipt": "履行凭证",
    "return_visit": "人民调解回访记录",
    "confirmation_application": "司法确认申请书",
    "proof_of_mediation": "调解组织主持调解的证明",
    "minutes_extract": "人民调解记录（摘录）",
    "fair_process": "调解程序情况证明",
    "court_accepted": "受理通知书",
    "court_not_accepted": "民事裁定书（不予受理）",
    "correction": "补正通知书",
    "inquiry": "询问笔录",
    "ruling": "民事裁定书",
    "withdrawal_allowed": "民事裁定书（准许撤回申请）",
    "treated_as_withdrawn": "民事裁定书（按撤回申请处理）",
    "changed_on_objection": "民事裁定书（异议）",
    "service_receipt": "送达回证",
    "closing_report": "人民调解结案报告表",
    "dossier_note": "卷宗情况说明",
}
"""What each paper is called in the table of contents."""
SENT = {Kind.DELEGATED: "人民法院委派", Kind.ENTRUSTED: "人民法院委托"}
"""Where a matter came from that a court sent."""
EXHIBIT = "证据材料：{title}"
ORIGINALS = "本卷文书以电子文件为原件，可以凭文书上的二维码核验；纸质件为打印件。"
SOUND = "另有录音材料{count}件，以电子文件保存。"
MISSING = "缺：{title}。"
