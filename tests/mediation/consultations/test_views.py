from __future__ import annotations

import pytest
from sqlalchemy import select

from mediation.consultations.models import Consultation, Duty
from mediation.consultations.rules import ConsultationState
from mediation.core import clock
from mediation.core.db import db
from mediation.core.machine import Role
from mediation.operations.world.consulting import QUESTION
from tests.sign_in import sign_in, speak

HTML = {"Accept": "text/html", "Accept-Language": "en"}


def test_the_whole_way_by_the_pages_own_buttons(world, client, dispute, sitting):
    world.on_duty("judge.han")
    here = f"/sittings/{sitting.public_id}"
    sign_in(client, world.mediator_of(dispute))
    speak(client, "en")
    assert "Ask the judge on duty a question" in client.get(here).text
    page = client.get(f"{here}/judge/question")
    assert page.status_code == 200
    assert client.post(f"{here}/judge/question", data={"question": " "}).status_code == 422
    once = {"question": QUESTION, "_once": "a" * 26}
    assert client.post(f"{here}/judge/question", data=once).status_code == 303
    assert client.post(f"{here}/judge/question", data=once).status_code == 303, "the same form sent twice"
    asked = db.session.scalars(select(Consultation)).one()
    at = f"/consultations/{asked.public_id}"
    assert client.post(f"{here}/judge/call").status_code == 409
    for role in (Role.APPLICANT, Role.RESPONDENT):
        sign_in(client, world.party(dispute, role))
        assert QUESTION in client.get(f"{here}/pane").text
        assert client.post(f"{at}/agree", data={"wording": 7}).status_code == 409, "words nobody was shown"
        assert client.post(f"{at}/agree", data={"wording": 1}).status_code == 303
        assert client.post(f"{here}/judge/call").status_code == 403
    sign_in(client, world.staff("judge.han"))
    assert "Nobody is calling you" in client.get("/consultations").text
    assert client.get(at).status_code == 404, "not called yet"
    sign_in(client, world.mediator_of(dispute))
    assert "Call the judge on duty" in client.get(f"{here}/pane").text
    assert client.post(f"{here}/judge/call").status_code == 303
    sign_in(client, world.staff("judge.han"))
    queue = client.get("/consultations").text
    assert QUESTION in queue and f"/sittings/calls/{asked.public_id}/take" in queue
    assert client.get(here).status_code == 404, "the sitting opens with the call that is taken"
    assert client.post(f"/sittings/calls/{asked.public_id}/take").headers["Location"] == f"{here}/room"
    assert client.post(f"/sittings/calls/{asked.public_id}/take").status_code == 409
    assert client.get(f"{here}/room").status_code == 200
    assert client.post(f"{at}/answer", data={"summary": ""}).status_code == 422
    assert client.post(f"{at}/answer", data={"summary": "修复费用和实际损失。"}).status_code == 303
    assert client.post(f"/sittings/calls/{asked.public_id}/end").headers["Location"] == at
    assert client.get(here).status_code == 404, "the judge's seat has ended"
    assert "given" in client.get("/consultations").text
    sign_in(client, world.party(dispute))
    assert "修复费用和实际损失。" in client.get(f"{here}/pane").text


def test_a_judge_says_no_and_the_next_one_sees_the_call(world, client, dispute, sitting):
    world.on_duty("judge.han", "judge.zhou")
    asked = world.called(dispute, sitting)
    sign_in(client, world.staff("judge.zhou"))
    speak(client, "en")
    queue = client.get("/consultations").text
    assert QUESTION not in queue and "1 other call is with a colleague" in queue
    assert client.post(f"/consultations/{asked.public_id}/decline").status_code == 404
    assert client.post(f"/sittings/calls/{asked.public_id}/take").status_code == 404
    sign_in(client, world.staff("judge.han"))
    assert client.post(f"/consultations/{asked.public_id}/decline").status_code == 303
    assert QUESTION not in client.get("/consultations").text
    sign_in(client, world.staff("judge.zhou"))
    assert QUESTION in client.get("/consultations").text
    sign_in(client, world.party(dispute))
    assert client.post(f"/sittings/calls/{asked.public_id}/take").status_code == 403
    assert client.post(f"/consultations/{asked.public_id}/withdraw").status_code == 403
    sign_in(client, world.mediator_of(dispute))
    assert client.post(f"/consultations/{asked.public_id}/withdraw").status_code == 303
    assert db.session.get(Consultation, asked.id).state is ConsultationState.WITHDRAWN


def test_nobody_on_duty_stands_on_the_screen(world, client, dispute, sitting):
    world.question(dispute, sitting)
    sign_in(client, world.mediator_of(dispute))
    speak(client, "en")
    pane = client.get(f"/sittings/{sitting.public_id}/pane").text
    assert "No judge of 沈阳市和平区人民法院 is on duty now." in pane and "Call the judge on duty" not in pane
    assert client.post(f"/sittings/{sitting.public_id}/judge/call").status_code == 409


def test_the_roster_of_duty(world, client):
    sign_in(client, world.staff("clerk"))
    speak(client, "en")
    named = {"judge": "judge.han", "on": clock.today().isoformat(), "half": "afternoon"}
    assert client.post("/consultations/duty", data={**named, "judge": "park"}).status_code == 422
    assert client.post("/consultations/duty", data={**named, "on": "2020-01-01"}).status_code == 422
    assert client.post("/consultations/duty", data=named).status_code == 303
    assert client.post("/consultations/duty", data=named).status_code == 303
    duty = db.session.scalars(select(Duty)).one()
    assert "韩雪" in client.get("/consultations/duty").text
    sign_in(client, world.staff("judge.han"))
    page = client.get("/consultations/duty").text
    assert "韩雪" in page and "Put on duty" not in page
    assert client.post("/consultations/duty", data=named).status_code == 403
    assert client.post(f"/consultations/duty/{duty.public_id}/off").status_code == 403
    sign_in(client, world.staff("park"))
    assert client.get("/consultations/duty").status_code == 403
    assert client.post(f"/consultations/duty/{duty.public_id}/off").status_code == 404
    sign_in(client, world.staff("clerk"))
    assert client.post(f"/consultations/duty/{duty.public_id}/off").status_code == 303
    assert "Nobody is named yet." in client.get("/consultations/duty").text


@pytest.mark.parametrize("language", ["zh-Hans", "en", "ko"])
def test_every_page_in_three_languages(world, client, dispute, sitting, language):
    world.on_duty("judge.han")
    asked = world.called(dispute, sitting)
    for login, paths in {
        "judge.han": ("/consultations", f"/consultations/{asked.public_id}", "/consultations/duty"),
        "clerk": ("/consultations", "/consultations/duty"),
        "park": (f"/consultations/{asked.public_id}", f"/sittings/{sitting.public_id}"),
    }.items():
        sign_in(client, world.staff(login))
        speak(client, language)
        for path in paths:
            assert client.get(path, headers=HTML).status_code == 200, (login, path)
