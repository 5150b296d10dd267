from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mediation.core import clock, record, wall
from mediation.core.db import db
from mediation.core.deadlines import running
from mediation.core.jobs import EverythingReader
from mediation.core.machine import NotNow, NotVisible, NotYours, Role
from mediation.core.outbox import Message
from mediation.matters import queries as matters
from mediation.matters import services as matter_services
from mediation.matters.rules import Protected
from mediation.matters.services import Brought
from mediation.sittings import services as sittings
from mediation.sittings.rules import Result
from mediation.talks import services
from mediation.talks.models import TalkLine
from mediation.talks.queries.audience import Changed, offered
from mediation.talks.queries.pane import seen
from mediation.talks.rules import CallState, LongerState
from tests.mediation.talks.conftest import actor_of, mediator, say, to

PHOTO = Brought("墙.jpg", "image/jpeg", 100, "0" * 64, "shown", "original")


def page(world, sitting, one):
    return seen(world.standing(actor_of(one), sitting.dispute), sitting)


def texts(world, sitting, one) -> list[str]:
    return [line.text for line in page(world, sitting, one).lines]


def test_a_line_in_the_joint_room_is_read_by_both_sides_and_counted_until_read(world, sitting):
    one, other = sitting.parties
    say(world, sitting, one, wall.JOINT, "三千六百元可以吗")
    assert texts(world, sitting, other) == ["三千六百元可以吗"]
    assert page(world, sitting, other).unread == 1 and page(world, sitting, one).unread == 0
    world.act(services.read, actor_of(other), sitting.dispute, sitting)
    assert page(world, sitting, other).unread == 0
    say(world, sitting, mediator(sitting), wall.JOINT, "请对方考虑")
    assert page(world, sitting, other).unread == 1


def test_a_private_line_is_neither_seen_nor_counted_nor_heard_of_by_the_other_side(world, sitting):
    one, other = sitting.parties
    before = page(world, sitting, other)
    line = say(world, sitting, one, wall.side(one.side), "最低三千元")
    world.act(services.read, actor_of(mediator(sitting)), sitting.dispute, sitting)
    assert page(world, sitting, other) == before, "the whole page is the same"
    entries = [e for e in record.entries(record.of_matter(sitting.matter_id)) if e.act.startswith("talk.")]
    assert {e.label for e in entries} == {wall.side(one.side)} and "三千" not in str([e.codes for e in entries])
    world.standing(actor_of(other), sitting.dispute)
    assert db.session.scalar(select(TalkLine).where(TalkLine.id == line.id)) is None
    assert texts(world, sitting, mediator(sitting)) == ["最低三千元"]


def test_before_the_joint_room_opens_nobody_writes_to_the_other_side(world, dispute):
    sitting = world.waiting(dispute, world.planned(dispute))
    one = sitting.parties[0]
    world.standing(actor_of(one), dispute)
    assert {found.label for found in offered(sitting, one)} == {wall.side(1), wall.MEDIATOR}
    assert wall.JOINT not in {found.label for found in offered(sitting, mediator(sitting))}


def test_the_room_gives_its_label_and_whoever_is_sent_out_writes_to_nobody_in_it(world, sitting):
    one = sitting.parties[0]
    assert offered(sitting, one)[0].label == wall.JOINT
    typed = to(sitting, one, wall.JOINT)
    world.act(sittings.caucus, actor_of(mediator(sitting)), sitting.dispute, sitting, side=1)
    assert [found.label for found in offered(sitting, one)] == [wall.side(1), wall.MEDIATOR]
    assert offered(sitting, mediator(sitting))[0].label == wall.side(1)
    with pytest.raises(Changed) as moved:
        world.act(services.say, actor_of(one), sitting.dispute, sitting, to=typed, text="写给大家的")
    assert moved.value.now is None
    other = sitting.parties[1]
    assert [found.label for found in offered(sitting, other)] == [wall.side(2), wall.MEDIATOR], "who waits"


