"""A community room: several people behind one camera, each checked in, each callable apart, none found by the next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mediation.accounts import queries as accounts
from mediation.accounts import services as signing_in
from mediation.core import clock, wall
from mediation.core.db import commit, db
from mediation.core.machine import NotNow, NotVisible, NotYours, Role, Standing
from mediation.matters import services as matters
from mediation.matters.rules import Protected
from mediation.sittings import queries, services
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.queries import people
from mediation.sittings.rules import Identity, Mode
from mediation.sittings.rules.terminals import room_of
from tests.sign_in import sign_in, speak
from video import rooms
from video.queries import member


@pytest.fixture
def sitting(world, dispute) -> Sitting:
    """Both parties come to the community room; nobody is checked in yet, and the waiting room is open."""
    found = world.planned(dispute, mode=Mode.COMMUNITY)
    mediator = world.mediator_of(dispute)
    account, name = people.community_room(found, "grid")
    world.act(services.invite_terminal, mediator, dispute, found, account=account, name=name)
    world.act(services.open_doors, mediator, dispute, found)
    return found


def room(sitting, one) -> str:
    return member(sitting.conference, one.key).room


def terminal(sitting) -> Participant:
    return next(one for one in sitting.participants if one.role is Role.TERMINAL)


def by_room(world, dispute, verb, sitting, participant, **more) -> None:
    world.act(verb, world.staff("grid"), dispute, sitting, participant=participant, **more)


def checked_in(world, dispute, sitting, *them) -> None:
    for one in them or sitting.parties:
        by_room(world, dispute, services.tell_notice, sitting, one)
        by_room(world, dispute, services.note_consent, sitting, one)
        by_room(world, dispute, services.identify, sitting, one, result=Identity.SEEN_IN_PERSON)
        by_room(world, dispute, services.check_in, sitting, one)


def started(world, dispute, sitting) -> tuple[Participant, Participant, Participant]:
    checked_in(world, dispute, sitting)
    world.act(services.start, world.mediator_of(dispute), dispute, sitting)
    return (*sitting.parties, terminal(sitting))


@pytest.mark.parametrize(
    ("before_it", "where"),
    [
        ({}, rooms.WAITING),
        ({"a": rooms.JOINT, "b": rooms.JOINT}, rooms.JOINT),
        ({"a": rooms.caucus(1)}, rooms.caucus(1)),
        ({"a": rooms.caucus(1), "b": rooms.WAITING}, None),
        ({"a": rooms.JOINT, "b": rooms.WAITING}, None),
    ],
)
def test_a_camera_is_where_each_person_before_it_belongs_or_nowhere(before_it, where):
    assert room_of(before_it) == where


def test_each_person_is_checked_in_with_identity_notice_and_consent_of_their_own(world, dispute, sitting):
    one, other = sitting.parties
    for step in (
        lambda: by_room(world, dispute, services.tell_notice, sitting, one),
        lambda: by_room(world, dispute, services.note_consent, sitting, one),
        lambda: by_room(world, dispute, services.identify, sitting, one, result=Identity.SEEN_IN_PERSON),
    ):
        with pytest.raises(NotNow):
            by_room(world, dispute, services.check_in, sitting, one)
        db.session.rollback()
        step()
    by_room(world, dispute, services.check_in, sitting, one)
    by_room(world, dispute, services.check_in, sitting, one)
    assert terminal(sitting).people_here == [one] and member(sitting.conference, one.key).present
    assert not other.identified and not other.told and not other.consented, "nothing of one counts for the next"
    assert people.expected_at(terminal(sitting)) == [one, other], "the parties, not the mediator"
    assert one.checks[-1].checked_by == world.staff("grid").account_id


def test_the_room_keeps_only_its_own_people_and_reads_nothing(world, dispute, sitting):
    one, other = sitting.parties
    other.mode = Mode.VIDEO
    commit()
    for verb, more in (
        (services.tell_notice, {}), (services.identify, {"result": Identity.SEEN_IN_PERSON}), (services.check_in, {}),
        (services.note_consent, {}),
    ):  # fmt: skip
        with pytest.raises((NotVisible, NotNow)):
            by_room(world, dispute, verb, sitting, other, **more)
        db.session.rollback()
    with pytest.raises(NotYours):
        world.act(services.check_in, world.mediator_of(dispute), dispute, sitting, participant=one)
    db.session.rollback()
    with pytest.raises(NotYours):
        by_room(world, dispute, services.admit, sitting, one)
    assert wall.readable(Standing(world.staff("grid"), frozenset({Role.TERMINAL}), 1, None, 2)) == frozenset()


def test_all_are_in_the_joint_room_with_their_camera(world, dispute, sitting):
    one, other, camera = started(world, dispute, sitting)
    assert {room(sitting, each) for each in (one, other, camera)} == {rooms.JOINT}


def test_each_can_be_called_apart_once_the_others_have_stepped_out(world, dispute, sitting):
    one, other, camera = started(world, dispute, sitting)
    mediator = world.mediator_of(dispute)
    with pytest.raises(NotNow, match=one.name):
        world.act(services.caucus, mediator, dispute, sitting, people=[one])
    db.session.rollback()
    assert room(sitting, camera) == rooms.JOINT
    by_room(world, dispute, services.step_out, sitting, other)
    assert room(sitting, other) == rooms.WAITING and room(sitting, camera) == rooms.JOINT
    world.act(services.caucus, mediator, dispute, sitting, people=[one])
    assert room(sitting, camera) == room(sitting, one) == rooms.caucus(1)
    assert room(sitting, other) == rooms.WAITING
    with pytest.raises(NotNow):
        by_room(world, dispute, services.step_in, sitting, other)
    db.session.rollback()
    world.act(services.rejoin, mediator, dispute, sitting)
    assert room(sitting, camera) == room(sitting, one) == rooms.JOINT and room(sitting, other) == rooms.WAITING
    by_room(world, dispute, services.step_in, sitting, other)
    assert room(sitting, other) == rooms.JOINT
    by_room(world, dispute, services.step_out, sitting, one)
    with pytest.raises(NotNow, match=one.name):
        world.act(services.caucus, mediator, dispute, sitting, people=[one])
    db.session.rollback()
    world.act(services.caucus, mediator, dispute, sitting, people=[other])
    assert room(sitting, camera) == room(sitting, other) == rooms.caucus(2) and room(sitting, one) == rooms.WAITING


def test_whoever_leaves_the_camera_in_a_private_talk_takes_its_sound_away(world, dispute, sitting):
    one, other, camera = started(world, dispute, sitting)
    by_room(world, dispute, services.step_out, sitting, other)
    world.act(services.caucus, world.mediator_of(dispute), dispute, sitting, people=[one])
    by_room(world, dispute, services.step_out, sitting, one)
    assert room(sitting, camera) == rooms.WAITING, "nobody is left whom it is for"
    by_room(world, dispute, services.step_in, sitting, other)
    assert room(sitting, camera) == room(sitting, other) == rooms.JOINT


def test_one_alone_is_not_sent_back_or_let_in_over_the_others_heads(world, dispute, sitting):
    one, _, camera = started(world, dispute, sitting)
    with pytest.raises(NotNow):
        world.act(services.send_back, world.mediator_of(dispute), dispute, sitting, participant=one)
    db.session.rollback()
    assert room(sitting, camera) == rooms.JOINT
    by_room(world, dispute, services.step_out, sitting, one)
    world.act(services.send_back, world.mediator_of(dispute), dispute, sitting, participant=one)
    assert room(sitting, one) == rooms.WAITING and room(sitting, camera) == rooms.JOINT


def test_attendance_is_kept_for_each_person(world, dispute, sitting):
    one, other, _ = started(world, dispute, sitting)
    with clock.set_to(clock.now() + timedelta(minutes=5)):
        by_room(world, dispute, services.step_out, sitting, other)
    with clock.set_to(clock.now() + timedelta(minutes=9)):
        by_room(world, dispute, services.check_out, sitting, one)
    stays = {
        each.name: [stay for stay in queries.attendance(sitting) if stay.name == each.name] for each in (one, other)
    }
    assert [stay.room for stay in stays[one.name]] == [rooms.WAITING, rooms.JOINT] and stays[one.name][-1].to_at
    assert [stay.room for stay in stays[other.name]] == [rooms.WAITING, rooms.JOINT, rooms.WAITING]
    assert stays[other.name][-1].to_at is None, "outside, and still there"


def test_protected_people_are_never_together_at_one_terminal(world, worker, dispute, sitting):
    one, other = sitting.parties
    mediator, camera = world.mediator_of(dispute), terminal(sitting)
    checked_in(world, dispute, sitting, one)
    facts = {"seat": one.seat, "other": other.seat, "reason": Protected.VIOLENCE}
    world.act(matters.protect, mediator, dispute, dispute.matter, **facts)
    assert other not in people.expected_at(camera), "not even by name"
    with pytest.raises(NotNow) as refused:
        checked_in(world, dispute, sitting, other)
    assert one.name not in str(refused.value.why)


def test_a_protection_in_the_middle_of_it_parts_them_at_once(world, worker, dispute, sitting):
    one, other, camera = started(world, dispute, sitting)
    facts = {"seat": one.seat, "other": other.seat, "reason": Protected.THREAT}
    world.act(matters.protect, world.mediator_of(dispute), dispute, dispute.matter, **facts)
    worker.run()
    db.session.expire_all()
    assert camera.people_here == [one] and other.terminal is None
    assert room(sitting, other) == rooms.WAITING
    assert room(sitting, camera) == room(sitting, one)


def test_what_somebody_opened_there_is_closed_when_they_go(world, dispute, sitting):
    one, _, _ = started(world, dispute, sitting)
    with clock.set_to(clock.now() - timedelta(days=1)):
        at_home = signing_in.begin_sign_in(one.name, seat_id=one.seat_id)
        commit()
    there = signing_in.begin_sign_in(one.name, seat_id=one.seat_id)
    commit()
    by_room(world, dispute, services.check_out, sitting, one)
    assert accounts.live_sign_in(there.public_id) is None
    db.session.refresh(at_home)
    assert at_home.ended_at is None, "their own telephone stays signed in"


def test_the_page_of_the_room(world, client, dispute, sitting):
    one, other = sitting.parties
    here = f"/sittings/{sitting.public_id}"
    sign_in(client, world.staff("grid"))
    speak(client, "en")
    assert f'href="{here}"' in client.get("/today").text
    assert client.get(f"/matters/{dispute.matter.public_id}").status_code == 404
    pane = client.get(f"{here}/pane").text
    assert one.name in pane and other.name in pane and "Who takes part" not in pane
    assert client.get(here).status_code == client.get(f"{here}/room").status_code == 200
    at = f"{here}/participants/{one.public_id}"
    assert client.post(f"{at}/check_in").status_code == 409
    assert client.post(f"{at}/identity", data={"result": "nonsense"}).status_code == 422
    for act, data in (("tell_notice", {}), ("note_consent", {}), ("identity", {"result": "seen_in_person"})):
        assert client.post(f"{at}/{act}", data=data).status_code == 303
    assert client.post(f"{at}/check_in").status_code == client.post(f"{at}/check_in").status_code == 303
    assert "Before the camera" in client.get(f"{here}/pane").text
    assert client.post(f"{at}/step_out").status_code == 303
    assert "Waits outside" in client.get(f"{here}/pane").text
    assert client.post(f"{here}/participants/{other.public_id}/step_out").status_code == 404
    for who in (world.party(dispute), world.mediator_of(dispute)):
        sign_in(client, who)
        assert client.post(f"{at}/check_out").status_code == 403
    sign_in(client, world.staff("grid"))
    assert client.post(f"{at}/check_out").status_code == 303
    assert client.get(f"{here}/room").headers["Cache-Control"] == "no-store"


def test_whoever_ends_their_visit_leaves_nothing_on_the_device(world, client, dispute, sitting):
    party = world.party(dispute)
    sign_in(client, party)
    page = f"/matters/{dispute.matter.public_id}"
    assert client.get(page).headers["Cache-Control"] == "no-store"
    ended = client.post("/sign-out")
    assert ended.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(page).status_code in (401, 404)
    with client.session_transaction() as session:
        assert set(session) <= {"language", "_flashes", "csrf_token"}


def test_the_mediator_asks_a_room_by_its_name(world, client, dispute):
    sitting = world.planned(dispute, mode=Mode.COMMUNITY)
    here = f"/sittings/{sitting.public_id}"
    sign_in(client, world.mediator_of(dispute))
    assert "图们社区居民委员会" in client.get(f"{here}/invite").text
    assert client.post(f"{here}/community-room", data={"room": "judge.zhou"}).status_code == 404
    assert client.post(f"{here}/community-room", data={"room": "grid"}).status_code == 303
    assert client.post(f"{here}/community-room", data={"room": "grid"}).status_code == 404, "it is in already"
    sign_in(client, world.party(dispute))
    assert client.post(f"{here}/community-room", data={"room": "grid"}).status_code == 403
