"""Ways from a fresh city that end with many papers: walked once by a test process, found again by other tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mediation.core import clock
from mediation.core.db import db
from mediation.core.jobs import EverythingReader
from mediation.operations.world import City, World

FILE = "courtyard.db"


@dataclass
class Place:
    """An installation on SQLite, which begins as a copy of a city."""

    home: Path
    city: Path
    walked: dict[Any, Kept] = field(default_factory=dict)
    """The ways walked so far by this process, of all tests."""

    @property
    def is_fresh(self) -> bool:
        """Nothing was written to the copy."""
        now, then = (folder / FILE for folder in (self.home, self.city))
        log = self.home / f"{FILE}-wal"
        return now.stat().st_mtime_ns == then.stat().st_mtime_ns and not (log.exists() and log.stat().st_size)


@dataclass(frozen=True)
class Kept:
    """How things stood at the end of a way, what was found there, and who had read last."""

    folder: Path
    found: tuple[type[Any], int] | None
    reader: Any


class Walker(World):
    """Acts as every world does; where it goes from a fresh city, it goes once."""

    def __init__(self, city: City, place: Place) -> None:
        super().__init__(city)
        self.place = place

    def once(self, walk: Callable[..., Any], **facts: Any) -> Any:
        """What is found at the end of a way from a fresh city: a row, or nothing."""
        key = (walk.__module__, walk.__qualname__, *sorted(facts.items()), clock.today())
        if key not in self.place.walked:
            self._keep(key, walk(self, **facts))
        return self._find(self.place.walked[key])

    def _keep(self, key: Any, found: Any) -> None:
        folder = self.place.city.with_name(f"way{len(self.place.walked)}")
        kept = Kept(folder, (type(found), found.id) if found else None, db.session.info.get("reader"))
        self._leave()
        shutil.copytree(self.place.home, folder)
        self.place.walked[key] = kept

    def _find(self, kept: Kept) -> Any:
        self._leave()
        shutil.rmtree(self.place.home)
        shutil.copytree(kept.folder, self.place.home)
        city = City.found()
        assert city is not None
        self.city = city
        db.session.info["reader"] = EverythingReader()  # whoever read last need not be one who reads what was found
        found = db.session.get_one(*kept.found) if kept.found else None
        db.session.info["reader"] = kept.reader
        return found

    def _leave(self) -> None:
        db.session.remove()
        db.engine.dispose()


def _once(walk: Callable[..., Any]) -> Callable[..., Any]:
    def go(self: Walker, *of: Any, **facts: Any) -> Any:
        begins = not of and "dispute" not in facts and clock._set_to is None and self.place.is_fresh
        return self.once(walk, **facts) if begins else walk(self, *of, **facts)

    return go


for _walk in (
    World.appointed, World.sat, World.offered, World.agreed, World.submitted, World.accepted_by_court, World.confirmed,
):  # fmt: skip
    setattr(Walker, _walk.__name__, _once(_walk))
