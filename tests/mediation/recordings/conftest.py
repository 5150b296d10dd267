"""A sitting in which everybody sits together, seen by the mediator."""

from __future__ import annotations

import pytest

from mediation.core.machine import Actor
from mediation.sittings.models import Sitting
from tests.mediation.sittings.conftest import dispute  # noqa: F401


@pytest.fixture
def sitting(world, dispute) -> Sitting:  # noqa: F811
    return world.started(dispute, world.waiting(dispute, world.planned(dispute)))


def party_of(participant) -> Actor:
    return Actor(f"seat:{participant.seat_id}", participant.name, seat_id=participant.seat_id)
