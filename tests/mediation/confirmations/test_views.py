from __future__ import annotations

import io
import re
from datetime import timedelta

import pyotp
import pytest

from mediation.accounts.models import Account
from mediation.agreements import queries as agreements
from mediation.confirmations import queries, services
from mediation.confirmations.rules import ConfirmationState, Outcome
from mediation.core import clock
from mediation.core.db import db
from mediation.core.machine import Role
from mediation.core.outbox import Message
from mediation.rulebook.courts import Question
from tests.sign_in import speak

LANGUAGES = ("zh-Hans", "en", "ko")


def in_all_languages(client, url: str) -> str:
    """The page answers 200 in every language; the Chinese one is returned."""
    pages = {}
    for language in LANGUAGES:
        speak(client, language)
        answer = client.get(url)
        assert answer.status_code == 200, (url, language, answer.status_code)
        pages[language] = answer.get_data(as_text=True)
        assert len(set(pages.values())) == len(pages), f"{url} is the same in two languages"
        assert "%(" not in pages[language] and "datetime.date(" not in pages[language], url
    speak(client, "zh-Hans")
    return pages["zh-Hans"]


def totp(actor) -> str:
    return pyotp.TOTP(db.session.get_one(Account, actor.account_id).totp).now()


def code_sent() -> str:
    newest = db.session.query(Message).filter(Message.purpose == "code").order_by(Message.id.desc()).first()
    found = re.search(r"\b(\d{6})\b", newest.body)
    assert found
    return found[1]


@pytest.fixture
def dispute(world):
    return world.agreed()


def address(world, dispute) -> str:
    world.standing(world.party(dispute), dispute)
    agreement = agreements.effective(dispute)
    return f"/agreements/{agreement.public_id}/confirmation"


def test_the_whole_way_over_http(world, visit, worker, dispute):
    """Both parties apply on their phones, the window seals, the clerk accepts, the judge hears and rules, both read."""
    apply = address(world, dispute)
    client = visit(world.party(dispute))
    page = in_all_languages(client, apply)
    assert "沈阳市和平区人民法院" in page and "恶意串通" in page
    refused = client.post(apply, data={})
    assert refused.status_code == 422
    court = re.search(r'name="court" value="(\w+)"', page)[1]
    begun = client.post(apply, data={"court": court, "committed": "y"})
    assert begun.status_code == 303
    here = begun.location
    in_all_languages(client, here)
    assert client.get(f"{here}/sign").status_code == 409
    worker.run()
    for role in (Role.APPLICANT, Role.RESPONDENT):
        client = visit(world.party(dispute, role))
        in_all_languages(client, here)
        in_all_languages(client, f"{here}/sign")
        assert client.post(f"{here}/code").status_code == 303
        shown = re.search(r"shown=(\w{64})", client.get(f"{here}/sign").get_data(as_text=True))[1]
        name = world.seat(dispute, role).name
        answers = {"code": "000000", "name": name, "read": "y"}
        wrong = client.post(f"{here}/sign?shown={shown}", data=answers)
        assert wrong.status_code == 422 and name in wrong.get_data(as_text=True)
        assert client.post(f"{here}/sign?shown={shown}", data={**answers, "code": code_sent()}).status_code == 303
    worker.run()
    window = world._window(dispute)
    client = visit(window)
    in_all_languages(client, here)
    in_all_languages(client, f"{here}/seal")
    assert client.post(f"{here}/seal", data={"code": "123456"}).status_code == 422
    assert client.post(f"{here}/seal", data={"code": totp(window)}).status_code == 303
    worker.run()
    clerk = visit(world.staff("clerk"))
    assert "金顺姬" in in_all_languages(clerk, "/confirmations")
    package = in_all_languages(clerk, here)
    assert "签名和印章均有效" in package
    in_all_languages(clerk, f"{here}/accept")
    assert clerk.post(f"{here}/accept", data={"judge": "park"}).status_code == 422
    assert clerk.post(f"{here}/accept", data={"judge": "judge.han"}).status_code == 303
    han = world.staff("judge.han")
    judge = visit(han)
    in_all_languages(judge, "/confirmations")
    in_all_languages(judge, here)
    in_all_languages(judge, f"{here}/extend")
    assert judge.post(f"{here}/extend", data={"president": "赵院长"}).status_code == 422  # the approval is not on file
    assert judge.post(f"{here}/extend", data={"president": "赵院长", "approved": "y"}).status_code == 303
    assert judge.get(f"{here}/extend").status_code == 409
    _hear(judge, here, dispute)
    in_all_languages(judge, here)
    in_all_languages(judge, f"{here}/rule")
    assert judge.post(f"{here}/rule", data={"outcome": "confirmed"}).status_code == 303
    in_all_languages(judge, here)
    worker.run()
    in_all_languages(judge, here)
    page = in_all_languages(judge, f"{here}/sign-ruling")
    shown = re.search(r"shown=(\w{64})", page)[1]
    assert judge.post(f"{here}/sign-ruling?shown={shown}", data={"code": totp(han)}).status_code == 303
    in_all_languages(judge, here)
    worker.run()
    _read_the_ruling(world, visit, dispute, here)


