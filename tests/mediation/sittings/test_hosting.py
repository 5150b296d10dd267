"""Two may hold a sitting; a private talk is asked for; what was shown is what happens; a lost host loses nothing."""

from __future__ import annotations

import pytest

from mediation.core import clock, record, wall
from mediation.core.machine import Actor, NotNow, NotYours, Role
from mediation.sittings import queries, services
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.queries import hosts, moves
from mediation.sittings.queries.moves import Changed
from mediation.sittings.rules import Mode
from mediation.sittings.rules.talks import Talk
from video import rooms
from video import services as video
from video.queries import member

CO = Role.CO_MEDIATOR


def who(sitting: Sitting, role: Role) -> Participant:
    return next(one for one in sitting.participants if one.role is role)


def actor_of(participant: Participant) -> Actor:
    return Actor(f"seat:{participant.seat_id}", participant.name, seat_id=participant.seat_id)


def where(sitting: Sitting) -> dict[Role, str]:
    return {one.role: member(sitting.conference, one.key).room for one in sitting.participants}


def goes(sitting: Sitting, participant: Participant, *, here: bool) -> None:
    video.mark(member(sitting.conference, participant.key), here=here)


@pytest.fixture
def mediator(world, dispute) -> Actor:
    return world.mediator_of(dispute)


@pytest.fixture
def sitting(world, dispute, mediator) -> Sitting:
    """Two parties, a mediator and a second one, all in the joint room."""
    found = world.waiting(dispute, world.planned(dispute, mode=Mode.IN_PERSON))
    second = next(one for login, one in world.city.accounts.items() if login == "cui")
    world.act(services.invite_mediator, mediator, dispute, found, account=second)
    return world.started(dispute, found)


def second(world) -> Actor:
    return world.staff("cui")


def test_either_host_may_move_people_and_a_party_may_not(world, dispute, sitting):
    respondent = who(sitting, Role.RESPONDENT)
    world.act(services.send_back, second(world), dispute, sitting, participant=respondent)
    assert where(sitting)[Role.RESPONDENT] == rooms.WAITING
    world.act(services.admit, second(world), dispute, sitting, participant=respondent)
    assert where(sitting)[Role.RESPONDENT] == rooms.JOINT
    with pytest.raises(NotYours):
        world.act(services.caucus, actor_of(respondent), dispute, sitting, side=1)
    with pytest.raises(NotNow):
        world.act(services.send_back, second(world), dispute, sitting, participant=who(sitting, Role.MEDIATOR))


def test_nobody_stays_in_a_room_without_a_host_and_with_one_they_may(world, dispute, sitting, mediator):
    world.act(services.caucus, mediator, dispute, sitting, side=1)
    assert where(sitting)[CO] == where(sitting)[Role.APPLICANT] == rooms.caucus(1), "both hosts come along"
    assert where(sitting)[Role.RESPONDENT] == rooms.WAITING
    world.act(services.rejoin, mediator, dispute, sitting)
    alone = [who(sitting, Role.MEDIATOR), who(sitting, Role.APPLICANT)]
    world.act(services.caucus, mediator, dispute, sitting, people=alone)
    assert where(sitting) == {
        Role.MEDIATOR: rooms.caucus(1), Role.APPLICANT: rooms.caucus(1),
        CO: rooms.JOINT, Role.RESPONDENT: rooms.JOINT,
    }  # fmt: skip
    world.act(services.caucus, second(world), dispute, sitting, side=2)
    assert where(sitting)[CO] == where(sitting)[Role.RESPONDENT] == rooms.caucus(2), "two talks at the same time"
    world.act(services.rejoin, mediator, dispute, sitting)
    assert where(sitting)[Role.APPLICANT] == rooms.JOINT and where(sitting)[Role.RESPONDENT] == rooms.caucus(2)


def test_the_sentence_is_read_from_the_routes_that_come_of_it(world, dispute, sitting, mediator):
    me = who(sitting, Role.MEDIATOR)
    talk = moves.private(sitting, [who(sitting, Role.APPLICANT)], me)
    respondent = who(sitting, Role.RESPONDENT).name
    assert respondent in talk.outside and respondent not in talk.inside
    assert talk.sentence.in_("en").endswith(f"{respondent} will hear and see nothing of it.")
    world.act(services.caucus, mediator, dispute, sitting, side=1, shown=talk.version)
    inside = {one.name for one in sitting.participants if where(sitting)[one.role] == rooms.caucus(1)}
    assert inside == set(talk.inside)
    back = moves.dismissal(sitting, who(sitting, Role.APPLICANT))
    assert back.sentence.in_("en") == f"After this, nobody hears or sees {who(sitting, Role.APPLICANT).name}."
    let_in = moves.admission(sitting, who(sitting, Role.RESPONDENT))
    assert let_in.inside == (), "while everybody is in a private talk nobody is in the joint room"


def test_a_move_that_is_another_one_by_now_is_shown_and_not_made(world, dispute, sitting, mediator):
    shown = moves.private(sitting, [who(sitting, Role.APPLICANT)], who(sitting, Role.MEDIATOR)).version
    world.act(services.send_back, second(world), dispute, sitting, participant=who(sitting, Role.APPLICANT))
    before = where(sitting)
    world.act(services.admit, second(world), dispute, sitting, participant=who(sitting, Role.APPLICANT))
    world.act(services.caucus, mediator, dispute, sitting, side=1, shown=shown)  # it is again as it was shown
    world.act(services.rejoin, mediator, dispute, sitting)
    stale = moves.dismissal(sitting, who(sitting, Role.RESPONDENT)).version
    world.act(services.send_back, second(world), dispute, sitting, participant=who(sitting, Role.APPLICANT))
    with pytest.raises(Changed) as changed:
        world.act(services.caucus, mediator, dispute, sitting, side=2, shown=stale)
    assert where(sitting) == before and changed.value.move.version != stale


