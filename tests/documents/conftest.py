from __future__ import annotations

from collections.abc import Iterator

import pytest

from documents import timestamps
from mediation.core import wall
from mediation.core.machine import of_system
from tests.documents import outside
from tests.documents.outside import Outside


@pytest.fixture(scope="session")
def outside_services() -> Iterator[Outside]:
    with outside.running() as here:
        yield here


@pytest.fixture
def elsewhere(outside_services: Outside) -> Outside:
    """Services of timestamps and revocation: nothing is broken, nothing asked, nobody known from before."""
    outside_services.down.clear()
    outside_services.asked.clear()
    timestamps._client.cache_clear()
    return outside_services


@pytest.fixture
def matter(world):
    """A matter in mediation, read as the worker reads it."""
    dispute = world.consented()
    wall.name_reader(of_system(dispute.matter_id, 2))
    return dispute.matter
