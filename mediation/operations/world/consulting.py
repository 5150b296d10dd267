"""A judge is on duty, both sides agree on a question, and the judge comes with it."""

from __future__ import annotations

from mediation.consultations import queries as consultations
from mediation.consultations import services as consulting
from mediation.consultations.models import Consultation, Duty
from mediation.consultations.rules import half_of
from mediation.core import clock, wall
from mediation.core.db import commit
from mediation.core.machine import Actor
from mediation.disputes.models import Dispute
from mediation.operations.world.sitting import SittingTogether
from mediation.sittings import services as sittings
from mediation.sittings.models import Sitting

QUESTION = "楼上漏水造成楼下损失，修复之外还应当赔偿哪些项目？"


class Consulting(SittingTogether):
    def on_duty(self, *logins: str) -> list[Duty]:
        """These judges are on duty for this half-day, to be called in this order."""
        clerk, court = self.staff("clerk"), self.city.organisations["法院"]
        now = clock.now()
        found = [
            consulting.name(
                consultations.at_court(clerk, court.id),
                court,
                judge=self.city.accounts[login],
                day=clock.local_day(now),
                half=half_of(now),
            )
            for login in logins
        ]
        commit()
        return found

    def question(self, dispute: Dispute, sitting: Sitting, *, agreed: bool = True) -> Consultation:
        """The mediator has worded a question; both sides have agreed to the words."""
        asked: Consultation = self.act(
            sittings.ask_judge, self.mediator_of(dispute), dispute, sitting, question=QUESTION
        )
        for one in sitting.parties if agreed else ():
            party = Actor(f"seat:{one.seat_id}", one.name, seat_id=one.seat_id)
            self.act(consulting.answer_wording, party, dispute, asked, yes=True, wording=asked.wording)
        return asked

    def called(self, dispute: Dispute, sitting: Sitting) -> Consultation:
        """The first judge on duty is being called."""
        asked = self.question(dispute, sitting)
        self.act(sittings.call_judge, self.mediator_of(dispute), dispute, sitting)
        return asked

    def taken(self, login: str, consultation: Consultation, sitting: Sitting) -> Sitting:
        """The judge who is called comes."""
        standing = consultations.standing(self.staff(login), consultation)
        wall.name_reader(standing)
        sittings.take_call(standing, consultation, sitting=sitting)
        commit()
        return sitting
