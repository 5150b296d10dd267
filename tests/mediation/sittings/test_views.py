from __future__ import annotations

import json
import re

import pytest

from mediation.core import clock
from mediation.core.db import commit, db
from mediation.core.machine import Actor, Role
from mediation.operations.world.sitting import MINUTES
from mediation.sittings import queries, services
from mediation.sittings.models import Sitting
from mediation.sittings.rules import Mode, SittingState
from tests.sign_in import sign_in, speak
from tests.video.conftest import Node
from video import engine

LANGUAGES = ("zh-Hans", "en", "ko")
WORDS = {"zh-Hans": "调解", "en": "sitting", "ko": "조정"}


@pytest.fixture
def planned(world, dispute) -> Sitting:
    return world.planned(dispute, mode=Mode.VIDEO)


@pytest.fixture
def sitting(world, dispute, planned) -> Sitting:
    """In progress, everybody by video."""
    return world.started(dispute, world.waiting(dispute, planned))


@pytest.fixture
def media(monkeypatch) -> Node:
    """A media node that answers offers."""
    there = Node()
    monkeypatch.setattr(engine, "at", lambda name: there)
    return there


def party_of(participant) -> Actor:
    return Actor(f"seat:{participant.seat_id}", participant.name, seat_id=participant.seat_id)


def fresh(sitting: Sitting) -> Sitting:
    db.session.rollback()
    db.session.refresh(sitting)
    return sitting


def path(sitting: Sitting, rest: str = "") -> str:
    return f"/sittings/{sitting.public_id}{rest}"


def plan(dispute, **changed) -> dict[str, str]:
    seats = queries.expected(dispute.matter)
    modes = {f"mode_{seat.public_id}": "video" for seat in seats}
    return {"starts_at": "2030-03-08T09:30", "minutes_long": "60", "place": "", "note": "", **modes, **changed}


def test_the_mediator_plans_a_sitting(client, world, dispute):
    sign_in(client, world.mediator_of(dispute))
    answer = client.post(f"/disputes/{dispute.public_id}/sittings/new", data=plan(dispute, note="请带身份证"))
    assert answer.status_code == 303
    [sitting] = queries.of_dispute(dispute)
    assert sitting.starts_at == clock.at("2030-03-08 09:30")
    assert "请带身份证" in client.get(answer.location).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": "2020-03-08T09:30"}, {"starts_at": "2030-02-31T09:30"}, {"starts_at": ""}, {"minutes_long": "7"},
        {"place": "长" * 121}, {"note": "长" * 2001}, {"starts_at": "2030-10-01T09:30"},
    ],
)  # fmt: skip
def test_a_wrong_plan_keeps_its_answers(client, world, dispute, wrong):
    sign_in(client, world.mediator_of(dispute))
    answer = client.post(
        f"/disputes/{dispute.public_id}/sittings/new", data=plan(dispute, **{"note": "请准时", **wrong})
    )
    assert answer.status_code == 422
    assert "请准时" in answer.text or "note" in wrong
    assert queries.of_dispute(dispute) == []


def test_a_day_of_rest_is_taken_when_it_is_meant(client, world, dispute):
    sign_in(client, world.mediator_of(dispute))
    data = plan(dispute, starts_at="2030-10-01T09:30", rest_day="y")
    assert client.post(f"/disputes/{dispute.public_id}/sittings/new", data=data).status_code == 303


def test_who_may_not_plan(client, world, dispute):
    url = f"/disputes/{dispute.public_id}/sittings/new"
    assert client.get(url).status_code in (401, 404)
    sign_in(client, world.party(dispute))
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language(client, world, dispute, planned, language, node):
    mediator, party = world.mediator_of(dispute), world.party(dispute)
    speak(client, language)
    for actor in (mediator, party):
        sign_in(client, actor)
        speak(client, language)
        assert WORDS[language] in client.get(path(planned)).text
    sign_in(client, mediator)
    speak(client, language)
    for rest in ("/change", "/pane"):
        assert client.get(path(planned, rest)).status_code == 200
    assert client.get(f"/disputes/{dispute.public_id}/sittings/new").status_code == 200
    world.started(dispute, world.waiting(dispute, planned))
    world.written(dispute, planned)
    for actor in (mediator, party):
        sign_in(client, actor)
        speak(client, language)
        for rest in ("", "/pane", "/room", "/room.json", "/calendar.ics"):
            answer = client.get(path(planned, rest))
            assert answer.status_code == 200, (rest, answer.text[:300])


