from __future__ import annotations

import io
from datetime import timedelta

import pytest

from mediation.core import clock
from mediation.core.db import db
from mediation.referrals import queries
from mediation.referrals.rules import Kind, ReferralState
from tests.mediation.confirmations.test_views import in_all_languages
from tests.sign_in import sign_in


@pytest.fixture
def window(client, world):
    def of(dispute):
        sign_in(client, world._window(dispute))
        return client

    return of


def test_the_window_enters_a_letter_and_answers_it(world, window):
    dispute = world.apply()
    client, court = window(dispute), world.city.organisations["法院"]
    here = f"/disputes/{dispute.public_id}/referral"
    assert here in in_all_languages(client, f"/disputes/{dispute.public_id}/accept")
    in_all_languages(client, here)
    today = clock.today().isoformat()
    good = {
        "kind": "entrusted", "court": court.public_id, "letter_number": "（2026）委调5号", "letter_on": today,
        "received_on": today, "case_number": "(2026) 辽0102民初 77号", "procedure": "summary",
        "agreed": [dispute.parties[0].public_id],
    }  # fmt: skip
    for bad in (
        {"kind": "gift"}, {"court": ""}, {"case_number": ""}, {"case_number": "77"}, {"procedure": ""},
        {"received_on": (clock.today() - timedelta(days=1)).isoformat()}, {"letter_number": " "},
        {"letter_on": "2026-02-31"}, {"agreed": ["nobody"]},
        {"files": (io.BytesIO(b"MZ no letter"), "letter.pdf")},
    ):  # fmt: skip
        answer = client.post(here, data={**good, **bad})
        assert answer.status_code == 422, bad
        assert "委调5号" in answer.text or bad == {"letter_number": " "}, "what was typed is lost"
    made = client.post(here, data=good)
    assert made.status_code == 303
    page = in_all_languages(client, made.location)
    assert "（2026）辽0102民初77号" in page and "简易程序" in page
    assert client.get(here).location == made.location
    assert made.location in in_all_languages(client, f"/matters/{dispute.matter.public_id}")
    _returned(world, client, dispute, made.location)


def _returned(world, client, dispute, here):
    world.not_accept(dispute)
    world.work()
    assert "立即退回" in in_all_languages(client, here)
    in_all_languages(client, f"{here}/answer")
    future = (clock.today() + timedelta(days=1)).isoformat()
    assert client.post(f"{here}/answer", data={"on": future}).status_code == 422
    assert client.get(f"{here}/outcome").status_code == 409
    assert client.post(f"{here}/answer", data={"on": clock.today().isoformat()}).status_code == 303
    assert client.post(f"{here}/answer", data={"on": clock.today().isoformat()}).status_code == 409
    db.session.expire_all()
    assert queries.of_dispute(dispute).state is ReferralState.ANSWERED


def test_only_the_institution_reads_a_letter(world, client):
    dispute = world.referred(Kind.DELEGATED)
    here = f"/referrals/{queries.of_dispute(dispute).public_id}"
    for actor, status in (
        (world.party(dispute), 404), (world.staff("window.north"), 404), (world.staff("clerk"), 404),
        (world._window(dispute), 200),
    ):  # fmt: skip
        sign_in(client, actor)
        assert client.get(here).status_code == status
    sign_in(client, world.party(dispute))
    assert client.get(f"/disputes/{dispute.public_id}/referral").status_code in (403, 404)


def test_what_the_judge_made_of_it_is_noted(world, window):
    dispute = world.agreed(world.appointed(world.taken_on(world.referred(Kind.ENTRUSTED))))
    world.work()
    client = window(dispute)
    here = f"/referrals/{queries.of_dispute(dispute).public_id}"
    today = clock.today().isoformat()
    assert client.post(f"{here}/answer", data={"on": today}).status_code == 303
    in_all_languages(client, here)
    in_all_languages(client, f"{here}/outcome")
    for bad in ({"did": "forgot"}, {"number": "no"}, {"on": (clock.today() + timedelta(days=1)).isoformat()}):
        data = {"did": "court_paper", "number": "（2026）辽0102民初123号", "on": today, **bad}
        assert client.post(f"{here}/outcome", data=data).status_code == 422
    data = {"did": "court_paper", "number": "（2026）辽0102民初123号", "on": today}
    assert client.post(f"{here}/outcome", data=data).status_code == 303
    assert "民事调解书" in in_all_languages(client, here)
