"""A way to be somebody of the court, and to see one's own page of it."""

from __future__ import annotations

import pytest

from mediation.operations.world import World
from tests.sign_in import sign_in


@pytest.fixture
def visit(client, world: World):
    """`visit(actor)` makes the client this actor."""

    def be(actor):
        sign_in(client, actor)
        return client

    return be
