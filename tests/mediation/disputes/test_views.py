from __future__ import annotations

import re
import threading
from datetime import timedelta
from io import BytesIO

import pytest

from mediation.accounts import services as accounts
from mediation.core import clock, record
from mediation.core.db import commit, db
from mediation.core.deadlines import running
from mediation.core.machine import Role
from mediation.disputes import queries, services
from mediation.disputes.models import Dispute
from mediation.disputes.rules import Answer, DisputeState
from mediation.matters import queries as matters
from mediation.matters import services as seats
from mediation.matters.rules import Origin
from mediation.rulebook.kinds import ROUTES, Ground, NotAccepted
from tests.mediation.disputes.applying import community, picture
from tests.sign_in import sign_in, sign_out, speak

HAN, HANGUL = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[\uac00-\ud7af]")
R = Role.RESPONDENT


def at_(dispute, page):
    return f"/disputes/{dispute.public_id}/{page}"


def matter_of(dispute):
    return f"/matters/{dispute.matter.public_id}"


@pytest.fixture
def window(client, world):
    sign_in(client, world.staff("window"))
    return client


# The window


def test_the_window_reads_an_application_and_accepts_it(window, world):
    dispute = world.apply()
    page = window.get(at_(dispute, "accept"))
    assert page.status_code == 200
    for shown in ("阳台漏水", "4,200", "13800000002", "图们社区"):
        assert shown in page.text
    done = window.post(at_(dispute, "accept"))
    assert (done.status_code, done.location) == (303, matter_of(dispute))
    assert dispute.state is DisputeState.INVITING
    assert window.post(at_(dispute, "accept")).status_code == 409
    assert dispute.dossier_number.endswith("第1号")


def test_the_same_telephones_are_found_again(window, world):
    earlier, dispute = world.apply(), world.apply()
    assert earlier.matter.receipt_number in window.get(at_(dispute, "accept")).text
    assert queries.earlier(dispute) == [earlier]


def test_an_application_is_not_accepted_with_its_reason_and_the_other_ways(window, world):
    dispute = world.apply()
    page = window.get(at_(dispute, "not-accept"))
    assert page.text.count("<li>") >= len(ROUTES)
    wrong = window.post(at_(dispute, "not-accept"), data={"reason": "", "note": "请到<b>派出所</b>"})
    assert wrong.status_code == 422
    assert "请到&lt;b&gt;派出所" in wrong.text
    assert window.post(at_(dispute, "not-accept"), data={"reason": "whim"}).status_code == 422
    assert window.post(at_(dispute, "not-accept"), data={"reason": "not_civil", "note": "x" * 1001}).status_code == 422
    assert dispute.state is DisputeState.APPLIED
    done = window.post(at_(dispute, "not-accept"), data={"reason": "not_civil", "note": "请到公安机关。"})
    assert done.status_code == 303
    assert (dispute.state, dispute.reason) == (DisputeState.NOT_ACCEPTED, NotAccepted.NOT_CIVIL)
    sign_in(window, world.party(dispute))
    ended = window.get(at_(dispute, "ended"))
    assert "请到公安机关。" in ended.text
    assert "12348" in ended.text


FACTS = {
    "origin": "phone", "name": "金顺姬", "phone": "13800000001", "other_kind": "organisation",
    "other_name": "安居物业公司", "type": "property_service", "story": "物业不修电梯。",
    "request": "修好电梯。", "read_back": "y",
}  # fmt: skip


def test_the_window_enters_one_for_somebody_and_reads_it_back(window, world):
    facts = {**FACTS, "place": community()}
    for missing in ("origin", "name", "other_name", "type", "place", "story", "request", "read_back"):
        page = window.post("/disputes/new", data={k: v for k, v in facts.items() if k != missing})
        assert page.status_code == 422, missing
        assert missing == "story" or "物业不修电梯。" in page.text
    assert db.session.query(Dispute).count() == 0
    done = window.post("/disputes/new", data={**facts, "files": [(BytesIO(picture()), "电梯.png", "image/png")]})
    dispute = db.session.query(Dispute).one()
    assert done.location == at_(dispute, "receipt")
    assert dispute.matter.origin is Origin.PHONE
    assert dispute.matter.receipt_number in window.get(done.location).text
    assert "电梯.png" in window.get(at_(dispute, "accept")).text


def test_files_the_window_cannot_hand_in_are_named_and_nothing_is_done(window, world):
    files = [(BytesIO(picture()), "好.png", "image/png"), (BytesIO(b"x"), "坏.txt", "text/plain")]
    page = window.post("/disputes/new", data={**FACTS, "place": community(), "files": files})
    assert page.status_code == 422
    assert "坏.txt: " in page.text
    assert "好.png" in page.text
    assert db.session.query(Dispute).count() == 0


