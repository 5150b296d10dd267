"""Bad tickets at the media door: a twentieth of what `./courtyard campaign tickets` brings, every kind by both legs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from mediation.core.settings import HERE
from tests.campaigns.tickets import KINDS, Door, N, knock
from tests.video.node.process import NodeProcess

pytestmark = pytest.mark.media


@pytest.fixture
def door(app: Flask) -> Iterator[Door]:
    with NodeProcess() as node:
        app.extensions["settings"] = replace(app.extensions["settings"], media={HERE: node.seam})
        yield Door(app, node, random.Random(11))


def test_nobody_comes_in_with_a_bad_ticket(door: Door) -> None:
    n = max(N // 20, 2 * len(KINDS))
    assert knock(door, n) == n
