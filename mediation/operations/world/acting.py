"""How anybody acts in the city: as the door lets them, and committed before the next act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mediation.accounts import queries as accounts
from mediation.core import wall
from mediation.core.db import commit
from mediation.core.jobs import Worker
from mediation.core.machine import Actor, Role, Standing
from mediation.disputes.models import Dispute
from mediation.matters import queries as matters
from mediation.matters.models import Seat
from mediation.operations.world.city import City


class Acting:
    def __init__(self, city: City) -> None:
        self.city = city

    def staff(self, login: str) -> Actor:
        account = accounts.account(login)
        assert account is not None, login
        return accounts.of_account(account)

    def party(self, dispute: Dispute, role: Role = Role.APPLICANT) -> Actor:
        seat = self.seat(dispute, role)
        return Actor(f"seat:{seat.id}", seat.name, seat_id=seat.id)

    def seat(self, dispute: Dispute, role: Role) -> Seat:
        return matters.seats(dispute.matter, role)[0]

    def standing(self, actor: Actor, dispute: Dispute) -> Standing:
        """As the door does: what the actor is in the matter, named to the wall."""
        standing = matters.standing(actor, dispute.matter)
        wall.name_reader(standing)
        return standing

    def act(self, verb: Callable[..., Any], actor: Actor, dispute: Dispute, *subject: Any, **facts: Any) -> Any:
        """One act as the door lets it pass: standing, verb, commit."""
        result = verb(self.standing(actor, dispute), *(subject or (dispute,)), **facts)
        commit()
        return result

    def work(self) -> None:
        """The worker does what is waiting."""
        worker = Worker("world")
        while worker.run_once():
            pass
        commit()
        wall.name_reader()
