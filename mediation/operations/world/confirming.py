"""The court confirms: both sides apply, the institution seals its proof, the clerk accepts, the judge hears and rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from mediation.agreements import queries as agreements
from mediation.agreements.models import SettlementAgreement
from mediation.confirmations import queries, services
from mediation.confirmations.models import JudicialConfirmation
from mediation.core import clock, wall
from mediation.core.db import commit
from mediation.core.machine import Actor, Role
from mediation.disputes.models import Dispute
from mediation.matters import queries as matters
from mediation.operations.world.agreeing import Agreeing, drawing
from mediation.rulebook.courts import Dismissal, NotTaken, PackagePaper, Question
from mediation.sittings.rules import Mode


class Confirming(Agreeing):
    def applied_to_court(self, dispute: Dispute | None = None) -> JudicialConfirmation:
        """The applicant has begun the joint application and signed it; the other side has not joined yet."""
        dispute = dispute or self.agreed()
        confirmation = self.begun(dispute)
        self.join(confirmation, Role.APPLICANT)
        return confirmation

    def begun(self, dispute: Dispute) -> JudicialConfirmation:
        """A party has begun the joint application; its papers are made, and nobody has signed."""
        party = self.party(dispute)
        self.standing(party, dispute)
        agreement = agreements.effective(dispute)
        assert agreement is not None
        confirmation: JudicialConfirmation = self.act(
            services.apply, party, dispute, agreement, court=self._court(agreement)
        )
        self.work()
        return confirmation

    def _court(self, agreement: SettlementAgreement) -> Any:
        return queries.court(agreement, queries.courts(agreement)[0].key)

    def join(self, confirmation: JudicialConfirmation, role: Role = Role.RESPONDENT, nth: int = 0) -> None:
        """A party signs the application on their phone."""
        seat = matters.seats(confirmation.matter, role)[nth]
        party = Actor(f"seat:{seat.id}", seat.name, seat_id=seat.id)
        self.take_part(party, confirmation)
        assert confirmation.application is not None
        shown = confirmation.application.frozen_sha256 or ""
        self.at_court(services.sign, party, confirmation, shown=shown, drawing=drawing())

    def submitted(self, dispute: Dispute | None = None) -> JudicialConfirmation:
        """Both sides have signed, the institution has sealed its proof, the package is with the court."""
        confirmation = self.applied_to_court(dispute)
        for role in (Role.APPLICANT, Role.RESPONDENT):
            for nth in range(int(role is Role.APPLICANT), len(matters.seats(confirmation.matter, role))):
                self.join(confirmation, role, nth)
        self.at_court(services.seal_proof, self._window(confirmation.dispute), confirmation)
        self.work()
        return confirmation

    def asked_for_papers(self, dispute: Dispute | None = None, *, until: date | None = None) -> JudicialConfirmation:
        """The clerk has asked for a paper that is missing."""
        confirmation = self.submitted(dispute)
        self.at_court(
            services.ask_papers, self.staff("clerk"), confirmation, missing=[PackagePaper.IDENTITY],
            until=until or clock.today() + timedelta(days=5), words="请补交被申请人身份证复印件。",
        )  # fmt: skip
        return confirmation

    def not_accepted_by_court(self, dispute: Dispute | None = None) -> JudicialConfirmation:
        confirmation = self.submitted(dispute)
        self.at_court(services.not_accept, self.staff("clerk"), confirmation, reason=NotTaken.WRONG_COURT)
        return confirmation

    def accepted_by_court(self, dispute: Dispute | None = None, judge: str = "judge.zhou") -> JudicialConfirmation:
        """The case has its number and its judge."""
        confirmation = self.submitted(dispute)
        chosen = queries.judge(confirmation, judge)
        self.at_court(services.accept, self.staff("clerk"), confirmation, judge=chosen)
        return confirmation

    def heard(self, confirmation: JudicialConfirmation) -> None:
        """The judge has heard both parties together; all was in order."""
        answers = dict.fromkeys(Question, True)
        parties = len(confirmation.dispute.parties)
        self.at_court(
            services.inquire, self.judge_of(confirmation), confirmation, present=parties, answers=answers, way=Mode.IN_PERSON,
            words="双方均到场，自愿申请，清楚协议内容和司法确认的后果。",
        )  # fmt: skip

    def ruled(self, dispute: Dispute | None = None, *, dismissal: Dismissal | None = None) -> JudicialConfirmation:
        """The ruling is signed, sealed and released; nobody has opened it yet."""
        confirmation = self.accepted_by_court(dispute)
        judge = self.judge_of(confirmation)
        if dismissal is None:
            self.heard(confirmation)
            self.at_court(services.grant, judge, confirmation)
        else:
            self.at_court(services.reject, judge, confirmation, reason=dismissal, words="履行期限和标准约定不明")
        self.work()
        self.take_part(judge, confirmation)
        assert confirmation.ruling is not None
        self.at_court(services.sign_ruling, judge, confirmation, shown=confirmation.ruling.frozen_sha256 or "")
        self.work()
        return confirmation

    def confirmed(self, dispute: Dispute | None = None) -> Dispute:
        """The agreement is confirmed, and both parties have opened the ruling."""
        return self._served(self.ruled(dispute))

    def dismissed(self, dispute: Dispute | None = None, reason: Dismissal = Dismissal.UNCLEAR) -> Dispute:
        """The application is dismissed, and both parties have opened the ruling."""
        return self._served(self.ruled(dispute, dismissal=reason))

    def _served(self, confirmation: JudicialConfirmation) -> Dispute:
        for seat in matters.seats(confirmation.matter, Role.APPLICANT, Role.RESPONDENT):
            self.at_court(services.serve, Actor(f"seat:{seat.id}", seat.name, seat_id=seat.id), confirmation)
        return confirmation.dispute

    def judge_of(self, confirmation: JudicialConfirmation) -> Actor:
        assert confirmation.judge is not None
        return self.staff(confirmation.judge.login)

    def take_part(self, actor: Actor, confirmation: JudicialConfirmation) -> Any:
        """As the door does: what the actor is towards this confirmation, named to the wall."""
        standing = queries.standing(actor, confirmation)
        wall.name_reader(standing)
        return standing

    def at_court(self, verb: Callable[..., Any], actor: Actor, confirmation: JudicialConfirmation, **facts: Any) -> Any:
        """One act as the door lets it pass: standing, verb, commit."""
        result = verb(self.take_part(actor, confirmation), confirmation, **facts)
        commit()
        return result
