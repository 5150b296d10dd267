"""The pages of promises by HTTP: money in parts, other days, and the papers for the court, in three languages."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest

from mediation.agreements.rules import TermKind
from mediation.core import clock
from mediation.performance.rules import PaymentState, PromiseState, ReplanState
from tests.sign_in import sign_in, speak

pytestmark = pytest.mark.database


@pytest.fixture
def money(world):
    dispute = world.confirmed()
    return next(one for one in world.promises(dispute) if one.kind is TermKind.PAY)


def seen(client, url, *words):
    """The page in each language; the English one says these words."""
    pages = {}
    for language in ("zh-Hans", "ko", "en"):
        speak(client, language)
        answer = client.get(url)
        assert answer.status_code == 200, (url, language)
        pages[language] = answer.get_data(as_text=True)
        assert "%(" not in pages[language], (url, language)
    assert len(set(pages.values())) == 3, url
    for word in words:
        assert word in pages["en"], (url, word)


def test_money_comes_in_parts_on_other_days_and_by_the_court(world, client, money):
    here, overview = f"/promises/{money.public_id}", f"/matters/{money.dispute.matter.public_id}/promises"
    owing, owed = world.owing(money), world.owed(money)
    sign_in(client, owing)
    seen(client, overview, "3,600.00 by")
    seen(client, f"{here}/report", "3600.00")
    assert client.post(f"{here}/report", data={"amount": "3600.01", "paid_on": "2026-01-01"}).status_code == 422
    tomorrow = clock.today() + timedelta(days=1)
    assert client.post(f"{here}/report", data={"amount": "600", "paid_on": tomorrow.isoformat()}).status_code == 422
    client.post(f"{here}/report", data={"amount": "600", "paid_on": clock.today().isoformat()})
    seen(client, f"{here}/propose", "stays as it is")
    later = money.due_on + timedelta(days=30)
    client.post(f"{here}/propose", data={"count": "2", "first_on": later.isoformat()})

    sign_in(client, owed)
    seen(client, overview, "Other days are asked for", "600.00")
    world.standing(owed, money.dispute)
    payment, replan = money.payments[-1], money.replans[-1]
    assert client.post(f"/replans/{replan.public_id}/withdraw").status_code == 409
    client.post(f"/replans/{replan.public_id}/agree")
    client.post(f"/payments/{payment.public_id}/receive")
    seen(client, f"{here}/receive")
    seen(client, overview, "1,200.00 by")
    world.standing(owed, money.dispute)
    assert (payment.state, replan.state, money.due_on) == (PaymentState.RECEIVED, ReplanState.AGREED, later)

    assert client.get(f"{here}/enforce").status_code == 409, "its day has not passed"
    with clock.set_to(clock.end_of(later)):
        sign_in(client, owed)
        seen(client, f"{here}/complain", "Ask the court to enforce it")
        client.post(f"{here}/complain", data={"note": ""})
        world.work()
        seen(client, f"{here}/ways")
        seen(client, f"{here}/enforce", "3,000.00")
        assert client.get(f"{here}/enforce.zip").status_code == 409
        world.standing(owed, money.dispute)
        court = money.ruling.court.public_id
        client.post(f"{here}/enforce", data={"court": court, "property_words": "住房一套"})
        world.work()
        seen(client, f"{here}/enforce", "Your papers are ready")
        pack = client.get(f"{here}/enforce.zip")
        assert "1 强制执行申请书.pdf" in zipfile.ZipFile(io.BytesIO(pack.get_data())).namelist()
        sign_in(client, owing)
        assert client.get(f"{here}/enforce").status_code == 403
        answer = client.post(f"{here}/notice")
        assert answer.status_code == 303 and "/documents/" in answer.location
    world.standing(owed, money.dispute)
    assert money.state is PromiseState.BROKEN
