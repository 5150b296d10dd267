"""Receipts and the ledger behind them: made with the release, signed, chained; changed in anything, they are nothing.
"""

from __future__ import annotations

import hashlib
import json

import pytest
from alembic.command import downgrade
from sqlalchemy import select, update

from documents import ledger, queries, receipts, services
from documents.models import Document, Release
from documents.receipts import Key, Place
from documents.services import Wording
from mediation.core import db as house
from mediation.core import wall
from mediation.core.db import commit, db, rollback
from mediation.core.jobs import EverythingReader
from mediation.core.machine import Role, of_system
from mediation.core.record import Entry
from mediation.disputes.models import Dispute
from tests.sign_in import sign_in

FACTS = {
    "format": receipts.FORMAT, "issuer": "https://courtyard.example",
    "paper": {"number": "（2026）图们调协字第9号", "sha256": "a" * 64},
    "signers": [{"as": "申请人", "name": "김영희 㛃"}],
}  # fmt: skip


@pytest.fixture
def key(tmp_path) -> Key:
    return Key.open(tmp_path)


def receipt_of(facts: dict) -> dict:
    place = Place(1, receipts.FIRST, facts["paper"]["sha256"], receipts.claim(facts))
    return receipts.placed(facts, place)


def test_a_receipt_is_good_as_it_is_written_and_however_it_is_spaced(key):
    text = key.signed(receipt_of(FACTS))
    assert key.verifies(text) and key.verifies(json.dumps(json.loads(text), sort_keys=True))
    assert json.loads(text)["signature"]["key"] == key.fingerprint


def test_a_key_is_made_once_and_for_its_owner_alone(key, tmp_path):
    assert Key.open(tmp_path).public == key.public
    assert (tmp_path / "receipts.pem").stat().st_mode & 0o777 == 0o600


def changed(said: dict, *path: str | int, to: object) -> str:
    copy = json.loads(json.dumps(said))
    at = copy
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = to
    return json.dumps(copy)


def test_a_receipt_changed_anywhere_or_of_another_key_is_not_good(key, tmp_path):
    said = json.loads(key.signed(receipt_of(FACTS)))
    place = ("receipt", "ledger")
    for path, to in (
        (("receipt", "paper", "sha256"), "b" * 64), (("receipt", "paper", "number"), "（2026）图们调协字第8号"),
        (("receipt", "signers", 0, "name"), "김영희"), (("receipt", "signers"), []), ((*place, "entry"), 2),
        ((*place, "previous"), "c" * 64), ((*place, "hash"), "d" * 64), (("receipt", "more"), "x"),
        (("signature", "value"), "AAAA"), (("signature", "value"), ""), (("receipt",), []), (("signature",), None),
    ):  # fmt: skip
        assert not key.verifies(changed(said, *path, to=to)), path
    for text in ("", "[]", "null", "{}", "{" * 50, "\ud800"):
        assert not key.verifies(text)
    assert not Key.open(tmp_path / "another").verifies(json.dumps(said))
    wrong_entry = receipt_of(FACTS) | {"ledger": {"entry": 1, "previous": receipts.FIRST, "hash": "e" * 64}}
    assert not key.verifies(key.signed(wrong_entry)), "signed, but not as the ledger would have it"


def test_the_canonical_form_is_rfc_8785():
    """The appendix's own example, as far as a receipt goes: sorted names, no spaces, letters as they are."""
    value = {"b": ["€$\u000f\nA'B\"\\\"/", 56], "a": {"二": "", "1": "\u2028"}}
    assert receipts.canonical(value).decode() == (
        '{"a":{"1":"\u2028","二":""},"b":["€$\\u000f\\nA\'B\\"\\\\\\"/",56]}'
    )


