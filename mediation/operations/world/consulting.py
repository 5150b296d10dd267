"""A judge is on duty, both sides agree on a question, and the judge comes with it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle

from mediation.consultations import queries as consultations
from mediation.consultations import services as consulting
from mediation.consultations.models import Consultation, Duty
from mediation.consultations.rules import Half, half_of
from mediation.core import clock, wall
from mediation.core.db import commit
from mediation.core.machine import Actor
from mediation.disputes.models import Dispute
from mediation.operations.world.sitting import SittingTogether
from mediation.sittings import services as sittings
from mediation.sittings.models import Sitting

QUESTION = "楼上漏水造成楼下损失，修复之外还应当赔偿哪些项目？"


ON_DUTY = ("judge.zhou", "judge.han", "judge.piao")


class Consulting(SittingTogether):
    def on_duty(self, *logins: str) -> list[Duty]:
        """These judges are on duty for this half-day, to be called in this order."""
        now = clock.now()
        return self._named([(login, clock.local_day(now), half_of(now)) for login in logins])

    def duty_roster(self, days: int = 14) -> list[Duty]:
        """From today on, one judge of the court after the other, half-day by half-day."""
        halves = [(clock.today() + timedelta(days=n), half) for n in range(days) for half in Half]
        return self._named([(login, *when) for login, when in zip(cycle(ON_DUTY), halves, strict=False)])

    def _named(self, duties: list[tuple[str, date, Half]]) -> list[Duty]:
        clerk, court = self.staff("clerk"), self.city.organisations["法院"]
        standing = consultations.at_court(clerk, court.id)
        found = [
            consulting.name(standing, court, judge=self.city.accounts[login], day=day, half=half)
            for login, day, half in duties
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
