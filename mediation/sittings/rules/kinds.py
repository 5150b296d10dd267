"""In which ways people may come together, and to what each of them has to say yes first."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from mediation.core.words import N_
from mediation.sittings.rules.people import GUESTS


class Kind(enum.StrEnum):
    TOGETHER = "together"
    SEPARATE = "separate"  # 逐个调解
    TEXT = "text"
    VISIT = "visit"
    PANEL = "panel"  # 评理


class About(enum.StrEnum):
    """What somebody says yes or no to: each question for itself (OL 4(4))."""

    ONLINE = "online"
    SEPARATE = "separate"
    TEXT = "text"
    VISIT = "visit"
    PANEL = "panel"
    PUBLIC = "public"
    ON_SITE = "on_site"
    INVITEE = "invitee"


KIND = {
    Kind.TOGETHER: N_("Everybody at the same time"),
    Kind.SEPARATE: N_("Each side at a time of its own"),
    Kind.TEXT: N_("In writing, over some days"),
    Kind.VISIT: N_("At home or on the spot"),
    Kind.PANEL: N_("With neighbours and experts"),
}
KIND_HINT = {
    Kind.SEPARATE: N_("Every party has to agree to it (OM 16)."),
    Kind.TEXT: N_("Every party has to agree to it; say until when people may write (OL 20)."),
    Kind.VISIT: N_("Every party has to agree to it. What is seen and said is kept in one record."),
    Kind.PANEL: N_("Every party has to agree to it, and to each person who is asked (人民调解法 20)."),
}
ASKS = {
    Kind.SEPARATE: About.SEPARATE, Kind.TEXT: About.TEXT, Kind.VISIT: About.VISIT, Kind.PANEL: About.PANEL,
}  # fmt: skip
"""What a kind of sitting has to be agreed to by every party before it may begin."""

BASIS = {
    About.ONLINE: "OM 4", About.SEPARATE: "OM 16", About.TEXT: "OL 20", About.VISIT: "人民调解法 21",
    About.PANEL: "人民调解法 20", About.PUBLIC: "人民调解法 23", About.ON_SITE: "OM 16", About.INVITEE: "人民调解法 20",
}  # fmt: skip
QUESTION = {
    About.SEPARATE: N_("Do you agree that the mediator talks with each side at a different time?"),
    About.TEXT: N_("Do you agree to settle this in writing, within the days that are set?"),
    About.VISIT: N_("Do you agree that the mediator comes, and keeps what is seen and said as the record?"),
    About.PANEL: N_("Do you agree that neighbours and experts sit with you and say what they think?"),
    About.PUBLIC: N_("Do you agree that others may watch? Only if every party agrees, the sitting is public."),
    About.ON_SITE: N_("Do you agree to go on in one place, in person? The record goes on as it is."),
    About.INVITEE: N_("Do you agree that %(name)s (%(role)s) takes part?"),
}
STEP = {
    About.SEPARATE: N_("yes to separate times"),
    About.TEXT: N_("yes to a sitting in writing"),
    About.VISIT: N_("yes to the visit"),
    About.PANEL: N_("yes to neighbours and experts"),
}
"""The same as one of the steps before the start."""


@dataclass(frozen=True)
class Question:
    """Something every party is asked. `invitee` is the participant it is about, if it is about one."""

    about: About
    invitee: Any = None


def questions(sitting: Any) -> tuple[Question, ...]:
    """Everything the parties of a sitting are asked, beyond the online step itself."""
    kind = ASKS.get(sitting.kind)
    return (
        *([Question(kind)] if kind else []),
        *([Question(About.PUBLIC)] if sitting.public else []),
        *([Question(About.ON_SITE)] if sitting.moves_at else []),
        *(Question(About.INVITEE, one) for one in sitting.guests if needs_everybodys_yes(sitting, one)),
    )


def needs_everybodys_yes(sitting: Any, guest: Any) -> bool:
    """Whoever is invited to take part in the mediation needs it (人民调解法 20); in a public sitting, who only watches
    does not.
    """
    asked = GUESTS[guest.role].asked
    return asked and not (guest.role.value == "observer" and public(sitting))


def all_agree(sitting: Any, question: Question) -> bool:
    """Whether every party has said yes, and none has taken it back."""
    parties = sitting.parties
    return bool(parties) and all(one.said_yes(question.about, question.invitee) for one in parties)


def public(sitting: Any) -> bool:
    """Public only if all agree (人民调解法 23; SI 2)."""
    return sitting.public and all_agree(sitting, Question(About.PUBLIC))


def steps_of_kind(participant: Any) -> tuple[str, ...]:
    """The yes to this kind of sitting, as long as somebody has not given it."""
    about = ASKS.get(participant.sitting.kind)
    return () if about is None or participant.said_yes(about) else (STEP[about],)
