"""Writing in a sitting: who may write, read and translate what, and how long it is kept.

OM 18: parties may speak by voice, text or video. OL 20: at different times only with everybody's yes, and within a set
time. What is written is talk: what was offered to settle is no evidence later (OM 18, SI 22), so no line ever has a
label that a court reads. Lines are not minutes (OM 22); no law names a time for keeping them, so beside a sitting they
are kept as short as serves (个人信息保护法 19); of a sitting in writing they are its course, and stay with the file.
"""

from __future__ import annotations

import enum
from datetime import timedelta
from typing import Any

from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_
from mediation.sittings.rules import SittingState
from mediation.sittings.rules.kinds import Kind
from mediation.sittings.rules.people import GUESTS, HOSTS

RETRACT_WITHIN = timedelta(minutes=5)
"""For so long somebody may take back what they wrote: it is no longer shown, and stays sealed."""
LONGEST = 2000
"""Characters of one line."""

PARTY, MEDIATOR, CLOCK, SYSTEM = Role.PARTY, Role.MEDIATOR, Role.CLOCK, Role.SYSTEM
INVITED = (Role.CO_MEDIATOR, Role.REPRESENTATIVE, Role.INTERPRETER)
WRITERS = (PARTY, MEDIATOR, *INVITED)
"""Who reads what is said in front of everybody writes too. Judges, experts, supporters and observers read no talk."""
OPENED, SITTING, ENDED = SittingState.OPENED, SittingState.SITTING, SittingState.ENDED
DURING, OVER = (OPENED, SITTING), (ENDED, SittingState.CANCELLED)
WINDOW, KEEPING = ("writing_closes",), ("talk_kept",)


def beside_the_sitting(sitting: Any) -> str | None:
    """Lines of a sitting in writing are its course and stay with the file."""
    return N_("This sitting was held in writing.") if sitting.kind is Kind.TEXT else None


def in_writing(sitting: Any) -> str | None:
    return None if sitting.kind is Kind.TEXT else N_("This sitting is not held in writing.")


TALK = Table(
    "talk",
    SittingState,
    Row("see", ANY, by=(PARTY, MEDIATOR)),
    Row("see", DURING, by=INVITED),
    Row("say", DURING, by=WRITERS, basis="OM 18"),
    Row("send_file", DURING, by=(PARTY, MEDIATOR), basis="OM 8, 18"),
    Row("retract", DURING, by=WRITERS),
    Row("translate", DURING, by=(*HOSTS, Role.INTERPRETER)),
    Row("read", (*DURING, ENDED), by=WRITERS),
    Row("instead", DURING, by=WRITERS, basis="OM 18"),
    Row("open_window", (SITTING,), by=(SYSTEM,), when=in_writing, basis="OL 20", starts=WINDOW),
    Row("tell", (SITTING,), by=(SYSTEM,), when=in_writing, basis="OL 20"),
    Row("close", (SITTING, *OVER), by=(CLOCK, SYSTEM), when=in_writing, basis="OL 20", stops=WINDOW),
    Row("keep", OVER, by=(SYSTEM,), when=beside_the_sitting, basis="个人信息保护法 19", starts=KEEPING),
    Row("erase", OVER, by=(CLOCK,), when=beside_the_sitting, basis="个人信息保护法 19, 47"),
)
"""Asked of a sitting: its talk has no states of its own."""


class LongerState(enum.StrEnum):
    """What came of asking for a longer time to write."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    LAPSED = "lapsed"


LONGER_STATE = {
    LongerState.ASKED: N_("Everybody is being asked"),
    LongerState.AGREED: N_("Every party agreed"),
    LongerState.REFUSED: N_("Not every party agreed"),
    LongerState.LAPSED: N_("Not answered in time"),
}


def every_party_agrees(longer: Any) -> str | None:
    return None if longer.all_agree else N_("Not every party has agreed.")


ASKED = LongerState.ASKED

LONGER = Table(
    "longer",
    LongerState,
    Row("see", ANY, by=(PARTY, MEDIATOR)),
    Row("ask", NEW, by=(MEDIATOR,), to=ASKED, basis="OL 20"),
    Row("agree", (ASKED,), by=(PARTY,), basis="OL 20"),
    Row("grant", (ASKED,), by=(PARTY,), to=LongerState.AGREED, when=every_party_agrees, basis="OL 20"),
    Row("refuse", (ASKED,), by=(PARTY,), to=LongerState.REFUSED, basis="OL 20"),
    Row("lapse", (ASKED,), by=(CLOCK, SYSTEM), to=LongerState.LAPSED),
)
"""A longer time to write, with everybody's yes."""


class CallState(enum.StrEnum):
    """What came of calling somebody on the number we know."""

    ASKED = "asked"
    NOT_REACHED = "not_reached"
    CALLED = "called"
    JOINED = "joined"


CALL_STATE = {
    CallState.ASKED: N_("To be called"),
    CallState.NOT_REACHED: N_("Not reached"),
    CallState.CALLED: N_("Called"),
    CallState.JOINED: N_("Takes part by telephone"),
}
OPEN = (CallState.ASKED, CallState.NOT_REACHED)
CALLABLE = (PARTY, Role.CO_MEDIATOR, *GUESTS)

CALL = Table(
    "call_back",
    CallState,
    Row("see", ANY, by=(MEDIATOR,)),
    Row("ask", NEW, by=(*CALLABLE, MEDIATOR), to=CallState.ASKED, basis="OM 16, 18"),
    Row("not_reached", OPEN, by=(MEDIATOR,), to=CallState.NOT_REACHED),
    Row("called", OPEN, by=(MEDIATOR,), to=CallState.CALLED),
    Row("joined", (*OPEN, CallState.CALLED), by=(MEDIATOR,), to=CallState.JOINED, basis="OM 16, 18"),
)
"""The ordinary telephone, when nothing else works: somebody is called back, and it is kept what came of it."""


def written_in(text: str, speaks: str) -> str:
    """The language of a text by most of its letters; what they do not tell (a number, an “OK”) is in the writer's."""
    counts = {
        "ko": sum("\uac00" <= c <= "\ud7a3" for c in text),
        "zh-Hans": sum("\u4e00" <= c <= "\u9fff" for c in text),
        "en": sum(c.isascii() and c.isalpha() for c in text) // 3,  # a word has several letters, a character is one
    }
    most = max(counts, key=lambda language: counts[language])
    return most if counts[most] else speaks
