"""Trying one's devices, help by browser, and how the links of a sitting do."""

from __future__ import annotations

import re

import pytest

from mediation.core import clock
from mediation.core.db import commit, db
from mediation.core.machine import Role
from mediation.sittings import services
from mediation.sittings.models import Sitting
from mediation.sittings.models.devices import DeviceCheck
from mediation.sittings.queries import room as reads
from mediation.sittings.rules import Mode, checks
from mediation.sittings.rules.checks import Score, megabytes_an_hour, score
from tests.mediation.sittings.test_people import actor_of, path, place
from tests.sign_in import sign_in, speak
from video import services as video
from video.models import ConferenceState, Leg, Quality, Rung

ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-S911N) AppleWebKit/537.36 (KHTML, like Gecko) {0}Mobile Safari/537.36{1}"
AGENTS = {
    ANDROID.format("Chrome/126.0 ", ""): ("chrome", "phone", None),
    ANDROID.format("SamsungBrowser/25.0 Chrome/121.0 ", ""): ("samsung", "phone", None),
    ANDROID.format("Version/4.0 Chrome/126.0 ", " MicroMessenger/8.0.49(0x28)"): ("wechat", "phone", "wechat"),
    ANDROID.format("Version/4.0 Chrome/126.0 ", " AlipayClient/10.6.0"): ("alipay", "phone", "alipay"),
    ANDROID.format("Version/4.0 Chrome/126.0 ", ";KAKAOTALK 2510400"): ("kakaotalk", "phone", "kakaotalk"),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1": ("safari", "phone", None),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 CriOS/126.0 Mobile/15E148 "
    "Safari/604.1": ("chrome", "phone", None),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0": ("firefox", "computer", None),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0":
        ("edge", "computer", None),
    "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/126.0 Safari/537.36":
        ("chrome", "tablet", None),
    "curl/8": ("other", "computer", None),
}  # fmt: skip
ANSWERS = {"sees_self": "yes", "bar_moved": "yes", "heard_tone": "yes"}


@pytest.fixture
def sitting(world, dispute) -> Sitting:
    return world.planned(dispute, mode=Mode.VIDEO)


@pytest.mark.parametrize(("agent", "found"), AGENTS.items())
def test_a_browser_is_known_by_its_name(agent, found):
    assert (checks.browser(agent), checks.device(agent), checks.in_app(agent)) == found


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, Score.GOOD), ({"loss": 0.029, "round_trip": 299}, Score.GOOD), ({"sees_self": False}, Score.OKAY),
        ({"loss": 0.03}, Score.OKAY), ({"round_trip": 300}, Score.OKAY), ({"loss": 0.1}, Score.BAD),
        ({"round_trip": 800}, Score.BAD), ({"bar_moved": False}, Score.BAD), ({"heard_tone": False}, Score.BAD),
        ({"loss": None}, Score.OKAY), ({"loss": None, "heard_tone": False}, Score.BAD),
    ],
)  # fmt: skip
def test_good_okay_or_bad(facts, found):
    best = {"sees_self": True, "bar_moved": True, "heard_tone": True, "loss": 0.0, "round_trip": 40}
    assert score(**{**best, **facts}) is found


def test_what_an_hour_uses():
    assert megabytes_an_hour(3, picture=False) == 60
    assert 900 <= megabytes_an_hour(3, picture=True) <= 1000


def test_a_call_with_oneself_in_a_conference_of_ones_own(client, world, dispute, sitting, node):
    one = sitting.parties[0]
    sign_in(client, actor_of(one))
    given = client.post(path(sitting, "/check/call")).json
    [check] = one.device_checks
    speaker, echo = check.conference.members
    assert given["whip"].endswith(speaker.seat) and given["whep"].endswith(echo.seat)
    assert echo.slots[0] == speaker.seat and given["token"] != given["echo"]
    assert check.conference.public_id in node and check.finished_at is None
    again = client.post(path(sitting, "/check/call"))
    assert again.status_code == 200
    db.session.refresh(check.conference)
    assert check.conference.state is ConferenceState.ENDED, "an earlier try is hung up"
    measured = {"loss": "0.0120", "round_trip": "45", "width": "640"}
    answer = client.post(path(sitting, "/check"), data={**ANSWERS, **measured})
    assert answer.status_code == 303
    db.session.expire_all()
    done = one.device_checks[-1]
    assert (done.score, done.loss, done.round_trip, done.width) == (Score.GOOD, 0.012, 45, 640)
    assert done.conference.state is ConferenceState.ENDED
    assert sitting.conference is None, "nobody came into the sitting by it"