def test_nothing_goes_to_more_people_than_were_named_when_it_was_written(world, sitting):
    one = sitting.parties[0]
    typed = to(sitting, one, wall.side(1))
    world.act(
        sittings.invite, actor_of(mediator(sitting)), sitting.dispute, sitting, role=Role.REPRESENTATIVE,
        name="王律师", phone="13800000099", beside=one,
    )  # fmt: skip
    with pytest.raises(Changed) as more:
        world.act(services.say, actor_of(one), sitting.dispute, sitting, to=typed, text="只给调解员")
    assert "王律师" in more.value.why.in_("en") and "王律师" in more.value.now.inside
    say(world, sitting, one, wall.side(1), "也给律师")
    assert db.session.info["reader"].reads(sitting.matter_id, wall.side(1))


def test_two_who_are_kept_apart_never_write_to_each_other(world, sitting):
    one, other = sitting.parties
    say(world, sitting, other, wall.JOINT, "在保护之前写的")
    boss = actor_of(mediator(sitting))
    world.act(
        matter_services.protect, boss, sitting.dispute, sitting.matter, seat=one.seat, other=other.seat,
        reason=Protected.THREAT,
    )  # fmt: skip
    for party in (one, other):
        world.standing(actor_of(party), sitting.dispute)
        assert wall.JOINT not in {found.label for found in offered(sitting, party)}
    assert texts(world, sitting, one) == [] and page(world, sitting, one).unread == 0
    say(world, sitting, mediator(sitting), wall.JOINT, "调解员写给双方")
    assert texts(world, sitting, one) == ["调解员写给双方"]


def test_a_file_lands_once_among_what_was_handed_in_under_the_same_label(world, sitting):
    one, other = sitting.parties
    line = say(world, sitting, one, wall.side(1), "", file=PHOTO)
    [exhibit] = matters.exhibits(sitting.matter)
    assert (exhibit.label, exhibit.title, exhibit.seat) == (wall.side(1), "墙.jpg", one.seat)
    assert page(world, sitting, one).lines[0].file == (exhibit.public_id, "墙.jpg")
    world.standing(actor_of(other), sitting.dispute)
    assert matters.exhibits(sitting.matter) == []
    with pytest.raises(NotNow):
        world.act(services.retract, actor_of(one), sitting.dispute, line)


def test_it_is_taken_back_only_by_its_author_and_only_for_a_while(world, sitting):
    one, other = sitting.parties
    line = say(world, sitting, one, wall.JOINT, "写错了")
    with pytest.raises(NotYours):
        world.act(services.retract, actor_of(other), sitting.dispute, line)
    with clock.set_to(clock.now() + timedelta(minutes=6)), pytest.raises(NotNow):
        world.act(services.retract, actor_of(one), sitting.dispute, line)
    world.act(services.retract, actor_of(one), sitting.dispute, line)
    for reader in (one, other, mediator(sitting)):
        [shown] = page(world, sitting, reader).lines
        assert shown.text is None and "Taken back" in shown.gone and page(world, sitting, reader).unread == 0
    assert line.text == "写错了", "it stays, sealed"
    with pytest.raises(NotNow):
        world.act(services.retract, actor_of(one), sitting.dispute, line)


def speaks(participant, language: str) -> None:
    participant.seat.language = language


def test_what_somebody_cannot_read_is_a_task_until_a_person_has_translated_it(world, sitting):
    one, other = sitting.parties
    host = mediator(sitting)
    speaks(one, "ko"), speaks(other, "en")
    db.session.commit()
    line = say(world, sitting, one, wall.JOINT, "삼천 위안이면 됩니다")
    assert line.language == "ko"
    [shown] = page(world, sitting, host).lines
    assert "en" in shown.missing and page(world, sitting, host).tasks == len(shown.missing)
    assert page(world, sitting, one).tasks == 0, "a party is given no task"
    with pytest.raises(NotYours):
        world.act(services.translate, actor_of(other), sitting.dispute, line, language="en", text="3000 is fine")
    for language in shown.missing:
        world.act(services.translate, actor_of(host), sitting.dispute, line, language=language, text="Three thousand")
    assert page(world, sitting, host).tasks == 0
    [shown] = page(world, sitting, other).lines
    assert shown.text == "삼천 위안이면 됩니다", "the original stays"
    assert {put.name for put in shown.translations} == {host.name}
    with pytest.raises(NotNow):
        world.act(services.translate, actor_of(host), sitting.dispute, line, language="ko", text="또")


