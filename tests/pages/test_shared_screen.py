"""A screen that several people use one after the other: the next finds nothing of the one before."""

from __future__ import annotations

import pytest

from tests.pages.tour import tour

pytestmark = pytest.mark.browser


def test_after_the_visit_the_browser_goes_back_to_nothing(app, world, client):
    dispute = world.appointed()
    number, name = dispute.matter.receipt_number, dispute.parties[0].name
    with tour(app) as found:
        page, party = found.page, world.party(dispute)
        cookie = {"name": app.config["SESSION_COOKIE_NAME"], "value": found._cookie(party, "zh-Hans", {})}
        page.context.add_cookies([{**cookie, "url": found.address}])
        page.goto(f"{found.address}/matters/{dispute.matter.public_id}")
        assert number in page.inner_text("body")
        page.click("form[action='/sign-out'] button")
        page.wait_for_url(f"{found.address}/")
        for _ in range(2):
            page.go_back(wait_until="load")
            seen = page.inner_text("body")
            assert number not in seen and name not in seen
            page.go_forward(wait_until="load")
        assert page.evaluate("caches.keys()") == [] and page.evaluate("localStorage.length") == 0
