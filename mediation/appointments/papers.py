from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mediation.appointments.rules import AppointmentState


@dataclass(frozen=True)
class ReplacementPaper:
    """更换人民调解员通知书 (OM 13, 14; SI 15): to the parties, once somebody else has taken the matter."""

    institution: str
    recipients: Sequence[str]
    matter: str
    former: str
    reason: str
    successor: str
    choice: str
    signed_on: str


REASON_ZH = {AppointmentState.REPLACED: "当事人申请更换", AppointmentState.DECLINED: "该调解员不能继续调解本案"}
"""Why somebody who had taken the matter mediates it no more."""
JOINTLY, DESIGNATED = "经各方当事人共同选定", "由本会指定"
