"""Asked, recorded, talked with alone; then the media node dies: what is left is true, and so is what is missing."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import av
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from mediation.core.db import db
from mediation.core.jobs import EverythingReader
from mediation.core.machine import Role
from mediation.recordings import queries
from mediation.recordings.models import Recording
from mediation.recordings.rules import RecordingState
from mediation.sittings import services
from mediation.sittings.models import Sitting
from mediation.sittings.rules import Mode
from tests.journeys.conftest import House, Visitor, until
from video import composing
from video import recording as video
from video.coverage import Why
from video.engine import EngineDown
from video.vault import Vault

pytestmark = [pytest.mark.browser, pytest.mark.media]


@pytest.fixture
def sitting(house: House) -> Sitting:
    """Together in the joint room: the mediator and the applicant by video, the other side where the mediator is."""
    world = house.world
    dispute = world.appointed()
    sitting = world.waiting(dispute, world.planned(dispute, mode=Mode.IN_PERSON))
    mediator = world.mediator_of(dispute)
    one = next(one for one in sitting.participants if one.role is Role.APPLICANT)
    world.act(services.set_mode, mediator, dispute, sitting, participant=one, mode=Mode.VIDEO)
    world.act(services.start, mediator, dispute, sitting)
    other = next(one for one in sitting.participants if one.role is Role.RESPONDENT)
    world.act(services.mark, mediator, dispute, sitting, participant=other, here=True)
    return sitting


def enter(house: House, sitting: Sitting, page: Page) -> None:
    page.goto(f"{house.url}/sittings/{sitting.public_id}/room")
    page.locator('[data-go="picture"]').click()
    expect(page.locator("[data-net].ok")).to_be_visible()


def press(page: Page, act: str) -> None:
    page.locator(f'[data-recording] form[action$="/{act}"] button').first.click()


def frames(recording: Recording, copy) -> tuple[list[float], list[float]]:
    """The seconds of the pictures and of the sound that is none of ours."""
    path = composing.copy_path(video.folder(recording.tape), copy.seat)
    with Vault(path, recording.tape.key, size=copy.size) as vault, av.open(vault) as film:
        shown, heard = [], []
        for packet in film.demux(*film.streams):
            if packet.pts is not None:
                at = float(packet.pts * packet.time_base)
                if packet.stream.type == "video":
                    shown.append(at)
                elif bytes(packet) != composing.SILENCE:
                    heard.append(at)
        film.seek(0)
        first = next(film.decode(video=0))
        assert first.width >= 160 and first.to_image().getextrema() != ((0, 0),) * 3
        return shown, heard


def test_a_recording_tells_the_truth(house: House, chromium, sitting: Sitting) -> None:
    world, dispute = house.world, sitting.dispute
    mediator, applicant = (
        Visitor.of(chromium, house, who, phone=False).context.new_page()
        for who in (world.mediator_of(dispute), world.party(dispute))
    )
    for page in (mediator, applicant):
        enter(house, sitting, page)
        expect(page.locator("[data-recorded]")).to_have_text("未录制")

    mediator.locator('[data-key="recording-host"] > summary').click()
    mediator.locator('[data-recording] form[action$="/recording"] button').click()
    press(applicant, "agree")
    press(mediator, "agree")
    press(mediator, "answer")  # the other side said yes aloud
    press(mediator, "start")
    for page in (mediator, applicant):
        expect(page.locator("[data-recorded]")).to_have_text("正在录制")
    house.look()
    recording = db.session.scalar(select(Recording))
    folder = video.folder(recording.tape)
    until(lambda: len(list(folder.glob("0*"))) >= 2)

    slack = move(house, sitting, services.caucus, side=1)
    expect(applicant.locator("[data-recorded]")).to_have_text("未录制")
    time.sleep(1)
    before = sum(path.stat().st_size for path in folder.glob("0*"))
    time.sleep(2)
    assert sum(path.stat().st_size for path in folder.glob("0*")) == before, "not one byte of a private talk"
    move(house, sitting, services.rejoin)
    expect(applicant.locator("[data-recorded]")).to_have_text("正在录制")
    until(lambda: sum(path.stat().st_size for path in folder.glob("0*")) > before + 20_000)

    house.kill("node")
    killed = time.monotonic()
    expect(mediator.locator('[data-part="recording-alarm"][role="alert"]')).to_be_visible(timeout=20_000)
    took = time.monotonic() - killed
    assert took < 10, f"said after {took:.1f} s"
    expect(applicant.locator("[data-recorded]")).to_have_text("录制中断")
    expect(applicant.locator('[data-part="recording-alarm"]')).to_have_count(0)
    house.start("node")
    expect(mediator.locator('[data-part="recording-alarm"]')).to_have_count(0)
    press_stop(mediator)
    until(lambda: state(house) is RecordingState.READY)
    told_truly(house, recording, slack)


def move(house: House, sitting: Sitting, verb: Any, **facts: Any) -> float:
    """Everybody changes rooms. Returns after how many seconds the node knew."""
    began = time.monotonic()
    world, dispute = house.world, sitting.dispute
    with suppress(EngineDown):
        world.act(verb, world.mediator_of(dispute), dispute, sitting, **facts)
    house.look()
    name, version = sitting.conference.public_id, sitting.conference.table_version
    until(lambda: house.ask_node(f"/conferences/{name}")["version"] >= version)
    return time.monotonic() - began


def press_stop(page: Page) -> None:
    stop = page.locator('[data-part="recording-host"] details.confirm').last
    stop.locator("summary").click()
    stop.locator("form button").click()


def state(house: House) -> RecordingState:
    house.look()
    return db.session.scalar(select(Recording).execution_options(populate_existing=True)).state


def told_truly(house: House, recording: Recording, slack: float) -> None:
    """The copies hold what was recorded and nothing else, and the gaps say what is missing."""
    db.session.info["reader"] = EverythingReader()
    gaps = video.missing(recording.tape)
    [private] = [gap for gap in gaps if gap.why is Why.PRIVATE]
    assert any(gap.why is Why.DOWN and gap.to - gap.from_ > 3000 for gap in gaps)
    began = recording.tape.began_at.timestamp() * 1000
    start, end = (private.from_ - began) / 1000, (private.to - began) / 1000
    copies = queries.copies(recording)
    assert len(copies) == 2, "the other side sent nothing"
    for copy in copies:
        shown, heard = frames(recording, copy)
        for moments in (shown, heard):
            assert len(moments) > 30
            assert not [at for at in moments if start + slack + 0.2 < at < end - 0.05], "nothing of the private talk"
        assert abs(copy.milliseconds / 1000 - queries.seconds(recording)) < 1