def _hear(judge, here, dispute):
    in_all_languages(judge, f"{here}/inquire")
    parties = [one.public_id for one in dispute.parties]
    answers = {**{question.value: "yes" for question in Question}, "way": "video", "words": "双方均自愿。"}
    assert judge.post(f"{here}/rule", data={"outcome": "confirmed"}).status_code == 422
    alone = judge.post(f"{here}/inquire", data={**answers, "present": parties[:1]})
    assert alone.status_code == 422 and "双方均自愿。" in alone.get_data(as_text=True)
    assert judge.post(f"{here}/inquire", data={**answers, "present": parties}).status_code == 303


def _read_the_ruling(world, visit, dispute, here):
    confirmation = queries.of_dispute(dispute)
    assert confirmation.state is ConfirmationState.CONFIRMED
    assert confirmation.court_number == f"（{clock.today().year}）辽0102诉前调确1号"
    world.take_part(world.party(dispute), confirmation)
    ruling = f"{here}/papers/{confirmation.ruling.public_id}"
    client = visit(world.party(dispute))
    unopened = in_all_languages(client, here)
    assert ruling not in unopened and confirmation.ruling.public_id not in unopened
    address = f"/documents/{confirmation.ruling.public_id}"
    for nearby in (ruling, address, f"{address}/receipt"):  # whoever knows its address has not been served either
        assert client.get(nearby).status_code == 409
    assert client.post(f"{here}/ruling").status_code == 303
    assert client.get(address).data[:5] == b"%PDF-"
    assert ruling in in_all_languages(client, here)
    paper = client.get(ruling)
    assert paper.mimetype == "application/pdf" and paper.data[:5] == b"%PDF-"
    db.session.expire_all()
    served = {one.seat_id: one.served_at for one in queries.of_dispute(dispute).services}
    assert [at is not None for at in served.values()] == [True, False]


def test_papers_asked_for_are_supplied_by_a_party(world, visit, worker, dispute):
    confirmation = world.submitted(dispute)
    here = f"/confirmations/{confirmation.public_id}"
    clerk = visit(world.staff("clerk"))
    for page in ("ask-papers", "not-accept", "note"):
        in_all_languages(clerk, f"{here}/{page}")
    until = (clock.today() + timedelta(days=4)).isoformat()
    for bad in (
        {"missing": ["identity"], "until": "2026-02-31"},
        {"until": until},
        {"missing": ["identity"], "until": clock.today().isoformat()},
        {"missing": ["soul"], "until": until},
    ):
        answer = clerk.post(f"{here}/ask-papers", data={**bad, "words": "请补交身份证。"})
        assert answer.status_code == 422 and "请补交身份证。" in answer.get_data(as_text=True)
    assert clerk.post(f"{here}/note", data={"words": "留意送达地址"}).status_code == 303
    good = {"missing": ["identity", "address"], "until": until, "words": "请补交身份证。"}
    assert clerk.post(f"{here}/ask-papers", data=good).status_code == 303
    assert "留意送达地址" in in_all_languages(clerk, here)
    window = visit(world._window(dispute))
    assert "留意送达地址" not in in_all_languages(window, here)
    in_all_languages(window, f"{here}/supply")
    party = visit(world.party(dispute))
    assert "请补交身份证。" in in_all_languages(party, here)
    in_all_languages(party, f"{here}/supply")
    assert party.post(f"{here}/supply", data={}).status_code == 422
    lying = {"files": (io.BytesIO(b"MZ not a picture"), "id.jpg"), "words": "见附件"}
    answer = party.post(f"{here}/supply", data=lying)
    assert answer.status_code == 422 and "见附件" in answer.get_data(as_text=True)
    assert party.post(f"{here}/supply", data={"words": "地址不变"}).status_code == 303
    assert "地址不变" in in_all_languages(visit(world.staff("clerk")), here)
    db.session.expire_all()
    assert queries.of_dispute(dispute).state is ConfirmationState.SUBMITTED


def test_not_accepted_and_withdrawn_are_told_in_words(world, visit, worker, dispute):
    confirmation = world.submitted(dispute)
    here = f"/confirmations/{confirmation.public_id}"
    clerk = visit(world.staff("clerk"))
    assert clerk.post(f"{here}/not-accept", data={"reason": "tired"}).status_code == 422
    assert (
        clerk.post(f"{here}/not-accept", data={"reason": "wrong_court", "words": "请向铁西法院申请。"}).status_code
        == 303
    )
    assert in_all_languages(clerk, here)
    party = visit(world.party(dispute))
    assert "请向铁西法院申请。" in in_all_languages(party, here)
    assert "请向铁西法院申请。" in in_all_languages(visit(world._window(dispute)), here)
    assert visit(world.party(dispute)).get(address(world, dispute)).status_code == 200
    begun = world.begun(dispute)
    here = f"/confirmations/{begun.public_id}"
    party = visit(world.party(dispute))
    assert party.post(f"{here}/withdraw").status_code == 303
    in_all_languages(party, here)


