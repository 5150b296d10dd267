from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mediation.core import clock, jobs, outbox
from mediation.core.db import begin_writing, commit, db, rollback
from mediation.core.jobs import Job, JobState
from mediation.core.outbox import Channel, Message, MessageState

pytestmark = pytest.mark.database

ran: list[str] = []


@jobs.job("test.note")
def note(word: str) -> None:
    ran.append(word)


@jobs.job("test.fail")
def fail() -> None:
    ran.append("fail")
    raise RuntimeError("a text that may hold a name")


@pytest.fixture(autouse=True)
def _nothing_ran(app):
    ran.clear()


def ask(kind: str, **options) -> None:
    begin_writing()
    jobs.enqueue(kind, **options)
    commit()


def test_a_job_runs_once_and_is_done(worker):
    ask("test.note", word="a")
    worker.run()
    worker.run()
    assert ran == ["a"]


def test_a_job_asked_for_in_a_transaction_that_is_rolled_back_never_runs(worker):
    begin_writing()
    jobs.enqueue("test.note", word="a")
    db.session.flush()
    rollback()
    worker.run()
    assert ran == []


def test_the_same_key_is_asked_for_once(worker):
    ask("test.note", key="k", word="a")
    ask("test.note", key="k", word="b")
    worker.run()
    assert ran == ["a"]


def test_a_job_for_later_waits(worker):
    ask("test.note", at=clock.now() + timedelta(hours=1), word="later")
    worker.run()
    assert ran == []
    worker.run(at=clock.now() + timedelta(hours=2))
    assert ran == ["later"]


def test_a_failing_job_is_tried_again_later_and_given_up_in_the_end(worker):
    ask("test.fail")
    moment = clock.now()
    for _ in range(20):
        worker.run(at=moment)
        moment += timedelta(hours=1)
    job = db.session.scalar(select(Job).where(Job.kind == "test.fail"))
    assert (job.state, job.error) == (JobState.FAILED, "RuntimeError")
    assert len(ran) == jobs.TRIES


def test_the_work_of_a_dead_machine_is_taken_up_when_its_lease_ends(worker):
    ask("test.note", word="a")
    assert jobs.Worker("dead")._take() is not None  # and then it dies
    worker.run()
    assert ran == []
    worker.run(at=clock.now() + jobs.LEASE + timedelta(seconds=1))
    assert ran == ["a"]


def message() -> int:
    begin_writing()
    made = outbox.send(Channel.SMS, "13800000001", purpose="test", body="密码 123456")
    commit()
    return made.id


def test_a_message_is_handed_over_and_says_by_whom(worker):
    message_id = message()
    worker.run()
    sent = db.session.get_one(Message, message_id)
    assert (sent.state, sent.via, sent.body) == (MessageState.SENT, "console", "密码 123456")


def test_a_crash_between_hand_over_and_record_is_unknown_and_never_sent_again(worker, monkeypatch):
    message_id = message()
    handed: list[int] = []

    def carrier_then_crash(_channel):
        def carry(message):
            handed.append(message.id)
            raise KeyboardInterrupt  # stands for kill -9: nothing of ours runs afterwards

        return "console", carry

    monkeypatch.setattr(outbox, "carrier_of", carrier_then_crash)
    with pytest.raises(KeyboardInterrupt):
        worker.run()
    rollback()
    worker.run(at=clock.now() + jobs.LEASE + timedelta(seconds=1))
    assert db.session.get_one(Message, message_id).state is MessageState.UNKNOWN
    assert handed == [message_id]


def test_a_message_its_carrier_refused_is_tried_again(worker, monkeypatch):
    message_id, answers = message(), iter([outbox.NotTaken("busy"), None])

    def carrier(_channel):
        def carry(_message):
            if (error := next(answers)) is not None:
                raise error

        return "smtp", carry

    monkeypatch.setattr(outbox, "carrier_of", carrier)
    worker.run()
    assert db.session.get_one(Message, message_id).state is MessageState.READY
    worker.run(at=clock.now() + timedelta(minutes=5))
    assert db.session.get_one(Message, message_id).state is MessageState.SENT


def test_what_a_message_says_is_not_in_the_database_in_clear(app, home):
    message()
    raw = b"".join(path.read_bytes() for path in home.glob("courtyard.db*"))
    assert "密码".encode() not in raw
    assert b"13800000001" not in raw
