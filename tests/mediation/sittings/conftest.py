"""A dispute in mediation, and the people who sit."""

from __future__ import annotations

import pytest

from mediation.core.db import commit
from mediation.core.machine import Role, Standing
from mediation.disputes import services as disputes
from mediation.disputes.models import Dispute
from mediation.matters import services as matters


@pytest.fixture
def dispute(world) -> Dispute:
    if hasattr(world, "appointed"):
        return world.appointed()
    dispute = world.consented()
    account = world.city.accounts["park"]
    matters.seat_staff(dispute.matter, account, role=Role.MEDIATOR)
    disputes.begin(Standing(world.staff("park"), frozenset({Role.CANDIDATE}), dispute.matter_id), dispute)
    commit()
    return dispute
