from __future__ import annotations

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from mediation.core import ids, wall
from mediation.core.db import commit, db
from mediation.core.jobs import EverythingReader
from mediation.matters.models import Exhibit
from mediation.sittings import services as sittings
from mediation.talks.models import CallBack, Longer, TalkLine
from tests.documents.samples import drawing
from tests.mediation.talks.conftest import actor_of, mediator, say, to
from tests.sign_in import sign_in

HTML = {"Accept": "text/html", "Accept-Language": "en"}
SCRIPT = {"Accept": "application/json", "Accept-Language": "en"}


def at(sitting, act: str = "") -> str:
    return f"/sittings/{sitting.public_id}/writing{act}"


def send(client, world, sitting, one, label: str, text: str, **more):
    world.standing(actor_of(one), sitting.dispute)
    values = {"say-to": to(sitting, one, label), "say-text": text, **more}
    return client.post(at(sitting), data=values, headers=HTML)


def rows(table) -> list:
    db.session.info["reader"] = EverythingReader()
    return list(db.session.scalars(select(table).order_by(table.id)))


def test_written_on_a_plain_page_and_read_on_another_the_newest_last(world, client, sitting):
    one, other = sitting.parties
    sign_in(client, actor_of(one))
    page = client.get(at(sitting), headers=HTML).text
    assert f"{other.name}" in page and "will read this" in page, "who reads it stands before it is sent"
    for text in ("第一句", "第二句"):
        answer = send(client, world, sitting, one, wall.JOINT, text)
        assert (answer.status_code, answer.location) == (303, f"{at(sitting)}#newest")
    page = client.get(at(sitting), headers=HTML).text
    assert page.index("第一句") < page.index("第二句") and 'lang="zh-Hans"' in page
    sign_in(client, actor_of(other))
    assert page.count("New</span>") == 0
    assert client.get(at(sitting), headers=HTML).text.count("New</span>") == 2
    assert client.get(at(sitting), headers=HTML).text.count("New</span>") == 0, "it was read by looking"


def test_the_same_form_sent_twice_is_one_line(world, client, sitting):
    one = sitting.parties[0]
    sign_in(client, actor_of(one))
    key = ids.public_id()
    for _ in "ab":
        assert send(client, world, sitting, one, wall.JOINT, "一次", _once=key).status_code == 303
    assert len(rows(TalkLine)) == 1


def test_what_is_wrong_is_said_beside_what_was_typed(world, client, sitting):
    one = sitting.parties[0]
    sign_in(client, actor_of(one))
    empty = send(client, world, sitting, one, wall.JOINT, "")
    assert empty.status_code == 422 and "Please write something" in empty.text
    long = send(client, world, sitting, one, wall.JOINT, "长" * 2001)
    assert long.status_code == 422 and "too long" in long.text and "长" * 100 in long.text
    nobody = client.post(at(sitting), data={"say-text": "给谁"}, headers=HTML)
    assert nobody.status_code == 422 and "say who is to read it" in nobody.text and "给谁" in nobody.text
    assert client.post(at(sitting), data={"say-text": ""}, headers=SCRIPT).status_code == 422
    assert rows(TalkLine) == []


def test_moved_while_writing_nothing_is_sent_and_the_words_stay(world, client, sitting):
    one = sitting.parties[0]
    sign_in(client, actor_of(one))
    world.standing(actor_of(one), sitting.dispute)
    typed = {"say-to": to(sitting, one, wall.JOINT), "say-text": "写给大家的话"}
    world.act(sittings.caucus, actor_of(mediator(sitting)), sitting.dispute, sitting, side=1)
    page = client.post(at(sitting), data=typed, headers=HTML)
    assert page.status_code == 409 and "写给大家的话" in page.text and "Nothing was sent" in page.text
    told = client.post(at(sitting), data=typed, headers=SCRIPT)
    assert told.status_code == 409 and "Nothing was sent" in told.json["detail"]
    assert rows(TalkLine) == []
    assert client.post(at(sitting), data={**typed, "say-to": "side:2 x"}, headers=HTML).status_code == 409
    assert client.post(at(sitting), data={**typed, "say-to": "court x"}, headers=HTML).status_code == 409


def test_the_other_side_gets_404_for_a_private_line_and_nobody_else_gets_in(world, client, sitting):
    one, other = sitting.parties
    line = say(world, sitting, one, wall.side(1), "私下的话")
    sign_in(client, actor_of(other))
    for act in ("translate", "retract"):
        assert client.post(f"/writing/lines/{line.public_id}/{act}", headers=HTML).status_code == 404
    assert "私下的话" not in client.get(at(sitting), headers=HTML).text
    assert "私下的话" not in client.get(at(sitting, "/pane"), headers=HTML).text
    for login in ("judge.zhou", "clerk", "bureau", "wang", "window"):
        sign_in(client, world.staff(login))
        assert client.get(at(sitting), headers=HTML).status_code == 404, login
        assert client.post(at(sitting), data={"say-text": "?"}, headers=HTML).status_code == 404, login
    client.get("/sign-out")
    with client.session_transaction() as session:
        session.clear()
    assert client.get(at(sitting), headers=HTML).status_code in (401, 404)


