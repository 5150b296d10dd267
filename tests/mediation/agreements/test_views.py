from __future__ import annotations

import base64
import io
import re
from datetime import timedelta

import pyotp
import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.routing import BuildError

from documents import queries as papers
from documents.rules import DocumentState
from mediation.accounts.models import Account
from mediation.agreements import queries, services
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import AgreementState, Form
from mediation.core import clock
from mediation.core.db import commit, db, rollback
from mediation.core.jobs import EverythingReader
from mediation.core.machine import NotNow, Role
from mediation.core.outbox import Message
from mediation.core.record import Entry
from mediation.disputes.rules import DisputeState
from mediation.operations.world.agreeing import drawing
from tests.sign_in import carry_token, sign_in, sign_out, speak

LANGUAGES = ("zh-Hans", "en", "ko")
INK = "data:image/png;base64," + base64.b64encode(drawing()).decode()


@pytest.fixture
def agreement(world) -> SettlementAgreement:
    return world.offered(world.drafted(world.appointed()))


def look(agreement):
    rollback()
    db.session.info["reader"] = EverythingReader()
    return agreement


def at(agreement, page="", **query) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/agreements/{look(agreement).public_id}{page}" + (f"?{asked}" if asked else "")


def code_sent() -> str:
    db.session.info["reader"] = EverythingReader()
    newest = select(Message).where(Message.purpose == "code").order_by(Message.id.desc()).limit(1)
    return re.search(r"\d{6}", db.session.scalars(newest).one().body).group()


def totp(login: str) -> str:
    account = db.session.scalar(select(Account).where(Account.login == login))
    account_totp = pyotp.TOTP(account.totp).at(int(clock.now().timestamp()))
    rollback()
    return account_totp


TERM_PAGES = ("/terms/1", "/terms/2", "/terms/add/pay", "/terms/add/do", "/terms/add/refrain", "/terms/instalments")
PAGES = {
    # stage: who → the pages they are shown
    "draft": {
        "mediator": ("", "/deputies", "/words", "/offer", "/oral", *TERM_PAGES), "applicant": ("", "/read", "/ask"),
    },
    "offered": {
        "mediator": ("", "/terms/1", "/read-out"),
        "applicant": ("", "/read", "/ask", "/understood", "/sign", "/refuse"),
        "respondent": ("", "/read", "/sign"),
        "window": ("", "/desk", "/compare"),
    },
    "signed": {"mediator": ("", "/countersign"), "applicant": ("",)},
    "countersigned": {"window": ("", "/seal"), "mediator": ("",)},
    "effective": {"mediator": ("",), "applicant": ("", "/read"), "window": ("",)},
}


def bring(world, agreement, stage: str) -> None:
    if stage == "offered":
        world.offered(agreement)
    if stage == "signed":
        world.sign(agreement, Role.APPLICANT)
        world.sign(agreement, Role.RESPONDENT)
    if stage == "countersigned":
        world.countersign(agreement)
    if stage == "effective":
        world.seal(agreement)
        world.work()


def test_every_page_speaks_each_language(world, client):
    agreement = world.drafted(world.appointed())
    dispute = agreement.dispute
    people = {
        "mediator": world.mediator_of(dispute), "applicant": world.party(dispute), "window": world.staff("window"),
        "respondent": world.party(dispute, Role.RESPONDENT),
    }  # fmt: skip
    for stage, shown in PAGES.items():
        bring(world, agreement, stage)
        for who, their_pages in shown.items():
            sign_in(client, people[who])
            for url in [at(agreement, page) for page in their_pages]:
                for language in LANGUAGES:
                    speak(client, language)
                    answer = client.get(url)
                    assert answer.status_code == 200, (stage, who, url, language)
                    assert f'lang="{language}"' in answer.text


def test_a_stranger_sees_nothing(world, client, agreement):
    url, read = at(agreement), f"/documents/{agreement.document.public_id}/unsigned"
    assert client.get(url).status_code in (401, 404)
    other = world.consented()
    for who in (world.party(other), world.staff("window.north"), world.staff("clerk"), world.staff("bureau")):
        sign_in(client, who)
        assert client.get(url).status_code == 404
        assert client.get(read).status_code == 404


