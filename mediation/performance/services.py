from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from documents import services as documents
from documents.rules import TITLE
from documents.services import Wording
from mediation.agreements.models import SettlementAgreement, Term
from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import writing
from mediation.core.machine import Role, Standing
from mediation.core.wall import SHARED
from mediation.disputes.models import Dispute
from mediation.matters import queries as seats
from mediation.matters import services as matters
from mediation.performance.models import Promise, ReturnVisit
from mediation.performance.papers import (
    GROUND_ZH,
    RETENTION,
    ROUTES_ZH,
    SATISFACTION_ZH,
    BackCoverPaper,
    ContentsPaper,
    CoverPaper,
    ReturnVisitPaper,
    TerminationPaper,
)
from mediation.performance.queries import Line, all_kept, dossier, visited
from mediation.performance.rules import TABLE, VISITS, Satisfaction


@writing
def make(standing: Standing, agreement: SettlementAgreement, *, terms: Sequence[Term]) -> None:
    """From the day of effect on, each term is a promise with its day, and a return visit is planned (人民调解法 31)."""
    dispute, about = agreement.dispute, _about(agreement)
    for term in terms:
        assert term.debtor_id is not None and term.creditor_id is not None
        due_on = agreement.effective_on if term.on_the_spot else term.due_on
        promise = Promise(
            dispute=dispute, agreement=agreement, term=term, debtor_id=term.debtor_id, creditor_id=term.creditor_id,
            due_on=due_on, **about,
        )  # fmt: skip
        advance(standing, TABLE, promise, "make")
        if due_on is not None:
            deadlines.start("promise_due", promise, until=clock.end_of(due_on))
    visit = ReturnVisit(dispute=dispute, agreement=agreement, **about)
    advance(standing, VISITS, visit, "plan", from_day=agreement.effective_on)


def _about(agreement: SettlementAgreement) -> dict[str, object]:
    return {
        "matter_id": agreement.matter_id,
        "organisation_id": agreement.organisation_id,
        "key_name": agreement.key_name,
        "label": SHARED,
    }


@writing
def remind(standing: Standing, promise: Promise) -> None:
    """Its day is near: the record says so, and whoever tells people reads it there."""
    advance(standing, TABLE, promise, "remind")
    promise.reminded_on = clock.today()


@writing
def report(standing: Standing, promise: Promise, *, note: str | None, files: Sequence[matters.Brought] = ()) -> None:
    """ "Done", with proof. The other side has seven days to say yes or no."""
    promise.reported_at = clock.now()
    advance(standing, TABLE, promise, "report")
    promise.note = note or promise.note
    matter = promise.dispute.matter
    matters.hand_in(standing, matter, files=files, label=SHARED, seat=seats.own_seat(standing, matter))


@writing
def confirm(standing: Standing, promise: Promise) -> None:
    """The one it was promised to says that it was done."""
    advance(standing, TABLE, promise, "confirm")


@writing
def dispute(standing: Standing, promise: Promise, *, note: str) -> None:
    """The one it was promised to says that it was not done, or not as agreed."""
    advance(standing, TABLE, promise, "dispute")
    promise.note = note


@writing
def complain(standing: Standing, promise: Promise, *, note: str | None) -> None:
    """The day has passed and nothing was done."""
    advance(standing, TABLE, promise, "complain")
    promise.note = note or promise.note


@writing
def visit(
    standing: Standing,
    visit: ReturnVisit,
    *,
    visited_at: datetime,
    satisfaction: Satisfaction,
    performed: str,
    concerns: str | None,
    way: str,
) -> None:
    """What the parties said a month after; the record of it is made (回访记录)."""
    visit.visited_at, visit.satisfaction = visited_at, satisfaction
    visit.performed, visit.concerns = performed, concerns
    advance(standing, VISITS, visit, "visit", codes={"satisfaction": satisfaction})
    paper = ReturnVisitPaper(
        institution=visit.dispute.matter.organisation.name,
        parties=[party.name for party in visit.dispute.parties],
        reason="了解调解协议的履行情况",
        visited_at=visited_at.astimezone(clock.CHINA).strftime("%Y-%m-%dT%H:%M"),
        way=way,
        visitors=[standing.actor.name],
        performed=performed,
        satisfaction=SATISFACTION_ZH[satisfaction],
        lawsuit="",
        concerns=concerns or "",
        signed_on=clock.today().isoformat(),
    )
    _draft(standing, visit.dispute, "return_visit", visit.agreement.number or "", asdict(paper))


