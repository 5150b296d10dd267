"""Signing as it is done: on a phone 360 pixels wide, with a finger on the pad."""

from __future__ import annotations

import re
import shutil
import threading

import pytest
from playwright.sync_api import sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from mediation.agreements import services
from mediation.core.db import db, rollback
from mediation.core.jobs import EverythingReader
from mediation.core.outbox import Message
from tests.look import axe
from tests.sign_in import sign_in, speak

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def clean(page) -> None:
    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def newest_code() -> str:
    rollback()
    db.session.info["reader"] = EverythingReader()
    newest = select(Message).where(Message.purpose == "code").order_by(Message.id.desc()).limit(1)
    code = re.search(r"\d{6}", db.session.scalars(newest).one().body).group()
    rollback()
    return code


def draw(page) -> None:
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 90)
    page.mouse.down()
    for x, y in ((90, 30), (120, 100), (180, 40), (240, 90)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=5)
    page.mouse.up()


def test_a_party_reads_each_term_and_signs_with_a_finger(world, client, address):
    agreement = world.offered(world.drafted(world.appointed()))
    start, party = f"{address}/agreements/{agreement.public_id}", world.party(agreement.dispute)
    sign_in(client, party)
    speak(client, "en")
    cookie = next(iter(client._cookies.values()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 640})
        axe.bring(page)
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        problems: list[str] = []
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.goto(start)
        clean(page)
        page.get_by_role("link", name="Read it, term by term").click()
        clean(page)
        page.get_by_role("link", name="I have understood this: next").click()
        page.get_by_role("link", name="I have read everything: on").click()
        clean(page)
        page.get_by_role("link", name="On without answering").click()
        clean(page)
        page.get_by_role("button", name="Send me the code").click()
        page.get_by_label("The code", exact=True).fill(newest_code())
        draw(page)
        page.get_by_role("button", name="I sign").click()  # not ticked: the form comes back with the drawing
        assert page.locator("[data-signature-value]").input_value().startswith("data:image/png")
        page.get_by_label("I have read every term").check()
        page.get_by_role("button", name="I sign").click()
        page.get_by_text("We wait for the others").wait_for()
        clean(page)
        browser.close()
    assert [one for one in problems if "422" not in one] == []
    rollback()
    db.session.info["reader"] = EverythingReader()
    assert agreement.document.given == 1


def test_undo_and_start_again_empty_the_pad(world, client, address):
    agreement = world.offered(world.drafted(world.appointed()))
    sign_in(client, world.party(agreement.dispute))
    cookie = next(iter(client._cookies.values()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 640})
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        page.goto(f"{address}/agreements/{agreement.public_id}/sign")
        value = page.locator("[data-signature-value]")
        for button in ("[data-signature-undo]", "[data-signature-clear]"):
            draw(page)
            assert value.input_value().startswith("data:image/png")
            page.locator(button).click()
            assert value.input_value() == ""
        browser.close()


def test_on_a_device_of_the_house_nothing_of_the_last_one_comes_back(world, client, address):
    """Not by the back button, not in storage: whoever sits down next finds names to choose from and nothing else."""
    agreement = world.offered(world.drafted(world.appointed()))
    dispute, start = agreement.dispute, f"{address}/agreements/{agreement.public_id}"
    first = dispute.parties[0].seat
    desk = world.act(services.open_desk, world.staff("window"), dispute, agreement, seats=[first])
    with client.session_transaction() as session:
        session.update({"desk": desk.public_id, "language": "en"})
    cookie = next(iter(client._cookies.values()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 360, "height": 640}).new_page()
        axe.bring(page)
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        page.goto(f"{address}/signing-desk")
        clean(page)
        page.get_by_role("link", name="I am 金顺姬").click()
        clean(page)
        page.get_by_role("button", name="Send me the code").click()
        page.get_by_label("The code", exact=True).fill(newest_code())
        page.get_by_role("button", name="Sit down and read").click()
        page.get_by_text("Term 1 of 2").wait_for()
        page.evaluate("localStorage.setItem('left', 'here'); sessionStorage.setItem('left', 'here')")
        page.goto(f"{start}/sign")
        draw(page)
        page.get_by_label("I have read every term").check()
        page.get_by_role("button", name="I sign").click()
        page.get_by_text("Thank you, you have signed").wait_for()
        assert page.evaluate("localStorage.getItem('left') || sessionStorage.getItem('left')") is None
        for _ in range(3):
            page.go_back()
            assert "3,600" not in page.content() and "canvas" not in page.content()
        for path in ("", "/read", "/sign"):
            assert page.goto(f"{start}{path}").status in (401, 404)
        browser.close()
    rollback()
    db.session.info["reader"] = EverythingReader()
    assert agreement.document.given == 1