def test_a_file_is_told_by_its_content_and_kept_once(world, client, sitting):
    one, other = sitting.parties
    sign_in(client, actor_of(one))
    fake = send(client, world, sitting, one, wall.JOINT, "看", **{"say-file": (BytesIO(b"MZ\x90"), "墙.jpg")})
    assert fake.status_code == 422 and "看" in fake.text and rows(TalkLine) == []
    good = send(client, world, sitting, one, wall.JOINT, "看", **{"say-file": (BytesIO(drawing()), "墙.png")})
    assert good.status_code == 303
    [exhibit] = rows(Exhibit)
    assert (exhibit.label, exhibit.title) == (wall.JOINT, "墙.png")
    sign_in(client, actor_of(other))
    link = re.search(r"/matters/\w+/exhibits/\w+", client.get(at(sitting), headers=HTML).text)
    assert link and client.get(link[0]).status_code == 200
    page = client.get(f"/matters/{sitting.matter.public_id}", headers=HTML).text
    assert page.count("墙.png") == 1, "in the list of what was handed in, once"
    assert "Seen by every side and the mediator, not by a court" in page


def test_a_person_translates_and_both_are_shown(world, client, sitting):
    one, other = sitting.parties
    one.seat.language = "ko"
    commit()
    line = say(world, sitting, other, wall.JOINT, "我同意三千六百元")
    sign_in(client, actor_of(mediator(sitting)))
    page = client.get(at(sitting), headers=HTML).text
    assert "1 translation is waited for" in page and "Waited for in Korean" in page
    here = f"/writing/lines/{line.public_id}/translate"
    assert client.get(here, headers=HTML).status_code == 200
    assert client.post(here, data={"translate-language": "ko"}, headers=HTML).status_code == 422
    assert client.post(here, data={"translate-language": "ko"}, headers=SCRIPT).status_code == 422
    words = {"translate-language": "ko", "translate-text": "3600위안에 동의합니다"}
    assert client.post(here, data=words, headers=HTML).status_code == 303
    sign_in(client, actor_of(one))
    page = client.get(at(sitting), headers=HTML).text
    assert "我同意三千六百元" in page and "3600위안에 동의합니다" in page and "Korean, by 朴善姬" in page
    assert "A person translates, never a machine" in page and "Waited for" not in page
    assert client.post(here, data=words, headers=HTML).status_code == 403


def test_one_tap_from_a_room_that_does_not_work_leads_to_the_line_with_the_mediator(world, client, sitting):
    one = sitting.parties[0]
    sign_in(client, actor_of(one))
    room = client.get(f"/sittings/{sitting.public_id}/room", headers=HTML).text
    assert at(sitting, "/instead") in room and at(sitting, "/call") in room
    answer = client.post(at(sitting, "/instead"))
    assert answer.status_code == 303
    page = client.get(answer.location.partition("#")[0], headers=HTML).text
    ticked = re.search(r'<input checked[^>]*value="([^"]*)"', page)
    assert ticked and ticked[1].startswith("side:1 ")


def test_called_back_and_noted_by_the_mediator_alone(world, client, sitting):
    one, other = sitting.parties
    sign_in(client, actor_of(one))
    assert client.post(at(sitting, "/call"), headers=HTML).status_code == 303
    assert client.post(at(sitting, "/call"), data={"who": other.public_id}, headers=HTML).status_code == 403
    [call] = rows(CallBack)
    for who, status in ((one, 404), (other, 404), (mediator(sitting), 303)):
        sign_in(client, actor_of(who))
        if who is mediator(sitting):
            assert one.seat.phone in client.get(at(sitting), headers=HTML).text
        assert client.post(f"/writing/calls/{call.public_id}/joined", headers=HTML).status_code == status
    assert client.post(f"/writing/calls/{call.public_id}/called", headers=HTML).status_code == 409


def test_over_some_days_without_scripts(world, client, writing):
    one, other = writing.parties
    sign_in(client, actor_of(one))
    assert at(writing) in client.get(f"/sittings/{writing.public_id}", headers=HTML).text
    page = client.get(at(writing), headers=HTML).text
    assert "Until" in page and "Who took part in writing" in page
    assert send(client, world, writing, one, wall.JOINT, "我先说").status_code == 303
    assert client.post(at(writing, "/longer"), data={"longer-until": "2030-01-01 10:00"}).status_code == 403
    sign_in(client, actor_of(mediator(writing)))
    assert client.post(at(writing, "/longer"), data={}, headers=HTML).status_code == 422
    assert client.post(at(writing, "/longer"), data={"longer-until": "2099-01-01 10:00"}).status_code == 303
    [longer] = rows(Longer)
    for who in (one, other):
        sign_in(client, actor_of(who))
        assert "A longer time for writing?" in client.get(at(writing), headers=HTML).text
        assert client.post(f"/writing/longer/{longer.public_id}/agree").status_code == 303
    db.session.expire_all()
    assert writing.closes_at == longer.until
    assert client.post(f"/writing/longer/{longer.public_id}/refuse").status_code == 409


@pytest.mark.parametrize("path", ["", "/pane"])
def test_a_sitting_that_is_over_is_read_only(world, client, sitting, path):
    one = sitting.parties[0]
    say(world, sitting, one, wall.JOINT, "留言")
    world.standing(actor_of(one), sitting.dispute)
    typed = {"say-to": to(sitting, one, wall.JOINT), "say-text": "再说一句"}
    world.act(sittings.end, actor_of(mediator(sitting)), sitting.dispute, sitting, result="not_settled")
    sign_in(client, actor_of(one))
    page = client.get(at(sitting, path), headers=HTML).text
    assert "留言" in page and "can only be read" in page and "say-text" not in page
    assert client.post(at(sitting), data=typed, headers=HTML).status_code == 409
