from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mediation.core import clock, record, sealed, wall
from mediation.core.db import commit, db, rollback
from mediation.core.deadlines import DeadlineState, running
from mediation.core.machine import NotNow, NotYours, Role, Standing
from mediation.matters import queries as matters
from mediation.recordings import queries, services
from mediation.recordings.models import Copy, Recording
from mediation.recordings.rules import RecordingState
from mediation.sittings import services as sittings
from mediation.sittings.rules import Mode, Result
from tests.mediation.recordings.conftest import party_of
from tests.video.test_composing import BEGAN, RED, of, written
from video import recording as video
from video import services as conferences
from video import tapes
from video.coverage import Why
from video.queries import table
from video.tapes import Status


@pytest.fixture
def asked(world, sitting) -> Recording:
    return world.act(services.ask, world.mediator_of(sitting.dispute), sitting.dispute, sitting)


def everybody_says(world, recording: Recording, *, yes: bool = True) -> None:
    sitting, mediator = recording.sitting, world.mediator_of(recording.sitting.dispute)
    for one in sitting.participants:
        if one.role is Role.MEDIATOR:
            world.act(services.answer, mediator, sitting.dispute, recording, yes=yes)
        else:
            world.act(services.answer, party_of(one), sitting.dispute, recording, yes=yes)


def started(world, recording: Recording) -> Recording:
    everybody_says(world, recording)
    mediator = world.mediator_of(recording.sitting.dispute)
    world.act(services.start, mediator, recording.sitting.dispute, recording, key_name=sealed.new_key())
    return recording


def act(world, verb, recording: Recording, **facts) -> None:
    world.act(verb, world.mediator_of(recording.sitting.dispute), recording.sitting.dispute, recording, **facts)


def told(recording: Recording) -> dict | None:
    """What the media node is told to record."""
    rollback()
    return table(recording.sitting.conference).get("record")


def test_nothing_is_recorded_before_each_person_present_has_said_yes_by_name(world, sitting, asked):
    mediator = world.mediator_of(sitting.dispute)
    assert told(asked) is None
    for one in sitting.parties:
        with pytest.raises(NotNow) as refused:
            world.act(services.start, mediator, sitting.dispute, asked, key_name=sealed.new_key())
        assert one.name in refused.value.why.in_("en")
        world.act(services.answer, party_of(one), sitting.dispute, asked, yes=True)
    with pytest.raises(NotNow):
        act(world, services.start, asked, key_name=sealed.new_key())
    act(world, services.answer, asked, yes=True)
    act(world, services.start, asked, key_name=sealed.new_key())
    assert set(told(asked)["seats"]) == {one.key for one in sitting.participants}
    assert len(asked.answers) == 3 and all(one.at for one in asked.answers), "an own row for each"


def test_a_party_can_neither_ask_nor_start(world, sitting, asked):
    party = party_of(sitting.parties[0])
    for verb, facts in ((services.start, {"key_name": sealed.new_key()}), (services.pause, {}), (services.stop, {})):
        with pytest.raises(NotYours):
            world.act(verb, party, sitting.dispute, asked, **facts)


def test_a_no_stops_it_at_once_and_the_sitting_may_go_on_without(world, sitting, asked):
    started(world, asked)
    world.act(services.answer, party_of(sitting.parties[0]), sitting.dispute, asked, yes=False)
    assert told(asked) is None
    assert tapes.status(asked.tape) is Status.CONSENT
    assert [one.name for one in asked.refused] == [sitting.parties[0].name]
    world.act(services.answer, party_of(sitting.parties[0]), sitting.dispute, asked, yes=True)
    assert told(asked) is not None, "who changes their mind is asked nothing more"


def test_who_said_no_before_it_began_and_the_sitting_goes_on(world, sitting, asked):
    everybody_says(world, asked, yes=False)
    act(world, services.go_without, asked)
    assert asked.state is RecordingState.DROPPED
    assert queries.current(sitting) is None


