"""A party behind a bad network: cut, moved to another address, losing, narrow. Sound comes back, and stays.

Two people sit in the joint room of the whole product; a link stands between one browser and the house.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.conftest import build_city
from tests.journeys.conftest import running_chromium, running_house
from tests.journeys.weak import Pair, pair

N = 40
LOOK_S = 10.0
"""Seconds over which sound is judged."""
STAYS = 0.1
"""Of the sound on a narrow link, once the pictures it does not bear have been shed, at most this share is made up."""


@dataclass(frozen=True)
class Trial:
    """What is done to the link, what comes of it, and how much that may be."""

    name: str
    does: Callable[[Pair], float]
    most: float


def cut(seconds: float, most: float) -> Trial:
    return Trial(f"cut for {seconds} s, seconds until sound is back", lambda two: two.cut(seconds), most)


def losing(loss: float, look: float = LOOK_S) -> Trial:
    """Opus and requests make good what is lost once; what is lost twice is made up, and four points more may be."""
    return Trial(f"{loss:.0%} lost, share made up", lambda two: two.concealed(loss, look), loss**2 + 0.04)


def narrow(rate: int, look: float = LOOK_S) -> Trial:
    return Trial(f"{rate // 1000} kbit/s, share made up", partial(_narrow, rate, look), STAYS)


def _narrow(rate: int, look: float, two: Pair) -> float:
    share = two.narrow(rate, look)
    print(f"... and each sees the other {two.widen():.0f} s after the limit has gone", flush=True)
    return share


MOVED = Trial("another address, seconds without sound", lambda two: two.move(), 3.0)
TRIALS = (
    cut(3, 2.0), cut(10, 3.0), cut(30, 5.0), MOVED, losing(0.1), losing(0.2), losing(0.3),
    narrow(300_000), narrow(100_000), narrow(50_000),
)  # fmt: skip


def main(n: int, seed: int) -> int:
    """`n` trials, each kind in turn; the seed is that of the losses."""
    done, wrong = 0, []
    with tempfile.TemporaryDirectory(prefix="courtyard-link-") as folder:
        home = Path(folder) / "var"
        build_city(home)
        with running_house(home) as house, running_chromium() as chromium, pair(house, chromium, seed) as two:
            for trial in itertools.islice(itertools.cycle(TRIALS), n):
                found = trial.does(two)
                print(f"{trial.name}: {found:.3f} (at most {trial.most:.2f})", flush=True)
                wrong += [] if found <= trial.most else [f"{trial.name}: {found:.3f}"]
                two.hear_each_other()
                done += 1
    assert wrong == []
    return done
