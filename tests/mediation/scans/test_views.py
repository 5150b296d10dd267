"""A heap of photos over the window: sorted, what is wrong with it told, compared, certified; and nobody else's."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import select

from documents import queries as papers
from documents import services
from documents.rules import DocumentState
from mediation.agreements.rules import AgreementState
from mediation.core import clock, wall
from mediation.core.db import commit, db, rollback
from mediation.core.machine import Role, of_system
from mediation.scans import queries
from mediation.scans.models import Heap, HeapFile, Leaf
from mediation.scans.rules import HeapState, LeafState, Trouble
from tests.documents.test_scans import photo
from tests.documents.test_sheets import pictures
from tests.sign_in import sign_in, speak


@pytest.fixture
def agreement(world):
    return world.offered(world.drafted(world.appointed()), paper=True)


@pytest.fixture
def pages(agreement) -> list[Image.Image]:
    """The pages as the printer gave them out."""
    document = look(agreement).document
    return pictures(papers.fetch(document.frozen_kept, document.key_name), dots=150)


def look(agreement):
    """The agreement as it stands now, for a reader who may see all of it."""
    rollback()
    wall.name_reader(of_system(agreement.matter_id, 2))
    db.session.refresh(agreement)
    return agreement


def leaves(agreement) -> list[Leaf]:
    look(agreement)
    return list(db.session.scalars(select(Leaf).where(Leaf.matter_id == agreement.matter_id).order_by(Leaf.id)))


def hand_in(client, agreement, *files: bytes, name: str = "a.jpg"):
    """The form with its files, written out here: the test client would leave its own large temporary file open."""
    matter = look(agreement).dispute.matter
    head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
    body = b"".join(head + one + b"\r\n" for one in files) + b"--x--\r\n"
    url = f"/matters/{matter.public_id}/scans"
    return client.post(url, data=body, content_type="multipart/form-data; boundary=x")


def scanned(*pages: Image.Image) -> bytes:
    """What a scanner makes: one picture on each page of a PDF."""
    sink = io.BytesIO()
    pages[0].save(sink, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return sink.getvalue()


def test_a_heap_in_any_order_is_sorted_compared_and_certified(world, client, worker, agreement, pages):
    document, matter = look(agreement).document, agreement.dispute.matter
    code, url = document.public_id, f"/matters/{agreement.dispute.matter.public_id}/scans"
    certify, today = f"/documents/{code}/scans/certify", clock.today().isoformat()
    sign_in(client, world.staff("window"))
    speak(client, "en")
    originals = [photo(page, degrees) for page, degrees in zip(reversed(pages), (180, 8, 91), strict=False)]
    assert hand_in(client, agreement, *originals[:-1]).status_code == 303
    assert "0 of" in client.get(url).text
    worker.run()
    answer = client.get(url).text
    assert "Not whole yet" in answer and f"Page 1 of {len(pages)}" in answer  # the first is still missing
    seen = [leaf.sha256 for leaf in leaves(agreement)]
    assert client.post(certify, data={"signed_on": today, "compared": "y", "seen": seen}).status_code == 409

    assert hand_in(client, agreement, scanned(pages[0]), name="scan.pdf").status_code == 303
    worker.run()
    assert "All pages are there" in client.get(url).text
    wall.name_reader(of_system(matter.id, 2))
    files = list(db.session.scalars(select(HeapFile).order_by(HeapFile.id)))
    assert papers.fetch(files[0].kept, files[0].key_name) == originals[0]  # the original, sealed
    found = leaves(agreement)
    assert {(one.state, one.page) for one in found} == {(LeafState.PLACED, n + 1) for n in range(len(pages))}
    picture = client.get(f"/scans/{found[0].public_id}")
    assert picture.mimetype == "image/jpeg"
    with Image.open(io.BytesIO(picture.data)) as upright:
        assert upright.height > upright.width

    form = client.get(certify).text
    seen = [leaf.sha256 for leaf in queries.returned(look(agreement).document).leaves]
    assert all(f'value="{one}"' in form for one in seen)
    assert client.post(certify, data={"signed_on": today, "seen": seen}).status_code == 422  # not compared
    facts = {"signed_on": today, "compared": "y"}
    assert client.post(certify, data={**facts, "seen": seen[::-1]}).status_code == 409  # other pictures were shown
    assert client.post(certify, data={**facts, "seen": seen}).status_code == 303
    worker.run()
    assert look(agreement).state is AgreementState.EFFECTIVE and agreement.document.state is DocumentState.COMPLETE
    bound = client.get(f"/documents/{code}").data
    assert len(pypdfium2.PdfDocument(bound)) == len(pages)
    assert world.staff("window").name in client.get(url).text
    assert client.post(f"/scans/{found[0].public_id}/aside").status_code == 409  # what was certified stays


def test_what_does_not_match_is_refused_in_plain_words(world, client, worker, agreement, pages):
    sign_in(client, world.staff("window"))
    speak(client, "en")
    url = f"/matters/{look(agreement).dispute.matter.public_id}/scans"
    both = Image.new("RGB", (pages[0].width * 2, pages[0].height), "white")
    both.paste(pages[0], (0, 0))
    both.paste(pages[-1], (pages[0].width, 0))
    other = look(world.offered(world.drafted(world.appointed()), paper=True)).document
    strange = scanned(pictures(papers.fetch(other.frozen_kept, other.key_name), dots=150)[0])
    foreign = other.public_id
    photos = [photo(one) for one in (pages[0], pages[0].rotate(90, expand=True), both, both.crop((0, 0, 900, 900)))]
    assert hand_in(client, agreement, *photos).status_code == 303
    assert hand_in(client, agreement, strange, b"%PDF-1.7 broken", name="scan.pdf").status_code == 303
    worker.run()
    found = [(one.state, one.trouble) for one in leaves(agreement)]
    assert found[:4] == [
        (LeafState.PLACED, None), (LeafState.PLACED, None), (LeafState.LOST, Trouble.SEVERAL),
        (LeafState.LOST, Trouble.NO_CODE),
    ]  # fmt: skip
    assert found[4:] == [(LeafState.LOST, Trouble.STRANGE)]
    answer = client.get(url).text
    for words in ("there twice", "Photograph each page by itself", "No code can be read", "no paper of this matter",
                  "may be damaged"):  # fmt: skip
        assert words in answer, words
    assert set(db.session.scalars(select(Heap.state))) == {HeapState.SORTED}

    twice, blank, paper = leaves(agreement)[1], leaves(agreement)[3], look(agreement).document.public_id
    assert client.post(f"/scans/{twice.public_id}/aside").status_code == 303
    place = f"/scans/{blank.public_id}/place"
    assert client.get(place).status_code == 200
    assert client.post(place, data={"sheet": f"{foreign}.1"}).status_code == 422
    assert client.post(place, data={"sheet": f"{paper}.99"}).status_code == 422
    assert client.post(place, data={"sheet": f"{paper}.{len(pages)}"}).status_code == 303
    assert world.staff("window").name in client.get(url).text  # who put it there by eye

    facts = {"signed_on": clock.today().isoformat(), "compared": "y"}
    sent = {**facts, "scan": (io.BytesIO(strange), "scan.pdf")}  # the way of one file, with the wrong one
    answer = client.post(f"/agreements/{agreement.public_id}/certify", data=sent)
    assert answer.status_code == 422 and "A page of another paper" in answer.text

    for content, name in ((b"MZ", "a.jpg"), (b"", "a.jpg"), (b"ID3 sound", "a.mp3")):
        assert hand_in(client, agreement, content, name=name).status_code == 422
    assert client.post(url, data={}).status_code == 422


def test_a_page_of_a_paper_given_up_has_no_effect(world, client, worker, agreement, pages):
    mediator = world.mediator_of(look(agreement).dispute)
    sign_in(client, mediator)
    services.void(of_system(agreement.matter_id), look(agreement).document, why="refused")
    commit()
    assert hand_in(client, agreement, photo(pages[0])).status_code == 303  # the mediator hands in, too
    worker.run()
    assert [one.trouble for one in leaves(agreement)] == [Trouble.GONE]


def test_only_the_house_hands_in_and_looks(world, client, worker, agreement, pages):
    sign_in(client, world.staff("window"))
    hand_in(client, agreement, photo(pages[0]))
    worker.run()
    leaf, document = leaves(agreement)[0], look(agreement).document
    url = f"/matters/{agreement.dispute.matter.public_id}/scans"
    for actor in (world.party(agreement.dispute), world.party(agreement.dispute, Role.RESPONDENT)):
        sign_in(client, actor)
        assert client.get(url).status_code == 404
        assert client.get(f"/scans/{leaf.public_id}").status_code == 404
        assert client.post(f"/scans/{leaf.public_id}/aside").status_code == 404
        assert client.get(f"/documents/{document.public_id}/scans/certify").status_code == 403
    sign_in(client, world.mediator_of(agreement.dispute))
    assert client.get(f"/scans/{leaf.public_id}").status_code == 200
    assert client.get(f"/documents/{document.public_id}/scans/certify").status_code == 403  # the window certifies
