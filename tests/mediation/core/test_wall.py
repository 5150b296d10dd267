"""Random matters with three sides: nothing a reader asks for, in whatever form, is above the reader's labels."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import exists, func, select, union_all, update
from sqlalchemy.orm import aliased, joinedload, selectinload

from documents.models import Document
from mediation.agreements.models import SettlementAgreement
from mediation.core import clock, sealed, wall
from mediation.core.db import begin_writing, db, rollback
from mediation.core.machine import Actor, Role, Standing
from mediation.disputes.models import Dispute, Statement, StatementKind
from mediation.matters.models import Exhibit

pytestmark = pytest.mark.database

SIDES = 3
LABELS = ["shared", "joint", "mediator", "court", *(wall.side(n) for n in range(1, SIDES + 1))]
READERS = {
    "party": [Standing(Actor("seat:1"), frozenset({Role.PARTY, Role.APPLICANT}), None, n, SIDES) for n in (1, 2, 3)],
    "mediator": [Standing(Actor("account:1"), frozenset({Role.MEDIATOR}), None, None, SIDES)],
    "window": [Standing(Actor("account:2"), frozenset({Role.WINDOW}), None, None, SIDES)],
    "guest judge": [Standing(Actor("account:3"), frozenset({Role.GUEST_JUDGE}), None, None, SIDES)],
    "judge": [Standing(Actor("account:4"), frozenset({Role.JUDGE}), None, None, SIDES)],
    "bureau": [Standing(Actor("account:5"), frozenset({Role.BUREAU}), None, None, SIDES)],
    "stranger": [Standing(Actor("nobody"))],
}
READS = {
    "party": lambda s: {"shared", "joint", wall.side(s.side)},
    "mediator": lambda s: {"shared", "joint", "mediator", "side:1", "side:2", "side:3"},
    "window": lambda s: {"shared"},
    "guest judge": lambda s: {"shared"},
    "judge": lambda s: {"shared", "court"},
    "bureau": lambda s: set(),
    "stranger": lambda s: set(),
}


def standings() -> list[tuple[str, Standing]]:
    return [(kind, standing) for kind, all_of in READERS.items() for standing in all_of]


@pytest.mark.parametrize(("kind", "standing"), standings())
def test_the_policy_is_the_one_written_here(kind, standing):
    assert wall.readable(standing) == READS[kind](standing)


def in_(standing: Standing, matter_id: int) -> Standing:
    return Standing(standing.actor, standing.roles, matter_id, standing.side, standing.sides)


def say(dispute: Dispute, label: str, text: str) -> None:
    statement = Statement(
        matter_id=dispute.matter_id, key_name=dispute.matter.key_name, label=label, dispute_id=dispute.id,
        kind=StatementKind.STORY, language="en", said_at=clock.now(),
    )  # fmt: skip
    statement.text = text
    db.session.add(statement)


def forms_of_asking(dispute: Dispute) -> dict[str, set[str] | int]:
    """The same question in every form the ORM knows, as labels seen or a count."""
    other, mine = aliased(Statement), Statement.dispute_id == dispute.id
    whole = select(Statement).where(mine)
    return {
        "select": {row.label for row in db.session.scalars(select(Statement).where(mine))},
        "column": set(db.session.scalars(select(Statement.label).where(mine))),
        "alias": set(db.session.scalars(select(other.label).where(other.dispute_id == dispute.id))),
        "join": set(db.session.scalars(select(Statement.label).join(Dispute, mine))),
        "subquery": set(db.session.scalars(select(select(Statement).where(mine).subquery().c.label))),
        "union": set(
            db.session.scalars(union_all(select(Statement.label).where(mine), select(Statement.label).where(mine)))
        ),
        "legacy": {row.label for row in db.session.query(Statement).filter(mine)},
        "count": db.session.scalar(select(func.count(Statement.id)).where(mine)) or 0,
        "count all": db.session.scalar(select(func.count()).select_from(Statement).where(mine)) or 0,
        "joined": {row.label for row in db.session.scalars(whole.options(joinedload(Statement.seat)))},
        "selectin": {row.label for row in db.session.scalars(whole.options(selectinload(Statement.seat)))},
    }


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(labels=some.lists(some.sampled_from(LABELS), min_size=1, max_size=12))
def test_no_form_of_asking_sees_above_the_reader(world, labels):
    dispute = world.apply()
    other = world.apply()
    begin_writing()
    for n, label in enumerate(labels):
        say(dispute, label, f"{label} {n}")
        say(other, label, "of another matter")
    db.session.flush()
    for kind, standing in standings():
        wall.name_reader(in_(standing, dispute.matter_id))
        db.session.expunge_all()
        here = db.session.get_one(Dispute, dispute.id)
        allowed = {*labels, "shared"} & READS[kind](standing)  # the application's own words are shared
        count = sum(1 for label in [*labels, "shared", "shared"] if label in READS[kind](standing))
        for asked, answer in forms_of_asking(here).items():
            if isinstance(answer, set):
                assert answer == allowed, (kind, asked)
            else:
                assert answer == count, (kind, asked)
        for label in LABELS:
            hit = db.session.scalar(select(exists().where(Statement.label == label, Statement.dispute_id == here.id)))
            assert hit == (label in allowed), (kind, label)
        assert not list(db.session.scalars(select(Statement).where(Statement.dispute_id == other.id))), kind
    rollback()


def test_a_statement_without_a_named_reader_is_refused(world):
    world.apply()
    db.session.info.pop("reader", None)
    with pytest.raises(wall.NoReader):
        db.session.scalars(select(Exhibit))


def test_a_statement_is_narrowed_for_every_table_its_sql_names_and_for_no_other(world):
    agreement, mine = aliased(SettlementAgreement), Statement.dispute_id == Dispute.id
    forms = [
        (select(Dispute), set()),
        (select(Dispute.id).join(Statement, mine), {Statement}),
        (select(Dispute).where(exists().where(mine)), {Statement}),
        (select(Dispute).where(Dispute.id.in_(select(Statement.dispute_id))), {Statement}),
        (select(select(Statement.label).subquery()), {Statement}),
        (select(agreement).options(joinedload(agreement.document)), {SettlementAgreement, Document}),
        (select(agreement).options(selectinload(agreement.document)), {SettlementAgreement}),
        (select(Exhibit, Dispute).where(exists().where(mine)), {Exhibit, Statement}),
        (update(Statement).values(language="en"), {Statement}),
    ]
    for statement, tables in [*forms, *forms]:  # the second time from memory
        assert set(wall.named_tables(statement)) == tables, str(statement)


def test_by_primary_key_nothing_is_found_that_may_not_be_read(world):
    dispute = world.apply()
    begin_writing()
    say(dispute, "mediator", "private")
    db.session.flush()
    wall.name_reader(in_(READERS["mediator"][0], dispute.matter_id))
    hidden = db.session.scalars(select(Statement.id).where(Statement.label == "mediator")).one()
    wall.name_reader(in_(READERS["party"][0], dispute.matter_id))
    db.session.expunge_all()
    assert db.session.get(Statement, hidden) is None
    rollback()


def test_sealed_cells_open_only_in_their_place(world):
    dispute = world.apply()
    first, second = dispute.parties
    assert first.address == "图们社区3号楼2单元201"
    first.address_sealed, second.address_sealed = second.address_sealed, first.address_sealed
    with pytest.raises(sealed.InvalidTag):
        _ = first.address
    db.session.rollback()


def test_a_destroyed_key_erases_what_it_sealed(world):
    dispute = world.apply()
    sealed.destroy_key(dispute.matter.key_name)
    with pytest.raises(sealed.Erased):
        _ = dispute.parties[0].address