def test_nobody_else_finds_it(client, world, dispute, planned):
    other = world.appointed(world.consented())
    sign_in(client, world.party(other))
    for rest in ("", "/pane", "/room", "/room.json"):
        assert client.get(path(planned, rest)).status_code == 404


def test_a_party_does_the_steps_and_the_mediator_opens(client, world, dispute, planned):
    mediator = world.mediator_of(dispute)
    sign_in(client, mediator)
    assert client.post(path(planned, "/start")).status_code == 409
    assert client.post(path(planned, "/open")).status_code == 303
    for one in planned.parties:
        sign_in(client, party_of(one))
        assert path(planned, "/notice") in client.get(path(planned)).text
        for act in ("read_notice", "consent", "revoke", "consent"):
            url = path(planned, "/notice" if act == "read_notice" else f"/{act}")
            assert client.post(url).status_code == 303
        assert client.post(path(planned, "/start")).status_code == 403
    sign_in(client, mediator)
    refused = client.post(path(planned, "/start"), headers={"Accept": "application/json"})
    assert refused.status_code == 409
    assert all(one.name in json.loads(refused.data)["detail"] for one in planned.parties)
    for one in planned.parties:
        url = path(planned, f"/participants/{one.public_id}/identity")
        assert client.post(url, data={"result": "sideways"}).status_code == 422
        assert client.post(url, data={"result": "matches"}).status_code == 303
    assert client.post(path(planned, "/start")).status_code == 303
    assert fresh(planned).state is SittingState.SITTING


def test_a_ticket_for_the_room(client, world, dispute, sitting, node):
    one = sitting.parties[0]
    sign_in(client, party_of(one))
    first = client.post(path(sitting, "/join"), data={"device": "phone", "microphone": "on"})
    assert set(first.json) == {"whip", "whep", "token", "ice", "state"}
    assert first.json["whip"].endswith(one.key)
    second = client.post(path(sitting, "/join"), data={"device": "tablet", "microphone": "on"})
    assert second.status_code == 200
    again = client.post(path(sitting, "/join"), data={"device": "phone", "again": "yes"})
    assert again.status_code == 409, "the newest device has the place"
    assert client.get(path(sitting, "/room.json?device=phone")).json["taken"] is True
    assert client.get(path(sitting, "/room.json?device=tablet")).json["taken"] is False
    assert sitting.conference.public_id in node


def come(client, sitting, **more):
    data = {"device": "phone", "microphone": "on", "publish": "v=0 mine", "watch": "v=0 theirs", **more}
    return client.post(path(sitting, "/join"), data=data)


def knock(client, came, leg):
    headers = {"Authorization": f"Bearer {came['token']}"}
    return client.post(came[leg], data=b"v=0", content_type="application/sdp", headers=headers).status_code


def test_offers_brought_along_are_answered_at_once_and_leave_a_ticket_to_hang_up(client, sitting, media):
    one = sitting.parties[0]
    sign_in(client, party_of(one))
    came = come(client, sitting).json
    assert [(seat, leg, sdp) for _, seat, leg, sdp, _ in media.offers] == [
        (one.key, "watch", b"v=0 theirs"), (one.key, "publish", b"v=0 mine"),
    ]  # fmt: skip
    assert came["watch"] == {"url": f"{came['whep']}?connection=c1", "sdp": "v=0 answer"}
    assert came["publish"] == {"url": f"{came['whip']}?connection=c2", "sdp": "v=0 answer"}
    assert (knock(client, came, "whip"), knock(client, came, "whep")) == (401, 401), "it opens nothing any more"
    assert client.delete(came["watch"]["url"], headers={"Authorization": f"Bearer {came['token']}"}).status_code == 200


def test_an_offer_that_is_not_answered_at_once_has_a_ticket_of_its_own(client, sitting, media):
    sign_in(client, party_of(sitting.parties[0]))
    came = come(client, sitting, publish="nonsense").json
    assert "publish" not in came and "watch" in came
    assert (knock(client, came, "whep"), knock(client, came, "whip"), knock(client, came, "whip")) == (401, 201, 401)


def test_who_comes_while_the_node_is_down_is_let_in_all_the_same(client, sitting, media):
    sign_in(client, party_of(sitting.parties[0]))
    came = come(client, sitting).json
    media.down = True
    after = come(client, sitting)
    assert (after.status_code, set(after.json)) == (200, set(came) - {"publish", "watch"})
    media.down = False
    assert (knock(client, after.json, "whip"), knock(client, after.json, "whep")) == (201, 201)


