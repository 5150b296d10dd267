"""Random talks with three sides: what a reader finds is exactly what a hand-written model allows, in every form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from sqlalchemy import func, select

from mediation.core import live, record, wall
from mediation.core.db import begin_writing, commit, db
from mediation.core.machine import Role
from mediation.matters import queries as matters
from mediation.matters import services as matter_services
from mediation.sittings import services as sittings
from mediation.sittings.models import Participant, Sitting
from mediation.talks import queries, services
from mediation.talks.models import TalkLine, TalkReading, TalkTranslation
from mediation.talks.queries.audience import offered
from mediation.talks.queries.pane import seen
from tests.mediation.talks.conftest import actor_of, mediator, say

pytestmark = pytest.mark.database
READS = {
    "side 1": {"joint", "side:1"}, "side 2": {"joint", "side:2"}, "side 3": {"joint", "side:3"},
    "lawyer of 2": {"joint", "side:2"}, "interpreter": {"joint"}, "second mediator": {"joint"},
    "mediator": {"joint", "mediator", "side:1", "side:2", "side:3"}, "supporter": set(), "judge": set(),
}  # fmt: skip
"""Written by hand: who reads which label of a talk."""
WRITERS = ("side 1", "side 2", "side 3", "lawyer of 2", "interpreter", "second mediator", "mediator")
LABELS = ("joint", "side:1", "side:2", "side:3", "mediator")
UNSHRUNK = (Phase.explicit, Phase.generate)
SAME = ("say", "read", "retract", "translate")


@pytest.fixture
def people(world, dispute) -> tuple[Sitting, dict[str, Participant]]:
    """A sitting of three sides, with everybody who can come into one."""
    begin_writing()
    third = matter_services.seat_party(
        dispute.matter, role=Role.RESPONDENT, side=3, name="赵三", phone="13800000077", language="zh-Hans"
    )
    commit()
    sitting = world.waiting(dispute, world.planned(dispute))
    boss = world.mediator_of(dispute)
    _, second, _ = sitting.parties

    def come(role: Role, name: str) -> Participant:
        guest: Participant = world.act(
            sittings.invite, boss, dispute, sitting, role=role, name=name, phone="13800000066", beside=second
        )
        return guest

    lawyer, interpreter, supporter = (
        come(role, role.value) for role in (Role.REPRESENTATIVE, Role.INTERPRETER, Role.SUPPORTER)
    )
    other = world.act(sittings.invite_mediator, boss, dispute, sitting, account=world.city.accounts["wang"])
    judge = world.act(sittings.invite_judge, boss, dispute, sitting, judge=world.city.accounts["judge.zhou"])
    world.started(dispute, sitting)
    for one in (lawyer, interpreter):
        sitting.conference.members[[m.seat for m in sitting.conference.members].index(one.key)].room = "joint"
    commit()
    assert sitting.parties[2].seat is third
    named = {f"side {n}": one for n, one in enumerate(sitting.parties, 1)} | {
        "lawyer of 2": lawyer, "interpreter": interpreter, "second mediator": other, "mediator": mediator(sitting),
        "supporter": supporter, "judge": judge,
    }  # fmt: skip
    return sitting, named


@pytest.fixture
def everything() -> list[tuple[str, str, TalkLine]]:
    """Who wrote what under which label: it goes on from one history to the next."""
    return []


steps = some.lists(
    some.tuples(some.sampled_from(SAME), some.sampled_from(WRITERS), some.sampled_from(LABELS)), min_size=1, max_size=14
)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(steps=steps)
def test_nobody_finds_counts_or_guesses_what_is_not_theirs(world, people, everything, steps):
    sitting, who = people
    for act, name, label in steps:
        _do(world, sitting, who, everything, act, name, label)
    for name, labels in READS.items():
        reader = who[name]
        standing = matters.standing(actor_of(reader), sitting.matter)
        wall.name_reader(standing)
        db.session.expire_all()
        mine = [line for _, label, line in everything if label in labels]
        assert [line.id for line in queries.lines(sitting, reader)] == sorted(line.id for line in mine if line.id), name
        for table in (TalkLine, TalkReading, TalkTranslation):
            assert set(db.session.scalars(select(table.label))) <= labels, (name, table)
            assert db.session.scalar(select(func.count(table.id))) == sum(
                1 for label in db.session.scalars(select(table.label)) if label in labels
            )
        for _, label, line in everything:
            found = _found(actor_of(reader), line.public_id)
            assert found == (label in labels), (name, label)
        topics = live.topics_of(standing)
        assert all(topic.partition(":side")[0] in topic for topic in topics)
        assert {topic.split(":", 2)[2] for topic in topics} & set(LABELS) <= labels, name
        if labels:
            assert {one.label for one in offered(sitting, reader)} <= labels | {"mediator"}, name


def _found(actor, public_id: str) -> bool:
    try:
        queries.opened(actor, public_id)
    except Exception as refused:  # noqa: BLE001
        assert type(refused).__name__ == "NotVisible"
        return False
    return True


def _do(world, sitting, who, everything, act: str, name: str, label: str) -> None:
    one = who[name]
    world.standing(actor_of(one), sitting.dispute)
    if act == "say" and label in {found.label for found in offered(sitting, one)}:
        line = say(world, sitting, one, label, f"{name} {label} {len(everything)}")
        everything.append((name, label, line))
    elif act == "read":
        world.act(services.read, actor_of(one), sitting.dispute, sitting)
    elif act == "retract":
        own = [line for author, said, line in everything if author == name and said in READS[name] and line.shown]
        for line in own[-1:]:
            world.act(services.retract, actor_of(one), sitting.dispute, line)
    elif act == "translate" and everything:
        line = everything[-1][2]
        host = actor_of(who["mediator"])
        world.standing(host, sitting.dispute)
        if line.shown:
            world.act(services.translate, host, sitting.dispute, line, language="ko", text="번역")


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(
    side=some.sampled_from((1, 3)), texts=some.lists(some.sampled_from(("好", "1000", "ok")), min_size=1, max_size=3)
)
def test_the_page_of_another_side_is_the_same_whether_or_not_there_is_a_private_talk(world, people, side, texts):
    sitting, who = people
    other = who["side 2"]
    say(world, sitting, who["side 1"], wall.JOINT, "大家好")
    for name in WRITERS:  # that somebody read what all may read is no secret
        world.act(services.read, actor_of(who[name]), sitting.dispute, sitting)

    def whole() -> object:
        standing = world.standing(actor_of(other), sitting.dispute)
        page, topics = seen(standing, sitting), live.topics_of(standing)
        heard = [hint for hint in live.since(0) if hint[1] in topics]
        return replace(page, me=None), heard, len(matters.exhibits(sitting.matter))

    before = whole()
    for text in texts:
        say(world, sitting, who[f"side {side}"], wall.side(side), text)
        say(world, sitting, who["mediator"], wall.side(side), text)
        world.act(services.read, actor_of(who[f"side {side}"]), sitting.dispute, sitting)
    assert whole() == before
    assert record.verify(record.of_matter(sitting.matter_id)) is None
