from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mediation.rulebook.kinds import Ground, NotAccepted


@dataclass(frozen=True)
class ReturnPaper:
    """退回函 (OM 15, 宁波 19): refused, or nobody could be reached; printed and sealed by hand."""

    institution: str
    court: str
    way: str
    referral_number: str
    referred_on: str
    parties: Sequence[str]
    matter: str
    reason: str
    enclosures: Sequence[str]
    signed_on: str
    signers: Sequence[dict[str, Any]] = ()
    seal: str = ""


@dataclass(frozen=True)
class ReportPaper:
    """调解情况报告 (OM 21, SI 26): the course, the reason, and no word of what anybody offered (OM 18)."""

    institution: str
    court: str
    way: str
    referral_number: str
    parties: Sequence[str]
    matter: str
    mediators: Sequence[str]
    accepted_on: str
    ended_on: str
    sittings: int
    course: str
    reason: str
    cost: str
    notable: str
    enclosures: Sequence[str]
    signed_on: str
    signers: Sequence[dict[str, Any]] = ()
    seal: str = ""


REASON = {
    Ground.REFUSED: "被申请人明确拒绝调解",
    Ground.NO_ANSWER: "被申请人逾期未答复",
    Ground.NOT_REACHED: "无法与被申请人取得联系",
    Ground.WITHDRAWN: "申请人撤回调解申请",
    Ground.SELF_SETTLED: "当事人自行和解",
    Ground.ONE_SIDE_UNWILLING: "一方当事人不愿继续调解",
    Ground.TOO_FAR_APART: "双方分歧过大，无法达成协议",
    Ground.PERIOD_OVER: "调解期限届满，当事人未同意延长",
    Ground.REFUSED_TO_SIGN: "一方当事人拒绝在协议上签字",
    Ground.SHAM: "涉嫌虚假调解",
    Ground.OTHER: "其他原因",
}
NOT_TAKEN = {
    NotAccepted.SPECIAL_ORGAN: "法律规定由专门机关管辖处理",
    NotAccepted.ALREADY_WITH_AUTHORITY: "有关机关已经受理或者处理",
    NotAccepted.NOT_CIVIL: "不属于可以调解的民间纠纷",
    NotAccepted.NOT_OUR_AREA: "不属于本会的调解范围",
    NotAccepted.NOT_CLEAR: "材料不清，无法调解",
}
"""Papers are Chinese."""