def test_never_in_a_private_talk_and_on_again_when_everybody_is_back(world, sitting, asked):
    started(world, asked)
    mediator = world.mediator_of(sitting.dispute)
    world.act(sittings.caucus, mediator, sitting.dispute, sitting, side=1)
    assert told(asked) is None and tapes.status(asked.tape) is Status.PRIVATE
    world.act(sittings.rejoin, mediator, sitting.dispute, sitting)
    assert set(told(asked)["seats"]) == {one.key for one in sitting.participants}
    assert [one.why for one in asked.tape.spans] == [None, Why.PRIVATE, None]


def test_it_pauses_when_somebody_comes_who_has_not_said_yes(world, sitting, asked):
    started(world, asked)
    gone = sitting.parties[1]
    place = next(one for one in sitting.conference.members if one.seat == gone.key)
    conferences.mark(place, here=False)
    video.agree(asked.tape, gone.key, yes=False)  # as if they had never been asked
    commit()
    assert gone.key in told(asked)["unless"] and gone.key not in told(asked)["seats"]
    conferences.mark(place, here=True)
    commit()
    assert told(asked) is None and tapes.status(asked.tape) is Status.CONSENT


def test_a_host_pauses_and_resumes(world, sitting, asked):
    started(world, asked)
    act(world, services.pause, asked)
    assert told(asked) is None and tapes.status(asked.tape) is Status.PAUSED
    act(world, services.resume, asked)
    assert told(asked) is not None


def test_the_mediator_notes_only_for_who_has_no_screen(world, sitting, asked):
    one = sitting.parties[0]
    act(world, services.note_answer, asked, participant=one, yes=True)
    assert asked.answers[-1].noted_by is not None
    one.mode = Mode.VIDEO
    commit()
    with pytest.raises(NotNow):
        act(world, services.note_answer, asked, participant=one, yes=True)


def test_the_end_of_the_sitting_ends_it_and_its_time_of_keeping_counts(world, worker, sitting, asked):
    started(world, asked)
    world.written(sitting.dispute, sitting)
    world.act(sittings.end, world.mediator_of(sitting.dispute), sitting.dispute, sitting, result=Result.SETTLED)
    worker.run()
    db.session.refresh(asked)
    assert asked.state is RecordingState.STOPPED and asked.tape.ended_at is not None
    [deadline] = running(asked, "recording_kept")
    assert (deadline.due_at - clock.now()).days in (89, 90, 91, 92)


def test_that_nothing_comes_is_known_within_seven_seconds(world, asked):
    started(world, asked)
    began = clock.now()
    with clock.set_to(began + timedelta(seconds=6)):
        assert tapes.status(asked.tape) is Status.RUNNING
    with clock.set_to(began + timedelta(seconds=9)):
        assert tapes.status(asked.tape) is Status.FAILING
        seat = asked.sitting.participants[0].key
        assert tapes.tag(asked.sitting.conference, seat).failing
        video.taken(segment(asked, 0, {seat: {"audio": [[BEGAN, BEGAN + 5000]]}}))
        assert tapes.status(asked.tape) is Status.RUNNING
        video.taken(segment(asked, 0, {}))
        assert len(asked.tape.segments) == 1, "told twice is kept once"
        rollback()


def segment(recording: Recording, number: int, seats: dict) -> dict:
    return {
        "recording": recording.tape.public_id, "number": number, "sha256": "0" * 64, "previous": "0" * 64, "size": 1,
        "from": BEGAN, "to": BEGAN + 5000, "seats": seats, "gaps": [],
    }  # fmt: skip


def test_the_restart_is_told_to_the_node(world, asked):
    started(world, asked)
    before = told(asked)["start"]
    act(world, services.restart, asked)
    assert told(asked)["start"] == before + 1


@pytest.fixture
def recorded(world, worker, asked, monkeypatch) -> Recording:
    """Recorded by a node that left four seconds of the first participant, and composed."""
    monkeypatch.setattr("tests.video.test_composing.KEY", b"")
    started(world, asked)
    seat = asked.sitting.parties[0].key
    monkeypatch.setattr("tests.video.test_composing.KEY", asked.tape.key)
    written(video.folder(asked.tape), of(seat, RED, 1), [(0, 500), (500, 1500)])
    act(world, services.stop, asked)
    worker.run()
    worker.run(at=clock.now() + timedelta(seconds=5))
    db.session.refresh(asked)
    return asked