def fill(agreement, **facts) -> dict[str, str]:
    owed, owing = look(agreement).dispute.parties
    between = {"debtor": owing.public_id, "creditor": owed.public_id}
    filled = {"amount": "1200.50", "thing": "粉刷费", "when": "day", "due_on": "2027-03-01", "manner": "cash"}
    return between | filled | facts


def test_the_mediator_writes_terms_and_the_parties_read_them(world, client):
    dispute = world.appointed()
    begin = f"/disputes/{dispute.public_id}/agreement"
    for other in (world.party(dispute), world.staff("window")):
        sign_in(client, other)
        assert client.get(begin).status_code == client.post(begin).status_code == 403
    sign_in(client, world.mediator_of(look(dispute)))
    assert client.get(begin).status_code == 200
    assert client.post(begin).status_code == 303
    agreement = queries.of_dispute(look(dispute))
    assert client.get(begin).status_code == 303
    add = at(agreement, "/terms/add/pay", revision=0)
    assert client.post(add, data=fill(agreement)).status_code == 303
    [term] = queries.terms(look(agreement))
    assert (term.amount, term.due_on.isoformat(), term.manner) == (120_050, "2027-03-01", "cash")
    assert client.post(at(agreement, "/terms/1", revision=1), data=fill(agreement, amount="1300")).status_code == 303
    assert (
        client.post(at(agreement, "/terms/add/do", revision=2), data=fill(agreement, thing="修防水")).status_code == 303
    )
    assert client.post(at(agreement, "/terms/2/up", revision=3)).status_code == 303
    assert [one.kind for one in queries.terms(look(agreement))] == ["do", "pay"]
    parts = fill(agreement, total="100", count="3", first_on="2027-01-31")
    assert client.post(at(agreement, "/terms/instalments", revision=4), data=parts).status_code == 303
    assert [one.amount for one in queries.terms(look(agreement))[2:]] == [3300, 3300, 3400]
    assert client.post(at(agreement, "/terms/1/remove", revision=5)).status_code == 303
    shown = client.get(at(agreement)).text
    assert "人民币壹仟叁佰元整（¥1,300.00）" in shown and "修防水" not in shown
    sign_in(client, world.party(dispute))
    assert "人民币壹仟叁佰元整" in client.get(at(agreement)).text
    assert client.post(at(agreement, "/terms/1/remove", revision=6)).status_code == 403


WRONG = {
    "two decimals": {"amount": "12.345"},
    "fill this in": {"amount": ""},
    "no such day": {"due_on": "2027-02-31"},
    "passed": {"due_on": "2020-01-01"},
    "name the day": {"due_on": ""},
    "answers in the list": {"manner": "gold"},
    "too long": {"thing": "长" * 201},
}


