"""Everybody has signed, and the timestamp does not come: what the law asks for is done, the paper is not there yet."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from documents import queries as papers
from documents.rules import DocumentState
from documents.timestamps import Service
from mediation.agreements.rules import AgreementState, not_binding, not_offered, signing
from mediation.core import clock, deadlines
from mediation.core.db import db, rollback
from mediation.core.jobs import EverythingReader
from mediation.disputes.rules import DisputeState
from mediation.rulebook.routes import Route
from tests.sign_in import sign_in

NOBODY = Service("http://127.0.0.1:9/", ())
"""An address at which nothing listens (RFC 863)."""


@pytest.fixture
def silent(monkeypatch):
    """The service of timestamps does not answer, until this is called."""
    monkeypatch.setattr(papers, "timestamps_from", lambda: NOBODY)
    return monkeypatch.undo


@pytest.fixture
def agreement(world):
    return world.offered(world.drafted(world.appointed()))


def look(agreement):
    rollback()
    db.session.info["reader"] = EverythingReader()
    return agreement


def said(answer) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def test_it_is_in_effect_from_the_day_all_signed_and_the_paper_follows(world, worker, client, agreement, silent):
    world.sign_all(agreement)
    look(agreement)
    document = agreement.document
    today, paper = clock.today(), f"/documents/{document.public_id}"
    assert (document.state, agreement.state) == (DocumentState.AWAITING, AgreementState.EFFECTIVE)
    assert (agreement.effective_on, agreement.dispute.state) == (today, DisputeState.SETTLED)
    people = {
        "party": world.party(agreement.dispute), "mediator": world.mediator_of(agreement.dispute),
        "window": world.staff("window"),
    }  # fmt: skip
    for who, actor in people.items():
        sign_in(client, actor)
        page = said(client.get(f"/agreements/{look(agreement).public_id}?language=en", follow_redirects=True))
        assert "A timestamp is still awaited" in page
        assert ("The timestamp service does not answer." in page) is (who != "party")
        assert client.get(paper).status_code == 409 and paper not in page.replace(f"{paper}/unsigned", "")
    assert "1 paper everybody has signed is not complete yet" in said(client.get("/today"))
    silent()
    worker.run(at=clock.now() + timedelta(days=2))
    look(agreement)
    assert document.state is DocumentState.COMPLETE and agreement.effective_on == today
    [limit] = deadlines.running(agreement)
    assert (limit.limit_code, limit.starts_on) == ("apply_for_confirmation", today)
    sign_in(client, people["party"])
    assert client.get(paper).data.startswith(b"%PDF-")


@pytest.mark.parametrize("guard", [not_binding, not_offered, signing])
def test_what_all_have_signed_is_neither_changed_nor_offered_again_nor_run_out_while_it_waits(guard):
    signers = [SimpleNamespace(part=part, signed_at=clock.now()) for part in ("party", "mediator", "seal")]
    paper = SimpleNamespace(state=DocumentState.AWAITING, signers=signers)
    dispute = SimpleNamespace(state=DisputeState.MEDIATING)
    assert guard(SimpleNamespace(document=paper, dispute=dispute, route=Route.OWN))
