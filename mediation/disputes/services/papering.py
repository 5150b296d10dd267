"""The papers of a dispute, made from its rows after the act they tell of."""

from __future__ import annotations

from datetime import date
from typing import Any

from documents import services as documents
from documents.models import Document
from documents.services import Wording
from mediation.core import clock
from mediation.core.db import writing
from mediation.core.machine import Role, Standing
from mediation.core.wall import SHARED
from mediation.disputes import queries
from mediation.disputes.models import Dispute, StatementKind
from mediation.disputes.papers import (
    NOT_ACCEPTED_ZH,
    ROUTES_ZH,
    AcceptanceRegisterPaper,
    ApplicationPaper,
    ExtensionPaper,
    NotAcceptedPaper,
    as_facts,
    matter_of,
    on_a_screen,
)
from mediation.matters import queries as matters
from mediation.matters.rules import Origin


@writing
def draft(
    standing: Standing, dispute: Dispute, kind: str, paper: Any, *, number: str | None = None, label: str = SHARED
) -> Document:
    """Have a paper of a dispute printed that nobody signs on a screen. Without another number it has the dossier's."""
    return documents.draft(
        standing, Wording(kind, number or dispute.dossier_number or "", as_facts(paper)), matter_id=dispute.matter_id,
        key_name=dispute.matter.key_name, label=label,
    )  # fmt: skip


def write_acceptance(standing: Standing, dispute: Dispute) -> None:
    """The application, as the applicant wrote it; the register, where somebody else wrote down what they said."""
    assert dispute.accepted_on is not None
    institution, accepted_on = dispute.matter.organisation.name, dispute.accepted_on.isoformat()
    said = {kind: "\n".join(one.text or "" for one in queries.statements(dispute, kind)) for kind in StatementKind}
    facts, request = said[StatementKind.STORY], said[StatementKind.REQUEST]
    if dispute.matter.origin is Origin.WEB:
        today = clock.today()
        people = {
            role: [queries.person(one, today) for one in queries.parties(dispute, role)]
            for role in (Role.APPLICANT, Role.RESPONDENT)
        }
        application = ApplicationPaper(
            institution, people[Role.APPLICANT], people[Role.RESPONDENT], facts, [request],
            dispute.matter.received_on.isoformat(),
        )  # fmt: skip
        draft(standing, dispute, "application", application)
        return
    register = AcceptanceRegisterPaper(
        institution=institution, parties=[party.name for party in dispute.parties], source="applied", referred_by="",
        dispute_type=matter_of(dispute.type), facts=facts, accepted_on=accepted_on,
        note=f"当事人申请事项：{request}" if request else "", signed_on=accepted_on,
    )  # fmt: skip
    draft(standing, dispute, "acceptance_register", register)


def write_not_accepted(standing: Standing, dispute: Dispute) -> None:
    """To the applicants: why the institution does not accept, and what they can do (人民调解法 26)."""
    assert dispute.reason is not None and dispute.ended_on is not None
    paper = NotAcceptedPaper(
        institution=dispute.matter.organisation.name,
        recipients=[party.name for party in queries.parties(dispute, Role.APPLICANT)],
        matter=matter_of(dispute.type), applied_on=dispute.matter.received_on.isoformat(),
        reason=NOT_ACCEPTED_ZH[dispute.reason], basis="", routes=ROUTES_ZH, signed_on=dispute.ended_on.isoformat(),
    )  # fmt: skip
    draft(standing, dispute, "not_accepted", paper, number=dispute.matter.receipt_number)


def write_extension(standing: Standing, dispute: Dispute, *, before: date, until: date) -> None:
    """That every party agreed to more time: until when it ran, until when it runs (OM 24)."""
    assert dispute.accepted_on is not None
    paper = ExtensionPaper(
        institution=dispute.matter.organisation.name, parties=[party.name for party in dispute.parties],
        matter=matter_of(dispute.type), mediators=[one.name for one in matters.seats(dispute.matter, Role.MEDIATOR)],
        accepted_on=dispute.accepted_on.isoformat(), period_until=before.isoformat(), longer_until=until.isoformat(),
        reason="", confirmed=[on_a_screen(one.name, one.longer_at) for one in dispute.parties if one.longer_at],
        signed_on=clock.today().isoformat(),
    )  # fmt: skip
    draft(standing, dispute, "extension", paper)
