"""What the court of a confirmation reads of a matter, when, and never more."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mediation.confirmations import queries, services
from mediation.confirmations.models import JudicialConfirmation
from mediation.core import wall
from mediation.core.db import db
from mediation.core.machine import Standing
from mediation.matters import queries as matters


def read_by(standing: Standing, confirmation_id: int, first: Standing | None = None):
    """A confirmation loaded while one reads (`first`; nobody, if none), asked for its papers while another does."""
    db.session.expunge_all()
    wall.name_reader(*([first] if first else []))
    confirmation = db.session.scalars(
        select(JudicialConfirmation).where(JudicialConfirmation.id == confirmation_id)
    ).one()
    wall.name_reader(standing)
    return confirmation


def test_a_related_row_is_read_by_whoever_reads_now_and_not_when_its_parent_was_loaded(world):
    confirmation = world.submitted()
    clerk = queries.standing(world.staff("clerk"), confirmation)
    stranger = matters.standing(world.staff("chen"), confirmation.matter)
    assert read_by(clerk, confirmation.id).agreement is not None
    assert read_by(clerk, confirmation.id, stranger).application is not None
    assert read_by(stranger, confirmation.id, clerk).agreement is None
    assert read_by(stranger, confirmation.id, clerk).application is None


@pytest.mark.parametrize("login", ["clerk", "judge.zhou", "judge.han"])
def test_before_submission_no_one_of_the_court_is_anything_in_the_matter(world, login):
    confirmation = world.applied_to_court()
    actor = world.staff(login)
    for standing in (queries.standing(actor, confirmation), matters.standing(actor, confirmation.matter)):
        assert not wall.readable(standing)


def test_the_court_reads_shared_and_its_own_from_submission_to_the_end_of_the_case(world):
    confirmation = world.submitted()
    clerk, zhou, han = (world.staff(login) for login in ("clerk", "judge.zhou", "judge.han"))
    assert wall.readable(matters.standing(clerk, confirmation.matter)) == {"shared", "court"}
    assert not wall.readable(queries.standing(zhou, confirmation))
    world.at_court(services.accept, clerk, confirmation, judge=queries.judge(confirmation, "judge.zhou"))
    for standing in (queries.standing(zhou, confirmation), matters.standing(zhou, confirmation.matter)):
        assert wall.readable(standing) == {"shared", "court"}
    assert not wall.readable(queries.standing(han, confirmation))
    party = world.party(confirmation.dispute)
    world.at_court(services.ask_withdrawal, party, confirmation)
    world.at_court(services.permit_withdrawal, zhou, confirmation)
    for actor in (clerk, zhou):
        assert not wall.readable(matters.standing(actor, confirmation.matter))
