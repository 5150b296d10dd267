"""A card: whose turn it is, what comes next, by when, and the one button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mediation.core import words
from mediation.core.words import N_, Said
from mediation.desk.queries.limits import Due

Text = Said | str

TAGS = {
    "you": N_("It is your turn"),
    "wait": N_("Nothing for you to do now"),
    "done": N_("Finished"),
    "late": N_("This is late"),
}


@dataclass(frozen=True)
class Turn:
    """`kind`: you (the reader is to act), wait (others are), done, late.

    The button goes to the endpoint `act`: for an act of a table when it is offered, for a page of `rules.PLACES` to the
    thing named by the public id `about`. `when` is the time of a sitting. `soon`: the next step is
    being prepared and there in a moment.
    """

    kind: str
    headline: Text
    sentence: Text = ""
    due: Due | None = None
    act: str | None = None
    about: str | None = None
    when: datetime | None = None
    routes: bool = False
    soon: bool = False

    @property
    def tag(self) -> str:
        return TAGS[self.kind]


def day(due: Due | None) -> str:
    """The last day of a limit in the reader's words; nothing when none runs."""
    return words.day(due.last_day) if due else ""


def you(due: Due | None) -> str:
    """The kind of a card for whoever is to act: theirs, or theirs and late."""
    return "late" if due and due.kind == "late" else "you"
