"""Malformed RTP and RTCP under somebody's own keys, datagrams without any, offers that make no sense: `n` of each.

Nothing crashes, and the sound of a bystander arrives word for word.
"""

from __future__ import annotations

from tests.video.node.caller import run
from tests.video.node.malice import Siege
from video.node.node import Node

N = 5_000
AT_ONCE = 500
"""Of each kind in one conference; then a new node is besieged."""


def main(n: int, seed: int) -> int:
    """Besiege one node after another; how many of each kind were sent."""
    done = 0
    while done < n:
        count = min(AT_ONCE, n - done)

        async def story(node: Node, count: int = count, seed: int = seed + done) -> None:
            siege = Siege(node, seed)
            await siege.run(count)
            assert min(siege.done[kind] for kind in ("rtp", "rtcp", "sdp", "without keys")) == count
            print(dict(siege.done), flush=True)

        run(story, seconds=300)
        done += count
    return done