def test_what_the_node_left_is_found_checked_and_composed(world, recorded):
    assert recorded.state is RecordingState.READY
    assert [one.state.value for one in recorded.tape.segments] == ["whole", "whole"]
    assert video.chained(recorded.tape)
    wall.name_reader(matters.standing(party_of(recorded.sitting.parties[1]), recorded.sitting.matter))
    [copy] = queries.copies(recorded)
    assert copy.label == wall.JOINT and copy.picture and copy.sound and copy.milliseconds > 0
    assert record.verify_all() == []


def test_a_changed_a_cut_and_a_lost_segment_are_seen(world, recorded):
    first, second = sorted(video.folder(recorded.tape).glob("0*"))
    second.write_bytes(second.read_bytes()[:-40])
    video.gather(recorded.tape)
    assert [one.state.value for one in recorded.tape.segments] == ["whole", "damaged"]
    first.unlink()
    commit()
    video.gather(recorded.tape)
    assert [one.state.value for one in recorded.tape.segments] == ["missing", "damaged"]
    assert not video.chained(recorded.tape)
    commit()


def test_no_court_and_no_office_reads_it(recorded):
    standing = matters.standing(party_of(recorded.sitting.parties[0]), recorded.sitting.matter)
    wall.name_reader(standing)
    assert len(queries.copies(recorded)) == 1
    for role in (Role.WINDOW, Role.JUDGE, Role.GUEST_JUDGE, Role.CLERK, Role.BUREAU, Role.COURT):
        wall.name_reader(Standing(standing.actor, frozenset({role}), standing.matter_id, None, standing.sides))
        assert queries.copies(recorded) == [], role


def test_it_is_erased_when_its_time_is_over_and_only_the_rows_stay(world, worker, recorded):
    folder, key_name = video.folder(recorded.tape), recorded.tape.key_name
    assert folder.is_dir()
    worker.run(at=clock.now() + timedelta(days=88))
    assert folder.is_dir(), "not before"
    worker.run(at=clock.now() + timedelta(days=100))
    db.session.refresh(recorded)
    assert recorded.state is RecordingState.ERASED and not folder.exists()
    with pytest.raises(sealed.Erased):
        sealed.derived(key_name, "recording")
    wall.name_reader(matters.standing(party_of(recorded.sitting.parties[0]), recorded.sitting.matter))
    assert db.session.scalar(select(Copy)).erased_at is not None and queries.copies(recorded) == []
    assert record.verify_all() == []


def test_a_party_takes_the_yes_back_and_it_is_gone(world, worker, recorded):
    party = party_of(recorded.sitting.parties[0])
    world.act(services.withdraw, party, recorded.sitting.dispute, recorded)
    worker.run()
    assert not video.folder(recorded.tape).exists()
    assert running(recorded, "recording_kept") == []


def test_it_stands_for_the_minutes_only_when_both_say_so_expressly(world, recorded):
    one, other = recorded.sitting.parties
    dispute = recorded.sitting.dispute
    world.act(services.let_replace, party_of(one), dispute, recorded)
    world.act(services.let_replace, party_of(one), dispute, recorded)
    assert recorded.minutes_since is None and len(recorded.replacements) == 1
    assert [d.state for d in running(recorded, "recording_kept")] == [DeadlineState.RUNNING]
    world.act(services.let_replace, party_of(other), dispute, recorded)
    assert recorded.minutes_since is not None and running(recorded, "recording_kept") == []
    with pytest.raises(NotNow):
        world.act(services.withdraw, party_of(one), dispute, recorded)


def test_not_while_an_undisputed_fact_is_not_in_writing(world, recorded):
    dispute, sitting = recorded.sitting.dispute, recorded.sitting
    world.act(sittings.state_fact, world.mediator_of(dispute), dispute, sitting, text="阳台漏水")
    with pytest.raises(NotNow):
        world.act(services.let_replace, party_of(sitting.parties[0]), dispute, recorded)
