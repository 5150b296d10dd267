"""Somebody on a phone tries their devices before a sitting: the loop goes through the real media node."""

from __future__ import annotations

import pytest

from mediation.core.db import commit, db
from mediation.core.machine import Actor
from mediation.sittings.models.devices import DeviceCheck
from mediation.sittings.rules import Mode
from mediation.sittings.rules.checks import Score
from tests.journeys.conftest import House, Visitor, until

pytestmark = [pytest.mark.browser, pytest.mark.media]

FRAMES = "document.querySelector('[data-echo]').videoWidth"


def test_a_phone_tries_its_devices_and_the_words_of_waiting_follow_the_clock(house: House, chromium) -> None:
    dispute = house.world.appointed()
    sitting = house.world.planned(dispute, mode=Mode.VIDEO)
    commit()
    one = sitting.parties[0]
    visitor = Visitor.of(chromium, house, Actor(f"seat:{one.seat_id}", one.name, seat_id=one.seat_id))
    page = visitor.context.new_page()
    page.goto(f"{house.url}/sittings/{sitting.public_id}/check")
    until(lambda: page.evaluate(FRAMES) > 0)
    until(lambda: page.is_visible("[data-measured]"))
    for name in ("sees_self", "bar_moved", "heard_tone"):
        page.check(f'input[name="{name}"][value="yes"]')
    page.click("main form button.primary")
    page.wait_for_selector(".notice.ok")
    house.look()
    # the page that answers begins the next try
    [check] = db.session.query(DeviceCheck).filter(DeviceCheck.finished_at.is_not(None)).all()
    assert check.score is Score.GOOD and (check.browser, check.device) == ("chrome", "computer")
    assert check.loss is not None and check.loss < 0.03 and check.width and check.width >= 160
    assert check.round_trip is not None
    waiting(page)
    gone = "(Not Found)"  # a connection that closed before its hanging up came
    assert [said for said in visitor.problems if gone not in said] == []


def waiting(page) -> None:
    """The words change when their moment comes, with nothing asked of the house."""
    page.goto(page.url.removesuffix("/check"))
    told = page.evaluate(
        """async () => {
      const { Waiting } = await import("/static/js/sittings/waiting.js");
      const root = document.createElement("div");
      root.innerHTML = "<p data-headline></p><p data-sentence></p><time data-clock></time>";
      const now = Date.now() + 3600e3, at = (ms) => new Date(now + ms).toISOString();
      const words = (name) => ({ label: name, headline: name, sentence: name });
      const ahead = [{ ...words("second"), at: at(1500) }, { ...words("third"), at: at(60000) }];
      new Waiting(root).follow({ ...words("first"), now: at(0), ahead });
      const read = () => root.querySelector("[data-headline]").textContent;
      const before = read();
      for (let n = 0; n < 200 && read() === before; n++) await new Promise((go) => setTimeout(go, 100));
      return [before, read(), root.querySelector("[data-clock]").textContent.length];
    }"""
    )
    assert told == ["first", "second", 5]
