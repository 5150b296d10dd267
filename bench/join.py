"""From the tap to the first picture: how long Chromium needs to join a room that three people are in.

Run `./courtyard bench join`. The whole product runs (web, worker, media node); four browsers with made-up cameras sit
in the joint room of a sitting; the fourth leaves and joins again, twenty times. Measured in its page: from the tap on
"with picture" to the first decoded frame of anybody, and of everybody.
"""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench._machine import machine
from mediation.app import create_app
from mediation.core import settings
from mediation.core.db import Base, db, stamp
from mediation.core.machine import Role
from mediation.operations.pictures import CAMERA, DESK, PHONE, Photographer, running
from mediation.operations.world import City
from mediation.sittings import queries, services
from mediation.sittings.rules import Mode

JOINS = 20
JOIN = """async (others) => {
  const start = performance.now(), first = new Map();
  document.querySelector('[data-go="picture"]').click();
  while (first.size < others && performance.now() - start < 20000) {
    for (const video of document.querySelectorAll('[data-tiles] > .tile video:not([data-self])'))
      if (video.videoWidth > 2 && video.getVideoPlaybackQuality().totalVideoFrames > 0 && !first.has(video))
        first.set(video, performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return [...first.values()];
}"""


def main() -> None:
    report(*joins(JOINS))


def joins(count: int) -> tuple[list[float], list[float]]:
    """So many joins of the whole product: milliseconds until anybody was seen, and until everybody was."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "var"
        home.mkdir()
        here = settings.load({"COURTYARD_HOME": str(home)})
        app = create_app(here)
        with app.app_context():
            Base.metadata.create_all(db.engine)
            City.build()
        stamp(here.database_url)
        with running(home) as (url, app), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CAMERA)
            found = measure(Photographer(url, app, browser), count)
            browser.close()
    return found


def measure(people: Photographer, count: int) -> tuple[list[float], list[float]]:
    world = people.world
    dispute = world.appointed()
    sitting = world.waiting(dispute, world.planned(dispute, mode=Mode.VIDEO))
    mediator, judge = world.mediator_of(dispute), queries.judges_on_call(sitting)[0]
    login = judge.login
    world.act(services.invite_judge, mediator, dispute, sitting, judge=judge)
    actors = [mediator, world.party(dispute), world.staff(login), world.party(dispute, Role.RESPONDENT)]
    pages = [people.page(actor, DESK if actor is mediator else PHONE) for actor in actors]
    address = f"{people.url}/sittings/{sitting.public_id}/room"
    for page in pages:
        _enter(page, address)
    pages[0].locator('[data-pane] form[action$="/start"] button').first.click()
    pages[0].wait_for_timeout(3000)
    first, everybody = [], []
    for _ in range(count):
        pages[-1].goto(address)
        pages[-1].locator('[data-go="picture"]').wait_for()
        pages[-1].wait_for_timeout(1500)  # the camera's own start is not the room's
        times = pages[-1].evaluate(JOIN, len(pages) - 1)
        assert len(times) == len(pages) - 1, "not everybody was seen within 20 seconds"
        first.append(min(times))
        everybody.append(max(times))
    return first, everybody


def _enter(page: Page, address: str) -> None:
    page.goto(address)
    page.locator('[data-go="picture"]').click()
    page.locator("[data-net].ok").wait_for(timeout=20_000)


def p95(times: list[float]) -> float:
    """What one in twenty exceeds."""
    return sorted(times)[int(0.95 * (len(times) - 1))]


def report(first: list[float], everybody: list[float]) -> None:
    print(f"{machine()}; {JOINS} joins")
    found: dict[str, float] = {"joins": JOINS}
    for name, times in (("join", first), ("everybody", everybody)):
        found[f"{name}_ms_median"] = round(statistics.median(times), 1)
        found[f"{name}_ms_p95"] = round(p95(times), 1)
        print(f"{name:<10} median {found[f'{name}_ms_median']:7.1f} ms   P95 {found[f'{name}_ms_p95']:7.1f} ms")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