def test_no_offer_reaches_the_node_without_the_right_to_come(client, world, sitting, media):
    sign_in(client, world.party(world.appointed(world.consented())))
    assert come(client, sitting).status_code == 404
    sign_in(client, party_of(sitting.parties[0]))
    assert come(client, sitting, again="yes").status_code == 409, "who only comes back brings a ticket"
    assert media.offers == []


def test_the_room_tells_who_is_in_which_slot_and_empties_it_at_once(client, world, dispute, sitting, node):
    applicant, respondent = sitting.parties
    sign_in(client, party_of(respondent))
    shown = [slot["name"] for slot in client.get(path(sitting, "/room.json")).json["slots"] if slot]
    assert applicant.name in shown and len(shown) == 2
    sign_in(client, party_of(applicant))
    client.post(path(sitting, "/join"), data={"device": "phone", "microphone": "on"})
    sign_in(client, party_of(respondent))
    slots = [slot for slot in client.get(path(sitting, "/room.json")).json["slots"] if slot]
    assert {slot["name"]: slot["been"] for slot in slots}[applicant.name] is True
    assert [slot["been"] for slot in slots].count(False) == 1, "who has never come is not gone for a moment"
    sign_in(client, world.mediator_of(dispute))
    assert client.post(path(sitting, "/caucus"), data={"side": "7"}).status_code == 409
    assert move(client, sitting, "/caucus", side="1").status_code == 303
    assert client.get(path(sitting, "/room.json")).json["room"] == "caucus"
    sign_in(client, party_of(respondent))
    alone = client.get(path(sitting, "/room.json")).json
    assert (alone["room"], set(map(bool, alone["slots"]))) == ("waiting", {False})
    assert client.post(path(sitting, "/rejoin")).status_code == 403


def move(client, sitting, rest, headers=None, **data):
    """Press a button of the room twice: the first time it says who would hear whom, and moves nobody."""
    first = client.post(path(sitting, rest), data=data)
    assert first.status_code == 409, first.text[:300]
    shown = re.search(r'name="shown" value="(\w+)"', first.text)[1]
    return client.post(path(sitting, rest), data={**data, "shown": shown}, headers=headers)


def test_the_line_of_who_hears_whom_stands_before_the_button(client, world, dispute, sitting):
    sign_in(client, world.mediator_of(dispute))
    pane = client.get(path(sitting, "/pane")).text
    before, _, after = pane.partition(f'action="{path(sitting, "/caucus")}"')
    assert after and 'class="hears"' in before
    outside = re.search(r'class="stop"><dt>.*?</dt><dd>(.*?)</dd>', before)
    assert outside and outside[1] in [one.name for one in sitting.parties]


def test_the_minutes_are_written_by_plain_post_and_confirmed(client, world, dispute, sitting):
    sign_in(client, world.mediator_of(dispute))
    assert client.post(path(sitting, "/minutes"), data={**MINUTES, "risks": "长" * 5001}).status_code == 422
    assert client.post(path(sitting, "/minutes"), data=MINUTES).status_code == 303
    assert client.post(path(sitting, "/facts"), data={"fact-text": ""}).status_code == 422
    assert client.post(path(sitting, "/facts"), data={"fact-text": "漏水属实"}).status_code == 303
    note = {"note-text": "底线", "note-about": "1"}
    assert client.post(path(sitting, "/notes"), data=note).status_code == 303
    for one in fresh(sitting).parties:
        sign_in(client, party_of(one))
        shown = client.get(path(sitting)).text
        assert MINUTES["outcome"] in shown and "底线" not in shown
        sha = re.search(r'name="sha256" value="(\w+)"', shown)[1]
        assert client.post(path(sitting, "/minutes/confirm"), data={"sha256": "0" * 64}).status_code == 409
        assert client.post(path(sitting, "/minutes/confirm"), data={"sha256": sha}).status_code == 303
        fact = re.search(r"/facts/(\w+)/confirm", shown)[1]
        assert client.post(path(sitting, f"/facts/{fact}/confirm")).status_code == 303
        assert client.post(path(sitting, "/minutes"), data=MINUTES).status_code == 403
    assert queries.minutes_confirmed(fresh(sitting))
    world.standing(world.party(dispute), dispute)
    assert queries.undisputed(dispute) == ["漏水属实"]


def test_a_judge_comes_in_sees_the_facts_and_not_the_minutes(client, world, dispute, sitting, node):
    world.written(dispute, sitting)
    sign_in(client, world.mediator_of(dispute))
    assert client.post(path(sitting, "/judge"), data={"judge": "window"}).status_code == 404
    assert client.post(path(sitting, "/judge"), data={"judge": "judge.zhou"}).status_code == 303
    sign_in(client, world.staff("judge.zhou"))
    assert client.get(path(sitting, "/room")).status_code == 200
    assert MINUTES["outcome"] not in client.get(path(sitting, "/pane")).text
    assert client.get(path(sitting, "/room.json")).json["room"] == "joint"
    sign_in(client, world.staff("judge.han"))
    assert client.get(path(sitting, "/room")).status_code == 404