def test_somebody_without_a_telephone_may_apply_at_the_window(window, world):
    window.post("/disputes/new", data={**FACTS, "phone": "", "place": community()})
    assert db.session.query(Dispute).one().parties[0].seat.phone is None


def test_a_window_offers_only_its_own_places(window, world):
    assert "和平社区" not in window.get("/disputes/new").text
    page = window.post("/disputes/new", data={**FACTS, "place": community("和平社区")})
    assert page.status_code == 422


def test_another_telephone_shuts_the_old_one_out(window, world, client):
    dispute = world.accept(world.apply())
    seat = world.seat(dispute, R)
    link = seats.make_link(seat)
    device = accounts.begin_sign_in(seat.name, seat_id=seat.id)
    commit()
    path = at_(dispute, "invite-again")
    assert window.get(path).status_code == 200
    for phone in ("123", "电话", "x" * 300):
        assert window.post(path, data={"seat": seat.public_id, "phone": phone}).status_code == 422
    assert window.post(path, data={"seat": "x" * 26}).status_code == 422
    done = window.post(path, data={"seat": seat.public_id, "phone": "13900000077"})
    assert done.location == matter_of(dispute)
    assert seat.phone == "13900000077"
    assert matters.link(link.public_id) is None
    assert device.ended_at is not None
    acts = [entry.act for entry in record.entries(record.of_matter(dispute.matter_id))]
    assert acts[-1] == "dispute.invite_again"


def test_asking_again_starts_the_three_days_anew(window, world, at):
    with at("2026-11-16 10:00"):
        dispute = world.accept(world.apply())
    seat = world.seat(dispute, R)
    with at("2026-11-18 10:00"):
        world.act(services.invite_again, world.staff("window"), dispute, seat=seat, phone=None)
        (limit,) = running(dispute, "other_side_answers")
    assert limit.starts_on.isoformat() == "2026-11-18"


# The other side


@pytest.fixture
def invited(client, world):
    dispute = world.accept(world.apply())
    sign_in(client, world.party(dispute, R))
    return dispute


def test_the_invitation_is_answered_yes(client, world, invited):
    page = client.get(at_(invited, "answer"))
    assert page.status_code == 200
    assert "阳台漏水" in page.text
    assert "13800000001" not in page.text
    done = client.post(at_(invited, "answer"), data={"answer": "yes"})
    assert done.location == matter_of(invited)
    assert invited.state is DisputeState.CONSENTED
    assert client.post(at_(invited, "answer"), data={"answer": "no"}).status_code == 409


@pytest.mark.parametrize("answer", ["", "perhaps", "YES", "<b>"])
def test_no_answer_is_no_answer(client, invited, answer):
    assert client.post(at_(invited, "answer"), data={"answer": answer}).status_code == 422
    assert invited.state is DisputeState.INVITING
    assert invited.invitations[0].answer is None


def test_a_no_is_asked_twice_in_place_and_ends_it_with_the_other_ways(client, invited):
    page = client.post(at_(invited, "answer"), data={"answer": "no"})
    assert page.status_code == 200
    assert 'name="sure" value="no"' in page.text
    assert "12348" in page.text
    assert invited.state is DisputeState.INVITING
    assert client.post(at_(invited, "answer"), data={"answer": "no", "sure": "not_me"}).status_code == 200
    done = client.post(at_(invited, "answer"), data={"answer": "no", "sure": "no"})
    assert done.location == at_(invited, "ended")
    assert (invited.state, invited.ground) == (DisputeState.TERMINATED, Ground.REFUSED)
    assert "12348" in client.get(done.location).text


def test_not_now_gives_a_week_once(client, invited, at):
    client.post(at_(invited, "answer"), data={"answer": "not_now"})
    assert invited.invitations[0].postponed_at is not None
    page = client.get(at_(invited, "answer"))
    assert 'value="not_now"' not in page.text
    assert client.post(at_(invited, "answer"), data={"answer": "not_now"}).status_code == 422
    assert client.post(at_(invited, "answer"), data={"answer": "yes"}).status_code == 303


def test_who_is_not_meant_sees_nothing_of_it_any_more(client, world, invited):
    seat = world.seat(invited, R)
    link = seats.make_link(seat)
    commit()
    client.post(at_(invited, "answer"), data={"answer": "not_me"})
    assert invited.invitations[0].answer is None
    done = client.post(at_(invited, "answer"), data={"answer": "not_me", "sure": "not_me"})
    assert done.location == "/"
    assert invited.invitations[0].answer is Answer.NOT_ME
    assert client.get(matter_of(invited)).status_code in (401, 404)
    assert client.get(f"/i/{link.public_id}").status_code == 410
    assert invited.state is DisputeState.INVITING
    assert seat.phone == "13800000002"


