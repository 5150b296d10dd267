"""Who sits in a sitting beside the parties and the mediator, and what comes with each part."""

from __future__ import annotations

from dataclasses import dataclass

from mediation.core.machine import Role
from mediation.core.words import N_

PARTIES = (Role.APPLICANT, Role.RESPONDENT)
HOSTS = (Role.MEDIATOR, Role.CO_MEDIATOR)
"""Who may hold a sitting."""


@dataclass(frozen=True)
class Guest:
    """A part that somebody is invited to by name. `asked`: every party has to say yes before they may come in;
    `identified`: they are compared with a paper; `beside`: they are there for one of the parties, and go where that
    one goes; `called`: they come into the joint room when the mediator calls them, not from the start.
    """

    asked: bool
    identified: bool
    beside: bool
    called: bool


GUESTS = {
    Role.REPRESENTATIVE: Guest(asked=False, identified=True, beside=True, called=False),
    Role.INTERPRETER: Guest(asked=False, identified=True, beside=True, called=False),
    Role.EXPERT: Guest(asked=True, identified=True, beside=False, called=True),
    Role.SUPPORTER: Guest(asked=True, identified=False, beside=True, called=True),
    Role.OBSERVER: Guest(asked=True, identified=False, beside=False, called=True),
}
VISITORS = (Role.GUEST_JUDGE, Role.CO_MEDIATOR, Role.TERMINAL, *GUESTS)
"""Whose seat at the matter ends with the sitting."""

JOINT_ONLY = (Role.GUEST_JUDGE,)
"""Who is never in a private talk."""

PART = {
    Role.APPLICANT: N_("Applicant"),
    Role.RESPONDENT: N_("Other side"),
    Role.MEDIATOR: N_("Mediator"),
    Role.CO_MEDIATOR: N_("Second mediator"),
    Role.GUEST_JUDGE: N_("Judge"),
    Role.REPRESENTATIVE: N_("Representative"),
    Role.INTERPRETER: N_("Interpreter"),
    Role.EXPERT: N_("Expert"),
    Role.SUPPORTER: N_("Supporter"),
    Role.OBSERVER: N_("Observer"),
    Role.TERMINAL: N_("Community room"),
}
"""As what somebody sits in the room."""

PART_HINT = {
    Role.REPRESENTATIVE: N_("Speaks for one party. Sees what that party sees."),
    Role.INTERPRETER: N_("For one person. Sees the minutes, no papers."),
    Role.EXPERT: N_("Every party has to agree first. Sees the papers everybody sees."),
    Role.SUPPORTER: N_("Family, neighbour or colleague of one person. Every party has to agree first. Sees no papers."),
    Role.OBSERVER: N_("Watches only. Every party has to agree first. Sees no papers."),
}
