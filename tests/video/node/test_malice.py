"""Nonsense of every kind, a twentieth of what `./courtyard campaign media` sends."""

from __future__ import annotations

import pytest

from tests.video.node.caller import run
from tests.video.node.malice import Siege
from video.node.node import Node

pytestmark = pytest.mark.media


def test_nonsense_of_a_member_of_the_room_disturbs_nobody(caplog):
    async def story(node: Node) -> None:
        siege = Siege(node, seed=5)
        await siege.run(250)
        assert {kind: siege.done[kind] for kind in ("rtp", "rtcp", "sdp", "without keys")} == {
            "rtp": 250, "rtcp": 250, "sdp": 250, "without keys": 250,
        }  # fmt: skip
        assert not caplog.records

    run(story)
