from __future__ import annotations

import html
import re
import threading
from datetime import timedelta
from io import BytesIO

import pytest

from mediation.core import clock, sealed
from mediation.core.db import db
from mediation.core.outbox import Message
from mediation.disputes.models import Dispute, Draft, PartyKind
from mediation.disputes.rules import DisputeState
from mediation.matters.models import Matter
from mediation.rulebook.kinds import DisputeType
from tests.codes import another, codes_sent, last_code
from tests.mediation.disputes.applying import PAGES, address, answers, community, fill, picture
from tests.sign_in import carry_token, sign_out, speak

HAN, HANGUL = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[\uac00-\ud7af]")
HOSTILE = "<script>alert(1)</script> {{7*7}} ';drop table draft;-- \u202egnp.exe\x00\u200b\u2066 %s 😀 & \"'"
CLEAN = "<script>alert(1)</script> {{7*7}} ';drop table draft;-- gnp.exe %s 😀 & \"'"


@pytest.fixture
def client(client, world):
    carry_token(client)
    return client


def send(client):
    client.post("/apply/check")
    return client.post("/apply/code", data={"code": last_code()})


def draft() -> Draft:
    return db.session.query(Draft).one()


def dispute() -> Dispute:
    return db.session.query(Dispute).one()


# The way


def test_a_dispute_is_applied_for_page_by_page(client):
    assert client.get("/apply").status_code == 200
    page = client.post("/apply", data={"type": "neighbours"})
    order = []
    for facts in list(answers().values())[1:]:
        order.append(page.location)
        assert client.get(page.location).status_code == 200
        page = client.post(page.location, data=facts)
    assert order == [address(page) for page in PAGES[1:]]
    assert page.location == "/apply/check"
    done = send(client)
    found = dispute()
    assert done.location == f"/disputes/{found.public_id}/receipt"
    assert (found.state, found.type, found.amount) == (DisputeState.APPLIED, DisputeType.NEIGHBOURS, 420_050)
    applicant, other = found.parties
    assert (applicant.name, applicant.sex, applicant.seat.phone) == ("金顺姬", "女", "13800000001")
    assert applicant.id_number == "11010519491231002X"
    assert applicant.born_on.isoformat() == "1949-12-31"
    assert (other.name, other.kind, other.seat.phone) == ("李国强", PartyKind.PERSON, "13800000002")
    assert found.matter.organisation.short_name == "西塔"
    receipt = client.get(done.location)
    assert found.matter.receipt_number in receipt.text
    assert "<svg" in receipt.text
    assert found.matter.organisation.phone in receipt.text
    assert client.get(f"/matters/{found.matter.public_id}").status_code == 200


# More than one on the other side


def test_several_on_the_other_side_each_on_a_page_of_their_own(client):
    fill(client, until="other")
    page = client.post("/apply/other", data={**answers()["other"], "more": "yes"})
    assert page.location == "/apply/other/2"
    for nth, name in ((2, "王芳"), (3, "和美装饰工程队")):
        assert client.get(page.location).status_code == 200
        assert client.post(page.location, data={"other_kind": "person"}).status_code == 422, "a name is needed"
        facts = {"other_kind": "person", "other_name": name, "other_phone": f"1380000001{nth}", "more": "yes"}
        page = client.post(page.location, data=facts)
        assert page.location == f"/apply/other/{nth + 1}"
    assert all(name in client.get("/apply/other").text for name in ("王芳", "和美装饰工程队"))
    client.post("/apply/other/3", data={"other_kind": "organisation", "other_name": "和美装饰工程队"})
    assert client.post("/apply/other/2", data={"drop": "yes"}).location == "/apply/story"
    assert [one["other_name"] for one in draft().others] == ["和美装饰工程队"]
    for page, facts in list(answers().items())[3:]:
        client.post(address(page), data=facts)
    assert client.get("/apply/check").text.count("和美装饰工程队") == 1
    send(client)
    others = [(one.name, one.kind) for one in dispute().parties[1:]]
    assert others == [("李国强", PartyKind.PERSON), ("和美装饰工程队", PartyKind.ORGANISATION)]


