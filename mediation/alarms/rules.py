"""What has to be reported at once, to whom, and on which article.

人民调解法 25: a dispute that may turn into a public-order or criminal case is reported to the police at once.
未成年人保护法 11: communities and whoever works with minors report harm to them at once (强制报告意见 2, 4).
SI 18: a suspected sham is suspended and reported to the court. 民事诉讼法 115: what a sham leads to.
"""

from __future__ import annotations

import enum
from typing import Any

from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_
from mediation.disputes.rules import DisputeState
from mediation.organisations.rules import Task


class AlarmState(enum.StrEnum):
    SENT = "sent"
    RECEIVED = "received"
    LIFTED = "lifted"  # of a suspected sham: looked into, and the matter goes on


ALARM_STATE = {
    AlarmState.SENT: N_("Reported, no receipt yet"),
    AlarmState.RECEIVED: N_("The office has received it"),
    AlarmState.LIFTED: N_("Looked into; the matter goes on"),
}


class Danger(enum.StrEnum):
    VIOLENCE = "violence"
    MINOR = "minor"
    SHAM = "sham"


DANGER = {
    Danger.VIOLENCE: N_("May turn violent or criminal"),
    Danger.MINOR: N_("Violence against a minor"),
    Danger.SHAM: N_("Suspected sham mediation"),
}
BASIS = {Danger.VIOLENCE: "人民调解法 25", Danger.MINOR: "未成年人保护法 11", Danger.SHAM: "SI 18"}
TASKS = {Danger.VIOLENCE: Task.PUBLIC_ORDER, Danger.MINOR: Task.MINORS, Danger.SHAM: Task.SHAM}
LINE = {Danger.VIOLENCE: "110", Danger.MINOR: "110", Danger.SHAM: "12368"}
"""The public line for it: where no office is named, and where nobody answers."""

MESSAGE = N_(
    "Courtyard, report %(number)s: %(danger)s (%(basis)s). %(time)s, %(institution)s, reported by %(name)s. Matter: "
    "%(matter)s. Please call back and confirm: %(phone)s"
)
"""What the named office is told. No party's name and nothing of what was said: that is asked when they call back."""


def suspends(alarm: Any) -> str | None:
    """Whether it is this alarm for which the matter stands still."""
    dispute = alarm.dispute
    if alarm.danger is Danger.SHAM and dispute is not None and dispute.state is DisputeState.SUSPENDED:
        return None
    return N_("This matter does not stand still because of this.")


WINDOW, REPORTER = Role.WINDOW, Role.REPORTER
SENT, RECEIVED, LIFTED = AlarmState.SENT, AlarmState.RECEIVED, AlarmState.LIFTED

TABLE = Table(
    "alarm",
    AlarmState,
    Row("see", ANY, by=(REPORTER, WINDOW)),
    Row("raise", NEW, by=(REPORTER,), to=SENT, basis="人民调解法 25, 未成年人保护法 11, SI 18"),
    Row("receive", (SENT,), by=(REPORTER, WINDOW), to=RECEIVED, basis="人民调解法 25"),
    Row("lift", (SENT, RECEIVED), by=(WINDOW,), to=LIFTED, when=suspends, basis="SI 18"),
)