@pytest.mark.parametrize("said", WRONG)
def test_a_wrong_term_comes_back_with_every_answer(world, client, said):
    agreement = world.drafted(world.appointed())
    sign_in(client, world.mediator_of(agreement.dispute))
    speak(client, "en")
    sent = fill(agreement, condition="收到合格证明后", **WRONG[said])
    answer = client.post(at(agreement, "/terms/add/pay", revision=1), data=sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert "收到合格证明后" in answer.text
    assert look(agreement).revision == 1


def test_nobody_owes_something_to_themselves(world, client):
    agreement = world.drafted(world.appointed())
    sign_in(client, world.mediator_of(agreement.dispute))
    same = look(agreement).dispute.parties[0].public_id
    answer = client.post(at(agreement, "/terms/add/pay", revision=1), data=fill(agreement, debtor=same, creditor=same))
    assert answer.status_code == 422


def test_an_old_page_cannot_save_over_a_newer_version(world, client):
    agreement = world.drafted(world.appointed())
    sign_in(client, world.mediator_of(agreement.dispute))
    assert client.post(at(agreement, "/terms/1/remove", revision=1)).status_code == 303
    assert client.post(at(agreement, "/terms/1/remove", revision=1)).status_code == 409
    assert len(queries.terms(look(agreement))) == 1


def test_the_sentence_grows_while_it_is_typed_and_nothing_is_saved(world, client):
    agreement = world.drafted(world.appointed())
    sign_in(client, world.mediator_of(agreement.dispute))
    answer = client.post(at(agreement, "/preview/pay"), data=fill(agreement))
    assert "壹仟贰佰元伍角" in answer.json["text"]
    assert client.post(at(agreement, "/preview/pay"), data=fill(agreement, amount="")).json["text"] == ""
    assert look(agreement).revision == 1


def test_what_stands_against_an_offer_is_listed_and_the_offer_gives_a_number(world, client, worker):
    agreement = world.drafted(world.appointed(), terms=[])
    sign_in(client, world.mediator_of(agreement.dispute))
    speak(client, "en")
    answer = client.post(at(agreement, "/offer", revision=1), data={"form": Form.ELECTRONIC})
    assert answer.status_code == 422 and "There is no term yet." in answer.text
    client.post(at(agreement, "/terms/add/pay", revision=1), data=fill(agreement))
    assert client.post(at(agreement, "/offer", revision=2), data={"form": Form.ELECTRONIC}).status_code == 303
    worker.run()
    assert (look(agreement).number[-5:], agreement.document.state) == ("西塔调1号", DocumentState.SIGNING)
    assert "Signed by 0 of 4" in client.get(at(agreement)).text


def signed(agreement, **facts) -> dict[str, str]:
    return {"drawing": INK, "read": "y"} | facts


def test_each_signs_on_their_own_page_and_the_seal_makes_it_binding(world, client, worker, agreement):
    dispute, shown = agreement.dispute, world.shown(agreement)
    for role in (Role.APPLICANT, Role.RESPONDENT):
        sign_in(client, world.party(dispute, role))
        assert client.get(at(agreement, "/read", term=2)).status_code == 200
        assert client.post(at(agreement, "/code")).status_code == 303
        sent = signed(agreement, code=code_sent())
        assert client.post(at(agreement, "/sign", shown=shown), data=sent).status_code == 303
        assert client.get(at(agreement)).status_code == 200
    sign_in(client, world.staff("park"))
    sent = {"name": "朴善姬", "read": "y", "code": totp("park")}  # typed, as an aid
    assert client.post(at(agreement, "/countersign", shown=shown), data=sent).status_code == 303
    sign_in(client, world.staff("window"))
    assert (
        client.post(at(agreement, "/seal", shown=shown), data={"read": "y", "code": totp("window")}).status_code == 303
    )
    worker.run()
    assert (look(agreement).state, agreement.dispute.state) == (AgreementState.EFFECTIVE, DisputeState.SETTLED)
    answer = client.get(f"/documents/{look(agreement).document.public_id}")
    assert answer.data.startswith(b"%PDF-") and answer.headers["Cache-Control"] == "no-store"
    assert re.search(r"filename\*=UTF-8''[A-Za-z0-9%.\-_]+\.pdf", answer.headers["Content-Disposition"])
    assert b"/Reason" in answer.data


def test_wrong_codes_and_empty_pads_are_told_and_the_drawing_is_kept(world, client, agreement):
    dispute, shown = agreement.dispute, world.shown(agreement)
    sign_in(client, world.party(dispute))
    speak(client, "en")
    url = at(agreement, "/sign", shown=shown)
    client.post(at(agreement, "/code"))
    code = code_sent()
    wrong = "000000" if code != "000000" else "111111"
    answer = client.post(url, data=signed(agreement, code=wrong))
    assert answer.status_code == 422 and "not right" in answer.text and INK in answer.text
    for broken in ("", "data:image/png;base64,AAAA", "data:image/svg+xml;base64,AAAA", "x", blank()):
        answer = client.post(url, data=signed(agreement, code=code, drawing=broken))
        assert answer.status_code == 422, broken
    assert client.post(url, data=signed(agreement, code=code, drawing="", name="李国强")).status_code == 422
    assert client.post(url, data=signed(agreement, code=code, read="")).status_code == 422
    assert look(agreement).document.given == 0
    assert client.post(url, data=signed(agreement, code=code)).status_code == 303
    assert look(agreement).document.given == 1


def blank() -> str:
    sink = io.BytesIO()
    Image.new("RGBA", (960, 420)).save(sink, "PNG")
    return "data:image/png;base64," + base64.b64encode(sink.getvalue()).decode()


def test_five_wrong_tries_kill_a_code(world, client, agreement):
    sign_in(client, world.party(agreement.dispute))
    client.post(at(agreement, "/code"))
    code, url = code_sent(), at(agreement, "/sign", shown=world.shown(agreement))
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert client.post(url, data=signed(agreement, code=wrong)).status_code == 422
    assert client.post(url, data=signed(agreement, code=code)).status_code == 422


def test_a_page_of_an_older_version_cannot_sign(world, client, agreement):
    dispute, old = agreement.dispute, world.shown(agreement)
    sign_in(client, world.party(dispute))
    client.post(at(agreement, "/code"))
    code = code_sent()
    mediator = world.mediator_of(dispute)
    world.act(services.amend, mediator, dispute, agreement, revision=1, facts="改了")
    assert client.post(at(agreement, "/sign", shown=old), data=signed(agreement, code=code)).status_code == 409
    world.offered(agreement)
    assert client.post(at(agreement, "/sign", shown=old), data=signed(agreement, code=code)).status_code == 422
    client.post(at(agreement, "/code"))
    assert client.post(at(agreement, "/sign", shown=old), data=signed(agreement, code=code_sent())).status_code == 409
    assert "先前的签名不再有效" in client.get(at(agreement)).text


def test_between_signatures_no_url_gives_anybody_a_signed_copy(world, client, worker, app, agreement):
    dispute = agreement.dispute
    world.sign(agreement, Role.APPLICANT)
    worker.run()
    document = look(agreement).document
    everybody = [None, world.party(dispute), world.party(dispute, Role.RESPONDENT), world.mediator_of(dispute)]
    everybody += [world.staff("window"), world.staff("clerk")]
    things = {"agreements": agreement, "disputes": dispute, "matters": dispute.matter}
    known = {name: thing.public_id for name, thing in things.items()}
    frozen, default, code = (
        papers.fetch(document.frozen_kept, document.key_name),
        document.public_id,
        document.check_code,
    )
    rollback()
    tried = fetched = 0
    for who in everybody:
        sign_in(client, who) if who else sign_out(client)
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint == "static":
                continue
            url = _url(rule, {"public_id": known.get(rule.rule.split("/")[1], default), "code": code})
            answer = client.get(url) if url else None
            tried += answer is not None
            if answer is not None and b"%PDF-" in answer.data[:1024]:
                fetched += 1
                assert answer.data == frozen  # the paper without any signature, and nothing else
            assert answer is None or b"/ByteRange" not in answer.data
    assert tried > 100 and fetched == 4  # the two parties, the mediator, the window


def _url(rule, known):
    try:
        return rule.build({name: known.get(name, 1) for name in rule.arguments} | (rule.defaults or {}))[1]
    except (BuildError, ValueError, TypeError):
        return None


def test_the_paper_way_over_the_window(world, client, worker):
    agreement = world.offered(world.drafted(world.appointed()), paper=True)
    document = look(agreement).document
    scan = papers.fetch(document.frozen_kept, document.key_name)
    sign_in(client, world.party(agreement.dispute))
    assert client.get(f"/documents/{look(agreement).document.public_id}/unsigned").data == scan
    assert client.get(at(agreement, "/sign")).status_code == 409
    sign_in(client, world.staff("window"))
    url, today = at(agreement, "/certify"), clock.today().isoformat()
    facts = {"signed_on": today, "compared": "y"}
    lying = {**facts, "scan": (io.BytesIO(b"MZ not a paper"), "scan.pdf")}
    assert client.post(url, data=lying).status_code == 422
    empty = {**facts, "scan": (io.BytesIO(b""), "")}
    assert client.post(url, data=empty).status_code == 422
    assert client.post(url, **multipart("scan", "s.pdf", scan, signed_on=today)).status_code == 422  # not compared
    assert client.post(url, data={**facts, "scan": (photo(), "scan.jpg")}).status_code == 303
    worker.run()
    assert (look(agreement).state, agreement.effective_on) == (AgreementState.EFFECTIVE, clock.today())
    answer = client.get(f"/documents/{look(agreement).document.public_id}")
    assert answer.mimetype == "image/jpeg"
    checked = client.get(f"/check/{look(agreement).document.check_code}")
    assert checked.status_code == 200


def multipart(field: str, name: str, content: bytes, **more: str) -> dict[str, object]:
    """A form with a file, written out here: the test client would leave its own large temporary file open."""
    parts = [f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{said}\r\n' for key, said in more.items()]
    head = f'--x\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + b"\r\n--x--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=x"}


def photo() -> io.BytesIO:
    sink = io.BytesIO()
    Image.new("RGB", (800, 1100), "white").save(sink, "JPEG")
    sink.seek(0)
    return sink


def test_an_oral_agreement_goes_on_record(world, client):
    agreement = world.drafted(world.appointed())
    sign_in(client, world.mediator_of(agreement.dispute))
    url, today = at(agreement, "/oral", revision=1), clock.today().isoformat()
    assert client.get(url).status_code == 200
    assert client.post(url, data={"reached_on": today}).status_code == 422
    assert client.post(url, data={"reached_on": "2031-01-01", "told": "y"}).status_code == 409
    assert client.post(url, data={"reached_on": today, "told": "y"}).status_code == 303
    assert look(agreement).form is Form.ORAL
    assert client.get(at(agreement)).status_code == 200


def test_a_question_and_a_no_reach_the_mediator_alone(world, client, agreement):
    dispute = agreement.dispute
    sign_in(client, world.party(dispute))
    assert client.post(at(agreement, "/ask", term=2), data={"text": "账户写错了吗？"}).status_code == 303
    assert client.post(at(agreement, "/refuse"), data={"reason": ""}).status_code == 422
    assert client.post(at(agreement, "/refuse"), data={"reason": "other"}).status_code == 422  # and no word why
    assert client.post(at(agreement, "/refuse"), data={"reason": "terms", "words": "金额太少"}).status_code == 303
    said = ("账户写错了吗", "金额太少", "其他条款不合适")
    sign_in(client, world.mediator_of(dispute))
    shown = client.get(at(agreement)).text
    assert all(one in shown for one in said)
    sign_in(client, world.party(dispute, Role.RESPONDENT))
    shown = client.get(at(agreement)).text
    assert not any(one in shown for one in said)


def test_a_signature_is_taken_back_by_its_giver_until_the_last_is_given(world, client, agreement):
    dispute = agreement.dispute
    back = at(agreement, "/withdraw")
    sign_in(client, world.party(dispute))
    assert client.post(back).status_code == 409  # nothing to take back
    world.sign(agreement, Role.APPLICANT)
    world.sign(agreement, Role.RESPONDENT)
    world.countersign(agreement)
    assert "撤回我的签名" in client.get(at(agreement)).text
    assert client.post(back).status_code == 303
    assert look(agreement).document.given == 1  # the mediator had relied on it
    world.sign(agreement, Role.APPLICANT)
    world.countersign(agreement)
    world.seal(agreement)
    assert client.post(back).status_code == 409
    assert look(agreement).document.given == 4


def over(client, answer):
    """Whoever sits at the device is another now, and so is the token that its forms carry."""
    assert answer.status_code == 303
    carry_token(client)
    return answer


def test_people_sign_one_after_another_and_leave_nothing_behind(world, client, agreement):
    """One known by the code on their telephone, one seen by the keeper of the desk (OM 16, 17)."""
    dispute = agreement.dispute
    seats = [one.seat for one in look(agreement).dispute.parties]
    first, second = (one.public_id for one in seats)
    shown = world.shown(agreement)
    url, sign = at(agreement), at(agreement, "/sign", shown=shown)
    sign_in(client, world.staff("window"))
    assert client.post(f"{url}/desk", data={"who": ""}).status_code == 422
    handed = over(client, client.post(f"{url}/desk", data={"who": [first, second]}))
    assert "storage" in handed.headers["Clear-Site-Data"]
    assert client.get(url).status_code == 404  # the member of staff is signed out here
    assert "金顺姬" in client.get("/signing-desk").text

    assert client.post(f"/signing-desk/{first}/code").status_code == 303
    assert client.post(f"/signing-desk/{first}", data={"code": "000000"}).status_code == 422
    over(client, client.post(f"/signing-desk/{first}", data={"code": code_sent()}))
    read = client.get(at(agreement, "/read"))
    assert read.status_code == 200 and read.headers["Cache-Control"] == "no-store"
    assert "name=\"code\"" not in client.get(sign).text  # once is enough
    signed_here = over(client, client.post(sign, data=signed(agreement)))
    assert signed_here.location.endswith("/signing-desk")
    assert signed_here.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "您已签完" in client.get("/signing-desk").text
    for gone in (url, at(agreement, "/read"), sign, f"/matters/{dispute.matter.public_id}"):
        assert client.get(gone).status_code in (401, 404)

    seen = {"evidence": "id_card", "seen": "y"}
    assert client.post(f"/signing-desk/{second}", data=seen | {"totp": "000000"}).status_code == 422
    assert client.post(f"/signing-desk/{second}", data=seen | {"totp": totp("window"), "seen": ""}).status_code == 422
    over(client, client.post(f"/signing-desk/{second}", data=seen | {"totp": totp("window")}))
    over(client, client.post(sign, data=signed(agreement)))
    assert look(agreement).document.given == 2
    [entry] = db.session.query(Entry).filter(Entry.act == "document.sign", Entry.codes["proof"].as_string() == "seen")
    assert entry.codes["evidence"] == "id_card"
    assert client.post("/signing-desk/close").status_code == 303
    assert client.get("/signing-desk").status_code == 404


def test_whoever_gets_up_without_signing_leaves_nothing_either(world, client, agreement):
    seat = look(agreement).dispute.parties[0].seat.public_id
    other = look(agreement).dispute.parties[1].seat.public_id
    url = at(agreement)
    sign_in(client, world.staff("window"))
    over(client, client.post(f"{url}/desk", data={"who": [seat]}))
    assert client.get(f"/signing-desk/{other}").status_code == 404  # who has not come is not known here
    seen = {"evidence": "passport", "seen": "y", "totp": totp("window")}
    over(client, client.post(f"/signing-desk/{seat}", data=seen))
    assert client.get(url).status_code == 200
    assert client.post("/signing-desk/leave").status_code == 303
    assert client.get(url).status_code in (401, 404)
    assert look(agreement).document.given == 0


def test_a_visit_is_for_the_paper_that_was_shown_and_ends_by_itself(world, client, agreement):
    seat, url = look(agreement).dispute.parties[0].seat.public_id, at(agreement)
    sign_in(client, world.staff("window"))
    over(client, client.post(f"{url}/desk", data={"who": [seat]}))
    seen = {"evidence": "id_card", "seen": "y", "totp": totp("window")}
    over(client, client.post(f"/signing-desk/{seat}", data=seen))
    mediator = world.mediator_of(agreement.dispute)
    world.act(services.amend, mediator, agreement.dispute, agreement, revision=1, facts="改")
    world.offered(agreement)
    answer = client.post(at(agreement, "/sign", shown=world.shown(agreement)), data=signed(agreement))
    assert answer.status_code == 422  # a code again: what they sat down for is another paper
    with clock.set_to(clock.now() + timedelta(minutes=31)):
        assert client.get(url).status_code in (401, 404)


def test_the_mediator_does_not_see_who_signs(world, agreement):
    """Whoever worked for the agreement and signs it too is no witness of a signature on it."""
    window = world.staff("window")
    look(agreement)
    mediator = next(one for one in agreement.dispute.matter.seats if one.role is Role.MEDIATOR)
    mediator.account_id = window.account_id
    commit()
    with pytest.raises(NotNow):
        world.act(services.open_desk, window, agreement.dispute, agreement, seats=agreement.dispute.matter.seats[:1])


def test_what_is_promised_is_said_in_own_words_and_read_by_the_mediator_alone(world, client, agreement):
    dispute, url = agreement.dispute, at(agreement)
    sign_in(client, world.party(dispute, Role.RESPONDENT))
    assert client.post(f"{url}/understood", data={}).status_code == 303  # it keeps nobody from signing
    said = {"promise": "我修好防水", "until": "", "otherwise": "她可以去法院"}
    assert client.post(f"{url}/understood", data=said).status_code == 303
    sign_in(client, world.party(dispute))
    assert "我修好防水" not in client.get(url).text
    sign_in(client, world.mediator_of(dispute))
    assert client.post(f"{url}/read-out", data={"language": "ko", "read": "y"}).status_code == 422
    to_whom = {"who": dispute.parties[1].seat.public_id, "language": "ko", "read": "y"}
    assert client.post(f"{url}/read-out", data=to_whom).status_code == 303
    world.sign(agreement, Role.APPLICANT)
    world.sign(agreement, Role.RESPONDENT)
    for page in (url, f"{url}/countersign"):
        shown = client.get(page).text
        assert "我修好防水" in shown and "她可以去法院" in shown
        assert "朴善姬已向李国强朗读（한국어）" in shown


def test_one_signs_by_hand_while_the_other_signs_on_the_screen(world, client, worker, agreement):
    """And the seal is stamped: an institution without an electronic one uploads it (OM 19)."""
    dispute, by_hand = agreement.dispute, at(agreement, "/compare")
    look(agreement).dispute.matter.organisation.electronic_seal = False
    commit()
    applicant, seal = agreement.document.signers[0].key, agreement.document.signers[-1].key
    world.sign(agreement, Role.RESPONDENT)
    sign_in(client, world.party(dispute))
    assert client.post(by_hand).status_code == 403
    sign_in(client, world.staff("window"))
    said = {"mark": "fingerprint", "marked_on": clock.today().isoformat(), "compared": "y"}

    def upload(who: str, **more: str):
        return client.post(by_hand, **multipart("scan", "scan.jpg", scan, **(said | more | {"who": who})))

    scan = photo().getvalue()
    for wrong in ({"compared": ""}, {"marked_on": ""}, {"mark": "blood"}):
        assert upload(applicant, **wrong).status_code == 422
    assert upload("").status_code == 422
    assert upload(applicant, marked_on="2020-01-01").status_code == 409
    assert upload(seal).status_code == 409  # before the mediator
    assert upload(applicant).status_code == 303
    world.countersign(agreement)
    assert client.get(at(agreement, "/seal")).status_code == 409
    assert "上传盖章的协议书" in client.get(at(agreement)).text
    assert upload(seal, mark="stamp").status_code == 303
    worker.run()
    assert (look(agreement).state, agreement.effective_on) == (AgreementState.EFFECTIVE, clock.today())


def test_the_check_pages(world, client):
    dispute = world.agreed(world.appointed())
    agreement = queries.effective(look(dispute))
    document = agreement.document
    pdf, code = papers.fetch(document.complete_kept, document.key_name), document.check_code
    number = agreement.number
    commit()
    carry_token(client)
    speak(client, "en")
    shown = client.get(f"/check/{code}")
    assert shown.status_code == 200 and number in shown.text
    for secret in ("金顺姬", "李国强", "朴善姬", "3,600", "粉刷"):
        assert secret not in shown.text
    assert client.get(f"/check?code={code.upper()[:8]}-{code[8:]}").status_code == 200
    assert client.get("/check/aaaaaaaaaaaaaaaa").status_code == 404
    assert client.get("/check").status_code == 200

    def answer(content: bytes) -> str:
        found = client.post("/check", **multipart("paper", "a.pdf", content))
        assert found.status_code == 200
        return re.search(r'<b translate="no">(\w+)</b>', found.text).group(1)

    assert answer(pdf) == "VALID"
    for place in (200, len(pdf) // 4, len(pdf) // 2, len(pdf) - 700):
        flipped = bytearray(pdf)
        flipped[place] ^= 1
        assert answer(bytes(flipped)) == "INVALID", place
    assert answer(pdf + b"\n") == "INVALID"
    assert client.post("/check", **multipart("paper", "a.pdf", b"not a paper")).status_code == 422
    assert client.post("/check", data={}).status_code == 422
