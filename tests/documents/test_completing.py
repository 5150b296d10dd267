"""The last step of a paper: keys and timestamps that fail leave nothing behind, and what comes later completes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import select

from documents import queries, services, signing
from documents.authority import Authority
from documents.jobs import ask_for_renewals
from documents.keyring import KeysGone
from documents.models import Document, Intent
from documents.rules import TABLE, DocumentState, Hindrance
from documents.verifying import Answer
from mediation.core import clock, jobs, wall
from mediation.core.db import commit, db, rollback
from mediation.core.jobs import EverythingReader, Job
from mediation.core.machine import NotNow, Role, may
from mediation.operations import doctor
from tests.documents import token
from tests.documents.lives import read_as_system, releases, signed_by_all, standing

Set = Callable[..., None]


@pytest.fixture
def set_to(app: Any, elsewhere: Any, tmp_path: Any) -> Set:
    """Timestamps come from a service that behaves in this way, while the known authority is the trusted one."""
    trust = tmp_path / "trust.pem"
    trust.write_bytes(elsewhere.root().public_bytes(Encoding.PEM))

    def change(way: str = "plain", name: str = "tsa", arch: str = "known", **other: Any) -> None:
        url = elsewhere.service(way, name, arch=arch).url
        given = {"timestamp_url": url, "timestamp_trust": trust} | other
        app.extensions["settings"] = replace(app.extensions["settings"], **given)

    return change


def kept(app: Any) -> set[str]:
    return {file.name for file in app.extensions["settings"].files.rglob("*") if file.is_file()}


def nothing_is_visible(document: Document, matter: Any, before: set[str], app: Any) -> None:
    """Not a byte of what was tried: no release, no file, no code, and everybody's act still in escrow."""
    assert document.complete_sha256 is document.complete_kept is None
    assert kept(app) == before and queries.check(document.check_code) is None
    assert releases(document) == []
    assert not may(TABLE, standing(matter, Role.PARTY), document, "fetch")
    assert all(one.certificate is None for one in document.signers)
    db.session.info["reader"] = wall._Anywhere()
    assert len(db.session.scalars(select(Intent)).all()) == 3
    for verb in (services.supersede, lambda who, what: services.void(who, what, why="ended")):
        with pytest.raises(NotNow):
            verb(standing(matter), document)
        rollback()
    read_as_system(matter)


def is_good(document: Document) -> bool:
    assert document.complete_kept is not None
    return queries.examine(queries.fetch(document.complete_kept, document.key_name)).answer is Answer.VALID


@pytest.mark.parametrize(("wrong", "down", "hindrance"), [
    ({}, {"tsa"}, Hindrance.SILENT), ({"way": "flipped"}, set(), Hindrance.WRONG),
    ({"arch": "foreign"}, set(), Hindrance.FOREIGN), ({}, {"ocsp", "crls"}, Hindrance.REVOCATION),
])  # fmt: skip
def test_a_paper_without_a_good_timestamp_waits_and_completes_when_one_comes(
    matter, worker, app, elsewhere, set_to, wrong, down, hindrance
):
    document = signed_by_all(matter, worker)
    set_to(**wrong)
    elsewhere.down |= down
    before = kept(app)
    worker.run()
    read_as_system(matter)
    assert (document.state, document.hindrance, document.tries) == (DocumentState.AWAITING, hindrance, 1)
    nothing_is_visible(document, matter, before, app)
    assert queries.waiting([matter.id]) == [(queries.HINDRANCE[hindrance], 1)]
    set_to()
    elsewhere.down.clear()
    worker.run(at=clock.now() + timedelta(minutes=1))
    read_as_system(matter)
    assert (document.state, document.hindrance) == (DocumentState.COMPLETE, None) and is_good(document)
    [release] = releases(document)
    assert release.good_until == datetime.fromisoformat("2060-01-01T00:00:00+00:00")


