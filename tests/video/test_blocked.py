"""Chromium in a network that blocks UDP: the call goes through the TURN server by TCP, by the product's own scripts."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from mediation.core.db import commit
from mediation.core.settings import HERE
from tests.video.coturn import Coturn, reachable
from tests.video.node.process import NodeProcess, free_port
from tests.video.node.test_room import ARGUMENTS
from video import rooms, services, tickets, turn

pytestmark = [pytest.mark.browser, pytest.mark.media]

SCRIPT = Path(__file__).with_name("caller.js")
NO_UDP = "--webrtc-ip-handling-policy=disable_non_proxied_udp"


@pytest.fixture(scope="module")
def blocked() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*ARGUMENTS, NO_UDP])
        yield launched
        launched.close()


@pytest.fixture
def house(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The door over HTTP, a node that is reached at this machine's own address, and a TURN server in front of it."""
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    with NodeProcess(addresses=reachable()[0]) as node, Coturn(tmp_path, reachable()) as coturn:
        app.extensions["settings"] = replace(
            app.extensions["settings"], public_url=f"http://127.0.0.1:{port}", media={HERE: node.seam},
            turn_urls=coturn.relay.urls("127.0.0.1")[:2], turn_secret=coturn.relay.secret,
        )  # fmt: skip
        thread.start()
        yield app
        server.shutdown()
        thread.join(5)
        server.server_close()


def arrive(browser: Browser, app: Flask, seat: str) -> Page:
    """A page in a context of its own that asks for admission as the room's page does."""
    page = browser.new_context().new_page()

    def admit(seat: str, again: bool) -> str:
        with app.app_context():
            token = tickets.issue("k", seat)
            ways = {"whip": f"/whip/k/{seat}", "whep": f"/whep/k/{seat}", "token": token, "ice": turn.of(token)}
            return json.dumps(ways)

    page.expose_function("admit", admit)
    page.goto(app.extensions["settings"].public_url + "/check")
    page.evaluate(SCRIPT.read_text() + "; Object.assign(window, {come, received}); undefined")
    page.evaluate("seat => come(seat, 1)", seat)
    return page


def received(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("received()")
    return found


def test_with_udp_blocked_both_hear_and_see_each_other_through_the_relay(house, blocked):
    conference = services.begin("k")
    for seat in "ab":
        services.seat(conference, seat, name=seat, caption="", room=rooms.JOINT)
    commit()
    begun = time.monotonic()
    pages = [arrive(blocked, house, seat) for seat in "ab"]
    for page in pages:
        while not (now := received(page))["frames"] or not now["energy"]:
            assert time.monotonic() - begun < 30, (now, page.evaluate("states"))
            page.wait_for_timeout(100)
    for page in pages:
        before = after = received(page)
        while after["frames"] < before["frames"] + 5 or after["energy"] <= before["energy"]:
            assert time.monotonic() - begun < 45, (before, after)
            page.wait_for_timeout(200)
            after = received(page)
        assert after["state"] == "connected"
        assert set(after["ways"]) == {"relay tcp"}
    for page in pages:
        page.evaluate("call.stop()")
        page.context.close()