def test_a_party_may_ask_to_withdraw_and_the_clerk_permits(world, visit, dispute):
    confirmation = world.submitted(dispute)
    here = f"/confirmations/{confirmation.public_id}"
    clerk = visit(world.staff("clerk"))
    assert clerk.post(f"{here}/permit-withdrawal").status_code == 409
    party = visit(world.party(dispute, Role.RESPONDENT))
    assert party.post(f"{here}/ask-withdrawal").status_code == 303
    assert party.post(f"{here}/ask-withdrawal").status_code == 409
    clerk = visit(world.staff("clerk"))
    in_all_languages(clerk, here)
    assert clerk.post(f"{here}/permit-withdrawal").status_code == 303
    assert visit(world.staff("clerk")).get(here).status_code == 200


def test_a_dismissal_needs_its_ground_and_is_read_with_what_stays_open(world, visit, worker, dispute):
    confirmation = world.accepted_by_court(dispute)
    here = f"/confirmations/{confirmation.public_id}"
    zhou = world.staff("judge.zhou")
    judge = visit(zhou)
    assert judge.post(f"{here}/rule", data={"outcome": "dismissed"}).status_code == 422
    data = {"outcome": "dismissed", "reason": "unclear", "words": "履行标准不明"}
    assert judge.post(f"{here}/rule", data=data).status_code == 303
    worker.run()
    db.session.expire_all()
    assert queries.of_dispute(dispute).outcome is Outcome.DISMISSED
    page = judge.get(f"{here}/sign-ruling").get_data(as_text=True)
    shown = re.search(r"shown=(\w{64})", page)[1]
    stale = judge.post(f"{here}/sign-ruling?shown={'0' * 64}", data={"code": totp(zhou)})
    assert stale.status_code == 409
    with clock.set_to(clock.now() + timedelta(seconds=31)):
        fresh = pyotp.TOTP(db.session.get_one(Account, zhou.account_id).totp).at(clock.now())
        assert judge.post(f"{here}/sign-ruling?shown={shown}", data={"code": fresh}).status_code == 303
        worker.run()
    for page in (visit(world._window(dispute)), visit(world.staff("clerk"))):
        in_all_languages(page, here)
    party = visit(world.party(dispute))
    assert party.post(f"{here}/ruling").status_code == 303
    in_all_languages(party, here)


@pytest.mark.parametrize(
    "who, expected", [("nobody", 401), ("stranger", 404), ("clerk", 404), ("judge", 404), ("mediator", 200)]
)
def test_before_submission_nobody_of_the_court_sees_it(world, client, visit, dispute, who, expected):
    confirmation = world.applied_to_court(dispute)
    people = {
        "stranger": lambda: world.staff("chen"), "clerk": lambda: world.staff("clerk"),
        "judge": lambda: world.staff("judge.zhou"), "mediator": lambda: world.staff("park"),
    }  # fmt: skip
    reader = visit(people[who]()) if who in people else client
    answer = reader.get(f"/confirmations/{confirmation.public_id}")
    assert answer.status_code in ({expected, 404} if who == "nobody" else {expected})


def test_wrong_people_and_wrong_moments(world, visit, dispute):
    confirmation = world.submitted(dispute)
    here = f"/confirmations/{confirmation.public_id}"
    party = visit(world.party(dispute))
    assert party.get(f"{here}/accept").status_code == 403
    assert party.get(f"{here}/sign").status_code == 409
    assert party.get("/confirmations").status_code == 403
    assert visit(world.staff("judge.han")).get(here).status_code == 404
    clerk = visit(world.staff("clerk"))
    assert clerk.get(f"{here}/rule").status_code == 403
    assert clerk.get(f"{here}/papers/{confirmation.public_id}").status_code == 404
    assert visit(world.staff("window.north")).get(here).status_code == 404
    assert services and visit(world.staff("park")).post(f"{here}/withdraw").status_code == 403


def test_what_can_never_be_confirmed_is_said_on_the_page(world, visit, dispute, monkeypatch):
    monkeypatch.setattr(queries, "settled", lambda agreement: _performed(agreement))
    page = in_all_languages(visit(world.party(dispute)), address(world, dispute))
    assert "committed" not in page and "已经全部履行" in page


def _performed(agreement):
    from mediation.confirmations.rules.checks import Settled

    return Settled(agreement.dispute.type, agreement.form, agreements.clauses(agreement), closed=True)


def test_after_thirty_days_the_page_says_that_it_is_too_late(world, visit, dispute):
    url = address(world, dispute)
    with clock.set_to(clock.now() + timedelta(days=40)):
        client = visit(world.party(dispute))
        assert "committed" not in in_all_languages(client, url)
        assert client.post(url, data={"court": "x", "committed": "y"}).status_code in (409, 422)
