from __future__ import annotations

import pytest
from sqlalchemy import select

from mediation.core.db import commit, db
from mediation.core.jobs import EverythingReader
from mediation.core.record import Entry
from mediation.recordings.models import Copy, Recording
from mediation.recordings.rules import RecordingState
from mediation.sittings.rules import Mode
from tests.mediation.recordings.conftest import party_of
from tests.mediation.recordings.test_services import asked, recorded, started  # noqa: F401
from tests.sign_in import sign_in
from video import recording as video

HTML = {"Accept": "text/html", "Accept-Language": "en"}


def people(world, sitting):
    mediator = world.mediator_of(sitting.dispute)
    one, other = (party_of(participant) for participant in sitting.parties)
    return mediator, one, other


def pane(client, sitting) -> str:
    answer = client.get(f"/sittings/{sitting.public_id}/recording/pane", headers=HTML)
    assert answer.status_code == 200
    return answer.text


def test_asked_on_each_screen_and_answered_there(world, client, sitting):
    for one in sitting.participants:
        one.mode = Mode.VIDEO
    commit()
    mediator, one, other = people(world, sitting)
    sign_in(client, mediator)
    assert "Not recorded" in pane(client, sitting) and "Record this sitting?" in pane(client, sitting)
    assert client.post(f"/sittings/{sitting.public_id}/recording").status_code == 303
    recording = db.session.scalar(select(Recording))
    at = f"/recordings/{recording.public_id}"
    for who in (one, other, mediator):
        sign_in(client, mediator)
        assert client.post(f"{at}/start").status_code == 409, "not before the last yes"
        sign_in(client, who)
        assert "May this sitting be recorded?" in pane(client, sitting)
        assert client.post(f"{at}/agree").status_code == 303
        assert "May this sitting be recorded?" not in pane(client, sitting)
    assert client.post(f"{at}/start").status_code == 303
    assert "Being recorded" in pane(client, sitting)
    sign_in(client, one)
    assert client.post(f"{at}/pause").status_code == 403
    assert client.post(f"{at}/refuse").status_code == 303
    assert "Recording paused" in pane(client, sitting)
    sign_in(client, mediator)
    assert "That is everybody" in pane(client, sitting), "the choices after a no"


def test_the_alarm_stands_on_the_hosts_screen_alone(world, client, sitting, asked, at):  # noqa: F811
    mediator, one, _ = people(world, sitting)
    started(world, asked)
    asked.tape.spans[-1].from_at = asked.tape.began_at.replace(year=2020)
    commit()
    sign_in(client, mediator)
    assert "The recording is interrupted" in pane(client, sitting) and "/restart" in pane(client, sitting)
    assert client.get(f"/sittings/{sitting.public_id}/room.json").json["recording"]["failing"]
    assert client.post(f"/recordings/{asked.public_id}/restart").status_code == 303
    assert "We have begun anew" in pane(client, sitting)
    sign_in(client, one)
    assert "The recording is interrupted" not in pane(client, sitting)
    assert "Recording interrupted" in pane(client, sitting), "the tag tells everybody the truth"


def test_a_sitting_that_was_not_recorded_says_so(world, client, sitting):
    sign_in(client, world.mediator_of(sitting.dispute))
    page = client.get(f"/sittings/{sitting.public_id}/recording", headers=HTML).text
    assert "Nothing of this sitting was recorded" in page


@pytest.fixture
def copy(recorded) -> Copy:  # noqa: F811
    db.session.info["reader"] = EverythingReader()
    return db.session.scalars(select(Copy)).one()


def test_it_is_watched_in_parts_and_each_part_is_logged(world, client, recorded, copy):  # noqa: F811
    _, one, _ = people(world, recorded.sitting)
    sign_in(client, one)
    at = f"/recordings/{recorded.public_id}"
    page = client.get(at, headers=HTML).text
    assert "autoplay" not in page and copy.public_id in page and "Who was there" in page
    film = f"{at}/copies/{copy.public_id}"
    assert client.get(film).status_code == 416, "no saving in one piece"
    answer = client.get(film, headers={"Range": "bytes=0-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (206, f"bytes 0-{copy.size - 1}/{copy.size}")
    assert answer.data.startswith(b"\x1aE\xdf\xa3") and answer.headers["Cache-Control"] == "no-store"
    middle = client.get(film, headers={"Range": "bytes=100-199"})
    assert middle.data == answer.data[100:200]
    assert client.get(film, headers={"Range": f"bytes={copy.size}-"}).status_code == 416
    views = list(db.session.scalars(select(Entry).where(Entry.act == "recording.watch").order_by(Entry.id)))
    assert [(view.actor, view.codes["copy"]) for view in views] == [(one.ref, copy.id)] * 2
    assert views[0].codes["from"] == 0 and views[0].codes["to"] >= copy.milliseconds // 1000
    assert answer.data not in video.folder(recorded.tape).joinpath("view", copy.seat).read_bytes()


def test_nobody_else_watches(world, client, recorded, copy):  # noqa: F811
    film = f"/recordings/{recorded.public_id}/copies/{copy.public_id}"
    parts = {"Range": "bytes=0-"}
    assert client.get(film, headers=parts).status_code in (401, 404)
    others = [login for login in world.city.accounts if login != "park"]
    assert len(others) > 3
    for login in others:
        sign_in(client, world.staff(login))
        assert client.get(film, headers=parts).status_code in (403, 404), login


def test_an_erased_one_says_so_and_shows_nothing(world, client, worker, recorded, copy):  # noqa: F811
    _, one, _ = people(world, recorded.sitting)
    sign_in(client, one)
    assert client.post(f"/recordings/{recorded.public_id}/withdraw").status_code == 303
    worker.run()
    page = client.get(f"/recordings/{recorded.public_id}", headers=HTML).text
    assert "This recording was erased" in page
    film = f"/recordings/{recorded.public_id}/copies/{copy.public_id}"
    assert client.get(film, headers={"Range": "bytes=0-"}).status_code == 409
    assert db.session.scalar(select(Recording)).state is RecordingState.ERASED
