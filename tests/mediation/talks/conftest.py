"""A sitting in which people write: beside the pictures, or over some days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from mediation.core import clock
from mediation.core.machine import Actor, Role
from mediation.sittings import services as sittings
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.rules import Mode
from mediation.sittings.rules.kinds import About, Kind, Question
from mediation.talks import services
from mediation.talks.queries.audience import offered
from tests.mediation.sittings.conftest import dispute  # noqa: F401


@pytest.fixture
def sitting(world, dispute) -> Sitting:  # noqa: F811
    """Everybody sits together, each with a screen of their own."""
    planned = world.planned(dispute, mode=Mode.VIDEO)
    return world.started(dispute, world.waiting(dispute, planned))


@pytest.fixture
def writing(world, dispute) -> Iterator[Sitting]:  # noqa: F811
    """A sitting in writing: every party has agreed to it, and its window of three days was opened a while ago."""
    now = clock.now()
    planned = plan_in_writing(world, dispute, now + timedelta(minutes=1), now + timedelta(days=3))
    with clock.set_to(now + timedelta(hours=1)):
        yield started_in_writing(world, dispute, planned)


def plan_in_writing(world, dispute, starts_at: datetime, closes_at: datetime) -> Sitting:  # noqa: F811
    sitting: Sitting = world.act(
        sittings.plan, world.mediator_of(dispute), dispute, starts_at=starts_at, kind=Kind.TEXT, closes_at=closes_at,
        modes={seat.id: Mode.VIDEO for seat in dispute.matter.seats},
    )  # fmt: skip
    return sitting


def started_in_writing(world, dispute, sitting: Sitting) -> Sitting:  # noqa: F811
    """Every party has done the steps and agreed to write."""
    world.waiting(dispute, sitting)
    for one in sitting.parties:
        world.act(sittings.answer, actor_of(one), dispute, sitting, question=Question(About.TEXT), yes=True)
    world.act(sittings.start, world.mediator_of(dispute), dispute, sitting)
    return sitting


def actor_of(participant: Participant) -> Actor:
    seat = participant.seat
    if seat.account_id is None:
        return Actor(f"seat:{seat.id}", participant.name, seat_id=seat.id)
    return Actor(f"account:{seat.account_id}", participant.name, account_id=seat.account_id, staff=True)


def mediator(sitting: Sitting) -> Participant:
    return next(one for one in sitting.participants if one.role is Role.MEDIATOR)


def to(sitting: Sitting, one: Participant, label: str) -> str:
    """What the form of somebody sends for a label that is offered to them."""
    return next(found.value for found in offered(sitting, one) if found.label == label)


def say(world, sitting: Sitting, one: Participant, label: str, text: str, **more):
    value = to(sitting, one, label)
    return world.act(services.say, actor_of(one), sitting.dispute, sitting, to=value, text=text, **more)
