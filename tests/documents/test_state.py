"""The life of a paper: its table, escrow, the release, and what the check pages say."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from documents import escrow, queries, rendering, services
from documents.models import ESCROW, Companion, Intent
from documents.rules import (
    TABLE,
    DocumentState,
    Evidence,
    Mark,
    Proof,
    Way,
    everybody_signed,
    on_paper,
    on_screen,
    somebody_missing,
)
from documents.services import Hand, Wording
from documents.verifying import Answer
from mediation.core import clock, wall
from mediation.core.db import commit, db, rollback
from mediation.core.machine import Actor, NotNow, NotVisible, NotYours, Role, Standing, of_system
from tests.documents import reading, samples
from tests.documents.lives import ANNA, BORA, HANDS, HOUSE, drafted, read_as_system, releases, sign, signing, standing
from tests.rules import expect

READERS = "party representative mediator window guest_judge judge clerk"
SIGNERS = "party representative mediator window judge clerk"

WRITTEN = f"""
see       | *                    | {READERS}              |            |
draft     | -                    | {SIGNERS} system clock | draft      |
freeze    | draft                | system                 | frozen     | 电子签名法 5
open      | frozen               | system                 | signing    |
read      | frozen signing awaiting | {READERS}              |            |
sign      | signing              | {SIGNERS}              |            | 电子签名法 13
compare   | signing              | window clerk           |            | 人民调解法 29, OM 19, OL 13
withdraw  | signing              | {SIGNERS}              |            |
wait      | signing              | system                 | awaiting   |
wait      | awaiting             | system                 |            |
complete  | frozen signing awaiting | system              | complete   | 电子签名法 13
certify   | signing              | window clerk           | complete   | OM 19, OL 13
renew     | complete             | system                 |            | 电子签名法 6
take_in   | -                    | window clerk           | complete   | OM 19, OL 13
replace   | complete             | system                 | superseded | 民诉法解释 372
fetch     | complete             | {READERS}              |            |
void      | draft frozen signing | {SIGNERS} system clock | void       |
supersede | draft frozen signing | {SIGNERS} system clock | superseded |
"""


def test_the_table_is_as_written():
    expect(TABLE, WRITTEN)


@pytest.mark.parametrize("given, due, allowed", [(0, 0, True), (1, 2, False), (2, 2, True)])
def test_a_paper_is_complete_when_everybody_signed_and_then_stays(given, due, allowed):
    paper = SimpleNamespace(given=given, due=due, way=Way.ELECTRONIC)
    assert (everybody_signed(paper) is None) is allowed
    assert (somebody_missing(paper) is None) is not (due > 0 and given == due)


def test_each_way_of_signing_refuses_the_other():
    for way, screen, hand in ((Way.ELECTRONIC, None, str), (Way.PAPER, str, None)):
        paper = SimpleNamespace(way=way)
        assert (on_screen(paper) is None) is (screen is None)
        assert (on_paper(paper) is None) is (hand is None)


def test_a_drafted_paper_is_rendered_and_frozen_by_the_worker(matter, worker):
    document = drafted(matter)
    assert (document.state, document.frozen_sha256) == (DocumentState.DRAFT, None)
    worker.run()
    read_as_system(matter)
    assert document.state is DocumentState.FROZEN
    assert queries.fetch(document.frozen_kept, document.key_name).startswith(b"%PDF-")


def test_a_paper_nobody_signs_is_complete_when_it_is_rendered(matter, worker):
    document = drafted(matter, hands=(), kind="contents")
    worker.run()
    read_as_system(matter)
    assert document.state is DocumentState.COMPLETE
    assert queries.check(document.check_code).signers == 0


def test_what_cannot_be_printed_is_void(matter, worker, monkeypatch):
    def refuse(paper):
        raise rendering.Unprintable("\U0001f600")

    monkeypatch.setattr(rendering, "printed", refuse)
    document = drafted(matter)
    worker.run()
    read_as_system(matter)
    assert document.state is DocumentState.VOID


def test_what_is_given_lies_in_escrow_and_nobody_reads_it(matter, worker):
    document = signing(matter, worker)
    sign(matter, document, ANNA, drawing=b"ink")
    for role in Role:
        if role in (Role.SYSTEM, Role.CLOCK):
            continue
        wall.name_reader(standing(matter, role))
        assert db.session.scalars(select(Intent)).all() == []
    assert ESCROW not in wall.readable(of_system(matter.id, 2))
    rollback()


def test_the_last_signature_lets_the_worker_complete_it_and_destroys_what_lay_in_escrow(matter, worker):
    document = signing(matter, worker)
    for key in (BORA, ANNA, HOUSE):
        sign(matter, document, key)
        worker.run()
        read_as_system(matter)
        assert (document.state is DocumentState.COMPLETE) is (key == HOUSE)
    release = releases(document)[0]
    assert (release.sha256, release.frozen_sha256) == (document.complete_sha256, document.frozen_sha256)
    assert len({one.certificate for one in document.signers}) == 3
    db.session.info["reader"] = wall._Anywhere()
    assert db.session.scalars(select(Intent)).all() == []
    pdf = queries.fetch(document.complete_kept, document.key_name)
    assert queries.examine(pdf).answer is Answer.VALID
    flipped = bytearray(pdf)
    flipped[len(pdf) // 3] ^= 1
    assert queries.examine(bytes(flipped)).answer is Answer.INVALID


def test_a_paper_whose_last_signature_was_cut_off_is_told_by_the_register(matter, worker):
    document = signing(matter, worker)
    for key in (ANNA, BORA, HOUSE):
        sign(matter, document, key)
    worker.run()
    read_as_system(matter)
    pdf = queries.fetch(document.complete_kept, document.key_name)
    ends = [n + 6 for n in range(len(pdf)) if pdf[n : n + 6] == b"%%EOF\n"]
    verdict = queries.examine(pdf[: ends[-2]])
    assert (verdict.answer, "known" in verdict.failed) == (Answer.INVALID, True)


def test_people_sign_in_their_turn_once_and_what_they_were_shown(matter, worker):
    document = signing(matter, worker)
    with pytest.raises(NotNow):
        sign(matter, document, HOUSE)  # the seal comes last
    with pytest.raises(NotNow):
        sign(matter, document, ANNA, shown="0" * 64)  # bytes of another version
    with pytest.raises(NotYours):
        sign(matter, document, "d" * 26)
    sign(matter, document, ANNA)
    with pytest.raises(NotNow):
        sign(matter, document, ANNA)
    assert document.given == 1


def test_a_superseded_paper_keeps_no_signature(matter, worker):
    document = signing(matter, worker)
    sign(matter, document, ANNA)
    services.supersede(standing(matter), document)
    commit()
    worker.run()
    db.session.info["reader"] = wall._Anywhere()
    assert db.session.scalars(select(Intent)).all() == []
    with pytest.raises(NotNow):
        sign(matter, document, BORA)


def lying() -> int:
    """How many intents lie in escrow, for the eyes of a test."""
    db.session.info["reader"] = wall._Anywhere()
    return db.session.query(Intent).count()


def test_a_signature_taken_back_is_destroyed_and_takes_later_ones_with_it(matter, worker):
    document = signing(matter, worker)
    sign(matter, document, ANNA, drawing=b"first")
    sign(matter, document, BORA)
    escrow.withdraw(standing(matter), document, key=ANNA)
    commit()
    worker.run()
    read_as_system(matter)
    assert (document.given, [bool(one.signed_at) for one in document.signers]) == (1, [False, True, False])
    assert lying() == 1
    read_as_system(matter)
    with pytest.raises(NotNow):
        escrow.withdraw(standing(matter), document, key=ANNA)
    rollback()
    sign(matter, document, ANNA, typed=True)
    sign(matter, document, HOUSE)
    worker.run()
    read_as_system(matter)
    assert document.state is DocumentState.COMPLETE and lying() == 0
    with pytest.raises(NotNow):
        escrow.withdraw(standing(matter), document, key=BORA)


def test_what_was_signed_after_what_is_taken_back_falls_with_it(matter, worker):
    mediator = Hand("m" * 26, "mediator", "人民调解员", "朴善姬", 2)
    hands = (*HANDS[:2], mediator, Hand(HOUSE, "seal", "印章", "委员会", 3))
    document = signing(matter, worker, hands=hands)
    for key in (ANNA, BORA, "m" * 26):
        sign(matter, document, key)
    escrow.withdraw(standing(matter), document, key=BORA)
    commit()
    assert (document.given, [bool(one.signed_at) for one in document.signers]) == (1, [True, False, False, False])
    with pytest.raises(NotYours):
        escrow.withdraw(standing(matter), document, key="d" * 26)


def scanned(matter, document, *keys, mark=Mark.SIGNATURE) -> None:
    kept = services.keep(b"%PDF-1.7 a scan", key_name=matter.key_name)
    clerk = Standing(Actor("account:7", "王秀英", account_id=7), frozenset({Role.WINDOW}), matter.id, None, 2)
    wall.name_reader(clerk)
    scan = escrow.Scan(kept.sha256, kept.at, "application/pdf")
    escrow.compare(clerk, document, keys=keys, scan=scan, mark=mark, marked_on=clock.today())
    commit()


def test_one_signs_by_hand_one_before_staff_and_the_seal_is_stamped_on_paper(matter, worker):
    """Any mixture within one paper: the places say how each was given, the scans are kept beside it."""
    document = signing(matter, worker)
    with pytest.raises(NotNow):
        scanned(matter, document, HOUSE, mark=Mark.STAMP)  # the seal comes last
    rollback()
    scanned(matter, document, ANNA, mark=Mark.FINGERPRINT)
    sign(matter, document, BORA, proof=Proof.SEEN, witness="王秀英", evidence=Evidence.ID_CARD)
    worker.run()
    read_as_system(matter)
    assert document.state is DocumentState.SIGNING
    scanned(matter, document, HOUSE, mark=Mark.STAMP)
    worker.run()
    read_as_system(matter)
    assert document.state is DocumentState.COMPLETE
    pdf = queries.fetch(document.complete_kept, document.key_name)
    assert queries.examine(pdf).answer is Answer.VALID
    said = "".join(reading.text(pdf).split())
    for told in ("纸质指印已核对", "日签于纸质文本，由王秀英与原件核对", "经王秀英当面核验居民身份证"):
        assert told in said, told
    assert [one.mark for one in queries.companions(document)] == [Mark.FINGERPRINT, Mark.STAMP]
    assert queries.fetch(queries.companions(document)[0].kept, document.key_name) == b"%PDF-1.7 a scan"


def test_a_scan_of_a_paper_that_fell_is_no_companion_any_more(matter, worker):
    document = signing(matter, worker)
    scanned(matter, document, ANNA)
    services.supersede(standing(matter), document)
    commit()
    worker.run()
    assert db.session.query(Companion).count() == 0


def test_what_everybody_signed_cannot_be_taken_back(matter, worker):
    document = signing(matter, worker)
    for key in (ANNA, BORA, HOUSE):
        sign(matter, document, key)
    for verb in (services.supersede, lambda s, d: services.void(s, d, why="ended")):
        with pytest.raises(NotNow):
            verb(standing(matter), document)
        rollback()


def test_a_paper_signed_by_hand_is_certified_by_name(matter, worker):
    document = signing(matter, worker, way=Way.PAPER)
    with pytest.raises(NotNow):
        sign(matter, document, ANNA)
    rollback()
    kept = services.keep(b"%PDF-1.7 scan", key_name=matter.key_name)
    services.certify(
        standing(matter, Role.WINDOW), document, kept=kept, media_type="application/pdf", signed_on=clock.today()
    )
    commit()
    checked = queries.check(document.check_code.upper())
    assert (checked.valid, checked.signers) == (True, 3)
    assert queries.examine(b"%PDF-1.7 scan").answer is Answer.VALID
    assert queries.examine(b"%PDF-1.7 scan\n").answer is not Answer.VALID


def test_the_check_page_knows_no_paper_before_it_is_complete_and_sees_a_damaged_one(matter, worker, app):
    document = signing(matter, worker)
    assert queries.check(document.check_code) is None
    assert queries.check("") is None
    for key in (ANNA, BORA, HOUSE):
        sign(matter, document, key)
    worker.run()
    read_as_system(matter)
    code, kept = document.check_code, document.complete_kept
    assert queries.check(code).valid
    (app.extensions["settings"].files / kept[:2] / kept[2:4] / kept).write_bytes(b"rot")
    assert queries.check(code).valid is False


def test_a_crash_before_the_release_leaves_it_to_the_next_run(matter, worker, monkeypatch):
    document = signing(matter, worker)
    for key in (ANNA, BORA, HOUSE):
        sign(matter, document, key)
    real = services.complete
    monkeypatch.setattr(services, "complete", lambda *_, **__: (_ for _ in ()).throw(OSError("gone")))
    worker.run()
    read_as_system(matter)
    assert document.state is DocumentState.SIGNING
    monkeypatch.setattr(services, "complete", real)
    worker.run(at=clock.now() + timedelta(hours=1))
    read_as_system(matter)
    assert document.state is DocumentState.COMPLETE
    assert len(releases(document)) == 1


def test_a_paper_is_only_for_readers_of_its_label(world, worker):
    dispute = world.consented()
    facts = {name: fact for name, fact in samples.paper("contents").facts.items() if name not in ("check", "number")}
    wall.name_reader(of_system(dispute.matter_id, 2))
    document = services.draft(
        of_system(dispute.matter_id, 2), Wording("contents", "", facts), matter_id=dispute.matter_id,
        key_name=dispute.matter.key_name, label="side:1",
    )  # fmt: skip
    public_id = document.public_id
    commit()
    assert queries.opened(world.party(dispute), public_id).subject.public_id == public_id
    for reader in (world.party(dispute, Role.RESPONDENT), world.staff("window"), world.staff("park")):
        with pytest.raises(NotVisible):
            queries.opened(reader, public_id)
