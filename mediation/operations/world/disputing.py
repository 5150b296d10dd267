"""A dispute is brought, accepted, and the other side asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mediation.core import clock, sealed, wall
from mediation.core.db import commit, db
from mediation.core.machine import NOBODY, Actor, Role, Standing
from mediation.disputes import services as disputes
from mediation.disputes.models import Dispute
from mediation.disputes.rules import Answer
from mediation.disputes.services import Application, Person
from mediation.operations.world.acting import Acting
from mediation.organisations import queries as organisations
from mediation.organisations.models import OrganisationKind
from mediation.referrals import services as referrals
from mediation.referrals.rules import Kind, Procedure
from mediation.rulebook.kinds import DisputeType, NotAccepted

LEAK = Application(
    type=DisputeType.NEIGHBOURS,
    story="楼上阳台漏水，从九月起我家卧室天花板和墙面都泡坏了，和楼上说了三次没有结果。",
    request="请对方修好阳台防水，并赔偿重新粉刷的费用四千二百元。",
    amount=420_000,
    applicant=Person(
        "金顺姬", "13800000001", sex="女", ethnicity="朝鲜族", occupation="退休", address="图们社区3号楼2单元201"
    ),
    respondents=(
        Person("李国强", "13800000002", sex="男", ethnicity="汉族", occupation="司机", address="图们社区3号楼2单元301"),
    ),
    language="zh-Hans",
)


class Disputing(Acting):
    def apply(self, application: Application = LEAK, *, community: str = "图们社区") -> Dispute:
        place = self.city.places[community]
        place = db.session.merge(place, load=True)
        organisation = organisations.responsible(OrganisationKind.INSTITUTION, place)
        assert organisation is not None
        key_name = sealed.new_key()
        wall.name_reader()
        dispute = disputes.apply(
            Standing(NOBODY), application, place=place, organisation=organisation, key_name=key_name
        )
        commit()
        return dispute

    def accept(self, dispute: Dispute) -> Dispute:
        self.act(disputes.accept, self._window(dispute), dispute)
        return dispute

    def not_accept(self, dispute: Dispute, reason: NotAccepted = NotAccepted.NOT_CIVIL) -> Dispute:
        self.act(disputes.not_accept, self._window(dispute), dispute, reason=reason, note="请到公安机关。")
        return dispute

    def referred(self, kind: Kind, application: Application = LEAK, **letter: Any) -> Dispute:
        """Handed over by the district's court; the window has entered its letter, and nobody has decided yet."""
        return self.refer(self.apply(application), kind, **letter)

    def refer(self, dispute: Dispute, kind: Kind, **letter: Any) -> Dispute:
        """The window enters the court's letter."""
        court = organisations.responsible(OrganisationKind.COURT, dispute.matter.place)
        assert court is not None
        today = clock.today()
        facts: dict[str, Any] = {
            "kind": kind, "court": court, "sender": court.name, "letter_number": f"（{today.year}）辽0102委调12号",
            "letter_on": today - timedelta(days=1), "received_on": today,
        }  # fmt: skip
        if kind is Kind.ENTRUSTED:
            facts |= {"case_number": f"({today.year})辽0102民初123号", "procedure": Procedure.ORDINARY}
        self.act(referrals.record, self._window(dispute), dispute, **facts | letter)
        self.work()
        return dispute

    def taken_on(self, dispute: Dispute) -> Dispute:
        """The institution accepts what was handed over, and the other side agrees."""
        self.answer(self.accept(dispute))
        self.work()
        return dispute

    def answer(self, dispute: Dispute, answer: Answer = Answer.YES) -> Dispute:
        self.act(disputes.answer, self.party(dispute, Role.RESPONDENT), dispute, answer=answer)
        return dispute

    def consented(self, application: Application = LEAK, **place: str) -> Dispute:
        """A dispute in which both sides agree to mediation."""
        return self.answer(self.accept(self.apply(application, **place)))

    def _window(self, dispute: Dispute) -> Actor:
        login = {"西塔": "window", "北市场": "window.north", "和平": "window.district"}
        return self.staff(login[dispute.matter.organisation.short_name])
