"""Promises are kept, somebody visits, the matter closes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mediation.core import clock
from mediation.core.db import commit
from mediation.core.machine import Actor
from mediation.disputes.models import Dispute, Party
from mediation.operations.world.agreeing import Agreeing
from mediation.performance import queries as performance
from mediation.performance import services
from mediation.performance.models import Promise
from mediation.performance.rules import Satisfaction


class Performing(Agreeing):
    def promises(self, dispute: Dispute) -> list[Promise]:
        self.standing(self.mediator_of(dispute), dispute)
        return performance.of_dispute(dispute)

    def owing(self, promise: Promise) -> Actor:
        return self._of(promise.debtor)

    def owed(self, promise: Promise) -> Actor:
        return self._of(promise.creditor)

    def keep(self, promise: Promise) -> None:
        """Done, and the other side says so."""
        self.towards(services.report, self.owing(promise), promise, note="已经办好。")
        self.towards(services.confirm, self.owed(promise), promise)

    def towards(self, verb: Callable[..., Any], actor: Actor, promise: Promise, **facts: Any) -> None:
        """One act on a promise, by whoever owes it or is owed it."""
        standing = performance.towards(self.standing(actor, promise.dispute), promise)
        verb(standing, promise, **facts)
        commit()

    def visited(self, dispute: Dispute) -> None:
        self.standing(self.mediator_of(dispute), dispute)
        visit = performance.visit_of(dispute)
        assert visit is not None
        self.act(
            services.visit, self.mediator_of(dispute), dispute, visit, visited_at=clock.now(),
            satisfaction=Satisfaction.SATISFIED, performed="协议已全部履行。", concerns=None, way="电话",
        )  # fmt: skip

    def performed(self, dispute: Dispute | None = None) -> Dispute:
        """All that was promised is done, somebody visited, the matter is closed and its dossier filed."""
        dispute = dispute or self.agreed()
        for promise in self.promises(dispute):
            self.keep(promise)
        self.visited(dispute)
        self.work()
        return dispute

    def _of(self, party: Party) -> Actor:
        return Actor(f"seat:{party.seat_id}", party.name, seat_id=party.seat_id)
