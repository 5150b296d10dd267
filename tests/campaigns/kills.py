"""kill -9 inside acts: at every commit, and between every outside effect and its record, once each.

Nothing acknowledged is lost, nothing is half done, nothing happens twice; then the story goes on to its end, and
leaves behind what it leaves when nobody dies.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import build_city
from tests.kills import invariants, running
from tests.kills.invariants import Outcome
from tests.kills.running import Folder, Golden

N = 10_000
"""At most: the story has as many places as it has."""
ALLOWED_UNKNOWN = ["message unknown"]


class Stage:
    """The undisturbed story, kept step by step, so that each try begins just before its death."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.snapshots = path / "snapshots"
        folder = Folder(path / "story")
        build_city(folder.home)
        self.golden: Golden = running.tell(folder, self.snapshots)
        self._after: dict[int, Outcome] = {}
        assert self.after(len(self.golden.names) - 1).unfinished == []

    def places(self) -> list[tuple[int, str]]:
        """Every step and place of the story, in order: (step, "commit.before:2")."""
        return [
            (step, f"{place}:{passed[: n + 1].count(place)}")
            for step, passed in enumerate(self.golden.passed)
            for n, place in enumerate(passed)
        ]

    def kill(self, step: int, place: str, *, to_the_end: bool = False) -> None:
        """Die there; look; go on until the worker has done what follows, or to the end of the story; look again.

        What is then as in the undisturbed story goes on as in it.
        """
        names = self.golden.names
        last = len(names) - 1 if to_the_end else names.index("work", step)
        folder = self._snapshot(step).copy(self.path / "try")
        try:
            running.live(folder, self.golden, step, place)
            invariants.check(folder)
            running.go_on(folder, self.golden, step, last)
            invariants.check(folder)
            outcome = invariants.outcome(folder)
            assert outcome.unfinished in ([], ALLOWED_UNKNOWN)
            assert outcome == self.after(last)
        except AssertionError as wrong:
            raise AssertionError(f"killed in step {step} ({names[step]}) at {place}: {wrong}") from wrong
        finally:
            shutil.rmtree(folder.path)

    def after(self, step: int) -> Outcome:
        """What the undisturbed story has left behind after a step."""
        if step not in self._after:
            self._after[step] = invariants.outcome(self._snapshot(step + 1))
        return self._after[step]

    def _snapshot(self, step: int) -> Folder:
        """How things stand before a step."""
        return Folder(self.snapshots / str(step))


@contextmanager
def stage() -> Iterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="courtyard-kills-") as folder:
        yield Stage(Path(folder))


def sample(story: Stage, n: int, seed: int) -> list[tuple[int, str]]:
    """`n` places as the seed says, at least one of each name in each kind of step; in the order of the story."""
    places = story.places()
    mixed = random.Random(seed).sample(places, len(places))
    kinds = {(place.partition(":")[0], _kind(story.golden.names[step])): (step, place) for step, place in mixed}
    chosen = list(dict.fromkeys([*kinds.values(), *mixed]))
    return sorted(chosen[:n], key=places.index)


def _kind(step: str) -> str:
    return "work" if step == "work" else "form" if step.endswith("by form") else "act"


def main(n: int, seed: int) -> int:
    with stage() as story:
        chosen = sample(story, n, seed)
        print(f"{len(chosen)} of {len(story.places())} places", flush=True)
        for done, (step, place) in enumerate(chosen, start=1):
            story.kill(step, place, to_the_end=done % 20 == 1)
            if done % 20 == 0:
                print(f"{done} kills", flush=True)
    return n if len(chosen) == len(story.places()) else len(chosen)
