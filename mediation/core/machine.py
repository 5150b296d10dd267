"""Who may do what, from which state, on which article: one table for each thing, and one question to ask it.

The same rows are the door's answer, the service's guard, the buttons on a page, the diagram in the docs and a test over
state × action × role. A row without `to` permits and changes nothing. There is no second list of rights.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mediation.core.words import N_, Said


class Role(enum.StrEnum):
    """What an actor can be towards a matter."""

    PARTY = "party"
    APPLICANT = "applicant"
    RESPONDENT = "respondent"
    WINDOW = "window"  # staff of the institution that keeps the matter: receive, accept, seal
    CANDIDATE = "candidate"  # a mediator who was asked and has not answered
    MEDIATOR = "mediator"
    CO_MEDIATOR = "co_mediator"  # a second mediator in a sitting
    GUEST_JUDGE = "guest_judge"  # a judge invited into a sitting
    DUTY_JUDGE = "duty_judge"  # the judge on duty who is called with a question, or came
    REPRESENTATIVE = "representative"  # speaks for a party
    INTERPRETER = "interpreter"  # of one person
    EXPERT = "expert"
    SUPPORTER = "supporter"  # family, neighbour, colleague
    OBSERVER = "observer"
    TERMINAL = "terminal"  # keeps a community room: one camera, several people
    JUDGE = "judge"  # the judge a confirmation is assigned to
    DEBTOR = "debtor"  # the party who promised
    CREDITOR = "creditor"  # the party who was promised something
    CLERK = "clerk"
    COURT = "court"  # any staff of the court concerned
    COURIER = "courier"  # the window, for a court that has nobody on screen: it carries papers there and back
    BUREAU = "bureau"
    REPORTER = "reporter"  # who has raised an alarm
    CLOCK = "clock"  # a deadline that has run out
    SYSTEM = "system"  # a job following the record
    ANYONE = "anyone"  # who stands outside the matter


@dataclass(frozen=True)
class Actor:
    """Who is asking: a signed-in account, a party by link and code, the worker, or nobody yet."""

    ref: str
    name: str = ""
    account_id: int | None = None
    seat_id: int | None = None
    staff: bool = False
    offices: frozenset[tuple[str, int]] = frozenset()  # (role, organisation id)

    def holds(self, role: str, organisation_id: int | None = None) -> bool:
        return any(r == role and organisation_id in (None, o) for r, o in self.offices)


NOBODY = Actor("nobody")
CLOCK = Actor("clock")
SYSTEM = Actor("system")


@dataclass(frozen=True)
class Standing:
    """What an actor is in one matter now. `sides` counts the matter's sides; `side` is the actor's own."""

    actor: Actor
    roles: frozenset[Role] = frozenset({Role.ANYONE})
    matter_id: int | None = None
    side: int | None = None
    sides: int = 0

    def also(self, *roles: Role) -> Standing:
        """The same standing with roles that come from the subject, such as being the one asked."""
        return Standing(self.actor, self.roles | set(roles), self.matter_id, self.side, self.sides)


def of_clock(matter_id: int | None = None, sides: int = 0) -> Standing:
    return Standing(CLOCK, frozenset({Role.CLOCK}), matter_id, None, sides)


def of_system(matter_id: int | None = None, sides: int = 0) -> Standing:
    return Standing(SYSTEM, frozenset({Role.SYSTEM}), matter_id, None, sides)


State = enum.StrEnum


class Beginning(enum.StrEnum):
    NEW = "new"


ANY: tuple[State, ...] = ()
"""From every state."""
NEW: tuple[State, ...] = (Beginning.NEW,)
"""From none: the act that makes the thing."""
Guard = Callable[[Any], str | Said | None]


@dataclass(frozen=True)
class Row:
    """`action` is allowed from `sources` (ANY: every state; NEW: it makes the thing) to `by`, when no guard in `when`
    objects, on `basis`.

    It leads to the state `to`, if named. It starts and stops deadlines by the code of their limit in the rulebook.
    """

    action: str
    sources: tuple[State, ...]
    by: tuple[Role, ...]
    to: State | None = None
    when: Guard | None = None
    basis: str = ""
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()

    def permits(self, roles: Iterable[Role]) -> bool:
        return not set(self.by).isdisjoint(roles)

    def leaves(self, state: State | None) -> bool:
        """Whether it starts from a state; None is the thing that is not there yet."""
        if state is None:
            return self.sources == NEW
        return not self.sources or state in self.sources


@dataclass(frozen=True)
class Table:
    name: str
    rows: tuple[Row, ...]
    states: type[State]
    _by_action: dict[str, tuple[Row, ...]] = field(default_factory=dict, compare=False, repr=False)

    def __init__(self, name: str, states: type[State], *rows: Row) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "states", states)
        object.__setattr__(self, "rows", rows)
        by_action: dict[str, tuple[Row, ...]] = {}
        for row in rows:
            by_action[row.action] = (*by_action.get(row.action, ()), row)
        object.__setattr__(self, "_by_action", by_action)

    def __getitem__(self, action: str) -> tuple[Row, ...]:
        return self._by_action[action]

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple(self._by_action)

    def offered(self, standing: Standing, subject: Any) -> Iterator[str]:
        """The actions open to this standing now: the buttons of a page."""
        return (action for action in self.actions if action != "see" and may(self, standing, subject, action).row)


class Refusal(Exception):
    """An act that may not be. `status` is the HTTP answer; `why` is for the person."""

    status = 403
    why: Said | str = N_("You may not do this here.")

    def __init__(self, why: Said | str | None = None) -> None:
        super().__init__(why or self.why)
        self.why = why or self.why


class NotVisible(Refusal):
    """There is no such thing, as far as this person can tell."""

    status = 404
    why = N_("We cannot find this page.")


class NotYours(Refusal):
    """The thing is visible to this person, the act belongs to somebody else."""


class NotNow(Refusal):
    """The act is this person's, the state or a guard is against it."""

    status = 409
    why = N_("This can no longer be done, or not yet. The page now shows how things stand.")


@dataclass(frozen=True)
class Answer:
    """`row` when permitted; else `refusal`, ready to raise."""

    row: Row | None
    refusal: Refusal | None = None

    def __bool__(self) -> bool:
        return self.row is not None

    def or_raise(self) -> Row:
        if self.row is None:
            assert self.refusal is not None
            raise self.refusal
        return self.row


def may(table: Table, standing: Standing, subject: Any, action: str) -> Answer:
    """Whether this standing may do this to this subject now, and if not, which of the four noes it is.

    `subject` has a `state`; None asks about making one.
    """
    if subject is not None and not _sees(table, standing, subject):
        return Answer(None, NotVisible())
    mine = [row for row in table[action] if row.permits(standing.roles)]
    if not mine:
        return Answer(None, NotYours())
    here = [row for row in mine if row.leaves(subject.state if subject is not None else None)]
    if not here:
        return Answer(None, NotNow())
    objection: str | Said | None = None
    for row in here:
        objection = row.when(subject) if row.when else None
        if not objection:
            return Answer(row)
    return Answer(None, NotNow(objection))


def _sees(table: Table, standing: Standing, subject: Any) -> bool:
    if not {Role.CLOCK, Role.SYSTEM}.isdisjoint(standing.roles):
        return True
    return any(row.permits(standing.roles) and row.leaves(subject.state) for row in table["see"])
