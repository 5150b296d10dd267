from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from documents.models import Document
from documents.rules import DocumentState
from mediation.agreements import queries as agreements
from mediation.agreements.papers import figures
from mediation.agreements.rules import Form
from mediation.core import clock
from mediation.core.db import writing
from mediation.core.machine import Role, Standing
from mediation.disputes import queries as disputes
from mediation.disputes import services as papers
from mediation.disputes.models import Dispute, StatementKind
from mediation.disputes.papers import matter_of
from mediation.dossiers.papers import (
    MISSING,
    OFFICIAL,
    ORIGINALS,
    SENT,
    SOUND,
    BackCoverPaper,
    ClosingReportPaper,
    ContentsPaper,
    CoverPaper,
    DossierNotePaper,
    Entry,
)
from mediation.dossiers.queries import Line, lines, of_dispute
from mediation.dossiers.rules import RETENTION, WINDING_UP
from mediation.performance import queries as performance
from mediation.performance.papers import GROUND_ZH, SATISFACTION_ZH
from mediation.referrals import queries as referrals


def title(dispute: Dispute) -> str:
    """What stands on the cover: the first of each side, and what it is about. With many people the form says 等."""
    sides = [[party.name for party in disputes.parties(dispute, role)] for role in (Role.APPLICANT, Role.RESPONDENT)]
    named = ["、".join(side[:2]) + ("等" if len(side) > 2 else "") for side in sides if side]
    return f"{'与'.join(named)}{matter_of(dispute.type)}"


def _mediators(dispute: Dispute) -> list[str]:
    return [seat.name for seat in dispute.matter.seats if seat.role is Role.MEDIATOR]


@writing
def wind_up(standing: Standing, dispute: Dispute) -> None:
    """The matter is closed: how it went, and what whoever opens the dossier has to know (人民调解法 27)."""
    _draft(standing, dispute, "closing_report", closing_report(dispute))
    found = [one for one in lines(dispute) if one.document is None or one.document.kind not in WINDING_UP]
    absent = [one.official for one in found if one.missing and one.official != OFFICIAL["closing_report"]]
    sound = sum(one.exhibit is not None and one.exhibit.media_type.startswith("audio/") for one in found)
    notes = [ORIGINALS, *([SOUND.format(count=sound)] if sound else ())]
    notes += [MISSING.format(title=official) for official in absent]
    mediators, today = _mediators(dispute), clock.today().isoformat()
    note = DossierNotePaper(
        dispute.matter.organisation.name, title(dispute), notes, mediators[0] if mediators else "", "", today
    )
    _draft(standing, dispute, "dossier_note", note)


def closing_report(dispute: Dispute) -> ClosingReportPaper:
    """人民调解结案报告表 from the rows of everything to the left."""
    agreement, today = agreements.effective(dispute), clock.today()
    terms = agreements.terms(agreement) if agreement else []
    story = "\n".join(one.text or "" for one in disputes.statements(dispute, StatementKind.STORY))
    promises = performance.of_dispute(dispute)
    visit = performance.visit_of(dispute)
    return ClosingReportPaper(
        institution=dispute.matter.organisation.name,
        people=[disputes.person(party, today) for party in dispute.parties],
        handled_by="、".join(_mediators(dispute)), source=_source(dispute), dispute_type=matter_of(dispute.type),
        accepted_on=(dispute.accepted_on or dispute.matter.received_on).isoformat(), closed_on=today.isoformat(),
        facts=(agreement.facts if agreement else None) or story,
        result="failed" if agreement is None else "oral" if agreement.form is Form.ORAL else "written",
        outcome="各方当事人自愿达成调解协议。" if agreement else GROUND_ZH[dispute.ground] if dispute.ground else "",
        agreement_number=(agreement.number or "") if agreement else "",
        amount=figures(sum(term.amount or 0 for term in terms)) if any(term.amount for term in terms) else "",
        performed=f"共{len(promises)}项，已全部履行" if promises and performance.all_kept(dispute) else "",
        visited=f"{visit.visited_at.astimezone(clock.CHINA):%Y年%-m月%-d日}回访，{SATISFACTION_ZH[visit.satisfaction]}"
        if visit and visit.visited_at and visit.satisfaction else "",
        confirmed="、".join(one.number for one in _rulings(dispute)), filled_on=today.isoformat(),
        signed_on=today.isoformat(),
    )  # fmt: skip


def _source(dispute: Dispute) -> str:
    """How it came in, in the words of the official form."""
    referral = referrals.of_dispute(dispute)
    return SENT.get(referral.kind, f"{referral.sender}移送") if referral else "当事人申请"


def _rulings(dispute: Dispute) -> list[Document]:
    return [one for one in of_dispute(dispute) if one.kind == "ruling" and one.state is DocumentState.COMPLETE]


@writing
def bind(standing: Standing, dispute: Dispute, *, counted: Sequence[Line]) -> None:
    """The dossier gets its cover, its table of contents with pages, and its back cover. `counted`: what lies in it."""
    inside = [one for one in counted if not one.missing]
    mediators, today = _mediators(dispute), clock.today().isoformat()
    institution, name = dispute.matter.organisation.name, title(dispute)
    filed_by = mediators[0] if mediators else ""
    cover = CoverPaper(
        institution=institution, title=name, mediators=list(dict.fromkeys(mediators)),
        began_on=(dispute.accepted_on or dispute.matter.received_on).isoformat(),
        ended_on=(dispute.ended_on or clock.today()).isoformat(), filed_by=filed_by, filed_on=today,
        retention=RETENTION, note="",
    )  # fmt: skip
    entries = [Entry(one.official, one.pages, one.document.number if one.document else "") for one in inside]
    last = next((one.pages for one in reversed(inside) if one.pages), "0")
    back = BackCoverPaper(institution, len(inside), int(last.split("-")[-1]), "", filed_by, "", today)
    for kind, paper in (("cover", cover), ("contents", ContentsPaper(institution, name, entries)),
                        ("back_cover", back)):  # fmt: skip
        _draft(standing, dispute, kind, paper)


def _draft(standing: Standing, dispute: Dispute, kind: str, paper: Any) -> None:
    papers.draft(standing, dispute, kind, paper)