def test_the_result_is_kept_with_browser_and_device_and_shown_to_the_host(client, world, dispute, sitting):
    one = sitting.parties[0]
    sign_in(client, actor_of(one))
    agent = next(agent for agent, found in AGENTS.items() if found[0] == "samsung")
    headers = {"User-Agent": agent}
    assert client.post(path(sitting, "/check"), data={"sees_self": "yes"}, headers=headers).status_code == 422
    data = {**ANSWERS, "heard_tone": "no", "trouble": "busy", "loss": "nonsense", "round_trip": "-4"}
    assert client.post(path(sitting, "/check"), data=data, headers=headers).status_code == 303
    [kept] = db.session.query(DeviceCheck).all()
    assert (kept.browser, kept.device, kept.trouble, kept.score) == ("samsung", "phone", "busy", Score.BAD)
    assert (kept.loss, kept.round_trip) == (None, None)
    sign_in(client, world.mediator_of(dispute))
    shown = client.get(path(sitting)).text
    assert "samsung, phone" in shown and "还不能用" in shown


@pytest.mark.parametrize("window", ["wechat", "alipay", "kakaotalk"])
def test_inside_an_app_drawings_show_the_way_out(client, world, worker, dispute, sitting, window):
    commit()
    worker.run()
    sign_in(client, actor_of(sitting.parties[0]))
    agent = next(agent for agent, found in AGENTS.items() if found[2] == window)
    for language in ("zh-Hans", "en", "ko"):
        speak(client, language)
        shown = client.get(path(sitting, "/check"), headers={"User-Agent": agent}).text
        assert shown.count('class="drawing"') == 2 and re.search(r"data-address>/i/\w+<", shown)
    plain = client.get(path(sitting, "/check"), headers={"User-Agent": "Firefox/128.0"}).text
    assert 'class="drawing"' not in plain and "Firefox" in plain


def test_who_has_a_weak_link_is_told_three_tips_and_the_host_sees_it(client, world, dispute, sitting, node):
    world.started(dispute, world.waiting(dispute, sitting))
    one, other = sitting.parties
    for person, quality, loss in ((one, Quality.BAD, 0.2), (other, Quality.GOOD, 0.01)):
        video.connected(place(sitting, person), publishing=True, watching=True)
        video.step(place(sitting, person), Leg.WATCH, at=clock.now(), rung=Rung.SOUND, quality=quality, loss=loss)
    commit()
    assert reads.links(sitting) == {one.key: "bad", other.key: "good"}
    sign_in(client, actor_of(one))
    assert client.get(path(sitting, "/pane")).text.count("<li>") >= 3
    assert "网络很差" in client.get(path(sitting, "/pane")).text
    sign_in(client, actor_of(other))
    assert "网络很差" not in client.get(path(sitting, "/pane")).text
    readers = (world.mediator_of(dispute), True), (world.staff("window"), True), (world.staff("judge.zhou"), False)
    for reader, sees in readers:
        sign_in(client, reader)
        answer = client.get("/sittings/live")
        assert (answer.status_code == 200) is sees
        assert not sees or ("网络很差" in answer.text and one.name in answer.text)


def test_another_institution_sees_nothing_of_it(client, world, dispute, sitting):
    world.waiting(dispute, sitting)
    commit()
    staff = [world.staff(account.login) for account in world.city.accounts.values()]
    others = [one for one in staff if one.holds("window") and not one.holds("window", dispute.organisation_id)]
    assert others
    for one in others:
        sign_in(client, one)
        assert sitting.matter.receipt_number not in client.get("/sittings/live").text
    sign_in(client, world.party(dispute))
    assert client.get("/sittings/live").status_code == 403


def test_a_guest_tries_their_devices_too(client, world, dispute, sitting):
    guest = world.act(
        services.invite, world.mediator_of(dispute), dispute, sitting, role=Role.INTERPRETER, name="朴英爱",
        phone="13910020030", beside=sitting.parties[0],
    )  # fmt: skip
    sign_in(client, actor_of(guest))
    assert client.get(path(sitting, "/check")).status_code == 200


