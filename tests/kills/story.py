"""One dispute from its first day to its dossier, in steps that each end with one commit: what is killed, and goes on.

Every step finds what it needs in the database, because whoever began the story may be dead. Steps named `work` are
the worker's; the others are people's, some of them by the real form of a page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

from mediation.agreements import queries as agreements
from mediation.agreements import services as agreeing
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import Form
from mediation.appointments import queries as appointments
from mediation.appointments import services as appointing
from mediation.appointments.models import Appointment
from mediation.appointments.rules import Relation
from mediation.core import clock
from mediation.core.db import db
from mediation.core.jobs import Worker
from mediation.core.machine import Actor, Role
from mediation.disputes.models import Dispute
from mediation.matters import services as matters
from mediation.operations.world import World
from mediation.operations.world.agreeing import FACTS, ISSUES, RESPONSIBILITY
from mediation.operations.world.performing import Performing
from mediation.operations.world.sitting import FACT, MINUTES
from mediation.performance import services as performing
from mediation.sittings import queries as sittings
from mediation.sittings import services as sitting_down
from mediation.sittings.models import Participant, Sitting, UndisputedFact
from mediation.sittings.rules import Identity, Result
from tests.sign_in import sign_in

BOTH = (Role.APPLICANT, Role.RESPONDENT)
PICTURE = b"%PDF-1.4 a photo of the ceiling"

Step = tuple[str, Callable[[], object]]


class Everybody(World, Performing):
    """All who act in the story."""


class Story:
    def __init__(self, world: Everybody, done: Callable[[], None]) -> None:
        """`done` is called by the worker's steps after each piece of work."""
        self.world = world
        self.done = done

    def steps(self) -> list[Step]:
        return [
            *self._begins(), *self._chooses(), *self._sits(), *self._agrees(), *self._performs(),
            ("another applies", self.world.apply), ("work", self.work),
        ]  # fmt: skip

    def _begins(self) -> list[Step]:
        return [
            ("apply", self.world.apply),
            ("hand in", self.hand_in),
            ("accept by form", lambda: self.post("window", f"/disputes/{self.dispute.public_id}/accept", "accept")),
            ("work", self.work),
            ("answer", lambda: self.world.answer(self.dispute)),
            ("work", self.work),
        ]

    def _chooses(self) -> list[Step]:
        take = self.world.take
        accept = "accept the appointment by form"
        return [
            *[(f"choose, {one}", lambda one=one: self.world.choose(self.appointment, one)) for one in BOTH],
            ("work", self.work),
            ("disclose", lambda: take(appointing.disclose, self.park, self.appointment, relation=Relation.NONE)),
            (accept, lambda: self.post("park", f"/appointments/{self.appointment.public_id}/accept", "appointment")),
            ("work", self.work),
        ]

    def _sits(self) -> list[Step]:
        return [
            ("plan", lambda: self.world.planned(self.dispute, starts_at=clock.now() + timedelta(minutes=5))),
            ("open the doors", lambda: self.chair(sitting_down.open_doors)),
            *[(f"{verb.__name__} {n}", lambda verb=verb, n=n: self.of_party(verb, n))
              for n in (0, 1) for verb in (sitting_down.tell_notice, sitting_down.note_consent)],
            *[(f"identify {n}", lambda n=n: self.of_party(sitting_down.identify, n, result=Identity.SEEN_IN_PERSON))
              for n in (0, 1)],
            ("join by media", lambda: self.chair(sitting_down.join, device="laptop", again=False)),
            *[(f"mark {n}", lambda n=n: self.of_party(sitting_down.mark, n, here=True)) for n in (0, 1)],
            ("start", lambda: self.chair(sitting_down.start)),
            ("caucus", lambda: self.chair(sitting_down.caucus, side=1)),
            ("rejoin", lambda: self.chair(sitting_down.rejoin)),
            ("write", lambda: self.chair(sitting_down.write, sections=MINUTES)),
            ("state a fact", lambda: self.chair(sitting_down.state_fact, text=FACT)),
            *[(f"confirm the fact, {one}", lambda one=one: self.confirm_fact(one)) for one in BOTH],
            *[(f"confirm the minutes, {one}", lambda one=one: self.confirm_minutes(one)) for one in BOTH],
            ("end", lambda: self.chair(sitting_down.end, result=Result.SETTLED)),
        ]  # fmt: skip

    def _agrees(self) -> list[Step]:
        return [
            ("begin the agreement", lambda: self.write(agreeing.begin, self.dispute, facts=FACTS)),
            ("amend", self.amend),
            ("offer", self.offer),
            ("work", self.work),
            ("sign what is amended then", lambda: self.world.sign(self.agreement)),
            ("amend after a signature", self.amend),
            ("offer again", self.offer),
            ("work", self.work),
            *[(f"sign, {one}", lambda one=one: self.world.sign(self.agreement, one)) for one in BOTH],
            ("countersign", lambda: self.world.countersign(self.agreement)),
            ("seal", lambda: self.world.seal(self.agreement)),
            ("work", self.work),
        ]

    def _performs(self) -> list[Step]:
        def towards(verb: Callable[..., Any], n: int, who: str, **facts: str) -> None:
            promise = self.world.promises(self.dispute)[n]
            self.world.towards(verb, getattr(self.world, who)(promise), promise, **facts)

        return [
            *[step for n in (0, 1) for step in (
                (f"report {n}", lambda n=n: towards(performing.report, n, "owing", note="已经办好。")),
                (f"confirm {n}", lambda n=n: towards(performing.confirm, n, "owed")),
            )],
            ("visit", lambda: self.world.visited(self.dispute)),
            ("work", self.work),
        ]  # fmt: skip

    # what the steps do

    def work(self) -> None:
        """Everything that is due now, one piece after another; each is acknowledged when it is done."""
        worker = Worker("kills")
        while worker.run_once():
            self.done()

    def post(self, login: str, address: str, key: str, **said: str) -> str:
        """Press a button of a page; the same form, however often it is sent. Where it led to."""
        browser = current_app.test_client()
        sign_in(browser, self.world.staff(login))
        with current_app.app_context():
            answer = browser.post(address, data={"_once": f"{key:x<26}"[:26], **said})
        db.session.rollback()
        assert answer.status_code == 303, (address, answer.status_code, answer.text)
        return str(answer.location)

    def hand_in(self) -> None:
        dispute = self.dispute
        kept = matters._keep(PICTURE, dispute.matter.key_name)
        file = matters.Brought("ceiling.pdf", "application/pdf", len(PICTURE), "0" * 64, kept, kept)
        party = self.world.party(dispute)
        seat = self.world.seat(dispute, Role.APPLICANT)
        self.world.act(matters.hand_in, party, dispute, dispute.matter, files=[file], label="shared", seat=seat)

    def chair(self, verb: Callable[..., Any], **facts: Any) -> Any:
        return self.world.act(verb, self.world.mediator_of(self.dispute), self.dispute, self.sitting, **facts)

    def of_party(self, verb: Callable[..., Any], n: int, **facts: Any) -> None:
        self.chair(verb, participant=self.taking_part(n), **facts)

    def confirm_fact(self, role: Role) -> None:
        self.world.standing(self.world.mediator_of(self.dispute), self.dispute)
        fact = db.session.scalars(select(UndisputedFact)).one()
        party = self.world.party(self.dispute, role)
        self.world.act(sitting_down.confirm_fact, party, self.dispute, self.sitting, fact=fact)

    def confirm_minutes(self, role: Role) -> None:
        self.world.standing(self.world.mediator_of(self.dispute), self.dispute)
        sha256 = self.sitting.versions[-1].sha256
        party = self.world.party(self.dispute, role)
        self.world.act(sitting_down.confirm_minutes, party, self.dispute, self.sitting, sha256=sha256)

    def write(self, verb: Callable[..., Any], *subject: Any, **facts: Any) -> None:
        self.world.act(verb, self.world.mediator_of(self.dispute), self.dispute, *subject, **facts)

    def amend(self) -> None:
        agreement = self.agreement
        self.write(
            agreeing.amend, agreement, revision=agreement.revision, clauses=self.world.terms(self.dispute),
            issues=ISSUES, responsibility=RESPONSIBILITY,
        )  # fmt: skip

    def offer(self) -> None:
        agreement = self.agreement
        self.write(agreeing.offer, agreement, revision=agreement.revision, form=Form.ELECTRONIC)

    # what the steps find

    @property
    def dispute(self) -> Dispute:
        found = db.session.scalars(select(Dispute).order_by(Dispute.id).limit(1)).one()
        return found

    @property
    def appointment(self) -> Appointment:
        found = appointments.live(self.dispute)
        assert found is not None
        return found

    @property
    def park(self) -> Actor:
        return self.world.staff("park")

    @property
    def sitting(self) -> Sitting:
        return sittings.of_dispute(self.dispute)[0]

    def taking_part(self, n: int) -> Participant:
        return self.sitting.parties[n]

    @property
    def agreement(self) -> SettlementAgreement:
        self.world.standing(self.world.mediator_of(self.dispute), self.dispute)
        found = agreements.of_dispute(self.dispute)
        assert found is not None
        return found
