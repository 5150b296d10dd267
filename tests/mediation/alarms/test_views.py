from __future__ import annotations

import pytest
from sqlalchemy import select

from mediation.alarms import services
from mediation.alarms.models import Alarm
from mediation.alarms.rules import AlarmState, Danger
from mediation.core import wall
from mediation.core.db import commit, db
from mediation.core.machine import Role
from mediation.disputes.rules import DisputeState
from mediation.sittings.rules.waiting import Halt
from tests.sign_in import sign_in, sign_out, speak

HTML = {"Accept": "text/html", "Accept-Language": "en"}
TELLING = ("sham", "Danger", "danger", "alarm", "虚假", "危险", "报告编号", "串通")


def reported(world, login, danger, dispute) -> Alarm:
    wall.name_reader()
    alarm = services.report(world.staff(login), danger, matter=dispute.matter, note="互相串通。")
    commit()
    return alarm


def test_two_taps_a_receipt_and_the_matter_goes_on(world, client, dispute):
    sign_in(client, world.staff("park"))
    speak(client, "en")
    about = dispute.matter.public_id
    assert f'href="/alarms/new?matter={about}"' in client.get(f"/matters/{about}").text, "the first tap"
    page = client.get(f"/alarms/new?matter={about}").text
    assert dispute.matter.receipt_number in page and "诉讼服务中心" in page
    assert page.count('name="danger"') == 3, "each kind is a button of its own: the second tap"
    assert client.post("/alarms/new", data={"matter": about}).status_code == 422
    assert client.post("/alarms/new", data={"matter": about, "danger": "boredom"}).status_code == 422
    sent = {"matter": about, "danger": "sham", "_once": "b" * 26}
    first = client.post("/alarms/new", data=sent)
    assert first.status_code == 303
    assert client.post("/alarms/new", data=sent).headers["Location"] == first.headers["Location"], "sent twice"
    alarm = db.session.scalars(select(Alarm)).one()
    assert alarm.number in client.get(first.headers["Location"]).text
    here = f"/alarms/{alarm.public_id}"
    assert client.post(f"{here}/receipt", data={"received_by": ""}).status_code == 422
    assert client.post(f"{here}/receipt", data={"received_by": "王法官", "their_number": "7"}).status_code == 303
    assert client.post(f"{here}/receipt", data={"received_by": "王法官"}).status_code == 409
    assert client.get(f"{here}/lift").status_code == 403
    sign_in(client, world.staff("window"))
    assert "王法官" in client.get(here).text and alarm.number in client.get("/alarms").text
    assert client.post(f"{here}/lift", data={"reason": " "}).status_code == 422
    assert client.post(f"{here}/lift", data={"reason": "已核实。"}).status_code == 303
    assert client.post(f"{here}/lift", data={"reason": "已核实。"}).status_code == 409
    assert "已核实。" in client.get(here).text
    assert db.session.get(Alarm, alarm.id).state is AlarmState.LIFTED


def test_nobody_else_sees_a_report_and_no_party_may_send_one(world, client, dispute):
    alarm = reported(world, "park", Danger.VIOLENCE, dispute)
    for login in ("wang", "window.north", "judge.zhou", "bureau"):
        sign_in(client, world.staff(login))
        assert client.get(f"/alarms/{alarm.public_id}").status_code == 404
        assert alarm.number not in client.get("/alarms").text
        assert client.post(f"/alarms/{alarm.public_id}/receipt", data={"received_by": "我"}).status_code == 404
    for role in (Role.APPLICANT, Role.RESPONDENT):
        sign_in(client, world.party(dispute, role))
        for path in ("/alarms", "/alarms/new", "/alarms/offices"):
            assert client.get(path).status_code == 403
        assert client.get(f"/alarms/{alarm.public_id}").status_code == 404
        assert (
            client.post("/alarms/new", data={"danger": "sham", "matter": dispute.matter.public_id}).status_code == 403
        )
    sign_out(client)
    assert client.get("/alarms/new").status_code == 401
    assert dispute.state is DisputeState.MEDIATING


