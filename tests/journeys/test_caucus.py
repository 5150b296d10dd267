"""A private talk is private: with a tone and a colour for each person, in and out again and again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mediation.core.machine import Role
from mediation.sittings import queries, services
from mediation.sittings.rules import Mode
from tests.journeys.conftest import House
from tests.journeys.tones import Choir

pytestmark = [pytest.mark.browser, pytest.mark.media]
ROUNDS = 4


@pytest.fixture
def choir(house: House, chromium) -> Iterator[Choir]:
    found = four(house, chromium)
    yield found
    found.close()


def four(house: House, chromium) -> Choir:
    """A mediator, both sides and a judge, all ready."""
    world = house.world
    dispute = world.appointed()
    sitting = world.waiting(dispute, world.planned(dispute, mode=Mode.VIDEO))
    mediator = world.mediator_of(dispute)
    judge = queries.judges_on_call(sitting)[0]
    login = judge.login
    world.act(services.invite_judge, mediator, dispute, sitting, judge=judge)
    actors = {
        Role.MEDIATOR: mediator, Role.APPLICANT: world.party(dispute),
        Role.RESPONDENT: world.party(dispute, Role.RESPONDENT), Role.GUEST_JUDGE: world.staff(login),
    }  # fmt: skip
    keys = {one.role: one.key for one in sitting.participants}
    return Choir.of(chromium, house, sitting, {keys[role]: actor for role, actor in actors.items()})


def talks(choir: Choir, rounds: int) -> None:
    """So many private talks, with one side and the other in turn."""
    mediator, *_ = everybody = [one.seat for one in choir.people]
    choir.enter()
    choir.press("start")
    choir.together(set(everybody))
    sides = {one.key: one.side for one in choir.sitting.participants}
    for n in range(rounds):
        side = n % 2 + 1
        choir.private_talk(side, {mediator, *(seat for seat in everybody if sides[seat] == side)})


def test_no_packet_no_sound_and_no_picture_of_a_private_talk_gets_out(choir: Choir) -> None:
    talks(choir, ROUNDS)
    assert [problem for one in choir.people for problem in one.visitor.problems] == []
    assert choir.pictures > ROUNDS, "a test without pictures proves nothing about them"
    print(choir.worst)
