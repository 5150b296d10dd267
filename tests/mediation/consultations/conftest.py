"""A sitting that goes on, and judges on duty."""

from __future__ import annotations

import pytest

from mediation.disputes.models import Dispute
from mediation.sittings.models import Sitting
from mediation.sittings.rules import Mode


@pytest.fixture
def dispute(world) -> Dispute:
    return world.appointed()


@pytest.fixture
def sitting(world, dispute) -> Sitting:
    """Both parties and the mediator, each with a screen of their own, in the joint room."""
    return world.started(dispute, world.waiting(dispute, world.planned(dispute, mode=Mode.VIDEO)))