def test_it_is_tried_ever_less_often_and_for_ever(matter, worker, monkeypatch):
    def gone(*_: Any) -> None:
        raise KeysGone("out")

    document = signed_by_all(matter, worker)
    monkeypatch.setattr(signing, "seal", gone)
    now, waits = clock.now(), []
    for _ in range(9):
        worker.run(at=now)
        then = db.session.scalars(select(Job.run_at).where(Job.kind == services.FINISH).order_by(Job.id)).all()[-1]
        waits.append((then - now).total_seconds())
        now = then
    assert waits == [30, 60, 120, 240, 480, 960, 1800, 1800, 1800]
    db.session.info["reader"] = EverythingReader()
    assert (document.state, document.hindrance, document.tries) == (DocumentState.AWAITING, Hindrance.KEYS, 9)
    said = [entry.act for entry in db.session.scalars(select(jobs.record.Entry)) if entry.act == "document.wait"]
    assert len(said) == 1


def test_a_token_taken_out_in_the_middle_leaves_nothing_half_signed(matter, worker, app, set_to, monkeypatch):
    document = signed_by_all(matter, worker)
    app.extensions["settings"] = replace(app.extensions["settings"], signer_keys=token.uri())
    seal_certificate = Authority.seal_certificate

    def in_the_middle(*asked: Any) -> Any:  # both people have signed, the seal has not
        token.take_out()
        return seal_certificate(*asked)

    monkeypatch.setattr(Authority, "seal_certificate", in_the_middle)
    before = kept(app)
    try:
        worker.run()
    finally:
        token.put_in()
    read_as_system(matter)
    assert (document.state, document.hindrance) == (DocumentState.AWAITING, Hindrance.KEYS)
    nothing_is_visible(document, matter, before, app)
    monkeypatch.undo()
    worker.run(at=clock.now() + timedelta(minutes=1))
    read_as_system(matter)
    assert document.state is DocumentState.COMPLETE and is_good(document)


def test_a_try_that_broke_in_another_way_is_taken_up_again(matter, worker, monkeypatch, app):
    document = signed_by_all(matter, worker)
    with monkeypatch.context() as broken:
        broken.setattr(signing, "seal", lambda *_: (_ for _ in ()).throw(OSError("no room")))
        for minutes in range(0, 60, 5):
            worker.run(at=clock.now() + timedelta(minutes=minutes))
    tried = db.session.scalars(select(Job.state).where(Job.kind.like("%apply"), Job.error == "OSError")).all()
    assert set(tried) == {jobs.JobState.FAILED}
    with clock.set_to(clock.now() + timedelta(hours=1)), pytest.raises(doctor.Trouble, match="1 papers are signed"):
        doctor.completing(app.extensions["settings"])
    worker.run(at=clock.now() + timedelta(hours=2, minutes=1))
    read_as_system(matter)
    assert document.state is DocumentState.COMPLETE
    assert "complete" in doctor.completing(app.extensions["settings"])


def test_a_timestamp_that_ends_gets_a_later_one_over_it_and_both_files_are_good(
    matter, worker, app, elsewhere, set_to
):
    set_to(name="short")  # until 1 January 2027
    document = signed_by_all(matter, worker)
    worker.run()
    read_as_system(matter)
    first, day = document.complete_kept, document.completed_at
    before = queries.fetch(first, document.key_name)
    soon = clock.at("2026-12-20 10:00")
    worker.run(at=soon)  # the service has no better certificate yet
    assert len(releases(document)) == 1
    set_to(name="tsa")
    for later in (timedelta(days=7), timedelta(days=14)):
        worker.run(at=soon + later)
    read_as_system(matter)
    now = queries.fetch(document.complete_kept, document.key_name)
    assert now.startswith(before) and now != before and document.completed_at == day
    old, new = releases(document)
    assert (old.kept, new.kept, new.previous) == (first, document.complete_kept, old.hash)
    assert old.released_on == new.released_on
    assert [queries.examine(file).answer for file in (before, now)] == [Answer.VALID] * 2
    assert queries.check(document.check_code).valid
    assert len(re.findall(rb"/DocTimeStamp\b", now)) == 2


def test_nothing_is_asked_of_a_service_where_nothing_runs_out(matter, elsewhere, set_to):
    set_to()
    ask_for_renewals()
    assert elsewhere.asked == []
    commit()


def test_the_doctor_says_what_a_wrong_service_does(app, elsewhere, set_to):
    set_to()
    assert "timestamped" in doctor.papers(app.extensions["settings"])
    set_to("nonce")
    with pytest.raises(doctor.Trouble, match="COURTYARD_TIMESTAMP"):
        doctor.papers(app.extensions["settings"])
