"""Chromium and Debian's Firefox in one room, each with the product's own scripts: both hear and see the other."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from mediation.core.db import commit
from mediation.core.settings import HERE
from tests.video.coturn import reachable
from tests.video.firefox import Firefox
from tests.video.node.process import NodeProcess, free_port
from tests.video.node.test_room import ARGUMENTS
from video import hosting, rooms, services, tickets

pytestmark = [pytest.mark.browser, pytest.mark.media]

SCRIPT = Path(__file__).with_name("caller.js").read_text() + "; Object.assign(window, {come, received});"


@pytest.fixture
def house(app: Flask) -> Iterator[Flask]:
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    with NodeProcess(addresses=reachable()[0]) as node:
        url = f"http://127.0.0.1:{port}"
        app.extensions["settings"] = replace(app.extensions["settings"], public_url=url, media={HERE: node.seam})
        thread.start()
        yield app
        server.shutdown()
        thread.join(5)
        server.server_close()


def script(seat: str) -> str:
    """The page's script, with admissions made beforehand."""
    ways = {"whip": f"/whip/k/{seat}", "whep": f"/whep/k/{seat}", "ice": []}
    given = json.dumps([json.dumps({**ways, "token": tickets.issue("k", seat)}) for _ in range(9)])
    return f"{SCRIPT} window.given = {given}; window.admit = async () => window.given.shift(); undefined"


def test_both_hear_and_see_the_other(house: Flask, tmp_path: Path) -> None:
    conference = services.begin("k")
    for seat in "cf":
        services.seat(conference, seat, name=seat, caption="", room=rooms.JOINT)
    commit()
    there = house.extensions["settings"].public_url + "/check"
    with sync_playwright() as playwright, Firefox(tmp_path) as firefox:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = chromium.new_page()
        page.goto(there)
        page.evaluate(script("c"))
        page.evaluate("come('c', 1)")
        firefox.goto(there)
        firefox.evaluate(f"(() => {{ {script('f')} }})()")
        firefox.evaluate("come('f', 1)")
        both: dict[str, Callable[[], dict[str, Any]]] = {
            "chromium": lambda: page.evaluate("received()"), "firefox": lambda: firefox.evaluate("received()"),
        }  # fmt: skip
        until = time.monotonic() + 60
        before = {name: look() for name, look in both.items()}
        for name, look in both.items():
            while (now := look())["frames"] < before[name]["frames"] + 5 or now["energy"] <= before[name]["energy"]:
                assert time.monotonic() < until, (name, before, now, firefox.evaluate("states"))
                page.wait_for_timeout(200)
        for height, large in ((120, "own"), (180, "all")):  # a page that shows nobody large gets small pictures
            for one in conference.members:
                hosting.enlarge(one, [one.seat] if large == "own" else [])
            commit()
            while any(look()["height"] != height for look in both.values()):
                assert time.monotonic() < until, (height, [look() for look in both.values()])
                page.wait_for_timeout(200)
        assert firefox.version.split(".")[0].isdecimal()
        for leave in (page.evaluate, firefox.evaluate):
            leave("call.stop()")
        chromium.close()
