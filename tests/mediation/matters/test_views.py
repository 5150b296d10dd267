from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest

from mediation.core import clock, wall
from mediation.core.db import commit, db
from mediation.core.machine import Role
from mediation.disputes.rules import Answer
from mediation.matters import queries, services
from mediation.matters.models import Exhibit, Link
from tests.codes import another, codes_sent, last_code
from tests.mediation.disputes.applying import picture
from tests.sign_in import carry_token, sign_in, sign_out, speak

HAN, HANGUL = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[\uac00-\ud7af]")
A, R = Role.APPLICANT, Role.RESPONDENT


@pytest.fixture
def client(client, world):
    carry_token(client)
    return client


@pytest.fixture
def invited(world):
    return world.accept(world.apply())


def link_of(seat) -> str:
    link = services.make_link(seat)
    commit()
    return f"/i/{link.public_id}"


def matter_of(dispute) -> str:
    return f"/matters/{dispute.matter.public_id}"


# By link and code


def test_a_link_shows_who_we_are_and_nothing_of_the_matter(client, world, invited):
    path = link_of(world.seat(invited, R))
    for _ in range(3):  # messengers look at links to draw previews
        page = client.get(path)
        assert page.status_code == 200
        assert "西塔街道人民调解委员会" in page.text
        assert "024-2386 1101" in page.text
        for secret in ("金顺姬", "李国强", "漏水", "13800000002", invited.matter.receipt_number):
            assert secret not in page.text
    assert codes_sent() == 0
    assert client.get(matter_of(invited)).status_code == 401


def test_link_and_code_lead_to_the_matter(client, world, invited):
    path = link_of(world.seat(invited, R))
    assert client.post(path).location == f"{path}/code"
    assert client.get(f"{path}/code").status_code == 200
    done = client.post(f"{path}/code", data={"code": last_code()})
    assert (done.status_code, done.location) == (303, matter_of(invited))
    assert client.get(done.location).status_code == 200
    assert client.get(path).location == matter_of(invited)


def test_wrong_codes_are_told_and_the_sixth_right_one_is_dead(client, world, invited):
    path = link_of(world.seat(invited, R))
    client.post(path)
    code = last_code()
    for _ in range(5):
        page = client.post(f"{path}/code", data={"code": another(code)})
        assert page.status_code == 422
    assert client.post(f"{path}/code", data={"code": code}).status_code == 422
    assert client.get(matter_of(invited)).status_code == 401


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "<b>", "\u202e", "1" * 500])
def test_what_is_no_code_costs_no_try(client, world, invited, typed):
    path = link_of(world.seat(invited, R))
    client.post(path)
    for _ in range(6):
        assert client.post(f"{path}/code", data={"code": typed}).status_code == 422
    assert client.post(f"{path}/code", data={"code": last_code()}).status_code == 303


def test_a_code_is_taken_in_any_writing(client, world, invited):
    path = link_of(world.seat(invited, R))
    client.post(path)
    code = last_code()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert client.post(f"{path}/code", data={"code": f" {wide[:3]} {wide[3:]} "}).status_code == 303


def test_a_used_an_old_and_a_foreign_code_open_nothing(client, world, invited):
    theirs, other = link_of(world.seat(invited, R)), link_of(world.seat(invited, A))
    client.post(theirs)
    first = last_code()
    assert client.post(f"{other}/code", data={"code": first}).status_code == 422
    with clock.set_to(clock.now() + timedelta(minutes=5, seconds=1)):
        assert client.post(f"{theirs}/code", data={"code": first}).status_code == 422
    client.post(theirs)
    second = last_code()
    assert first == second or client.post(f"{theirs}/code", data={"code": first}).status_code == 422
    assert client.post(f"{theirs}/code", data={"code": second}).status_code == 303
    sign_out(client)
    carry_token(client)
    assert client.post(f"{theirs}/code", data={"code": second}).status_code == 422


def test_the_sixth_code_within_the_hour_is_not_sent(client, world, invited):
    path = link_of(world.seat(invited, R))
    for _ in range(5):
        assert client.post(path).status_code == 303
    assert client.post(path).status_code == 429
    assert codes_sent() == 5
    with clock.set_to(clock.now() + timedelta(hours=1, seconds=1)):
        assert client.post(path).status_code == 303


