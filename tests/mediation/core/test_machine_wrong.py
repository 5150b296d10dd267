"""A locked database, a full disk, a dead media node: a clear page, every answer kept, nothing half done."""

from __future__ import annotations

import re
import sqlite3
from io import BytesIO

import pytest
from sqlalchemy import event

from documents import keeping
from mediation.core import door, words
from mediation.core.db import db
from mediation.core.record import Entry
from mediation.disputes.models import Draft
from mediation.disputes.rules import DisputeState
from mediation.matters.models import Exhibit
from tests.mediation.disputes.applying import address, answers, fill, picture
from tests.sign_in import carry_token, sign_in, speak
from video import engine

LANGUAGES = pytest.mark.parametrize("language", words.LANGUAGES)
HOLD = "begin immediate"


def says(answer, refusal: type[door.Refusal], language: str) -> None:
    """The reader's own words with the right status, and nothing of how the house is built."""
    assert answer.status_code == refusal.status
    assert words.translate(str(refusal.why), language) in answer.text
    assert not re.search(r"Traceback|sqlite|OperationalError|File \"", answer.text)


@pytest.fixture
def pragma(app):
    """What is said to each new connection of this test, and to none of the next."""
    listeners = []

    def said(what: str) -> None:
        def listener(connection, record) -> None:
            connection.execute(f"pragma {what}")

        db.session.remove()
        db.engine.dispose()
        event.listen(db.engine, "connect", listener)
        listeners.append(listener)

    yield said
    for listener in listeners:
        event.remove(db.engine, "connect", listener)


@pytest.fixture
def impatient(pragma):
    """The database is not waited for."""
    pragma("busy_timeout=50")


@pytest.fixture
def locked(app, impatient, home):
    """Somebody else writes, and does not stop."""
    other = sqlite3.connect(home / "courtyard.db", isolation_level=None)

    def lock() -> sqlite3.Connection:
        db.session.rollback()
        other.execute(HOLD)
        return other

    yield lock
    other.close()


@LANGUAGES
def test_a_locked_database_loses_nothing(client, world, locked, language):
    dispute = world.apply()
    path, state = f"/disputes/{dispute.public_id}/accept", DisputeState.APPLIED
    sign_in(client, world.staff("window"))
    speak(client, language)
    acts = db.session.query(Entry).count()
    holder = locked()
    says(client.post(path), door.Busy, language)
    holder.execute("rollback")
    assert (dispute.state, db.session.query(Entry).count()) == (state, acts)
    assert client.post(path).status_code == 303, "sent again in a moment, it is taken"


@LANGUAGES
def test_an_answer_given_while_the_database_is_locked_is_taken_when_sent_again(client, locked, language):
    speak(client, language)
    carry_token(client)
    said = answers()
    assert client.post(address("about"), data=said["about"]).status_code == 303
    holder = locked()
    says(client.post(address("where"), data=said["where"]), door.Busy, language)
    holder.execute("rollback")
    assert client.post(address("where"), data=said["where"]).status_code == 303
    assert set(db.session.query(Draft).one().said) == {"about", "where"}


@LANGUAGES
def test_a_full_disk_keeps_no_half_file(client, world, monkeypatch, language):
    dispute = world.accept(world.apply())
    sign_in(client, world.party(dispute))
    speak(client, language)

    def full(self: keeping.Store, content: bytes) -> str:
        raise keeping.Full()

    path = f"/matters/{dispute.matter.public_id}/hand-in"
    with monkeypatch.context() as patch:
        patch.setattr(keeping.Store, "keep", full)
        says(client.post(path, data=files()), door.Full, language)
    world.standing(world.party(dispute), dispute)
    assert db.session.query(Exhibit).count() == 0
    assert client.post(path, data=files()).status_code == 303


def files() -> dict[str, object]:
    return {"who": "shared", "files": [(BytesIO(picture()), "天花板.png", "image/png")]}


@LANGUAGES
def test_a_full_disk_below_the_database_changes_nothing(client, let_it_grow_no_more, app, language):
    speak(client, language)
    carry_token(client)
    fill(client, until="story")
    let_it_grow_no_more()
    says(client.post(address("story"), data={"story": "漏水" * 1000}), door.Full, language)
    assert set(db.session.query(Draft).one().said) == {"about", "where", "other"}
    assert client.get(address("story")).status_code == 200


@pytest.fixture
def let_it_grow_no_more(pragma):
    """The database may not grow any more: SQLite says then what it says of a full disk."""

    def full() -> None:
        db.session.rollback()
        with db.engine.connect() as connection:
            pages = connection.exec_driver_sql("pragma page_count").scalar_one()
            free = connection.exec_driver_sql("pragma freelist_count").scalar_one()
        assert free == 0
        pragma(f"max_page_count={pages}")

    return full


@LANGUAGES
def test_a_dead_media_node_is_said_and_what_was_done_stays_done(client, world, monkeypatch, language):
    dispute = world.appointed()
    sitting = world.planned(dispute)
    sign_in(client, world.mediator_of(dispute))
    speak(client, language)
    client.post(f"/sittings/{sitting.public_id}/open")

    def dead(*args: object, **more: object) -> object:
        raise engine.EngineDown()

    monkeypatch.setattr(engine, "at", dead)
    answer = client.post(
        f"/sittings/{sitting.public_id}/join",
        json={"device": "d" * 22, "again": False, "microphone": True, "camera": True},
    )
    assert answer.status_code == 503
    assert words.translate(str(engine.EngineDown.why), language) in words_of(answer)
    assert "Traceback" not in answer.text
    page = client.get(f"/sittings/{sitting.public_id}")
    assert page.status_code == 200, "the page of the sitting opens without it"


def words_of(answer) -> str:
    return str(answer.json) if answer.is_json else answer.text