def test_somebody_elses_matter_is_left_out_and_does_not_stand_still(world, client, dispute):
    sign_in(client, world.staff("wang"))
    sent = {"danger": "sham", "matter": dispute.matter.public_id}
    assert client.post("/alarms/new", data=sent).status_code == 303
    assert db.session.scalars(select(Alarm)).one().matter is None
    db.session.refresh(dispute)
    assert dispute.state is DisputeState.MEDIATING


@pytest.mark.parametrize("language", ["zh-Hans", "en", "ko"])
def test_a_party_reads_of_a_pause_and_of_nothing_else(world, client, dispute, language):
    reported(world, "park", Danger.SHAM, dispute)
    for role in (Role.APPLICANT, Role.RESPONDENT):
        sign_in(client, world.party(dispute, role))
        speak(client, language)
        page = client.get(f"/matters/{dispute.matter.public_id}", headers=HTML)
        assert page.status_code == 200
        assert not [word for word in TELLING if word in page.text.replace("danger-zone", "")]
    speak(client, "en")
    assert "This matter is paused for now" in client.get(f"/matters/{dispute.matter.public_id}").text


def test_in_the_room_one_tap_and_one_choice_and_only_on_staff_screens(world, client, dispute):
    sitting = world.started(dispute, world.waiting(dispute, world.planned(dispute)))
    pane = f"/sittings/{sitting.public_id}/pane"
    sign_in(client, world.mediator_of(dispute))
    speak(client, "en")
    assert 'action="/alarms/new"' in client.get(pane).text
    sent = {"danger": "sham", "matter": dispute.matter.public_id}
    assert client.post("/alarms/new", data=sent).status_code == 303
    alarm = db.session.scalars(select(Alarm)).one()
    assert alarm.number in client.get(pane).text
    db.session.refresh(sitting)
    assert sitting.halt is Halt.PAUSED
    for one in sitting.parties:
        sign_in(client, world.party(dispute, one.role))
        for path in (pane, f"/sittings/{sitting.public_id}", f"/sittings/{sitting.public_id}/room.json"):
            text = client.get(path).text
            assert "/alarms" not in text and alarm.number not in text and not [w for w in TELLING if w in text]
        assert client.get(f"/sittings/{sitting.public_id}/room.json").json["headline"] == "The sitting is paused"


def test_the_button_stands_on_every_page_for_people_at_work(world, client, dispute):
    pages = {
        "window": ("/today", "/outbox", "/figures", "/roster", "/alarms"), "park": ("/today", "/sittings/live"),
        "judge.han": ("/today", "/confirmations", "/consultations"), "clerk": ("/confirmations",),
        "bureau": ("/figures",),
        "grid": ("/today",),
    }  # fmt: skip
    for login, paths in pages.items():
        sign_in(client, world.staff(login))
        for path in paths:
            page = client.get(path, follow_redirects=True)
            assert page.status_code == 200 and 'href="/alarms/new' in page.text, (login, path)
    sign_in(client, world.party(dispute))
    assert "/alarms" not in client.get(f"/matters/{dispute.matter.public_id}").text


def test_the_window_names_the_offices_of_its_own_institution(world, client):
    sign_in(client, world.staff("window"))
    speak(client, "en")
    named = {"sham-name": "法院立案庭", "sham-phone": "024-1", "sham-mail": ""}
    assert client.post("/alarms/offices/sham", data={**named, "sham-phone": ""}).status_code == 422
    assert client.post("/alarms/offices/fire", data=named).status_code == 404
    assert client.post("/alarms/offices/sham", data=named).status_code == 303
    assert "法院立案庭" in client.get("/alarms/offices").text
    sign_in(client, world.staff("window.north"))
    assert "法院立案庭" not in client.get("/alarms/offices").text
    sign_in(client, world.staff("park"))
    assert client.get("/alarms/offices").status_code == 403


@pytest.mark.parametrize("language", ["zh-Hans", "en", "ko"])
def test_every_page_in_three_languages(world, client, dispute, language):
    alarm = reported(world, "window", Danger.SHAM, dispute)
    sign_in(client, world.staff("window"))
    speak(client, language)
    here = f"/alarms/{alarm.public_id}"
    for path in (
        "/alarms",
        "/alarms/new",
        "/alarms/offices",
        here,
        f"{here}/lift",
        f"/matters/{dispute.matter.public_id}",
    ):
        assert client.get(path, headers=HTML).status_code == 200, path
