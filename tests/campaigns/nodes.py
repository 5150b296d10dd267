"""The media node is killed in the middle of a call of four, and started again as `up` does: everybody is heard again.

The suite kills it once (`tests/journeys/test_room.py`).
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from tests.conftest import build_city
from tests.journeys.conftest import House, running_chromium, running_house, until
from tests.journeys.test_caucus import four
from tests.journeys.tones import Choir

N = 50
P95_S = 5.0
FADES_S = 1.0
"""Browsers make up what is missing and fade it out: what is heard within this after a death proves nothing."""


def main(n: int, seed: int) -> int:
    """`n` deaths in one call; there is no choice to draw from the seed."""
    took: list[float] = []
    with tempfile.TemporaryDirectory(prefix="courtyard-nodes-") as folder:
        home = Path(folder) / "var"
        build_city(home)
        with running_house(home) as house, running_chromium() as chromium:
            choir = four(house, chromium)
            choir.enter()
            choir.press("start")
            everybody = {one.seat for one in choir.people}
            for _ in range(n):
                choir.together(everybody)
                took.append(_kill(house, choir))
                print(f"everybody heard by everybody {took[-1]:.1f} s after the death", flush=True)
            choir.close()
    p95 = sorted(took)[int(0.95 * (len(took) - 1))]
    print(f"{len(took)} deaths: median {median(took):.2f} s, P95 {p95:.2f} s, longest {max(took):.2f} s", flush=True)
    assert p95 <= P95_S
    return len(took)


def _kill(house: House, choir: Choir) -> float:
    died = time.time()
    house.kill("node")
    house.start("node")
    since = (died + FADES_S) * 1000
    heard = [
        until(lambda one=one, other=other: one.first("tones", other.seat, since))
        for one in choir.people
        for other in choir.people
        if one is not other
    ]
    return max(heard) / 1000 - died