def test_pages_of_others_that_are_not_there_lead_on(client):
    assert client.get("/apply/other/2").location == "/apply", "nothing was begun"
    fill(client, until="other")
    assert client.get("/apply/other/2").location == "/apply/other", "the first comes first"
    fill(client, until="story")
    for nth in (0, 1, 3, 99):
        assert client.get(f"/apply/other/{nth}").location == "/apply/story"
    assert client.post("/apply/other/2", data={"drop": "yes"}).location == "/apply/story"
    assert draft().others == []


def test_there_are_at_most_ten_on_the_other_side(client):
    fill(client, until="story")
    facts = {"other_kind": "person", "other_name": "王芳", "more": "yes"}
    for nth in range(2, 10):
        assert client.post(f"/apply/other/{nth}", data=facts).location == f"/apply/other/{nth + 1}"
    assert client.post("/apply/other/10", data=facts).location == "/apply/story"
    assert client.post("/apply/other/11", data=facts).location == "/apply/story"
    assert len(draft().others) == 9


def test_only_its_own_applicant_is_told_anything(client, worker):
    fill(client)
    send(client)
    worker.run()
    assert {message.address for message in db.session.query(Message)} == {"13800000001"}


@pytest.mark.parametrize("language", ["zh-Hans", "en", "ko"])
def test_every_page_speaks_the_readers_language(client, language):
    speak(client, language)
    fill(client, other_name="Kim", name="Lee", story="S", request="R", ethnicity="Han", place=community())
    pages = [*map(address, PAGES), "/apply/check", "/apply/code"]
    client.post("/apply/check")
    back = f"/apply/back/{draft().public_id}"
    for path in (*pages, back, f"{back}/code"):
        page = client.get(path)
        assert page.status_code == 200, path
        main = page.text.partition('id="main"')[2].partition("</main>")[0]
        read = re.sub(r"<select.*?</select>|<dd>.*?</dd>|<[^>]+>", " ", main, flags=re.S)
        assert bool(HANGUL.search(read)) == (language == "ko"), path
        assert bool(HAN.search(read)) == (language == "zh-Hans"), path


def test_danger_comes_before_everything_else(client):
    assert 'href="tel:110"' in client.get("/apply").text.partition("<form method")[0]
    fill(client, until="story")
    page = client.post("/apply/story", data={"story": "他喝了酒就打人，我不想活了。"}, follow_redirects=True)
    assert "12338" in page.text
    assert "12338" not in client.get("/apply/request").text


def test_who_does_not_know_the_community_reaches_the_district(client):
    fill(client, place=community("和平区"))
    send(client)
    assert dispute().matter.organisation.short_name == "和平"


def test_an_answer_is_changed_and_leads_back_to_the_check(client):
    fill(client)
    assert "修好，并赔偿。" in client.get("/apply/request").text
    page = client.post("/apply/request", data={"request": "只要修好。"})
    assert page.location == "/apply/check"
    shown = client.get("/apply/check").text
    assert "只要修好。" in shown
    assert "4,200.50" not in shown


def test_an_identity_number_is_never_shown_again_and_stays_when_left_empty(client):
    fill(client)
    for path in ("/apply/details", "/apply/check"):
        text = client.get(path).text
        assert "11010519491231002X" not in text
        assert "002X" in text
    client.post("/apply/details", data={"occupation": "退休"})
    send(client)
    assert dispute().parties[0].id_number == "11010519491231002X"


def test_without_a_draft_every_later_page_leads_to_the_first(client):
    for page in (*PAGES[1:], "check", "code"):
        for answer in (client.get(f"/apply/{page}"), client.post(f"/apply/{page}", data={"story": "x"})):
            assert (answer.status_code, answer.location) == (303, "/apply"), page
    assert db.session.query(Draft).count() == 0


def test_looking_makes_no_draft_and_a_page_left_out_is_asked_first(client):
    client.get("/apply")
    assert db.session.query(Draft).count() == 0
    fill(client, until="other")
    for path in ("/apply/check", "/apply/code"):
        assert client.get(path).location == "/apply/other"
        assert client.post(path, data={"code": "123456"}).location == "/apply/other"
    assert codes_sent() == 0


