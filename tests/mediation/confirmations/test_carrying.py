"""A court on its own network: its number, its ruling and its service come back on paper, and the same clocks run."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest

from documents import queries as documents
from documents.rendering import Paper, render
from mediation.confirmations import queries, services
from mediation.confirmations.rules import ConfirmationState, Outcome, ServedBy
from mediation.confirmations.rules.carrying import day_wrong, number_wrong
from mediation.core import clock, deadlines
from mediation.core.db import db
from mediation.core.machine import NotNow, Role
from mediation.rulebook.limits import limit
from tests.mediation.confirmations.test_views import in_all_languages

State = ConfirmationState


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ("（2026）辽0102诉前调确12号", True),
        ("(2026) 辽0102 诉前调确 12 号", True),
        ("(2026)辽0102民特7号", True),  # what a court was not handed over, at some courts still
        ("（2026）辽0103诉前调确12号", False),  # another court's
        ("（2026）辽0102诉前调书12号", False),  # a court mediation paper
        ("（2026）辽0102民初12号", False),  # a suit
        ("（2025）辽0102诉前调确12号", False),  # accepted in another year
        ("（2026）辽0102诉前调确0号", False),
        ("12", False),
    ],
)
def test_a_number_is_taken_only_as_this_court_gives_it_to_confirmations(typed, good):
    assert (number_wrong(typed, "辽0102", date(2026, 11, 22)) is None) is good


def test_a_day_on_a_paper_follows_the_one_before_and_has_come():
    today = date(2026, 11, 22)
    assert day_wrong(date(2026, 11, 23), earliest=today, today=today)
    assert day_wrong(date(2026, 11, 20), earliest=date(2026, 11, 21), today=today)
    assert day_wrong(today, earliest=today, today=today) is None


def scan() -> bytes:
    facts = {"institution": "沈阳市和平区人民法院", "number": "1", "check": "", "title": "民事裁定书", "entries": []}
    return render(Paper("contents", "1", "zh", facts))


def number(n: int = 1) -> str:
    return f"（{clock.today().year}）辽0102诉前调确{n}号"


def test_a_ruling_is_carried_back_and_the_same_clocks_run(world, visit, worker, monkeypatch):
    """The window enters the number, the clerk the ruling; one party opens it, the other is served on paper."""
    confirmation = world.submitted()
    dispute, here = confirmation.dispute, f"/confirmations/{confirmation.public_id}"
    today = clock.today().isoformat()
    with monkeypatch.context() as nobody:
        assert visit(world._window(dispute)).get(f"{here}/enter-acceptance").status_code == 403
        nobody.setattr(
            queries, "clerks", lambda confirmation: []
        )  # nobody of this court is on screen: who carries enters
        window = visit(world._window(dispute))
        assert f"{here}/enter-acceptance" in in_all_languages(window, here)
        in_all_languages(window, f"{here}/enter-acceptance")
        good = {"number": number(), "accepted_on": today, "judge": "郑法官", "compared": "y"}
        for bad in ({"number": number().replace("0102", "0103")}, {"compared": ""}, {"accepted_on": "2020-01-01"}):
            answer = window.post(f"{here}/enter-acceptance", data={**good, **bad})
            assert answer.status_code == 422 and "郑法官" in answer.text
        assert window.post(f"{here}/enter-acceptance", data=good).status_code == 303
    assert "郑法官" in in_all_languages(visit(world.party(dispute)), here)
    clerk = visit(world.staff("clerk"))
    assert clerk.get(f"{here}/rule").status_code == 403
    in_all_languages(clerk, f"{here}/enter-ruling")
    content = scan()
    good = {"ruled_on": today, "outcome": "confirmed", "compared": "y"}
    for bad in ({"ruled_on": "2020-01-01"}, {"outcome": "dismissed"}, {}):
        answer = clerk.post(f"{here}/enter-ruling", data={**good, **bad, "scan": (io.BytesIO(b"MZ"), "r.pdf")})
        assert answer.status_code == 422
    files = {"scan": (io.BytesIO(content), "裁定书.pdf")}
    assert clerk.post(f"{here}/enter-ruling", data={**good, **files}).status_code == 303
    assert clerk.get(f"{here}/enter-ruling").status_code == 409
    worker.run()
    in_all_languages(clerk, here)
    _it_is_served(world, visit, worker, dispute, here, content)


def _it_is_served(world, visit, worker, dispute, here, content):
    confirmation = queries.of_dispute(dispute)
    assert (confirmation.state, confirmation.court_number) == (State.CONFIRMED, number())
    party = visit(world.party(dispute))
    paper = f"{here}/papers/{confirmation.ruling_id and _ruling(confirmation)}"
    assert party.get(paper).status_code == 409
    assert party.post(f"{here}/ruling").status_code == 303
    assert party.get(paper).data == content
    clerk = visit(world.staff("clerk"))
    in_all_languages(clerk, f"{here}/enter-service")
    other = world.seat(dispute, Role.RESPONDENT)
    good = {"who": other.public_id, "way": "post", "received_on": clock.today().isoformat(), "compared": "y"}
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    for bad in ({"received_on": tomorrow}, {"way": "screen"}, {"who": world.seat(dispute, Role.APPLICANT).public_id}):
        assert clerk.post(f"{here}/enter-service", data={**good, **bad}).status_code == 422
    assert clerk.post(f"{here}/enter-service", data=good).status_code == 303
    in_all_languages(clerk, here)
    db.session.expire_all()
    services_ = queries.of_dispute(dispute).services
    assert [one.way for one in services_] == [ServedBy.SCREEN, ServedBy.POST]
    last = limit("party_objects", clock.today()).last_day(clock.today())
    assert {one.due_at for row in services_ for one in deadlines.running(row)} == {clock.end_of(last)}
    verdict = documents.examine(content)
    assert verdict.answer == "VALID"  # these bytes, compared with the original, are the ones the register knows


def _ruling(confirmation) -> str:
    from documents.models import Document
    from mediation.core import wall
    from mediation.core.machine import of_system

    wall.name_reader(of_system(confirmation.matter_id, 2))
    return db.session.get_one(Document, confirmation.ruling_id).public_id


def test_what_a_carried_paper_says_is_asked_again_where_it_is_written(world):
    confirmation = world.submitted()
    clerk = world.staff("clerk")
    today = clock.today()
    for facts in (
        {"number": number().replace("诉前调确", "民初"), "accepted_on": today},
        {"number": number(), "accepted_on": today + timedelta(days=1)},
    ):
        with pytest.raises(NotNow):
            world.at_court(services.enter_acceptance, clerk, confirmation, **facts)
        db.session.rollback()
    world.at_court(services.enter_acceptance, clerk, confirmation, number=number(), accepted_on=today)
    for facts in (
        {"outcome": Outcome.DISMISSED, "ruled_on": today},
        {"outcome": Outcome.CONFIRMED, "ruled_on": date(2020, 1, 1)},
    ):
        with pytest.raises(NotNow):
            world.at_court(services.enter_ruling, clerk, confirmation, scan=None, media_type="", **facts)
        db.session.rollback()