def test_it_ends_with_one_of_three_results(client, world, dispute, sitting, node):
    sign_in(client, world.mediator_of(dispute))
    assert client.post(path(sitting, "/end"), data={"result": "perhaps"}).status_code == 422
    assert client.post(path(sitting, "/end"), data={"result": "to_be_continued"}).status_code == 303
    assert client.get(path(sitting, "/room.json")).json["over"] is True
    assert client.post(path(sitting, "/join"), data={"device": "x"}).status_code == 409


def test_a_dead_node_is_said_and_the_move_is_kept(client, world, dispute, sitting, monkeypatch):
    def down(*_):
        raise engine.EngineDown()

    monkeypatch.setattr(engine, "at", down)
    sign_in(client, world.mediator_of(dispute))
    answer = client.post(path(sitting, "/join"), data={"device": "x"})
    assert answer.status_code == 503
    answer = move(client, sitting, "/caucus", side="1", headers={"Accept": "application/json"})
    assert answer.status_code == 503 and json.loads(answer.data)["detail"]
    place = queries.place_of(fresh(sitting), world.standing(world.mediator_of(dispute), dispute))
    assert place.room == "caucus:1"


def test_a_party_chooses_how_to_take_part(client, world, dispute, planned):
    sign_in(client, world.party(dispute, Role.RESPONDENT))
    assert client.post(path(planned, "/mode"), data={"mode": "by balloon"}).status_code == 422
    assert client.post(path(planned, "/mode"), data={"mode": "community"}).status_code == 303
    assert {one.role: one.mode for one in fresh(planned).participants}[Role.RESPONDENT] is Mode.COMMUNITY


def test_the_mediator_moves_and_calls_off(client, world, dispute, planned):
    sign_in(client, world.mediator_of(dispute))
    data = {"starts_at": "2030-03-12T10:00", "minutes_long": "90", "place": "二楼", "note": ""}
    assert client.post(path(planned, "/change"), data=data).status_code == 303
    assert b"SEQUENCE:1" in client.get(path(planned, "/calendar.ics")).data
    assert client.post(path(planned, "/cancel")).status_code == 303
    assert client.post(path(planned, "/change"), data=data).status_code == 409


def test_somebody_in_the_community_room_is_prepared_by_the_mediator(client, world, dispute):
    sitting = world.planned(dispute, mode=Mode.COMMUNITY)
    mediator = world.mediator_of(dispute)
    world.act(services.open_doors, mediator, dispute, sitting)
    commit()
    sign_in(client, mediator)
    for one in sitting.parties:
        for act, data in (("tell_notice", {}), ("note_consent", {}), ("identity", {"result": "seen_in_person"}),
                          ("here", {"here": "yes"})):  # fmt: skip
            assert client.post(path(sitting, f"/participants/{one.public_id}/{act}"), data=data).status_code == 303
    assert client.post(path(sitting, "/start")).status_code == 303
    one = sitting.parties[0]
    assert move(client, sitting, f"/participants/{one.public_id}/send_back").status_code == 303
    assert move(client, sitting, f"/participants/{one.public_id}/admit").status_code == 303
    assert client.post(path(sitting, "/participants/nobody/admit")).status_code == 404


def test_what_was_shown_is_checked_and_what_is_true_now_is_answered(client, world, dispute, sitting):
    """For a script: the sentence and its version, so that the second tap does what the first one said."""
    sign_in(client, world.mediator_of(dispute))
    who = [one.public_id for one in sitting.parties]
    ask = {"Accept": "application/json"}
    first = client.post(path(sitting, "/caucus"), data={"who": who[:1], "shown": "x"}, headers=ask)
    said = json.loads(first.data)
    assert (first.status_code, first.content_type) == (409, "application/problem+json")
    assert sitting.parties[0].name in said["detail"] and said["shown"]
    assert client.get(path(sitting, "/room.json")).json["room"] == "joint"
    other = client.post(path(sitting, "/caucus"), data={"who": who, "shown": said["shown"]}, headers=ask)
    assert other.status_code == 409, "not for other people"
    assert client.post(path(sitting, "/caucus"), data={"who": who[:1], "shown": said["shown"]}).status_code == 303
    assert client.get(path(sitting, "/room.json")).json["room"] == "caucus"