def test_an_interpreter_translates_what_is_said_in_front_of_everybody_and_sees_nothing_private(world, sitting):
    one = sitting.parties[0]
    host = mediator(sitting)
    interpreter = world.act(
        sittings.invite, actor_of(host), sitting.dispute, sitting, role=Role.INTERPRETER, name="朴翻译",
        phone="13800000098", beside=one, language="ko",
    )  # fmt: skip
    speaks(one, "en")
    db.session.commit()
    line = say(world, sitting, sitting.parties[1], wall.JOINT, "我同意")
    say(world, sitting, one, wall.side(1), "private words here")
    assert texts(world, sitting, interpreter) == ["我同意"]
    assert page(world, sitting, interpreter).lines[0].missing == ["en"]
    world.act(services.translate, actor_of(interpreter), sitting.dispute, line, language="en", text="I agree")
    assert page(world, sitting, one).lines[0].translations[0].name == "朴翻译"


def test_in_writing_it_is_open_from_to_and_closes_by_the_clock(world, worker, writing):
    one, other = writing.parties
    worker.run()
    [limit] = running(writing, "writing_closes")
    assert limit.due_at == writing.closes_at
    say(world, writing, one, wall.JOINT, "第一句")
    with clock.set_to(writing.starts_at - timedelta(seconds=30)), pytest.raises(NotNow):
        say(world, writing, one, wall.JOINT, "太早")
    with clock.set_to(writing.closes_at), pytest.raises(NotNow):
        say(world, writing, one, wall.JOINT, "太晚")
    worker.run(at=writing.closes_at + timedelta(minutes=1))
    acts = [e.act for e in record.entries(record.of_matter(writing.matter_id))]
    assert acts.count("talk.close") == 1 and running(writing, "writing_closes") == []
    with clock.set_to(writing.closes_at + timedelta(minutes=1)):
        assert page(world, writing, other).closed and page(world, writing, other).offered == []
        assert texts(world, writing, other) == ["第一句"], "it can still be read"


def test_who_writes_over_some_days_is_told_once_until_they_have_read(world, worker, writing):
    one, other = writing.parties
    for text in ("一", "二", "三"):
        say(world, writing, one, wall.JOINT, text)
        worker.run()
    told = [e.codes["seat"] for e in record.entries(record.of_matter(writing.matter_id)) if e.act == "talk.tell"]
    assert sorted(told) == sorted([other.seat_id, mediator(writing).seat_id])
    messages = list(db.session.scalars(select(Message).where(Message.purpose == "talk.tell")))
    assert len(messages) >= 1 and all("一" not in message.body for message in messages)
    world.act(services.read, actor_of(other), writing.dispute, writing)
    say(world, writing, one, wall.JOINT, "四")
    say(world, writing, one, wall.side(1), "私下")
    worker.run()
    told = [e.codes["seat"] for e in record.entries(record.of_matter(writing.matter_id)) if e.act == "talk.tell"]
    assert told.count(other.seat_id) == 2


def test_a_longer_time_needs_every_partys_yes(world, worker, writing):
    one, other = writing.parties
    worker.run()
    boss, dispute, before = actor_of(mediator(writing)), writing.dispute, writing.closes_at
    until = before + timedelta(days=2)
    with pytest.raises(NotNow):
        world.act(services.ask_longer, boss, dispute, writing, until=before)
    with pytest.raises(NotYours):
        world.act(services.ask_longer, actor_of(one), dispute, writing, until=until)
    asked = world.act(services.ask_longer, boss, dispute, writing, until=until)
    with pytest.raises(NotNow):
        world.act(services.ask_longer, boss, dispute, writing, until=until)
    world.act(services.answer_longer, actor_of(one), dispute, asked, yes=True)
    world.act(services.answer_longer, actor_of(one), dispute, asked, yes=True)
    assert writing.closes_at == before and len(asked.answers) == 1
    world.act(services.answer_longer, actor_of(other), dispute, asked, yes=True)
    assert (asked.state, writing.closes_at) == (LongerState.AGREED, until)
    assert [limit.due_at for limit in running(writing, "writing_closes")] == [until]
    again = world.act(services.ask_longer, boss, dispute, writing, until=until + timedelta(days=1))
    world.act(services.answer_longer, actor_of(other), dispute, again, yes=False)
    assert (again.state, writing.closes_at) == (LongerState.REFUSED, until)
    last = world.act(services.ask_longer, boss, dispute, writing, until=until + timedelta(days=1))
    worker.run(at=until + timedelta(minutes=1))
    db.session.refresh(last)
    assert last.state is LongerState.LAPSED


