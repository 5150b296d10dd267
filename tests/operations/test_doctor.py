"""Each part is broken in turn: the doctor names it, says what to do, and ends with a code that is not 0."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from documents import rendering
from mediation.core import clock, db, jobs
from mediation.operations import doctor, loopback


@pytest.fixture
def visit(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Look at named parts of a healthy installation: (exit code, what was said)."""
    monkeypatch.setenv("COURTYARD_HOME", str(home))
    db.stamp(f"sqlite:///{home / 'courtyard.db'}")

    def look(*parts: str, **settings: str) -> tuple[int, str]:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        code = doctor.run(list(parts))
        return code, capsys.readouterr().out

    return look


def test_a_healthy_installation_is_ok_without_a_running_media_node(visit):
    code, said = visit("database", "storage", "fonts", "signing", "worker", "messages", "disk", "clock")
    assert code == 0, said
    assert said.count("ok ") == 8


@pytest.mark.media
def test_a_call_goes_through(visit):
    code, said = visit("media")
    assert code == 0, said


def test_a_closed_media_port_is_found(visit, monkeypatch):
    async def nothing(_peer):
        raise loopback.NoCall("only 0 packets arrived in 8 seconds")

    monkeypatch.setattr(loopback, "_heard", nothing)
    code, said = visit("media")
    assert code == 1
    assert "MEDIA_PORTS" in said


def test_a_database_of_another_shape(visit, home):
    db.stamp(f"sqlite:///{home / 'courtyard.db'}", None)
    code, said = visit("database")
    assert (code, "./courtyard up" in said) == (1, True)


def test_a_damaged_database(visit, home):
    path = home / "courtyard.db"
    content = bytearray(path.read_bytes())
    half = len(content) // 2
    content[half : half + 40_000] = b"\xff" * 40_000
    path.write_bytes(bytes(content))
    for rest in home.glob("courtyard.db-*"):
        rest.unlink()
    code, said = visit("database")
    assert (code, said.startswith("FIX")) == (1, True)


def test_a_changed_record(visit, app, world):
    world.apply()
    db.begin_writing()
    db.db.session.connection().exec_driver_sql("update record set actor = 'account:1' where position = 1")
    db.commit()
    code, said = visit("database")
    assert (code, "was changed at row 1" in said) == (1, True)


def test_storage_that_is_a_file(visit, home):
    shutil.rmtree(home / "files", ignore_errors=True)
    code, said = visit("storage")
    assert code == 0, said
    kept = doctor.keeping.Store.keep
    doctor.keeping.Store.keep = lambda *_: (_ for _ in ()).throw(doctor.keeping.Full("No space left on device"))
    try:
        code, said = visit("storage")
    finally:
        doctor.keeping.Store.keep = kept
    assert (code, "make room" in said) == (1, True)


def test_missing_fonts(visit, monkeypatch):
    monkeypatch.setattr(rendering, "unprintable", lambda _text: "喆")
    code, said = visit("fonts")
    assert (code, "fonts-noto-cjk" in said) == (1, True)


def test_a_renderer_that_does_not_start(visit, monkeypatch):
    def fail(*_args, **_more):
        raise rendering.RenderFailed("no pango")

    monkeypatch.setattr(rendering, "render", fail)
    code, said = visit("signing")
    assert (code, "cannot be made" in said) == (1, True)


def test_a_worker_that_does_nothing(visit, monkeypatch):
    monkeypatch.setattr(jobs.Worker, "run_once", lambda _self: False)
    monkeypatch.setattr(doctor, "PING_WITHIN", 0.3)
    code, said = visit("worker")
    assert (code, "worker does nothing" in said) == (1, True)


def test_a_mail_server_that_does_not_answer(visit):
    code, said = visit("messages", COURTYARD_SMTP="smtp://127.0.0.1:9", COURTYARD_MAIL_FROM="a@b.example")
    assert (code, "does not answer" in said) == (1, True)
    code, said = visit("messages", COURTYARD_SMTP="mailhost")
    assert (code, "must look like" in said) == (1, True)


def test_a_full_disk(visit, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(1, 1, 5_000_000))
    code, said = visit("disk")
    assert (code, "only 5 MB" in said) == (1, True)


def test_a_clock_of_another_year(visit):
    with clock.set_to(clock.at("2041-01-01 10:00")):
        code, said = visit("clock")
    assert (code, "make-up workdays of 2041" in said) == (1, True)
