"""`courtyard pictures`: takes the pictures of the README from the running product.

Starts web, worker and media node on a copy of the demonstration city, opens four pages in Debian's Chromium (with a
camera and a microphone that it makes up), and writes `docs/pictures/*.png`.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from mediation.accounts import services as accounts
from mediation.accounts.models import Account
from mediation.app import create_app
from mediation.core import settings
from mediation.core.db import commit, db
from mediation.core.machine import Actor, Role
from mediation.core.settings import CHECKOUT
from mediation.disputes.models import Dispute
from mediation.disputes.rules import DisputeState
from mediation.operations.prepare import free_port, make_folders
from mediation.operations.stop import Stop
from mediation.operations.supervise import Front, children
from mediation.operations.world import City, World
from mediation.sittings.rules import Mode

TARGET = CHECKOUT / "docs" / "pictures"
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1440, "height": 900}
CAMERA = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]


def run(argv: list[str]) -> int:
    """Take the pictures from the city that `courtyard demo` has built in this installation.

    Raises:
        Stop: there is no such city.
    """
    here = settings.load()
    if not (here.home / "demo.done").exists():
        raise Stop("Run `./courtyard demo` first: the pictures show its city.")
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "var"
        shutil.copytree(here.home, home)
        with running(home) as (url, app), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CAMERA)
            Photographer(url, app, browser).work()
            browser.close()
    return 0


@contextmanager
def running(home: Path) -> Iterator[tuple[str, Flask]]:
    """The three processes on a data folder, ended afterwards."""
    (home / "settings.env").write_text("MEDIA_ADDRESS=127.0.0.1\n")
    port = free_port()
    front = Front("127.0.0.1", port, f"http://127.0.0.1:{port}")
    here = settings.load({"COURTYARD_HOME": str(home), "COURTYARD_URL": front.url})
    make_folders(here)
    started = [
        subprocess.Popen(child.command, env=dict(child.environment), cwd=CHECKOUT) for child in children(here, front)
    ]
    app = create_app(here)
    try:
        _wait_for(front.url)
        with app.app_context():
            yield front.url, app
    finally:
        for process in started:
            process.terminate()
            process.wait(20)


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise Stop("The product did not start.")


class Photographer:
    """Opens pages of the running product as its people."""

    def __init__(self, url: str, app: Flask, browser: Browser) -> None:
        self.url, self.app, self.browser = url, app, browser
        city = City.found()
        assert city is not None
        self.world = World(city)

    def work(self) -> None:
        waiting = self._dispute(DisputeState.CONSENTED)
        self.take("party", self.world.party(waiting), f"/matters/{waiting.matter.public_id}", PHONE)
        self.take("today", self.world.staff("window"), "/today", DESK)
        self.take("figures", self.world.staff("bureau"), "/figures", DESK)
        self.room()

    def take(self, name: str, actor: Actor, path: str, size: dict[str, int]) -> None:
        page = self.page(actor, size)
        answer = page.goto(self.url + path)
        if answer is None or not answer.ok:
            raise Stop(f"{path} does not answer as it should: is the city from this version? Build it anew.")
        page.screenshot(path=TARGET / f"{name}.png")
        page.context.close()

    def room(self) -> None:
        """A sitting with both parties and the mediator in the joint room, seen by the mediator."""
        dispute = self._dispute(DisputeState.MEDIATING)
        sitting = self.world.planned(dispute, mode=Mode.VIDEO)
        self.world.waiting(dispute, sitting)
        mediator = self.world.mediator_of(dispute)
        actors = [self.world.party(dispute), self.world.party(dispute, Role.RESPONDENT), mediator]
        pages = [self.page(actor, DESK if actor is mediator else PHONE) for actor in actors]
        for page in pages:
            page.goto(f"{self.url}/sittings/{sitting.public_id}/room")
            page.locator('[data-go="picture"]').click()
            page.locator("[data-net].ok").wait_for(timeout=20_000)
        seen = pages[-1]
        seen.locator('[data-pane] form[action$="/start"] button').first.click()
        seen.locator('[data-tiles] > .tile[data-state="live"]').nth(2).wait_for(timeout=20_000)
        seen.wait_for_timeout(1500)
        seen.screenshot(path=TARGET / "room.png")

    def page(self, actor: Actor, size: dict[str, int]) -> Page:
        context = self.browser.new_context(
            viewport={"width": size["width"], "height": size["height"]}, locale="zh-CN",
            permissions=["camera", "microphone"], reduced_motion="reduce",
        )  # fmt: skip
        context.add_cookies([self._cookie(actor)])
        return context.new_page()

    def _cookie(self, actor: Actor) -> Any:
        account = db.session.get_one(Account, actor.account_id) if actor.account_id else None
        row = accounts.begin_sign_in(actor.name, account=account, seat_id=actor.seat_id)
        commit()
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        value = signer.dumps({"_user_id": row.public_id, "_fresh": True, "language": "zh-Hans"})
        return {"name": self.app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.url}

    def _dispute(self, state: DisputeState) -> Dispute:
        return db.session.scalars(select(Dispute).where(Dispute.state == state).order_by(Dispute.id).limit(1)).one()