def test_an_ended_an_expired_an_altered_and_an_invented_link_look_the_same(client, world, invited):
    seat = world.seat(invited, R)
    expired, ended = link_of(seat), link_of(seat)
    db.session.query(Link).filter_by(public_id=expired[3:]).one()
    altered = ended[:-1] + ("a" if ended[-1] != "a" else "b")
    pages = set()
    with clock.set_to(clock.now() + services.LINK_LASTS):
        page = client.get(expired)
        assert page.status_code == 410
        pages.add(bare(page.text))
    services.end_links(seat)
    commit()
    for path in (ended, altered, "/i/" + "z" * 26, "/i/x"):
        for answer in (client.get(path), client.post(path), client.get(f"{path}/code"), client.post(f"{path}/code")):
            assert answer.status_code == 410
            assert "/return" in answer.text
            pages.add(bare(answer.text))
    assert len(pages) == 1
    assert codes_sent() == 0


def bare(text: str) -> str:
    return re.sub(r'value="[^"]*"|href="/i/[^"]*"', "", text)


def test_somebody_without_a_telephone_is_asked_to_call(client, world, invited):
    seat = world.seat(invited, R)
    path = link_of(seat)
    services.set_phone(seat, None)
    commit()
    page = client.get(path)
    assert "<form method" not in page.text.partition('id="main"')[2]
    assert "024-2386 1101" in page.text


def test_somebody_is_met_and_written_to_in_the_language_they_read(client, world, invited):
    seat = world.seat(invited, R)
    path = link_of(seat)
    reads = {"Accept-Language": "ko-KR,ko;q=0.9"}
    client.post(path, headers=reads)
    client.post(f"{path}/code", data={"code": last_code()}, headers=reads)
    assert seat.language == "ko"
    assert HANGUL.search(client.get(matter_of(invited)).text)
    sign_out(client)
    carry_token(client)
    speak(client, "en")
    client.post(path)
    client.post(f"{path}/code", data={"code": last_code()})
    assert seat.language == "en"


# By number and telephone


def test_number_and_telephone_lead_back(client, world, worker, invited):
    number = invited.matter.receipt_number
    assert number in client.get(f"/return?number={number}").text
    spoken = number.replace("-", " ").lower()
    assert client.post("/return", data={"number": spoken, "phone": "+86 138 0000 0001"}).location == "/return/code"
    worker.run()
    done = client.post("/return/code", data={"code": last_code()})
    assert done.location == matter_of(invited)
    assert client.get(done.location).status_code == 200


def test_the_answer_is_the_same_whether_or_not_they_fit(client, app, world, worker, invited):
    number = invited.matter.receipt_number
    answers = set()
    for phone in ("13800000001", "13999999999"):
        own = app.test_client()
        carry_token(own)
        first = own.post("/return", data={"number": number, "phone": phone})
        code = own.get("/return/code")
        wrong = own.post("/return/code", data={"code": "000000"})
        answers.add((first.status_code, first.location, bare(code.text), wrong.status_code, bare(wrong.text)))
    assert len(answers) == 1
    worker.run()
    assert codes_sent() == 1
    for _ in range(7):  # nor does a sixth code within the hour tell anything
        assert client.post("/return", data={"number": number, "phone": "13800000001"}).status_code == 303
    worker.run()
    assert codes_sent() == 5


def test_a_slip_in_the_number_is_told_at_once(client, invited):
    number = invited.matter.receipt_number
    slip = number[:5] + str((int(number[5]) + 1) % 10) + number[6:]
    for wrong in (slip, "", "2026", "x" * 31, "<script>", "１２３", number + "7"):
        page = client.post("/return", data={"number": wrong, "phone": "13800000001"})
        assert page.status_code == 422
        assert "<script>" not in page.text.partition('id="main"')[2]
        assert 'value="13800000001"' in page.text
    for phone in ("", "12", "abc", "1" * 300):
        page = client.post("/return", data={"number": number, "phone": phone})
        assert page.status_code == 422
        assert number in page.text
    assert client.get("/return/code").location == "/return"


def test_who_was_not_meant_does_not_return_by_the_number(client, world, worker, invited):
    world.answer(invited, Answer.NOT_ME)
    client.post("/return", data={"number": invited.matter.receipt_number, "phone": "13800000002"})
    worker.run()
    assert codes_sent() == 0


# What is handed in


def handing(name: str, content: bytes, kind: str, who: str = "shared") -> dict:
    return {"files": [(BytesIO(content), name, kind)], "who": who}


def exhibits(world, dispute) -> list[Exhibit]:
    wall.name_reader(queries.standing(world.party(dispute), dispute.matter))
    return queries.exhibits(dispute.matter)


def test_a_picture_is_handed_in_and_shown_and_can_do_nothing(client, world, invited):
    sign_in(client, world.party(invited))
    assert client.get(matter_of(invited) + "/hand-in").status_code == 200
    done = client.post(matter_of(invited) + "/hand-in", data=handing("水渍 \"照片\" a;b.png", picture(), "image/png"))
    assert done.location == matter_of(invited)
    (exhibit,) = exhibits(world, invited)
    page = client.get(f"{matter_of(invited)}/exhibits/{exhibit.public_id}")
    assert page.status_code == 200
    assert page.content_type == "image/png"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Content-Security-Policy"].startswith("sandbox")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Content-Disposition"].startswith("inline; filename")
    assert "filename*=UTF-8''" in page.headers["Content-Disposition"]