def test_a_private_talk_is_asked_for_answered_and_begun(world, dispute, sitting, mediator):
    applicant, respondent = who(sitting, Role.APPLICANT), who(sitting, Role.RESPONDENT)
    with pytest.raises(NotNow):
        world.act(services.answer_talk, actor_of(applicant), dispute, sitting, yes=True)
    world.act(services.ask, mediator, dispute, sitting, people=[applicant, respondent])
    assert (applicant.talk, respondent.talk, who(sitting, Role.MEDIATOR).talk) == (Talk.ASKED, Talk.ASKED, Talk.ASKS)
    world.act(services.answer_talk, actor_of(applicant), dispute, sitting, yes=True)
    world.act(services.answer_talk, actor_of(respondent), dispute, sitting, yes=False)
    assert set(where(sitting).values()) == {rooms.JOINT}, "nobody moves before a host begins it"
    yes = [one for one in sitting.participants if one.talk in (Talk.ACCEPTED, Talk.ASKS)]
    world.act(services.caucus, mediator, dispute, sitting, people=yes)
    assert where(sitting)[Role.APPLICANT] == rooms.caucus(1) and where(sitting)[Role.RESPONDENT] == rooms.JOINT
    assert not any(one.talk for one in sitting.participants)
    labels = {one.act: one.label for one in record.entries(record.of_matter(sitting.matter_id))}
    assert labels["sitting.ask"] == labels["sitting.answer_talk"] == wall.MEDIATOR, "the other side learns neither"


def test_into_a_locked_talk_nobody_is_let(world, dispute, sitting, mediator):
    world.act(services.caucus, mediator, dispute, sitting, side=1)
    world.act(services.lock, mediator, dispute, sitting, locked=True)
    world.act(services.send_back, mediator, dispute, sitting, participant=who(sitting, Role.APPLICANT))
    with pytest.raises(NotNow):
        world.act(services.caucus, mediator, dispute, sitting, side=1)
    world.act(services.lock, second(world), dispute, sitting, locked=False)
    world.act(services.caucus, mediator, dispute, sitting, side=1)
    world.act(services.rejoin, mediator, dispute, sitting)


def _hosts(sitting: Sitting) -> list[Participant]:
    return [who(sitting, Role.MEDIATOR), who(sitting, CO)]


def test_a_lost_host_is_held_and_the_other_goes_on(world, dispute, sitting, at):
    mediator, other, party = who(sitting, Role.MEDIATOR), who(sitting, CO), who(sitting, Role.APPLICANT)
    assert hosts.held(sitting, party) is None
    goes(sitting, mediator, here=False)
    told, host_told = hosts.held(sitting, party), hosts.held(sitting, other)
    assert mediator.name in str(told.headline) and other.name in str(told.sentence)
    assert host_told.sentence == hosts.YOU_HOLD
    world.act(services.caucus, second(world), dispute, sitting, side=2)
    assert where(sitting)[Role.RESPONDENT] == rooms.caucus(2), "the other host goes on"
    goes(sitting, mediator, here=True)
    assert hosts.held(sitting, party) is None and where(sitting)[Role.MEDIATOR] == rooms.caucus(2)


def test_after_two_minutes_without_a_host_nothing_private_begins_and_nothing_is_lost(world, dispute, sitting, mediator):
    party = who(sitting, Role.APPLICANT)
    rooms_before = where(sitting)
    for one in _hosts(sitting):
        goes(sitting, one, here=False)
    waiting = hosts.held(sitting, party)
    assert waiting.sentence == hosts.KEPT and (waiting.until - clock.now()).total_seconds() <= 120
    later = clock.now() + hosts.UNATTENDED
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        assert hosts.held(sitting, party).headline == hosts.NOBODY
        for verb, facts in ((services.caucus, {"side": 1}), (services.ask, {"people": [party]})):
            with pytest.raises(NotNow) as refused:
                world.act(verb, mediator, dispute, sitting, **facts)
            assert refused.value.why == hosts.NOT_PRIVATE
        goes(sitting, who(sitting, CO), here=True)
        assert where(sitting) == rooms_before and hosts.held(sitting, party).headline != hosts.NOBODY
        world.act(services.caucus, second(world), dispute, sitting, side=1)


def test_a_host_is_never_silenced_and_a_screen_needs_leave(world, dispute, sitting, mediator):
    world.act(services.silence, second(world), dispute, sitting, people=sitting.participants, silenced=True)
    quiet = {one.role for one in sitting.participants if member(sitting.conference, one.key).silenced}
    assert quiet == {Role.APPLICANT, Role.RESPONDENT}
    party = who(sitting, Role.APPLICANT)
    with pytest.raises(NotNow):
        world.act(services.share, actor_of(party), dispute, sitting, on=True)
    world.act(services.allow_screen, mediator, dispute, sitting, participant=party, allowed=True)
    shown = world.act(services.share, actor_of(party), dispute, sitting, on=True)
    assert shown.seat == rooms.screen(party.key) and party.name in shown.name
    world.act(services.caucus, mediator, dispute, sitting, side=2)
    assert member(sitting.conference, shown.seat).room == rooms.WAITING, "the screen goes where its owner goes"
    assert {one.role for one in queries.attendance(sitting)} <= {one.role for one in sitting.participants}


def test_who_was_inside_comes_back_with_the_microphone_off(world, dispute, sitting, monkeypatch):
    monkeypatch.setattr(video, "carry", lambda conference: None)  # no media node is needed for this
    party = who(sitting, Role.APPLICANT)
    place = world.act(services.join, actor_of(party), dispute, sitting, device="new", again=False).place
    assert place.room == rooms.JOINT and not place.microphone