@pytest.fixture
def released(world) -> Document:
    """Two papers that nobody signs, released one after the other: the second. Nothing is printed for it."""
    dispute = world.consented()
    matter, system = dispute.matter, of_system(dispute.matter_id, 2)
    wall.name_reader(system)
    wording = Wording("contents", "（2026）西塔目1号", {})
    for content in (b"%PDF-1.7 first", b"%PDF-1.7 second"):
        where = {"matter_id": matter.id, "key_name": matter.key_name, "label": "side:1"}
        document = services.draft(system, wording, **where)
        commit()
        kept = services.keep(content, key_name=matter.key_name)
        services.freeze(system, document, kept=kept, pages=1)
        commit()
    return document


def test_a_release_has_its_receipt_and_its_place(released):
    rows = db.session.scalars(select(Release).order_by(Release.position)).all()
    assert [row.position for row in rows] == [1, 2] and ledger.broken() is None
    for row in rows:
        assert ledger.receipt_key().verifies(row.receipt)
        assert json.loads(row.receipt)["receipt"]["ledger"]["hash"] == row.hash
    assert ledger.receipt(released) == rows[1].receipt and rows[1].previous == rows[0].hash
    acts = select(Entry).where(Entry.act == "document.complete").order_by(Entry.id)
    assert [entry.codes["ledger"] for entry in db.session.scalars(acts)] == [row.hash for row in rows]


@pytest.mark.parametrize("what", ["sha256", "claim", "hash", "previous"])
def test_a_changed_entry_is_found(released, what):
    db.session.execute(update(Release).where(Release.position == 1).values({what: "f" * 64}))
    assert ledger.broken() == 1


def test_an_entry_taken_out_is_found(released):
    db.session.delete(db.session.scalars(select(Release).where(Release.position == 1)).one())
    assert ledger.broken() == 1


def test_a_receipt_is_for_whoever_may_fetch_the_paper(released, client, world):
    path, receipt = f"/documents/{released.public_id}/receipt", ledger.receipt(released)
    dispute = db.session.scalars(select(Dispute)).first()
    us, them, bureau = world.party(dispute), world.party(dispute, Role.RESPONDENT), world.staff("bureau")
    rollback()
    assert client.get(path).status_code in (401, 404)
    for stranger in (them, bureau):
        sign_in(client, stranger)
        assert client.get(path).status_code in (403, 404)
    sign_in(client, us)
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype, answer.text) == (200, "application/json", receipt)
    assert ".json" in answer.headers["Content-Disposition"] and answer.headers["Cache-Control"] == "no-store"


def test_a_receipt_says_of_the_signers_what_the_paper_shows(world):
    dispute = world.agreed()
    db.session.info["reader"] = EverythingReader()
    ours = (Document.matter_id == dispute.matter_id, Document.kind == "agreement")
    paper = db.session.scalars(select(Document).where(*ours)).one()
    text, file = ledger.receipt(paper), queries.fetch(paper.complete_kept, paper.key_name)
    said = json.loads(text)["receipt"]
    assert ledger.receipt_key().verifies(text)
    assert said["paper"]["sha256"] == hashlib.sha256(file).hexdigest() and said["paper"]["title"] == "人民调解协议书"
    assert said["check"].endswith(f"/check/{paper.check_code}") and said["paper"]["number"] == paper.number
    assert [(one["as"], one["name"]) for one in said["signers"]] == [(one.title, one.name) for one in paper.signers]
    assert ["at" in one for one in said["signers"]] == [one.part != "seal" for one in paper.signers]
    assert {name for one in said["signers"] for name in one} <= {"as", "name", "at", "certificate"}


def test_what_was_released_before_there_was_a_chain_gets_its_place(released):
    url = str(db.engine.url)
    db.session.remove()
    db.engine.dispose()
    house.stamp(url)
    downgrade(house.alembic_config(url), "0013")
    house.migrate(url)
    assert ledger.broken() is None
    rows = db.session.scalars(select(Release).order_by(Release.position)).all()
    assert [(row.position, row.receipt) for row in rows] == [(1, None), (2, None)]
