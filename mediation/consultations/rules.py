from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from mediation.core import clock
from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_, Said, say


class Half(enum.StrEnum):
    """Of a day on duty."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


HALF = {Half.MORNING: N_("Morning, until 12:00"), Half.AFTERNOON: N_("Afternoon, from 12:00")}


def half_of(at: datetime) -> Half:
    return Half.MORNING if at.astimezone(clock.CHINA).hour < 12 else Half.AFTERNOON


class DutyState(enum.StrEnum):
    NAMED = "named"
    TAKEN_OFF = "taken_off"


class ConsultationState(enum.StrEnum):
    PROPOSED = "proposed"  # the parties are asked whether this is their question
    CALLING = "calling"  # a judge on duty is being called
    TAKEN = "taken"
    ENDED = "ended"
    UNANSWERED = "unanswered"  # every judge on duty was called in vain
    WITHDRAWN = "withdrawn"


CONSULTATION_STATE = {
    ConsultationState.PROPOSED: N_("The parties are asked about the words"),
    ConsultationState.CALLING: N_("The judge on duty is being called"),
    ConsultationState.TAKEN: N_("A judge has come"),
    ConsultationState.ENDED: N_("The judge has left"),
    ConsultationState.UNANSWERED: N_("No judge could come"),
    ConsultationState.WITHDRAWN: N_("Taken back"),
}


class Outcome(enum.StrEnum):
    """What came of calling one judge."""

    RINGING = "ringing"
    TAKEN = "taken"
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    TAKEN_BACK = "taken_back"


OUTCOME = {
    Outcome.RINGING: N_("Being called"),
    Outcome.TAKEN: N_("Came"),
    Outcome.DECLINED: N_("Cannot come"),
    Outcome.UNANSWERED: N_("No answer in time"),
    Outcome.TAKEN_BACK: N_("Taken back"),
}


def everybody_agrees(consultation: Any) -> Said | None:
    """The question goes to a judge in the words every party has said yes to, and in no others."""
    names = consultation.without_yes
    if names:
        return say(N_("Still without a yes to these words: %(names)s."), names="、".join(names))
    return None


PROPOSED, CALLING, TAKEN = ConsultationState.PROPOSED, ConsultationState.CALLING, ConsultationState.TAKEN
ENDED, UNANSWERED, WITHDRAWN = ConsultationState.ENDED, ConsultationState.UNANSWERED, ConsultationState.WITHDRAWN
LIVE = (PROPOSED, CALLING, TAKEN, UNANSWERED)
ASKED = (PROPOSED, UNANSWERED)
PARTY, MEDIATOR, DUTY_JUDGE, SYSTEM = Role.PARTY, Role.MEDIATOR, Role.DUTY_JUDGE, Role.SYSTEM
RINGS = ("judge_answers",)

TABLE = Table(
    "consultation",
    ConsultationState,
    Row("see", ANY, by=(PARTY, MEDIATOR)),
    Row("see", (CALLING, TAKEN, ENDED), by=(DUTY_JUDGE,)),
    Row("propose", NEW, by=(MEDIATOR,), to=PROPOSED, basis="人民调解法 5"),
    Row("reword", ASKED, by=(MEDIATOR,), to=PROPOSED),
    Row("agree", (PROPOSED,), by=(PARTY,), basis="人民调解法 23"),
    Row("refuse", (PROPOSED,), by=(PARTY,), basis="人民调解法 23"),
    Row("note_answer", (PROPOSED,), by=(MEDIATOR,), basis="人民调解法 23"),
    Row("call", ASKED, by=(MEDIATOR,), to=CALLING, when=everybody_agrees, basis="人民调解法 5"),
    Row("ring", (CALLING,), by=(SYSTEM,), starts=RINGS),
    Row("decline", (CALLING,), by=(DUTY_JUDGE,)),
    Row("pass_on", (CALLING,), by=(Role.CLOCK,)),
    Row("run_out", (CALLING,), by=(SYSTEM,), to=UNANSWERED, stops=RINGS),
    Row("take", (CALLING,), by=(DUTY_JUDGE,), to=TAKEN, basis="人民调解法 5", stops=RINGS),
    Row("answer", (TAKEN, ENDED), by=(DUTY_JUDGE,), basis="人民调解法 5"),
    Row("end", (TAKEN,), by=(DUTY_JUDGE, MEDIATOR, SYSTEM), to=ENDED),
    Row("withdraw", (*ASKED, CALLING), by=(MEDIATOR, SYSTEM), to=WITHDRAWN, stops=RINGS),
)

DUTY = Table(
    "duty",
    DutyState,
    Row("see", ANY, by=(Role.CLERK, Role.JUDGE)),
    Row("name", NEW, by=(Role.CLERK,), to=DutyState.NAMED),
    Row("take_off", (DutyState.NAMED,), by=(Role.CLERK,), to=DutyState.TAKEN_OFF),
)
