"""The whole product on a data folder of its own: the three processes that `up` starts, and browsers to visit it."""

from __future__ import annotations

import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from alembic import command
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from mediation.accounts import services as accounts
from mediation.accounts.models import Account
from mediation.app import create_app
from mediation.core import settings
from mediation.core.db import alembic_config, commit, db
from mediation.core.machine import Actor
from mediation.core.settings import CHECKOUT
from mediation.operations.prepare import free_port
from mediation.operations.supervise import Front, children
from mediation.operations.world import City, World

CHROMIUM = [
    "--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
HOST = "127.0.0.1"
PATIENCE = 90.0
"""Seconds anything may take to become true: how long it really takes is no test of these."""


@dataclass
class House:
    """The running product. `world` acts in its database beside it, through the same services."""

    url: str
    app: Flask
    world: World
    told: dict[str, Any]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start one of the three processes: `web`, `worker` or `node`."""
        child = self.told[name]
        self.running[name] = subprocess.Popen(
            child.command, env=dict(child.environment), cwd=CHECKOUT, stdin=subprocess.DEVNULL
        )

    def kill(self, name: str) -> None:
        """End one as a crash would."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def look(self) -> None:
        """What is read next is what the processes have written by now."""
        db.session.rollback()

    def ask_node(self, path: str) -> Any:
        """JSON from the control port of the media node."""
        environment = self.told["node"].environment
        address = f"http://{HOST}:{environment['COURTYARD_NODE_PORT']}{path}"
        headers = {"Authorization": f"Bearer {environment['COURTYARD_NODE_TOKEN']}"}
        answer = requests.get(address, headers=headers, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def cookie(self, actor: Actor, language: str = "zh-Hans") -> dict[str, str]:
        """What a browser carries once this actor has signed in (`world.staff("park")`, `world.party(dispute)`)."""
        account = db.session.get_one(Account, actor.account_id) if actor.account_id else None
        row = accounts.begin_sign_in(actor.name, account=account, seat_id=actor.seat_id)
        commit()
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        value = signer.dumps({"_user_id": row.public_id, "_fresh": True, "language": language})
        return {"name": self.app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.url}


@pytest.fixture(scope="module")
def house(city_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Web, worker and media node on free ports; a city stands in the database. One for all sittings of a module."""
    home = tmp_path_factory.mktemp("house") / "var"
    shutil.copytree(city_home, home)
    with running_house(home) as found:
        yield found


@contextmanager
def running_house(home: Path) -> Iterator[House]:
    """The whole product on a data folder in which a city stands."""
    (home / "settings.env").write_text(f"MEDIA_ADDRESS={HOST}\nMEDIA_PORTS=43000-43999\n")
    here = settings.load({"COURTYARD_HOME": str(home)})
    command.stamp(alembic_config(here.database_url), "head")
    port = free_port()
    front = Front(HOST, port, f"http://{HOST}:{port}")
    app = create_app(settings.load({"COURTYARD_HOME": str(home), "COURTYARD_URL": front.url}))
    with app.app_context():
        city = City.found()
        assert city is not None
        house = House(front.url, app, World(city), {child.name: child for child in children(here, front)})
        for name in house.told:
            house.start(name)
        try:
            until(lambda: _answers(house))
            yield house
        finally:
            house.stop()
            db.session.remove()
            db.engine.dispose()


def _answers(house: House) -> bool:
    for name, process in house.running.items():
        assert process.poll() is None, f"{name} ended with {process.returncode}"
    try:
        house.ask_node("/health")
        with urllib.request.urlopen(f"{house.url}/", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium with a camera and a microphone that it makes up (Playwright runs once at a time)."""
    with running_chromium() as browser:
        yield browser


@contextmanager
def running_chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE * 1000)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    context: BrowserContext
    problems: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, browser: Browser, house: House, actor: Actor | None = None, *, phone: bool = True, **more: Any
    ) -> Visitor:
        size = {"width": 360, "height": 640} if phone else {"width": 1440, "height": 900}
        context = browser.new_context(viewport=size, locale="zh-CN", permissions=["camera", "microphone"], **more)
        if actor is not None:
            context.add_cookies([house.cookie(actor)])
        context.set_default_timeout(PATIENCE * 1000)
        visitor = cls(context)
        context.on("weberror", lambda error: visitor.problems.append(str(error.error)))
        context.on("console", lambda said: visitor.problems.append(said.text) if said.type == "error" else None)
        return visitor


def until(true: Any, seconds: float = PATIENCE) -> Any:
    """What it returns as soon as it is true; fails when it does not become so."""
    last = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < last, "did not happen"
        time.sleep(0.05)
    return found