# Wrong input

WRONG = [
    ("about", {}), ("about", {"type": "nonsense"}), ("about", {"type": ["", "'"]}),
    ("where", {}), ("where", {"place": ""}), ("where", {"place": "x" * 26}),
    ("other", {"other_kind": "person", "other_name": ""}), ("other", {"other_name": "李国强"}),
    ("other", {"other_kind": "alien", "other_name": "李国强"}),
    ("other", {"other_kind": "person", "other_name": "12345"}),
    ("other", {"other_kind": "person", "other_name": "李" * 61}),
    ("other", {"other_kind": "person", "other_name": "\u200b\u202e\u2066"}),
    ("other", {"other_kind": "person", "other_name": "李国强", "other_phone": "12345"}),
    ("other", {"other_kind": "person", "other_name": "李国强", "other_phone": "电话"}),
    ("story", {}), ("story", {"story": " \n \t "}), ("story", {"story": "漏" * 3001}),
    ("request", {"request": ""}), ("request", {"request": "修" * 1001}),
    ("request", {"request": "修", "amount": "4200.555"}), ("request", {"request": "修", "amount": "-1"}),
    ("request", {"request": "修", "amount": "四千"}), ("request", {"request": "修", "amount": "1e99"}),
    ("request", {"request": "修", "amount": "NaN"}),
    ("you", {"name": "", "phone": "13800000001"}), ("you", {"name": "金顺姬"}),
    ("you", {"name": "!!!", "phone": "13800000001"}), ("you", {"name": "金顺姬", "phone": "1" * 400}),
    ("you", {"name": "金顺姬", "phone": "<b>"}), ("you", {"name": "金" * 61, "phone": "13800000001"}),
    ("details", {"sex": "other"}), ("details", {"born_on": "1950-02-31"}), ("details", {"born_on": "1850-01-01"}),
    ("details", {"born_on": "2999-01-01"}), ("details", {"born_on": "gestern"}),
    ("details", {"id_number": "110105194912310021"}), ("details", {"id_number": "11010519490231002X"}),
    ("details", {"id_number": "12"}), ("details", {"id_number": "<i>" * 8}),
    ("details", {"id_number": "11010519491231002X", "born_on": "1949-12-30"}),
    ("details", {"ethnicity": "x" * 21}), ("details", {"address": "x" * 201}), ("details", {"occupation": "x" * 61}),
]  # fmt: skip


@pytest.mark.parametrize(("page", "facts"), WRONG)
def test_a_wrong_answer_is_told_and_kept_and_changes_nothing(client, page, facts):
    fill(client, until=page)
    before = draft().answers if page != "about" else None
    answer = client.post(address(page), data=facts)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    for typed in facts.values():
        if isinstance(typed, str) and typed.isprintable() and typed.strip() and page not in ("about", "where"):
            assert html.escape(typed, quote=False) in answer.text or typed in ("alien", "other"), typed
    assert (draft().answers if page != "about" else None) == before
    assert page != "about" or db.session.query(Draft).count() == 0


def test_hostile_text_is_kept_as_text_everywhere(client):
    fill(client, other_name=HOSTILE[:58], story=HOSTILE, request=HOSTILE, name="<b>Kim</b>", address=HOSTILE)
    for path in (*map(address, PAGES), "/apply/check"):
        page = client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "\u202e" not in page.text
        assert "<b>Kim" not in page.text
    send(client)
    found = dispute()
    assert found.parties[0].address == CLEAN
    assert found.parties[0].name == "<b>Kim</b>"
    for path in (f"/disputes/{found.public_id}/receipt", f"/matters/{found.matter.public_id}"):
        page = client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<b>Kim" not in page.text


def test_a_name_stays_on_one_line(client):
    fill(client, name="金\r\nBcc: x@example.org\t顺姬")
    assert draft().said["you"]["name"] == "金 Bcc: x@example.org 顺姬"


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("11010519491231002X", True),
        (" 110105 19491231 002x ", True),
        ("810000199408230021", True),  # a resident from Hong Kong
        ("911124198108030024", True),  # a foreign permanent resident
        ("911124198108030025", False),
        ("110105194912310", False),
    ],
)
def test_an_identity_number_is_checked_by_its_check_character_and_its_day(client, number, right):
    fill(client, until="details")
    assert (client.post("/apply/details", data={"id_number": number}).status_code == 303) is right


