from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from mediation.accounts import queries
from mediation.accounts.models import SignIn
from mediation.core import clock
from mediation.core.db import begin_writing, commit, db
from mediation.operations.world.city import PASSWORD
from tests.sign_in import carry_token, sign_in, speak

NOW = clock.at("2026-11-23 09:00")


@pytest.fixture
def client(client, world):
    carry_token(client)
    return client


def totp(login: str = "window", moment=NOW) -> str:
    return pyotp.TOTP(queries.account(login).totp).at(int(moment.timestamp()))


def enter(client, login="window", password=PASSWORD, code=None, path="/sign-in", moment=NOW):
    with clock.set_to(moment):
        form = {"login": login, "password": password, "code": code if code is not None else totp(login, moment)}
        done = client.post(path, data=form)
    carry_token(client)  # a sign-in begins a new session
    return done


def inside(client, moment=NOW) -> bool:
    with clock.set_to(moment):
        return client.get("/disputes/new").status_code == 200


def test_name_password_and_code_sign_in(client):
    done = enter(client)
    assert (done.status_code, done.location) == (303, "/today")
    assert inside(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "guess"}, {"code": "000000"}, {"login": "nobody", "code": "123456"},
        {"login": "WINDOW", "code": "123456"},
        {"login": "' or 1=1 --", "code": "123456"}, {"password": PASSWORD + " "}, {"password": "x" * 5000},
        {"code": ""}, {"code": "abcdef"}, {"login": "", "code": "123456"},
        {"password": ""}, {"login": "x" * 81, "code": "123456"},
    ],
)  # fmt: skip
def test_anything_wrong_is_told_alike_and_the_password_is_never_shown(client, wrong):
    page = enter(client, **wrong)
    assert page.status_code == 422
    assert not inside(client)
    assert PASSWORD not in page.text
    assert "guess" not in page.text


def test_an_unknown_name_and_a_wrong_password_are_told_apart_by_nobody(client):
    pages = {
        re.sub(r'value="[^"]*"', "", enter(client, login=login, password="guess", code="123456").text)
        for login in ("window", "nobody")
    }
    assert len(pages) == 1


def test_each_code_of_the_app_works_once(client):
    assert enter(client).status_code == 303
    client.post("/sign-out")
    carry_token(client)
    assert enter(client).status_code == 422
    assert enter(client, moment=NOW + timedelta(seconds=30)).status_code == 303


def test_the_app_may_be_one_step_early_or_late_but_not_two(client):
    assert enter(client, code=totp(moment=NOW - timedelta(seconds=60))).status_code == 422
    assert enter(client, code=totp(moment=NOW + timedelta(seconds=60))).status_code == 422
    assert enter(client, code=totp(moment=NOW - timedelta(seconds=30))).status_code == 303


def test_after_five_failures_even_the_right_ones_wait_five_minutes(client):
    for _ in range(5):
        enter(client, password="guess")
    assert enter(client).status_code == 422
    assert enter(client, moment=NOW + timedelta(minutes=4, seconds=59)).status_code == 422
    assert enter(client, moment=NOW + timedelta(minutes=5, seconds=1)).status_code == 303


def test_wrong_codes_count_as_failures_and_a_success_forgets_them(client):
    for _ in range(4):
        enter(client, code="000000")
    assert enter(client).status_code == 303
    client.post("/sign-out")
    carry_token(client)
    later = NOW + timedelta(minutes=1)
    for _ in range(4):
        enter(client, code="000000", moment=later)
    assert enter(client, moment=later + timedelta(seconds=30)).status_code == 303


def test_who_is_disabled_is_out_at_once(client):
    enter(client)
    assert inside(client)
    begin_writing()
    queries.account("window").disabled_at = NOW
    commit()
    assert not inside(client)
    assert enter(client, moment=NOW + timedelta(minutes=1)).status_code == 422


def test_a_device_left_alone_for_half_an_hour_is_out(client):
    enter(client)
    assert inside(client, NOW + timedelta(minutes=29))
    assert inside(client, NOW + timedelta(minutes=58))
    assert not inside(client, NOW + timedelta(minutes=89))


def test_after_half_a_day_everybody_signs_in_again(client):
    enter(client)
    for minutes in range(20, 12 * 60, 20):
        assert inside(client, NOW + timedelta(minutes=minutes))
    assert not inside(client, NOW + timedelta(hours=12, seconds=1))


def test_signing_out_ends_the_device_and_an_old_cookie_opens_nothing(client, app):
    enter(client)
    cookie = client.get_cookie("courtyard", domain="localhost").value
    with clock.set_to(NOW):
        done = client.post("/sign-out")
    assert done.location == "/"
    assert done.headers["Clear-Site-Data"]
    assert db.session.query(SignIn).one().ended_at is not None
    thief = app.test_client()
    thief.set_cookie("courtyard", cookie)
    assert not inside(thief)
    carry_token(client)
    assert client.post("/sign-out").status_code == 303  # once more is no error


def test_a_sign_in_begins_a_new_session(client):
    with client.session_transaction() as session:
        session["draft"] = "somebody else's"
        session["language"] = "ko"
    enter(client)
    with client.session_transaction() as session:
        assert "draft" not in session
        assert session["language"] == "ko"


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("/disputes/new", "/disputes/new"), ("", "/today"), ("//evil.example", "/today"),
        ("https://evil.example", "/today"),
        ("/\\evil.example", "/today"), ("\\\\evil.example", "/today"), ("javascript:alert(1)", "/today"),
        ("/\t/evil.example", "/today"), ("evil.example", "/today"), (" /x", "/today"),
    ],
)  # fmt: skip
def test_one_is_led_on_inside_the_house_only(client, target, leads):
    from urllib.parse import urlencode

    assert enter(client, path="/sign-in?" + urlencode({"next": target})).location == leads


def test_the_page_keeps_the_name_and_shows_hostile_text_as_text(client):
    page = enter(client, login="<script>alert(1)</script>", code="123456")
    assert page.status_code == 422
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_without_the_token_of_the_page_nothing_is_taken(client):
    del client.environ_base["HTTP_X_CSRFTOKEN"]
    with clock.set_to(NOW):
        form = {"login": "window", "password": PASSWORD, "code": totp()}
        assert client.post("/sign-in", data=form).status_code == 400
    assert not inside(client)


def test_a_party_is_no_staff(client, world):
    sign_in(client, world.party(world.apply()))
    assert client.get("/disputes/new").status_code == 403


@pytest.mark.parametrize("language", ["zh-Hans", "en", "ko"])
def test_the_page_speaks_the_readers_language(client, language):
    speak(client, language)
    page = client.get("/sign-in")
    assert page.status_code == 200
    main = page.text.partition('id="main"')[2].partition("</main>")[0]
    assert bool(re.search(r"[\uac00-\ud7af]", main)) == (language == "ko")
    assert bool(re.search(r"[\u4e00-\u9fff]", main)) == (language == "zh-Hans")
