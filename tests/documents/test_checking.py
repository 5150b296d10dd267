"""The public check page: what a code tells and what it does not, and files that are no papers."""

from __future__ import annotations

import pytest

from documents import queries, services, uploads, views
from documents.services import Wording
from mediation.core import wall
from mediation.core.db import commit
from mediation.core.machine import of_system
from mediation.core.throttle import AskedTooOften
from mediation.core.words import LANGUAGES, translate
from tests.mediation.agreements.test_views import multipart
from tests.sign_in import carry_token, speak

NUMBER = "（2026）西塔调9号"


@pytest.fixture
def draft(world):
    """A paper that was made and never signed, for one side only."""
    dispute = world.consented()
    matter, system = dispute.matter, of_system(dispute.matter_id, 2)
    wall.name_reader(system)
    where = {"matter_id": matter.id, "key_name": matter.key_name, "label": "side:2"}
    document = services.draft(system, Wording("contents", NUMBER, {}), **where)
    commit()
    return document, system


@pytest.mark.parametrize("fate", ["void", "superseded"])
def test_a_paper_that_is_no_longer_good_says_so_and_nothing_else(draft, client, world, fate):
    document, system = draft
    code = document.check_code
    wall.name_reader(system)
    services.void(system, document, why="ended") if fate == "void" else services.supersede(system, document)
    commit()
    for language in LANGUAGES:
        speak(client, language)
        shown = client.get(f"/check/{code}")
        assert shown.status_code == 200 and NUMBER in shown.text
        assert translate("Not valid", language) in shown.text
        replaced = translate("This paper was replaced by a newer version", language) in shown.text
        assert replaced is (fate == "superseded")
        assert not [one for one in ("金顺姬", "李国强", "金女士") if one in shown.text]
    assert queries.check(code).signers == 0
    assert wall.reader().shelves == {}, "whoever looks at a code reads nothing else for it"


def test_a_paper_that_nobody_has_signed_yet_has_no_valid_code(draft, client):
    assert client.get(f"/check/{draft[0].check_code}").status_code == 404


@pytest.mark.parametrize("typed", [
    "abcdefgh234567zo", "ABCD-EFGH 2345-67ZO", "https://courtyard.test/check/abcdefgh234567zo", "abcdefgh234567z0",
    " http://courtyard.test/check/abcdefgh234567zo/ ",
])  # fmt: skip
def test_a_code_is_read_however_it_was_typed_or_pasted(typed):
    assert queries.read_code(typed) == "abcdefgh234567zo"


FILES = {
    "photo": b"\xff\xd8\xff\xe0 photo", "other": b"PK\3\4 a word processor's", "empty": b"",
    "too_large": b"%PDF-1.7" + bytes(uploads.LIMITS["pdf"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", [kind for kind in FILES if kind != "empty"])
def test_a_file_that_is_no_paper_is_told_so_in_the_readers_language(client, kind):
    carry_token(client)
    for language in LANGUAGES if kind != "too_large" else ["ko"]:
        speak(client, language)
        answer = client.post("/check", **multipart("paper", "scan.pdf", FILES[kind]))
        assert answer.status_code == 422
        assert translate(uploads.UNFIT[kind], language) in answer.text


def test_every_kind_of_file_has_its_words():
    assert {kind: uploads.unfit(content) for kind, content in FILES.items()} == uploads.UNFIT
    heic = b"\0\0\0\x18ftypheic" + bytes(40)
    assert uploads.unfit(heic) == uploads.UNFIT["photo"]
    assert uploads.unfit(b"MZ\x90 %PDF-1.7") is None, "what hides a PDF is examined, and refused by a rule"


def test_a_strange_pdf_is_refused_with_a_rule(client):
    carry_token(client)
    speak(client, "en")
    answer = client.post("/check", **multipart("paper", "a.pdf", b"%PDF-1.7\nnothing\n"))
    assert answer.status_code == 200 and "INVALID" in answer.text
    assert views.STRANGE[0] in answer.text


def test_who_has_too_many_files_examined_waits(client, app, monkeypatch):
    carry_token(client)
    monkeypatch.setitem(app.config, "CHECKS_A_MINUTE", 2)
    sent = {"environ_base": {"REMOTE_ADDR": "203.0.113.9"}}
    given = [client.post("/check", **multipart("paper", "a.txt", b"no paper"), **sent) for _ in range(3)]
    assert [one.status_code for one in given] == [422, 422, AskedTooOften.status]
    assert given[2].headers["Retry-After"] == "60"
    elsewhere = {"environ_base": {"REMOTE_ADDR": "203.0.113.10"}}
    assert client.post("/check", **multipart("paper", "a.txt", b"no paper"), **elsewhere).status_code == 422
