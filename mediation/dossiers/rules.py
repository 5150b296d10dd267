from __future__ import annotations

import enum
from dataclasses import dataclass

from mediation.core.machine import Role
from mediation.core.words import N_

KEEPERS = frozenset({Role.WINDOW, Role.MEDIATOR})
"""Who keeps the dossier."""


class Need(enum.StrEnum):
    """In which dossiers a paper has to be."""

    ALWAYS = "always"
    MET = "met"  # where a sitting was held
    SETTLED = "settled"
    FAILED = "failed"
    IF_ANY = "if_any"


@dataclass(frozen=True)
class Section:
    """One line of the official table of contents: any of these kinds of paper is it, and stands there in this order.

    `talk`: it tells what was said among those who sat together; whoever keeps the dossier and was not among them is
    told that the mediator has it.
    """

    title: str
    official: str
    kinds: tuple[str, ...]
    need: Need = Need.IF_ANY
    talk: bool = False
    exhibits: bool = False


ORDER = (
    Section(N_("Application, or register of acceptance"), "人民调解申请书或者受理登记表",
            ("application", "acceptance_register", "referral"), Need.ALWAYS),
    Section(N_("Notice of rights and duties"), "人民调解当事人权利义务告知书", ("notice",), Need.MET),
    Section(N_("Proof of identity"), "当事人身份证明", ("identity_proof",), Need.MET),
    Section(N_("Power of attorney"), "授权委托书", ("power_of_attorney",)),
    Section(N_("Record of the investigation"), "人民调解调查记录", ("investigation",)),
    Section(N_("Evidence and papers handed in"), "人民调解证据材料", ("evidence_list",), exhibits=True),
    Section(N_("More time, other mediator"), "延长调解期限、更换人民调解员材料", ("extension", "replacement")),
    Section(N_("Mediation record"), "人民调解记录", ("minutes",), Need.MET, talk=True),
    Section(N_("Record of undisputed facts"), "无争议事实记载", ("undisputed_facts",)),
    Section(N_("Agreement, or register of an oral one"), "人民调解协议书或者口头协议登记表",
            ("agreement", "oral_agreement", "court_mediation_paper"), Need.SETTLED),
    Section(N_("End without an agreement"), "终止调解材料", ("termination", "report_to_court", "return_letter"),
            Need.FAILED),
    Section(N_("Receipts of performance"), "履行凭证", ("breach_notice", "performance_receipt")),
    Section(N_("Record of the return visit"), "人民调解回访记录", ("return_visit",), Need.SETTLED),
    Section(N_("Judicial confirmation"), "司法确认有关材料",
            ("confirmation_application", "proof_of_mediation", "minutes_extract", "fair_process", "service_address",
             "court_accepted", "court_not_accepted", "correction", "inquiry", "ruling", "withdrawal_allowed",
             "treated_as_withdrawn", "changed_on_objection", "service_receipt")),
    Section(N_("Closing report"), "人民调解结案报告表", ("closing_report",), Need.ALWAYS),
    Section(N_("Note on the dossier"), "卷宗情况说明", ("dossier_note",)),
)  # fmt: skip
"""What lies in a dossier between its table of contents and its back cover (司发通〔2010〕239号; 人民调解法 27)."""

FRONT, BACK = ("cover", "contents"), ("back_cover",)
WINDING_UP = ("closing_report", "dossier_note")
"""Written when the matter is closed, and counted with the rest."""
BINDING = (*FRONT, *BACK)
"""Written last, once all pages are counted."""


def is_needed(need: Need, *, met: bool, settled: bool) -> bool:
    """Whether a paper is missing where there is none."""
    return {Need.ALWAYS: True, Need.MET: met, Need.SETTLED: settled, Need.FAILED: not settled, Need.IF_ANY: False}[need]


def numbered(counts: list[int | None]) -> list[str]:
    """The pages of each of several papers that lie on one another: [1, 3, None, 2] → ["1", "2-4", "", "5-6"].

    Sound has no pages (None), and does not move those after it.
    """
    said, last = [], 0
    for count in counts:
        first, last = last + 1, last + (count or 0)
        said.append("" if not count else str(first) if count == 1 else f"{first}-{last}")
    return said


RETENTION = "长期"
"""The class of retention that stands on the cover: no law names one by kind of dispute, so an archivist corrects it."""
