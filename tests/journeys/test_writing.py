"""Lines come and go without reloading, and never to others than whom they were written for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from mediation.core import clock
from mediation.core.machine import Role
from mediation.sittings import services as sittings
from mediation.sittings.rules import Mode
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.serial]


def test_lines_arrive_are_counted_and_stay_with_whom_they_were_written_for(house, chromium):
    world = house.world
    dispute = world.appointed()
    sitting = world.planned(dispute, starts_at=clock.now() + timedelta(minutes=5), mode=Mode.VIDEO)
    world.started(dispute, world.waiting(dispute, sitting))
    here = f"{house.url}/sittings/{sitting.public_id}"
    one, other = (Visitor.of(chromium, house, world.party(dispute, role)) for role in (Role.APPLICANT, Role.RESPONDENT))
    mine, theirs = one.context.new_page(), other.context.new_page()
    for page in (mine, theirs):
        page.goto(here)
    mine.locator("#talk > summary").click()
    words, send = mine.locator("[name=say-text]"), mine.locator("form[data-say] button.primary")

    for text in ("第一句", "第二句"):
        words.fill(text)
        send.click()
        expect(mine.locator(".talk-lines .said").last).to_have_text(text)
        expect(words).to_have_value("")
    expect(theirs.locator("[data-talk-unread]")).to_have_text("2 条新留言")
    theirs.locator("#talk > summary").click()
    expect(theirs.locator(".talk-lines .said")).to_have_text(["第一句", "第二句"])
    expect(theirs.locator("[data-talk-unread]")).to_have_text("")

    words.fill("写给大家的话")
    world.act(sittings.caucus, world.mediator_of(dispute), dispute, sitting, side=1)
    send.click()
    expect(mine.locator("[data-talk-trouble]")).to_contain_text("什么都没有发出")
    expect(words).to_have_value("写给大家的话")
    private = mine.locator("form[data-say] .choice", has_text="李国强 看不到")
    private.click()
    send.click()
    expect(mine.locator(".talk-lines li.private .said")).to_have_text("写给大家的话")
    theirs.reload()
    theirs.locator("#talk > summary").click()
    expect(theirs.locator(".talk-lines .said")).to_have_text(["第一句", "第二句"])
    refused = "the server responded with a status of 409"
    assert [said for said in (*one.problems, *other.problems) if refused not in said] == []
