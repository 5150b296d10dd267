"""What happened in a matter, from the record, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mediation.core import record
from mediation.core.machine import Role, Standing
from mediation.core.record import Entry
from mediation.core.wall import readable
from mediation.core.words import gettext
from mediation.desk.rules import BETWEEN_THEM_AND_US, HAPPENED, OF_NOBODY, SEAT, WHO


@dataclass(frozen=True)
class Happened:
    at: datetime
    text: str
    who: str = ""
    note: str = ""
    kind: str = ""


def of_matter(standing: Standing) -> list[Happened]:
    """The acts this reader may know of, the newest first; one line for what somebody did several times in a row."""
    assert standing.matter_id is not None
    rows: list[Happened] = []
    before: tuple[str, str] | None = None
    for entry in record.entries(record.of_matter(standing.matter_id)):
        if entry.act not in HAPPENED or not _for(standing, entry):
            continue
        if before != (entry.act, entry.actor):
            rows.append(Happened(entry.at, gettext(HAPPENED[entry.act]), who(standing, entry)))
        before = (entry.act, entry.actor)
    return rows[::-1]


def _for(standing: Standing, entry: Entry) -> bool:
    if entry.label not in readable(standing):
        return False
    theirs = Role.PARTY in standing.roles and entry.actor != standing.actor.ref
    return not (theirs and entry.act in BETWEEN_THEM_AND_US)


def who(standing: Standing, entry: Entry) -> str:
    """Who did it, as this reader calls them; nobody for what the clock or the record brought about."""
    if entry.act in OF_NOBODY:
        return ""
    if entry.actor == standing.actor.ref:
        return gettext("You")
    roles = entry.roles.split(",")
    if roles == [Role.ANYONE] and Role.APPLICANT in standing.roles:
        return gettext("You")  # who applied had no seat yet
    words = WHO if Role.PARTY in standing.roles else {**WHO, **SEAT}
    return next((gettext(word) for role, word in words.items() if role in roles), "")
