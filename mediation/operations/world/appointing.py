"""The parties choose a mediator; the mediator says what there is to say, and accepts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mediation.appointments import queries as appointments
from mediation.appointments import services
from mediation.appointments.models import Appointment, Suggestion
from mediation.appointments.rules import Relation
from mediation.core import clock, wall
from mediation.core.db import commit
from mediation.core.machine import Actor, Role, of_system
from mediation.disputes.models import Dispute
from mediation.operations.world.disputing import Disputing


class Appointing(Disputing):
    def choosing(self, dispute: Dispute | None = None) -> Appointment:
        """A dispute whose parties look at the suggestions."""
        dispute = dispute or self.consented()
        wall.name_reader(of_system(dispute.matter_id))
        appointment = services.open_round(of_system(dispute.matter_id), dispute)
        commit()
        return appointment

    def choose(self, appointment: Appointment, role: Role, mediator: str = "park") -> None:
        party = self.party(appointment.dispute, role)
        self.take(services.choose, party, appointment, suggestion=self.suggestion(appointment, mediator))

    def proposed(self, dispute: Dispute | None = None, mediator: str = "park") -> Appointment:
        """Both sides have named the same mediator, who has not answered yet."""
        appointment = self.choosing(dispute)
        for role in (Role.APPLICANT, Role.RESPONDENT):
            self.choose(appointment, role, mediator)
        return appointment

    def appointment(self, *, proposed_on: str, mediator: str = "park") -> Appointment:
        with clock.set_to(clock.at(f"{proposed_on} 10:00")):
            return self.proposed(mediator=mediator)

    def appointed(self, dispute: Dispute | None = None, mediator: str = "park") -> Dispute:
        """A dispute in mediation: its mediator knows neither side and has accepted."""
        appointment = self.proposed(dispute, mediator)
        asked = self.staff(mediator)
        self.take(services.disclose, asked, appointment, relation=Relation.NONE)
        self.take(services.accept, asked, appointment)
        return appointment.dispute

    def suggestion(self, appointment: Appointment, mediator: str) -> Suggestion:
        account_id = self.staff(mediator).account_id
        return next(one for one in appointment.suggestions if one.entry.account_id == account_id)

    def take(self, verb: Callable[..., Any], actor: Actor, appointment: Appointment, **facts: Any) -> None:
        """One act as the door lets it pass: what the actor is towards this round, verb, commit."""
        opened = appointments.opened(actor, appointment.public_id)
        wall.name_reader(opened.standing)
        verb(opened.standing, appointment, **facts)
        commit()