def test_attendance_in_writing_is_who_wrote_and_read_and_betrays_nothing_private(world, writing):
    one, other = writing.parties
    say(world, writing, one, wall.JOINT, "你好")
    world.act(services.read, actor_of(other), writing.dispute, writing)
    public = page(world, writing, other).attended
    assert {took.name: (took.wrote, took.last_at is not None) for took in public} == {
        one.name: (1, True), other.name: (0, True), mediator(writing).name: (0, False),
    }  # fmt: skip
    with clock.set_to(clock.now() + timedelta(hours=3)):
        say(world, writing, mediator(writing), wall.side(1), "您能让多少")
        world.act(services.read, actor_of(one), writing.dispute, writing)
        assert page(world, writing, other).attended == public, "not even when it was read"
        assert page(world, writing, mediator(writing)).attended != public


def test_beside_a_sitting_it_is_erased_when_its_time_is_over(world, worker, sitting):
    one = sitting.parties[0]
    line = say(world, sitting, one, wall.JOINT, "说过的话")
    private = say(world, sitting, one, wall.side(1), "私下的话")
    world.act(sittings.end, actor_of(mediator(sitting)), sitting.dispute, sitting, result=Result.NOT_SETTLED)
    worker.run()
    with pytest.raises(NotNow):
        world.act(services.say, actor_of(one), sitting.dispute, sitting, to="joint x", text="晚了")
    assert texts(world, sitting, one) == ["说过的话", "私下的话"], "read-only"
    worker.run(at=clock.now() + timedelta(days=89))
    db.session.info["reader"] = EverythingReader()
    assert line.text == "说过的话"
    worker.run(at=clock.now() + timedelta(days=92))
    db.session.info["reader"] = EverythingReader()
    db.session.expire_all()
    assert (line.text, private.text) == (None, None) and line.erased_at
    assert record.verify_all() == []


def test_what_was_written_in_a_sitting_in_writing_stays_with_the_file(world, worker, writing):
    line = say(world, writing, writing.parties[0], wall.JOINT, "留下")
    world.act(sittings.end, actor_of(mediator(writing)), writing.dispute, writing, result=Result.SETTLED)
    worker.run()
    worker.run(at=clock.now() + timedelta(days=200))
    db.session.info["reader"] = EverythingReader()
    db.session.refresh(line)
    assert line.text == "留下" and running(writing, "writing_closes") == []


def test_somebody_is_called_back_on_the_number_we_know(world, sitting):
    one, other = sitting.parties
    boss, dispute = actor_of(mediator(sitting)), sitting.dispute
    call = world.act(services.ask_call, actor_of(one), dispute, sitting)
    assert world.act(services.ask_call, actor_of(one), dispute, sitting).id == call.id, "asked twice, called once"
    with pytest.raises(NotYours):
        world.act(services.ask_call, actor_of(one), dispute, sitting, participant=other)
    with pytest.raises(NotVisible):
        world.act(services.note_call, actor_of(other), dispute, call, outcome=CallState.CALLED)
    world.act(services.note_call, boss, dispute, call, outcome=CallState.NOT_REACHED)
    world.act(services.note_call, boss, dispute, call, outcome=CallState.JOINED)
    assert call.state is CallState.JOINED
    with pytest.raises(NotNow):
        world.act(services.note_call, boss, dispute, call, outcome=CallState.CALLED)
    place = next(member for member in sitting.conference.members if member.seat == one.key)
    assert place.present, "noted as here"
    assert [found.participant for found in page(world, sitting, mediator(sitting)).calls] == [one]
    assert page(world, sitting, other).calls == [] and page(world, sitting, other).my_call is None


def test_nobody_is_promised_a_call_whose_number_is_not_known(world, sitting):
    one = sitting.parties[0]
    one.seat.phone = None
    db.session.commit()
    with pytest.raises(NotNow):
        world.act(services.ask_call, actor_of(one), sitting.dispute, sitting)
    assert page(world, sitting, mediator(sitting)).calls == []