# Files


def photos(*files, **more):
    return {"files": [(BytesIO(content), name, kind) for name, content, kind in files], **more}


def test_photos_are_kept_at_once_and_become_exhibits(client):
    fill(client, until="photos")
    good = ("漏水.png", picture(), "image/png")
    again = client.post("/apply/photos", data=photos(good, more="yes"))
    assert again.location == "/apply/photos"
    client.post("/apply/photos", data=photos(good))  # the same once more
    assert [file["title"] for file in draft().files] == ["漏水.png"]
    assert "漏水.png" in client.get("/apply/photos").text
    for page in ("you", "details"):
        client.post(address(page), data=answers()[page])
    send(client)
    assert "漏水.png" in client.get(f"/matters/{dispute().matter.public_id}").text


def test_refused_files_are_named_with_the_reason_and_good_ones_stay(client):
    fill(client, until="photos")
    files = photos(
        ("ok.png", picture(), "image/png"), ("empty.png", b"", "image/png"), ("notes.txt", b"hello", "text/plain"),
        ("lie.pdf", picture(), "application/pdf"), ("broken.png", picture()[:60], "image/png"),
        ("<img src=x>.png", b"MZ\x90", "image/png"),
    )  # fmt: skip
    page = client.post("/apply/photos", data=files)
    assert page.status_code == 422
    for name in ("empty.png", "notes.txt", "lie.pdf", "broken.png", "&lt;img src=x&gt;.png"):
        assert f"{name}: " in page.text
    assert "<img src=x>" not in page.text
    assert [file["title"] for file in draft().files] == ["ok.png"]
    sha256 = draft().files[0]["sha256"]
    client.post("/apply/photos", data={"drop": sha256})
    assert draft().files == []


def test_too_much_at_once_is_told(client):
    fill(client, until="photos")
    many = [(f"{n}.png", picture(), "image/png") for n in range(11)]
    page = client.post("/apply/photos", data=photos(*many))
    assert page.status_code == 422
    assert draft().files == []
    huge = {"CONTENT_LENGTH": str(61 << 20)}
    form = "multipart/form-data; boundary=x"
    assert client.post("/apply/photos", data=b"", content_type=form, environ_overrides=huge).status_code == 413
    assert draft().files == []


# The code


def test_a_wrong_an_old_and_a_used_code_send_nothing(client, at):
    fill(client)
    assert client.post("/apply/code", data={"code": "123456"}).status_code == 422  # none was sent yet
    client.post("/apply/check")
    first = last_code()
    assert client.post("/apply/code", data={"code": another(first)}).status_code == 422
    client.post("/apply/check")
    assert client.post("/apply/code", data={"code": first}).status_code == 422 or first == last_code()
    with clock.set_to(clock.now() + timedelta(minutes=5, seconds=1)):
        assert client.post("/apply/code", data={"code": last_code()}).status_code == 422
    for typed in ("", "12345", "1234567", "abcdef", "<b>", "１２３"):
        assert client.post("/apply/code", data={"code": typed}).status_code == 422
    assert db.session.query(Dispute).count() == 0
    assert client.post("/apply/code", data={"code": last_code()}).status_code == 303


def test_a_code_is_good_only_for_the_telephone_it_was_sent_to(client):
    fill(client)
    client.post("/apply/check")
    client.post("/apply/you", data={"name": "金顺姬", "phone": "13900000009"})
    assert client.post("/apply/code", data={"code": last_code()}).status_code == 422
    assert db.session.query(Dispute).count() == 0


def test_a_code_for_coming_back_sends_nothing(client):
    fill(client)
    client.post(f"/apply/back/{draft().public_id}")
    assert client.post("/apply/code", data={"code": last_code()}).status_code == 422
    assert db.session.query(Dispute).count() == 0


