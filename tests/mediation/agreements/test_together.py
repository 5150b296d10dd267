"""The agreement beside the pictures: written by the mediator, read by both sides at once, by nobody else."""

from __future__ import annotations

import pytest

from mediation.accounts.models import Account
from mediation.core.db import db
from mediation.core.live import Hint
from mediation.core.machine import Role
from mediation.sittings import queries, services
from mediation.sittings.rules import Mode
from tests.sign_in import sign_in

JSON = {"Accept": "application/json"}


@pytest.fixture
def sitting(world):
    dispute = world.appointed()
    return world.waiting(dispute, world.planned(dispute, mode=Mode.VIDEO))


def seen(client, actor, sitting) -> str:
    sign_in(client, actor)
    answer = client.get(f"/sittings/{sitting.public_id}/terms")
    assert answer.status_code == 200
    return answer.text


def test_before_there_is_one_only_the_mediator_is_asked_to_write(world, client, sitting):
    mediator = world.mediator_of(sitting.dispute)
    assert f"/disputes/{sitting.dispute.public_id}/agreement" in seen(client, mediator, sitting)
    assert "data-part" not in seen(client, world.party(sitting.dispute), sitting)


def test_both_sides_read_the_terms_as_they_are_written(world, client, sitting):
    agreement = world.drafted(sitting.dispute)
    last = db.session.query(Hint).order_by(Hint.id.desc()).first()
    assert last.pane == "agreement", "their pages are told to look again"
    for role in (Role.APPLICANT, Role.RESPONDENT):
        page = seen(client, world.party(sitting.dispute, role), sitting)
        assert page.count("<li>") == len(world.terms(sitting.dispute))
        assert "target=" not in page, "and do not write"
    assert f"/agreements/{agreement.public_id}" in seen(client, world.mediator_of(sitting.dispute), sitting)


def test_a_judge_who_was_called_in_does_not_read_what_binds_nobody_yet(world, client, sitting):
    world.drafted(sitting.dispute)
    judge: Account = queries.judges_on_call(sitting)[0]
    world.act(services.invite_judge, world.mediator_of(sitting.dispute), sitting.dispute, sitting, judge=judge)
    assert "data-part" not in seen(client, world.staff(judge.login), sitting)


def test_somebody_of_another_matter_finds_nothing(world, client, sitting):
    other = world.party(world.appointed())
    sign_in(client, other)
    assert client.get(f"/sittings/{sitting.public_id}/terms", headers=JSON).status_code == 404
