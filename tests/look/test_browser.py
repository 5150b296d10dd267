"""The pages as a browser shows them: no axe violation, nothing off the screen, fingers find their targets."""

from __future__ import annotations

import shutil
import threading

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from tests.look import axe
from tests.look.conftest import PAGES

pytestmark = pytest.mark.browser
LANGUAGES = ("zh-Hans", "en", "ko")

# Text links inside a sentence may be smaller than a finger (WCAG 2.5.8); everything that stands alone may not.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'button, summary, select, textarea, input:not([type=hidden]), .btn, .nav a, .switches a, .brand, .choose a')]
  .filter(e => e.checkVisibility() && !e.closest('.unseen'))
  .map(e => [e.outerHTML.slice(0, 90), (e.closest('label') || e).getBoundingClientRect()])
  .filter(([html, box]) => box.width > 0 && Math.min(box.height, box.width) < 43.5)
  .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""
SMALL_TEXT = """least => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() &&
    [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < least)
  .map(e => e.outerHTML.slice(0, 90))"""
OVERFLOWING = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 90)).concat(['page too wide'])"""


@pytest.fixture(scope="module")
def address(look):
    server = make_server("127.0.0.1", 0, look, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/look"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def page():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        axe.bring(page)
        page.problems = []
        page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
        yield page
        browser.close()


def visit(page, url: str, width: int = 360, height: int = 640) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.problems.clear()
    assert page.goto(url).ok


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_open_to_everybody(page, address, name, language):
    visit(page, f"{address}/{name}?language={language}&wrong=1")
    assert axe.violations(page) == []
    assert page.problems == []
    assert page.evaluate(OVERFLOWING) == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(SMALL_TEXT, 16) == []


@pytest.mark.parametrize("name", ["today", "bureau", "room"])
def test_a_desk_page_is_open_to_everybody(page, address, name):
    visit(page, f"{address}/{name}", 1440, 900)
    assert axe.violations(page) == []
    assert page.evaluate(OVERFLOWING) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_enlarged_four_times_still_fits(page, address, name):
    for words in ("language=en", "language=ko&text=large"):
        visit(page, f"{address}/{name}?wrong=1&{words}", 320, 256)
        assert page.evaluate(OVERFLOWING) == []


def test_large_text_is_large_and_shows_less(page, address):
    visit(page, f"{address}/matter?text=large")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "20px"
    assert page.evaluate(SMALL_TEXT, 16) == []
    assert not page.locator(".extra").first.is_visible()


def test_the_keyboard_sees_where_it_is(page, address):
    visit(page, f"{address}/form")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_summary_of_errors_has_the_focus(page, address):
    visit(page, f"{address}/form?wrong=1")
    page.wait_for_function("document.activeElement.className == 'errors'")


TAP_TWICE = """() => {
  let sent = 0;
  addEventListener('submit', event => { if (!event.defaultPrevented) sent++; event.preventDefault(); });
  const button = document.querySelector('.form > .btn');
  button.click(); button.click();
  return [sent, button.getAttribute('aria-disabled')]; }"""


def test_a_second_tap_does_not_send_a_form_twice(page, address):
    visit(page, f"{address}/form")
    assert page.evaluate(TAP_TWICE) == [1, "true"]


def test_the_menu_of_ones_own_name_closes_by_escape(page, address):
    visit(page, f"{address}/today")
    page.locator(".me summary").click()
    assert page.locator(".me-in").is_visible()
    assert page.evaluate(OVERFLOWING) == []
    page.keyboard.press("Escape")
    assert not page.locator(".me-in").is_visible()


def test_nothing_moves_for_those_who_ask(page, address):
    page.emulate_media(reduced_motion="reduce")
    visit(page, f"{address}/parts")
    assert page.evaluate("getComputedStyle(document.querySelector('.btn')).transitionDuration") == "0s"
    page.emulate_media(reduced_motion="no-preference")


def test_each_language_is_set_in_its_own_letters(page, address):
    families = {}
    for language in LANGUAGES:
        visit(page, f"{address}/matter?language={language}")
        families[language] = page.evaluate("getComputedStyle(document.querySelector('.btn')).fontFamily")
    assert families["zh-Hans"].startswith('"PingFang SC"')
    assert families["ko"].startswith('"Apple SD Gothic Neo"')
    assert families["en"].startswith("system-ui")