def test_not_the_one_meant_is_not_reached_when_the_time_is_over(client, world, worker, at):
    with at("2026-09-28 10:00"):
        dispute = world.answer(world.accept(world.apply()), Answer.NOT_ME)
    worker.run(at="2026-10-12 00:01")
    assert (dispute.state, dispute.ground) == (DisputeState.TERMINATED, Ground.NOT_REACHED)


def test_help_is_asked_for(client, invited):
    assert client.post(at_(invited, "answer"), data={"answer": "need_help"}).location == matter_of(invited)
    assert invited.invitations[0].answer is Answer.NEED_HELP
    assert client.post(at_(invited, "answer"), data={"answer": "yes"}).status_code == 303


def test_the_same_answer_twice_at_the_same_moment_counts_once(client, app, invited):
    cookie = client.get_cookie("courtyard", domain="localhost").value
    token = client.environ_base["HTTP_X_CSRFTOKEN"]
    path, said, start = at_(invited, "answer"), [], threading.Barrier(3)

    def tap() -> None:
        with app.app_context():
            own = app.test_client()
            own.set_cookie("courtyard", cookie)
            own.environ_base["HTTP_X_CSRFTOKEN"] = token
            start.wait()
            said.append(own.post(path, data={"answer": "yes", "_once": "c" * 26}).status_code)

    threads = [threading.Thread(target=tap) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert invited.state is DisputeState.CONSENTED
    acts = [entry.act for entry in record.entries(record.of_matter(invited.matter_id))]
    assert acts.count("dispute.agree") == acts.count("dispute.consent") == 1
    assert set(said) <= {303, 409}


# Ending


@pytest.mark.parametrize("ground", ["withdrawn", "self_settled"])
@pytest.mark.parametrize("accepted", [False, True])
def test_the_applicant_withdraws_before_and_after_acceptance(client, world, ground, accepted):
    dispute = world.accept(world.apply()) if accepted else world.apply()
    sign_in(client, world.party(dispute))
    assert client.get(at_(dispute, "withdraw")).status_code == 200
    for wrong in ({}, {"ground": "sham"}, {"ground": "refused"}):
        assert client.post(at_(dispute, "withdraw"), data=wrong).status_code == 422
    done = client.post(at_(dispute, "withdraw"), data={"ground": ground})
    assert done.location == at_(dispute, "ended")
    assert dispute.ground == ground
    assert client.post(at_(dispute, "withdraw"), data={"ground": ground}).status_code == 409
    assert client.get(done.location).status_code == 200


@pytest.mark.parametrize("role", [Role.APPLICANT, R])
def test_either_party_stops_it_at_any_time(client, world, role):
    dispute = world.consented()
    sign_in(client, world.party(dispute, role))
    assert "12348" in client.get(at_(dispute, "stop")).text
    assert dispute.state is DisputeState.CONSENTED
    assert client.post(at_(dispute, "stop")).location == at_(dispute, "ended")
    assert (dispute.state, dispute.ground) == (DisputeState.TERMINATED, Ground.ONE_SIDE_UNWILLING)


def test_the_window_ends_it_on_a_ground_when_the_ways_were_told(window, world):
    dispute = world.consented()
    path = at_(dispute, "terminate")
    for wrong in (
        {"ground": "too_far_apart"}, {"told": "y"}, {"ground": "withdrawn", "told": "y"},
        {"ground": "other", "told": "y"}, {"ground": "sham", "told": "y", "note": "x" * 1001},
    ):  # fmt: skip
        assert window.post(path, data=wrong).status_code == 422, wrong
    assert dispute.state is DisputeState.CONSENTED
    done = window.post(path, data={"ground": "other", "note": "房子卖了。", "told": "y"})
    assert done.location == at_(dispute, "ended")
    assert dispute.ground is Ground.OTHER
    assert "房子卖了。" in window.get(done.location).text
    sign_in(window, world.party(dispute, R))
    assert "房子卖了。" in window.get(done.location).text


def test_what_goes_on_has_no_page_of_its_end(client, world, invited):
    assert client.get(at_(invited, "ended")).location == matter_of(invited)


# Who may not, and not now

ROLES = ("nobody", "stranger", "window", "north", "applicant", "respondent")
EXPECTED = {
    # page: (state, roles that may look, roles that see it but may not); everybody else is told there is nothing
    "accept": ("applied", {"window"}, {"applicant"}),
    "not-accept": ("applied", {"window"}, {"applicant"}),
    "withdraw": ("applied", {"applicant"}, {"window"}),
    "receipt": ("applied", {"applicant", "window"}, set()),
    "answer": ("inviting", {"respondent"}, {"applicant", "window"}),
    "invite-again": ("inviting", {"window"}, {"applicant", "respondent"}),
    "stop": ("consented", {"applicant", "respondent"}, {"window"}),
    "terminate": ("consented", {"window"}, {"applicant", "respondent"}),
}


@pytest.mark.parametrize("page", EXPECTED)
@pytest.mark.parametrize("role", ROLES)
def test_each_page_is_open_to_those_it_concerns(client, world, page, role):
    state, may, sees = EXPECTED[page]
    dispute = {"applied": world.apply, "consented": world.consented}.get(state, lambda: world.accept(world.apply()))()
    someone_else = world.party(world.apply())
    who = {
        "stranger": lambda: someone_else, "window": lambda: world.staff("window"),
        "north": lambda: world.staff("window.north"), "applicant": lambda: world.party(dispute),
        "respondent": lambda: world.party(dispute, R),
    }  # fmt: skip
    if role == "nobody":
        sign_in(client, someone_else)
        sign_out(client)
    else:
        sign_in(client, who[role]())
    before = dispute.state
    got = client.get(at_(dispute, page)).status_code
    if role in may:
        assert got == 200
        return
    assert got == (401 if role == "nobody" else 403 if role in sees else 404)
    if page != "receipt":
        assert client.post(at_(dispute, page), data={"ground": "sham", "told": "y", "answer": "yes"}).status_code == got
    assert dispute.state is before


def test_only_the_window_enters_for_others(client, world):
    sign_in(client, world.staff("park"))
    assert client.get("/disputes/new").status_code == 403
    sign_out(client)
    assert client.get("/disputes/new").status_code == 401


@pytest.mark.parametrize("language", ["zh-Hans", "en", "ko"])
def test_every_page_speaks_the_readers_language(client, world, language):
    applied, invited, consented, refused = (
        world.apply(), world.accept(world.apply()), world.consented(),
        world.answer(world.accept(world.apply()), Answer.NO),
    )  # fmt: skip
    pages = [
        (world.staff("window"), applied, ("accept", "not-accept", "receipt")),
        (world.party(applied), applied, ("receipt", "withdraw")),
        (world.staff("window"), invited, ("invite-again",)), (world.party(invited, R), invited, ("answer",)),
        (world.party(consented), consented, ("stop",)), (world.staff("window"), consented, ("terminate",)),
        (world.party(refused), refused, ("ended",)), (world.staff("window"), refused, ("ended",)),
    ]  # fmt: skip
    for actor, dispute, names in pages:
        sign_in(client, actor)
        speak(client, language)
        for name in names:
            page = client.get(at_(dispute, name))
            assert page.status_code == 200, name
            read = said(page.text)
            assert bool(HANGUL.search(read)) == (language == "ko"), (name, read)
            assert bool(HAN.search(read)) == (language == "zh-Hans"), (name, read)
    sign_in(client, world.staff("window"))
    assert client.get("/disputes/new").status_code == 200


# More time


def test_more_time_is_asked_for_by_the_mediator_and_agreed_to_by_each(client, world):
    dispute = world.appointed()
    sign_in(client, world.staff("park"))
    assert at_(dispute, "longer") in client.get(matter_of(dispute)).text
    today = clock.today()
    for wrong in ("", "2026-02-31", today.isoformat(), (today + timedelta(days=300)).isoformat()):
        page = client.post(at_(dispute, "longer"), data={"until": wrong})
        assert page.status_code == 422, wrong
    assert dispute.longer_until is None
    until = (today + timedelta(days=60)).isoformat()
    assert client.post(at_(dispute, "longer"), data={"until": until}).location == matter_of(dispute)
    assert client.get(at_(dispute, "longer/answer")).status_code == 403
    for role in (Role.APPLICANT, R):
        sign_in(client, world.party(dispute, role))
        assert at_(dispute, "longer/answer") in client.get(matter_of(dispute)).text
        assert client.post(at_(dispute, "longer/answer"), data={}).status_code == 422
        assert client.post(at_(dispute, "longer/answer"), data={"answer": "yes"}).location == matter_of(dispute)
        assert client.get(at_(dispute, "longer")).status_code == 403
    assert client.get(at_(dispute, "longer/answer")).status_code == 409, "there is nothing to answer any more"
    (limit,) = running(dispute, "mediation_period")
    assert limit.due_at == clock.end_of(today + timedelta(days=60))


DATA = re.compile(
    r"金顺姬|李国强|楼上.*?结果。|请对方.*?百元。|西塔街道人民调解委员会|"
    r"图们社区\S*|朝鲜族|汉族|退休|司机|\([\u4e00-\u9fff]+\)"
)


def said(text: str) -> str:
    main = text.partition('id="main"')[2].partition("</main>")[0]
    return DATA.sub(" ", re.sub(r"<[^>]+>", " ", main))
