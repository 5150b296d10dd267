"""The sides agree: terms are written, offered, signed on each phone or on paper, sealed, and take effect."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from PIL import Image, ImageDraw

from documents import queries as papers
from documents import rendering
from documents import services as documents
from documents.escrow import Scan
from documents.models import Document
from documents.rules import Mark
from mediation.agreements import services
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import Clause, Form, Manner, TermKind
from mediation.core import clock
from mediation.core.machine import Actor, Role
from mediation.disputes.models import Dispute
from mediation.matters import queries as matters
from mediation.operations.world.consulting import Consulting

FACTS = "2026年9月起，被申请人家阳台防水层破损，漏水浸湿申请人家卧室的天花板和墙面。双方对漏水的事实没有争议。"
ISSUES = "修复防水的时间，以及重新粉刷的费用由谁承担、承担多少。"
RESPONSIBILITY = "被申请人负责修复自家阳台防水，并承担申请人重新粉刷的费用。"


def drawing() -> bytes:
    """A signature as a finger draws it: PNG, ink on a clear ground."""
    picture = Image.new("RGBA", (480, 210), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.line([(40, 150), (110, 60), (160, 160), (230, 70), (300, 150), (440, 110)], fill=(29, 42, 46, 255), width=6)
    sink = io.BytesIO()
    picture.save(sink, "PNG")
    return sink.getvalue()


class Agreeing(Consulting):
    def drafted(self, dispute: Dispute | None = None, terms: Sequence[Clause] | None = None) -> SettlementAgreement:
        """Terms both sides agreed at the table: a repair within a month, a payment within two."""
        dispute = dispute or self.sat()
        mediator = self.mediator_of(dispute)
        agreement: SettlementAgreement = self.act(services.begin, mediator, dispute, facts=FACTS)
        self.act(
            services.amend, mediator, dispute, agreement, revision=0, clauses=self.terms(dispute) if terms is None else terms,
            issues=ISSUES, responsibility=RESPONSIBILITY,
        )  # fmt: skip
        return agreement

    def terms(self, dispute: Dispute) -> list[Clause]:
        owed, owing = dispute.parties[0], dispute.parties[1]
        between = Clause(TermKind.DO, debtor_id=owing.id, creditor_id=owed.id, debtor=owing.name, creditor=owed.name)
        today = clock.today()
        return [
            replace(between, thing="修复自家阳台的防水层，使其不再漏水", due_on=today + timedelta(days=30), place=owing.address or ""),
            replace(
                between, kind=TermKind.PAY, thing="重新粉刷的费用", amount=360_000, manner=Manner.TRANSFER,
                account="中国银行沈阳西塔支行 6217 8500 0000 0001", due_on=today + timedelta(days=60),
            ),
        ]  # fmt: skip

    def offered(self, agreement: SettlementAgreement | None = None, *, paper: bool = False) -> SettlementAgreement:
        """Offered for signature; the paper is made."""
        agreement = agreement or self.drafted()
        form = Form.PAPER if paper else Form.ELECTRONIC
        self.act(
            services.offer, self.mediator_of(agreement.dispute), agreement.dispute, agreement,
            revision=agreement.revision, form=form,
        )  # fmt: skip
        self.work()
        return agreement

    def sign(self, agreement: SettlementAgreement, role: Role = Role.APPLICANT, nth: int = 0) -> None:
        """A party signs on their phone."""
        seat = matters.seats(agreement.dispute.matter, role)[nth]
        party = Actor(f"seat:{seat.id}", seat.name, seat_id=seat.id)
        self.act(services.sign, party, agreement.dispute, agreement, shown=self.shown(agreement), drawing=drawing())

    def sign_all(self, agreement: SettlementAgreement) -> None:
        """The parties, the mediator, the seal; the worker makes the paper complete."""
        dispute = agreement.dispute
        for role in (Role.APPLICANT, Role.RESPONDENT):
            for nth in range(len(matters.seats(dispute.matter, role))):
                self.sign(agreement, role, nth)
        self.countersign(agreement)
        self.seal(agreement)
        self.work()

    def countersign(self, agreement: SettlementAgreement) -> None:
        dispute = agreement.dispute
        shown = self.shown(agreement)
        self.act(services.countersign, self.mediator_of(dispute), dispute, agreement, shown=shown, drawing=drawing())

    def seal(self, agreement: SettlementAgreement) -> None:
        dispute = agreement.dispute
        self.act(services.seal, self._window(dispute), dispute, agreement, shown=self.shown(agreement))

    def certify(self, agreement: SettlementAgreement) -> None:
        """Printed, signed by hand, brought to the window, scanned, compared."""
        scan = rendering.render(papers.paper(self._paper(agreement)))
        kept = documents.keep(scan + b"\n% scanned", key_name=agreement.key_name)
        self.act(
            services.certify, self._window(agreement.dispute), agreement.dispute, agreement, kept=kept,
            media_type="application/pdf", signed_on=clock.today(),
        )  # fmt: skip
        self.work()

    def by_hand(self, agreement: SettlementAgreement, key: str, mark: Mark = Mark.STAMP) -> None:
        """One of those who are due signs on the printed paper, and the window compares it."""
        kept = documents.keep(b"a scan of the signed paper", key_name=agreement.key_name)
        self.act(
            services.compare, self._window(agreement.dispute), agreement.dispute, agreement, keys=(key,),
            scan=Scan(kept.sha256, kept.at, "image/png"), mark=mark, marked_on=clock.today(),
        )  # fmt: skip

    def agreed(self, dispute: Dispute | None = None, *, paper: bool = False) -> Dispute:
        """A dispute settled: its agreement is in effect, the signed paper kept."""
        agreement = self.offered(self.drafted(dispute), paper=paper)
        if paper:
            self.certify(agreement)
        else:
            self.sign_all(agreement)
        return agreement.dispute

    def shown(self, agreement: SettlementAgreement) -> str:
        """What a signer is shown: the hash of the frozen paper."""
        return self._paper(agreement).frozen_sha256 or ""

    def _paper(self, agreement: SettlementAgreement) -> Document:
        self.standing(self.mediator_of(agreement.dispute), agreement.dispute)
        assert agreement.document is not None
        return agreement.document