def test_what_is_no_picture_is_saved_not_opened(client, world, invited):
    sign_in(client, world.party(invited))
    sound = b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\x00" * 200
    client.post(matter_of(invited) + "/hand-in", data=handing("录音.mp3", sound, "audio/mpeg"))
    (exhibit,) = exhibits(world, invited)
    page = client.get(f"{matter_of(invited)}/exhibits/{exhibit.public_id}")
    assert page.headers["Content-Disposition"].startswith("attachment;")
    assert page.content_type == "audio/mpeg"
    assert page.data == sound


def test_what_is_for_one_side_is_for_nobody_else(client, world, invited):
    sign_in(client, world.party(invited))
    client.post(matter_of(invited) + "/hand-in", data=handing("私.png", picture(), "image/png", "side:1"))
    (exhibit,) = exhibits(world, invited)
    assert exhibit.label == "side:1"
    path = f"{matter_of(invited)}/exhibits/{exhibit.public_id}"
    assert client.get(path).status_code == 200
    for actor in (world.party(invited, R), world.staff("window"), world.staff("park"), world.staff("judge.zhou")):
        sign_in(client, actor)
        assert client.get(path).status_code == 404
    other = world.accept(world.apply())
    sign_in(client, world.party(other))
    assert client.get(f"{matter_of(other)}/exhibits/{exhibit.public_id}").status_code == 404


@pytest.mark.parametrize("who", ["side:2", "mediator", "court", "joint", "", "<b>"])
def test_nobody_labels_what_is_not_theirs_to_label(client, world, invited, who):
    sign_in(client, world.party(invited))
    page = client.post(matter_of(invited) + "/hand-in", data=handing("a.png", picture(), "image/png", who))
    assert page.status_code == 422
    assert exhibits(world, invited) == []


def test_refused_files_are_named_good_ones_too_and_nothing_is_half_done(client, world, invited):
    sign_in(client, world.party(invited))
    files = [
        (BytesIO(picture()), "好.png", "image/png"), (BytesIO(b""), "空.png", "image/png"),
        (BytesIO(picture()), "谎.pdf", "application/pdf"), (BytesIO(b"MZ"), "<b>.exe", "application/octet-stream"),
    ]  # fmt: skip
    page = client.post(matter_of(invited) + "/hand-in", data={"files": files, "who": "side:1"})
    assert page.status_code == 422
    for said in ("空.png: ", "谎.pdf: ", "&lt;b&gt;.exe: ", "好.png"):
        assert said in page.text
    assert re.search(r'value="side:1"[^>]*checked|checked[^>]*value="side:1"', page.text)
    assert exhibits(world, invited) == []
    for nothing in ({}, {"files": "text in place of a file"}, {"files": (BytesIO(b"x"), "")}):
        assert client.post(matter_of(invited) + "/hand-in", data={"who": "shared", **nothing}).status_code == 422


def test_only_those_inside_hand_in_and_only_while_it_is_open(client, world, invited):
    path = matter_of(invited) + "/hand-in"
    assert client.get(path).status_code == 401
    sign_in(client, world.staff("window.north"))
    assert client.get(path).status_code == 404
    closed = world.not_accept(world.apply())
    sign_in(client, world.party(closed))
    assert client.get(matter_of(closed) + "/hand-in").status_code == 409
    assert client.post(matter_of(closed) + "/hand-in", data={"who": "shared"}).status_code == 409


@pytest.mark.parametrize("language", ["zh-Hans", "en", "ko"])
def test_every_page_speaks_the_readers_language(client, world, invited, language):
    path = link_of(world.seat(invited, R))
    speak(client, language)
    client.post("/return", data={"number": invited.matter.receipt_number, "phone": "13800000001"})
    pages = [(path, 200), (f"{path}/code", 200), ("/return", 200), ("/return/code", 200), ("/i/none", 410)]
    for page, status in pages:
        _speaks(client, page, status, language)
    sign_in(client, world.party(invited))
    _speaks(client, matter_of(invited) + "/hand-in", 200, language)


def _speaks(client, path: str, status: int, language: str) -> None:
    page = client.get(path)
    assert page.status_code == status, path
    main = page.text.partition('id="main"')[2].partition("</main>")[0]
    read = re.sub(r"<[^>]+>|西塔街道人民调解委员会|沈阳市\S+", " ", main)
    assert bool(HANGUL.search(read)) == (language == "ko"), path
    assert bool(HAN.search(read)) == (language == "zh-Hans"), path