@writing
def close(standing: Standing, dispute: Dispute) -> bool:
    """The matter is closed when all that was promised is done and somebody has visited. Returns whether it was."""
    if not (all_kept(dispute) and visited(dispute)):
        return False
    matters.close(standing, dispute.matter)
    return True


@writing
def notify_ending(standing: Standing, dispute: Dispute) -> None:
    """Mediation ended without an agreement: its notice names the other routes (人民调解法 26), the matter is closed."""
    assert dispute.ground is not None
    if dispute.dossier_number is not None:
        paper = TerminationPaper(
            institution=dispute.matter.organisation.name,
            recipients=[party.name for party in dispute.parties],
            matter=f"{'、'.join(party.name for party in dispute.parties)}纠纷",
            accepted_on=(dispute.accepted_on or dispute.matter.received_on).isoformat(),
            ground=GROUND_ZH[dispute.ground],
            reason="",
            routes=ROUTES_ZH,
            signed_on=clock.today().isoformat(),
        )
        _draft(standing, dispute, "termination", dispute.dossier_number, asdict(paper))
    matters.close(standing, dispute.matter)


@writing
def file(standing: Standing, dispute: Dispute) -> None:
    """The dossier gets its cover, its table of contents and its back cover (人民调解法 27)."""
    matter = dispute.matter
    lines = [line for line in dossier(matter) if line.document or line.exhibits]
    mediators = [seat.name for seat in matter.seats if seat.role is Role.MEDIATOR]
    title = f"{'、'.join(party.name for party in dispute.parties)}纠纷"
    about = {"institution": matter.organisation.name}
    cover = CoverPaper(
        **about, title=title, mediators=mediators, began_on=(dispute.accepted_on or matter.received_on).isoformat(),
        ended_on=(dispute.ended_on or clock.today()).isoformat(), filed_by=mediators[0] if mediators else "",
        filed_on=clock.today().isoformat(), retention=RETENTION, note="",
    )  # fmt: skip
    contents = ContentsPaper(**about, title=title, entries=_entries(lines))
    back = BackCoverPaper(
        **about, papers=len(lines), pages=0, note="", filed_by=cover.filed_by, checked_by="", filed_on=cover.filed_on
    )
    for kind, paper in (("cover", cover), ("contents", contents), ("back_cover", back)):
        _draft(standing, dispute, kind, dispute.dossier_number or "", asdict(paper))


def _entries(lines: Sequence[Line]) -> list[dict[str, str]]:
    return [
        {
            "title": DOSSIER_ZH.get(line.title, line.title),
            "pages": "",
            "note": line.document.number if line.document else "",
        }
        for line in lines
    ]


DOSSIER_ZH = {
    TITLE["application"]: "人民调解申请书",
    TITLE["notice"]: "人民调解当事人权利义务告知书",
    TITLE["minutes"]: "人民调解记录",
    TITLE["agreement"]: "人民调解协议书",
    TITLE["return_visit"]: "人民调解回访记录",
    TITLE["proof_of_mediation"]: "调解组织主持调解的证明",
    TITLE["confirmation_application"]: "司法确认申请书",
    TITLE["ruling"]: "民事裁定书",
    TITLE["termination"]: "终止调解通知书",
}
"""What the papers are called in the table of contents; papers are Chinese."""


def _draft(standing: Standing, dispute: Dispute, kind: str, number: str, facts: dict[str, object]) -> None:
    documents.draft(
        standing, Wording(kind, number, facts), matter_id=dispute.matter_id, key_name=dispute.matter.key_name,
        label=SHARED,
    )  # fmt: skip
