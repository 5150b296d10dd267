"""A call that comes back, with the product's own scripts in a page whose clock stands still between two steps.

The connections are made up: what they go through is what the test says. When they are tried again is what it sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from mediation.core.settings import CHECKOUT
from tests.journeys.conftest import running_chromium

pytestmark = [pytest.mark.browser]

SCRIPT = Path(__file__).with_name("made_up.js").read_text()
ORIGIN = "http://house.test"
NOW_MS, PATIENCE_MS = 50, 4000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_chromium() as launched:
        yield launched


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Somebody whose call has been up for a while."""
    context = browser.new_context()
    context.route(f"{ORIGIN}/static/**", _static)
    context.route(f"{ORIGIN}/", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page = context.new_page()
    page.clock.install()
    page.goto(f"{ORIGIN}/")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.add_script_tag(content=SCRIPT)
    page.evaluate("begin()")
    happens(page, "connected")
    page.clock.run_for(10 * PATIENCE_MS)
    assert tries(page) == {"admitted": 1, "posted": 2}
    yield page
    context.close()


def _static(route: Route) -> None:
    route.fulfill(path=CHECKOUT / route.request.url.removeprefix(f"{ORIGIN}/"))


def happens(page: Page, state: str) -> None:
    """To the newest connection of both legs."""
    page.evaluate("state => newest().forEach((pc) => pc.become(state))", state)


def told(page: Page, **seen: Any) -> int:
    """The house says how things stand; in how many milliseconds it wants to be asked again."""
    return page.evaluate("seen => call.compare(seen)", {"boot": "first", "publishing": True, "watching": True, **seen})


def tries(page: Page) -> dict[str, int]:
    """How often the house was asked for admission, and how many offers were posted."""
    return page.evaluate("() => settled().then(() => tries)")


def test_whom_the_house_no_longer_sees_comes_back_at_once_by_one_admission(page: Page) -> None:
    assert told(page) == 0
    assert told(page, boot="second", publishing=False, watching=False) == 0
    page.clock.run_for(NOW_MS)
    assert tries(page) == {"admitted": 2, "posted": 4}


def test_who_is_interrupted_and_no_longer_seen_does_not_wait(page: Page) -> None:
    happens(page, "disconnected")
    page.clock.run_for(NOW_MS)
    assert tries(page)["admitted"] == 1, "it may come back by itself"
    told(page, publishing=False, watching=False)
    page.clock.run_for(NOW_MS)
    assert tries(page) == {"admitted": 2, "posted": 4}


def test_what_the_old_connection_goes_through_puts_nothing_off(page: Page) -> None:
    happens(page, "disconnected")
    page.clock.run_for(PATIENCE_MS + 100)
    happens(page, "disconnected")
    happens(page, "failed")
    page.clock.run_for(300)
    assert tries(page) == {"admitted": 2, "posted": 4}


def test_a_node_that_does_not_answer_is_tried_less_and_less_and_at_once_when_it_has_started_anew(page: Page) -> None:
    page.evaluate("() => { down = true; }")
    told(page, publishing=False, watching=False)
    for pause in (NOW_MS, 350, 1050, 2050, 4050):
        page.clock.run_for(pause)
        tries(page)
    posted = tries(page)["posted"]
    assert posted == 2 + 2 * 5
    page.evaluate("() => { down = false; }")
    told(page, publishing=False, watching=False)
    page.clock.run_for(NOW_MS)
    assert tries(page)["posted"] == posted, "the same start is not asked more often"
    told(page, boot="second", publishing=False, watching=False)
    page.clock.run_for(NOW_MS)
    assert tries(page)["posted"] == posted + 2
    happens(page, "connected")
    assert page.evaluate("call.state") == "connected"


def test_a_connection_that_comes_back_by_itself_is_kept(page: Page) -> None:
    happens(page, "disconnected")
    page.clock.run_for(PATIENCE_MS + 100)
    happens(page, "connected")
    page.clock.run_for(10 * PATIENCE_MS)
    assert tries(page) == {"admitted": 1, "posted": 2}
