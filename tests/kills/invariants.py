"""What must hold after every death, looked at by a process that was not there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from documents import queries as documents
from documents.models import Document, Intent, Release
from documents.rules import DocumentState
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import AgreementState
from mediation.core import record
from mediation.core.db import Base, Stated, db
from mediation.core.deadlines import Deadline, DeadlineState
from mediation.core.jobs import EverythingReader, Job, JobState
from mediation.core.machine import Role
from mediation.core.outbox import Message, MessageState
from mediation.core.record import Entry
from mediation.disputes.rules import DisputeState
from mediation.matters import queries as matters
from mediation.matters.models import Exhibit, Matter
from mediation.organisations.models import NumberKind, NumberSeries
from tests.kills.running import Folder

OF_A_TRY = {"sign_in", "live_hint"}
"""Tables whose rows count tries: who signs in twice has two sign-ins."""


def check(folder: Folder) -> None:
    """After a death, at any moment. Raises AssertionError."""
    with folder.open():
        db.session.info["reader"] = EverythingReader()
        _nothing_acknowledged_is_lost(folder)
        assert record.verify_all() == []
        _every_state_is_the_record_s()
        _papers_are_whole()
        _agreements_and_disputes_agree()
        _at_most_one_mediator()
        _numbers_are_given_once()
        _messages_are_handed_over_once(folder)
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("pragma integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("pragma foreign_key_check").all() == []


def _nothing_acknowledged_is_lost(folder: Folder) -> None:
    """I1: as the chains are whole, it is enough that what was once their end is still in them."""
    for heads in folder.acknowledged.read():
        for stream, (position, hash_) in heads.items():
            where = (Entry.stream == stream, Entry.position == position)
            assert db.session.scalar(select(Entry.hash).where(*where)) == hash_, f"lost: {stream} {position}"


def _every_state_is_the_record_s() -> None:
    """I3, I8: no state without the act that led to it, no act without the state it leads to."""
    for mapper in Base.registry.mappers:
        if not issubclass(mapper.class_, Stated):
            continue
        for one in db.session.scalars(select(mapper.class_)):
            last = select(Entry.to_state).where(
                Entry.subject == one.__tablename__, Entry.subject_id == one.id, Entry.to_state.is_not(None)
            )  # fmt: skip
            assert db.session.scalar(last.order_by(Entry.id.desc()).limit(1)) == one.state, (one.__tablename__, one.id)


def _papers_are_whole() -> None:
    for document in db.session.scalars(select(Document)):
        given = [one for one in document.signers if one.signed_at]
        intents = _count(Intent, Intent.document_id == document.id)
        releases = _count(Release, Release.document_id == document.id)
        assert len(given) == document.given <= document.due
        assert releases == (document.state is DocumentState.COMPLETE), "a paper is released when it is complete"
        if document.state is DocumentState.SIGNING:
            assert intents == document.given
        if document.state is DocumentState.COMPLETE:
            assert intents == 0 and all(one.certificate for one in document.signers)
            assert document.given == document.due
        for kept in filter(None, (document.frozen_kept, document.complete_kept)):
            documents.fetch(kept, document.key_name)
    for exhibit in db.session.scalars(select(Exhibit)):
        documents.fetch(exhibit.shown_at, exhibit.key_name)


def _agreements_and_disputes_agree() -> None:
    for agreement in db.session.scalars(select(SettlementAgreement)):
        settled = agreement.dispute.state is DisputeState.SETTLED
        assert settled == (agreement.state is AgreementState.EFFECTIVE)
        if settled:
            assert agreement.document is not None and agreement.document.state is DocumentState.COMPLETE
            running = (Deadline.matter_id == agreement.matter_id, Deadline.state == DeadlineState.RUNNING)
            codes = set(db.session.scalars(select(Deadline.limit_code).where(*running)))
            assert not codes & {"everybody_signs", "mediation_period"}, codes


def _at_most_one_mediator() -> None:
    for matter in db.session.scalars(select(Matter)):
        assert len(matters.seats(matter, Role.MEDIATOR)) <= 1


def _numbers_are_given_once() -> None:
    """I5. That none is given to two is a constraint of its own; here: no series fell behind what it gave."""
    for series in db.session.scalars(select(NumberSeries)):
        if series.kind is NumberKind.AGREEMENT:
            held = select(SettlementAgreement.number).where(
                SettlementAgreement.organisation_id == series.organisation_id
            )
            numbers = [number for number in db.session.scalars(held) if number]
            assert len(numbers) == len(set(numbers)) == series.last


def _messages_are_handed_over_once(folder: Folder) -> None:
    handed_over = Counter(folder.handed_over.read())
    assert all(times == 1 for times in handed_over.values()), "handed over twice"
    for message in db.session.scalars(select(Message)):
        if message.state is MessageState.SENT:
            assert handed_over[message.public_id] == 1
        if message.state is MessageState.READY:
            assert handed_over[message.public_id] == 0


@dataclass(frozen=True)
class Outcome:
    """All that a part of the story leaves behind: whoever died, it is equal to that of the undisturbed one."""

    acts: Counter[Any]
    messages: Counter[Any]
    jobs: Counter[Any]
    rows: dict[str, int]
    unfinished: list[str] = field(compare=False)
    """Jobs that are not done, and messages that are not sent."""


def outcome(folder: Folder) -> Outcome:
    with folder.open():
        db.session.info["reader"] = EverythingReader()
        acts = select(Entry.stream, Entry.act, Entry.actor, Entry.from_state, Entry.to_state)
        tables = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
        undone = db.session.scalars(select(Job.kind).where(Job.state != JobState.DONE)).all()
        unsent = db.session.scalars(select(Message.state).where(Message.state != MessageState.SENT)).all()
        return Outcome(
            Counter(tuple(row) for row in db.session.execute(acts)),
            Counter(tuple(row) for row in db.session.execute(select(Message.channel, Message.purpose))),
            Counter(tuple(row) for row in db.session.execute(select(Job.kind, Job.state))),
            {name: _count(table) for name, table in tables.items() if name not in OF_A_TRY},
            [*undone, *(f"message {state}" for state in unsent)],
        )


def _count(table: Any, *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(*where)) or 0
