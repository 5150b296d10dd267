"""Recording a sitting: off by default, never in a private talk, only with the yes of each person present, by name.

OM: 人民法院在线调解规则. 个人信息保护法 14: consent is explicit; 15: it can be taken back; 16: a no is no reason to
refuse a service; 19: kept no longer than needed; 29: its own consent for what is sensitive; 47: erased when the consent
is gone. A recording is talk: what was offered to settle is no evidence later (OM 18), so its label is `joint`, which no
court reads. When it stands for the minutes it has the same readers as the minutes, which are `joint` too.
"""

from __future__ import annotations

import enum
from typing import Any

from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_, Said, say
from mediation.sittings.rules import SittingState
from mediation.sittings.rules.people import GUESTS, HOSTS


class RecordingState(enum.StrEnum):
    ASKED = "asked"  # everybody is asked; nothing is recorded
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"  # the viewing copy is being made
    READY = "ready"
    DROPPED = "dropped"  # the sitting went on without
    ERASED = "erased"


RECORDING_STATE = {
    RecordingState.ASKED: N_("Everybody is being asked"),
    RecordingState.RUNNING: N_("Being recorded"),
    RecordingState.PAUSED: N_("Paused"),
    RecordingState.STOPPED: N_("Being prepared for watching"),
    RecordingState.READY: N_("Ready to watch"),
    RecordingState.DROPPED: N_("Not recorded"),
    RecordingState.ERASED: N_("Erased"),
}


def everybody_agrees(recording: Any) -> Said | str | None:
    """Each person present has said yes by name, and the joint room is open."""
    if recording.sitting.state is not SittingState.SITTING:
        return N_("Recording can begin when the joint room is open.")
    names = recording.without_yes
    if names:
        return say(N_("Still without a yes: %(names)s. Nothing is recorded."), names="、".join(names))
    return None


def facts_in_writing(recording: Any) -> str | None:
    """A recording may replace the minutes; undisputed facts need writing all the same (OM 22)."""
    parties = recording.sitting.parties
    if any(not fact.confirmed_by(one) for fact in recording.facts for one in parties):
        return N_("First both sides have to confirm every undisputed fact in writing. A recording cannot do that.")
    return None


def not_the_minutes(recording: Any) -> str | None:
    return N_("This recording stands for the minutes and stays with the file.") if recording.minutes_since else None


ASKED, RUNNING, PAUSED = RecordingState.ASKED, RecordingState.RUNNING, RecordingState.PAUSED
STOPPED, READY, DROPPED, ERASED = (
    RecordingState.STOPPED, RecordingState.READY, RecordingState.DROPPED, RecordingState.ERASED,
)  # fmt: skip
OPEN, KEPT = (ASKED, RUNNING, PAUSED), (STOPPED, READY)
PARTY, MEDIATOR, SYSTEM = Role.PARTY, Role.MEDIATOR, Role.SYSTEM
INSIDE = (PARTY, *HOSTS, Role.GUEST_JUDGE, *GUESTS)
"""Whoever sits in the room is heard, and so is asked."""
KEEPING = ("recording_kept",)

TABLE = Table(
    "recording",
    RecordingState,
    Row("see", ANY, by=(PARTY, *HOSTS)),
    Row("see", OPEN, by=(Role.GUEST_JUDGE, *GUESTS)),
    Row("ask", NEW, by=HOSTS, to=ASKED, basis="OM 22, 个人信息保护法 29"),
    Row("agree", OPEN, by=INSIDE, basis="个人信息保护法 14, 29"),
    Row("refuse", OPEN, by=INSIDE, basis="个人信息保护法 14, 15"),
    Row("note_answer", OPEN, by=HOSTS, basis="个人信息保护法 14, 29"),
    Row("start", (ASKED,), by=HOSTS, to=RUNNING, when=everybody_agrees, basis="OM 22, 个人信息保护法 29"),
    Row("go_without", (ASKED,), by=(*HOSTS, SYSTEM), to=DROPPED, basis="个人信息保护法 16"),
    Row("pause", (RUNNING,), by=HOSTS, to=PAUSED),
    Row("resume", (PAUSED,), by=HOSTS, to=RUNNING, when=everybody_agrees, basis="OM 22, 个人信息保护法 29"),
    Row("restart", (RUNNING,), by=HOSTS),
    Row("stop", (RUNNING, PAUSED), by=(*HOSTS, SYSTEM), to=STOPPED, starts=KEEPING),
    Row("ready", (STOPPED,), by=(SYSTEM,), to=READY),
    Row("watch", (READY,), by=(PARTY, MEDIATOR), basis="OM 18"),
    Row("let_replace", KEPT, by=(PARTY,), when=facts_in_writing, basis="OM 22"),
    Row("withdraw", KEPT, by=(PARTY,), to=ERASED, when=not_the_minutes, basis="个人信息保护法 15, 47", stops=KEEPING),
    Row("erase", KEPT, by=(Role.CLOCK,), to=ERASED, when=not_the_minutes, basis="个人信息保护法 19, 47"),
)
