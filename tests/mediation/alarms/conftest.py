"""A dispute in mediation, and what its readers see of it."""

from __future__ import annotations

import pytest

from mediation.disputes.models import Dispute


@pytest.fixture
def dispute(world) -> Dispute:
    return world.appointed()