def test_the_sixth_code_within_an_hour_is_refused(client):
    fill(client)
    for _ in range(5):
        assert client.post("/apply/check").status_code == 303
    page = client.post("/apply/check")
    assert page.status_code == 429
    assert codes_sent() == 5
    assert draft().said["you"]["name"] == "金顺姬"


def test_sent_twice_one_after_the_other_it_is_one_dispute(client):
    fill(client)
    client.post("/apply/check")
    form = {"code": last_code(), "_once": "a" * 26}
    first = client.post("/apply/code", data=form)
    carry_token(client)
    second = client.post("/apply/code", data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert db.session.query(Dispute).count() == 1
    sign_out(client)
    assert client.get("/apply/check").location == f"/return?number={dispute().matter.receipt_number}"


def test_sent_twice_at_the_same_moment_it_is_one_dispute(client, app):
    fill(client)
    client.post("/apply/check")
    code = last_code()
    cookie = client.get_cookie("courtyard", domain="localhost")
    assert cookie is not None
    answers_, start = [], threading.Barrier(4)

    def tap() -> None:
        with app.app_context():
            own = app.test_client()
            own.set_cookie("courtyard", cookie.value)
            own.environ_base.update(client.environ_base)
            start.wait()
            answers_.append(own.post("/apply/code", data={"code": code, "_once": "b" * 26}))

    threads = [threading.Thread(target=tap) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert db.session.query(Dispute).count() == db.session.query(Matter).count() == 1
    assert {answer.status_code for answer in answers_} == {303}
    number = dispute().matter.receipt_number
    assert {answer.location for answer in answers_} <= {
        f"/disputes/{dispute().public_id}/receipt", f"/return?number={number}",
    }  # fmt: skip


# Drafts


def test_a_draft_is_found_again_by_its_link_and_a_code(client, app):
    fill(client, until="details")
    path = f"/apply/back/{draft().public_id}"
    assert path in client.get("/apply/details").text
    elsewhere = app.test_client()
    carry_token(elsewhere)
    assert elsewhere.get(path).status_code == 200
    assert "金顺姬" not in elsewhere.get(path).text
    assert elsewhere.get("/apply/details").location == "/apply"
    assert elsewhere.post(path).location == f"{path}/code"
    assert elsewhere.post(f"{path}/code", data={"code": another(last_code())}).status_code == 422
    assert elsewhere.post(f"{path}/code", data={"code": last_code()}).location == "/apply/details"
    assert "金顺姬" in elsewhere.get("/apply/you").text


def test_a_link_to_no_draft_to_one_without_a_telephone_or_to_a_sent_one_has_ended(client):
    fill(client, until="you")
    bare = draft().public_id
    for path in (f"/apply/back/{'x' * 26}", f"/apply/back/{bare}", f"/apply/back/{bare}/code"):
        assert client.get(path).status_code == 410
        assert client.post(path, data={"code": "123456"}).status_code == 410
    for page in ("you", "details"):
        client.post(address(page), data=answers()[page])
    send(client)
    assert client.get(f"/apply/back/{bare}").status_code == 410
    assert codes_sent() == 1


def test_after_thirty_days_a_draft_is_forgotten_and_nobody_can_read_it(client, worker):
    fill(client)
    kept = draft()
    box, key_name, place = kept.answers_sealed, kept.key_name, f"draft|{kept.public_id}|answers_sealed"
    worker.run(clock.now() + timedelta(days=29))
    assert sealed.unseal(box, key_name=key_name, place=place)
    worker.run(clock.now() + timedelta(days=31))
    assert db.session.query(Draft).count() == 0
    with pytest.raises(sealed.Erased):
        sealed.unseal(box, key_name=key_name, place=place)


def test_the_key_of_a_sent_application_stays(client, worker):
    fill(client)
    send(client)
    assert draft().answers is None
    worker.run(clock.now() + timedelta(days=31))
    assert db.session.query(Draft).count() == 0
    assert dispute().parties[0].seat.phone == "13800000001"


def test_what_is_kept_while_it_is_written_is_sealed(client, home):
    fill(client)
    database = b"".join(path.read_bytes() for path in home.glob("courtyard.db*"))
    for secret in ("金顺姬", "11010519491231002X", "13800000001", "漏水"):
        assert secret.encode() not in database
