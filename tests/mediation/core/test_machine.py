from __future__ import annotations

import enum
from types import SimpleNamespace

from mediation.core.machine import ANY, NEW, Actor, NotNow, NotVisible, NotYours, Role, Row, Standing, Table, may


class Light(enum.StrEnum):
    RED = "red"
    GREEN = "green"


TABLE = Table(
    "light",
    Light,
    Row("see", ANY, by=(Role.PARTY, Role.WINDOW)),
    Row("see", (Light.GREEN,), by=(Role.COURT,)),
    Row("make", NEW, by=(Role.WINDOW,), to=Light.RED),
    Row("go", (Light.RED,), by=(Role.WINDOW,), to=Light.GREEN, when=lambda light: light.blocked),
    Row("go", (Light.GREEN,), by=(Role.PARTY,)),
)
RED, GREEN = SimpleNamespace(state=Light.RED, blocked=None), SimpleNamespace(state=Light.GREEN, blocked=None)


def who(*roles: Role) -> Standing:
    return Standing(Actor("account:1"), frozenset(roles))


def test_the_four_answers():
    assert may(TABLE, who(Role.WINDOW), RED, "go").row.to is Light.GREEN
    assert isinstance(may(TABLE, who(Role.COURT), RED, "go").refusal, NotVisible)
    assert isinstance(may(TABLE, who(Role.COURT), GREEN, "go").refusal, NotYours)
    assert isinstance(may(TABLE, who(Role.PARTY), RED, "go").refusal, NotNow)


def test_a_guard_says_why():
    blocked = SimpleNamespace(state=Light.RED, blocked="The road is closed.")
    refusal = may(TABLE, who(Role.WINDOW), blocked, "go").refusal
    assert (refusal.status, refusal.why) == (409, "The road is closed.")


def test_buttons_are_what_the_table_permits_now():
    assert list(TABLE.offered(who(Role.WINDOW), RED)) == ["go"]
    assert list(TABLE.offered(who(Role.PARTY), RED)) == []
    assert list(TABLE.offered(who(Role.PARTY), GREEN)) == ["go"]


def test_a_creation_is_never_offered_on_a_thing_that_is_there():
    assert "make" not in list(TABLE.offered(who(Role.WINDOW), RED))
