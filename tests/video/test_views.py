from __future__ import annotations

import json

import pytest
import time_machine

from mediation.core.db import commit, db
from mediation.core.machine import Refusal
from video import rooms, services, tickets
from video.models import UsedTicket

OFFER = b"v=0 offer"


def post(client, conference, seat, token, *, leg="whip", body=OFFER, kind="application/sdp", query=""):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.post(f"/{leg}/{conference}/{seat}{query}", data=body, content_type=kind, headers=headers)


@pytest.fixture
def name(conference) -> str:
    return conference.public_id


def test_a_ticket_opens_each_leg_once(client, node, name):
    token = tickets.issue(name, "a")
    answer = post(client, name, "a", token)
    assert (answer.status_code, answer.content_type, answer.data) == (201, "application/sdp", b"v=0 answer")
    assert answer.headers["Location"] == f"/whip/{name}/a?connection=c1"
    assert post(client, name, "a", token, leg="whep").status_code == 201
    again = post(client, name, "a", token)
    assert (again.status_code, again.content_type) == (401, "application/problem+json")
    assert again.headers["WWW-Authenticate"].startswith("Bearer")
    assert [offer[2] for offer in node.offers] == ["publish", "watch"]


def test_a_plain_client_watches_one_person(client, node, name):
    assert post(client, name, "a", tickets.issue(name, "a"), leg="whep", query="?only=b").status_code == 201
    assert node.offers[0][4] == "b"


def test_a_node_that_knows_nothing_is_told_the_table_first(client, node, name):
    post(client, name, "a", tickets.issue(name, "a"))
    node.tables.clear()  # it started anew
    assert post(client, name, "b", tickets.issue(name, "b")).status_code == 201
    assert node.tables[name]["seats"]["a"]["slots"][:2] == ["b", "m"]


def bad_tokens(name: str) -> dict[str, str | None]:
    with time_machine.travel("2026-01-01 00:00", tick=False):
        old = tickets.issue(name, "a")
    return {
        "none": None, "forged": "forged.token.here", "another seat": tickets.issue(name, "b"), "too old": old,
        "another conference": tickets.issue("elsewhere", "a"), "another leg": tickets.issue(name, "a", {"watch"}),
    }  # fmt: skip


@pytest.mark.parametrize("wrong", ["none", "forged", "another seat", "too old", "another conference", "another leg"])
def test_no_other_ticket_opens_it(client, node, name, wrong):
    assert post(client, name, "a", bad_tokens(name)[wrong]).status_code == 401
    assert node.offers == []


def test_no_ticket_of_somebody_removed_or_of_an_ended_conference(client, node, conference, name):
    token = tickets.issue(name, "a")
    services.remove(conference, "a")
    commit()
    assert post(client, name, "a", token).status_code == 401
    other = tickets.issue(name, "b")
    services.end(conference)
    commit()
    assert post(client, name, "b", other).status_code == 401


def test_a_dead_node_is_said_clearly(client, node, name):
    node.down = True
    answer = post(client, name, "a", tickets.issue(name, "a"))
    assert answer.status_code == 503
    assert "视频" in json.loads(answer.data)["detail"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [(b"nonsense", "application/sdp", 400), (OFFER, "text/plain", 415), (b"x" * 300_000, "application/sdp", 413)],
)
def test_what_is_no_offer_is_refused(client, node, name, body, kind, status):
    assert post(client, name, "a", tickets.issue(name, "a"), body=body, kind=kind).status_code == status


def test_a_connection_is_hung_up_with_its_own_ticket_however_old(client, node, name):
    with time_machine.travel("2026-01-01 00:00", tick=False):
        token = tickets.issue(name, "a")
    mine = {"Authorization": f"Bearer {token}"}
    other = {"Authorization": f"Bearer {tickets.issue(name, 'b')}"}
    assert client.delete(f"/whip/{name}/a?connection=c1", headers=other).status_code == 401
    assert client.delete(f"/whip/{name}/a?connection=c9", headers=mine).status_code == 404
    assert client.delete(f"/whip/{name}/a", headers=mine).status_code == 404
    assert client.delete(f"/whip/{name}/a?connection=c1", headers=mine).status_code == 200
    assert node.left == [(name, "a", "publish", "c1")]


def test_patch_and_get_are_not_for_here(client, name):
    assert client.patch(f"/whip/{name}/a").status_code == 405
    assert "POST" in client.patch(f"/whep/{name}/a").headers["Allow"]
    assert client.get(f"/whip/{name}/a").status_code == 405


def test_a_page_of_another_origin_may_ask(client, name):
    answer = client.options(f"/whip/{name}/a")
    assert answer.headers["Accept-Post"] == "application/sdp"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_a_move_is_told_to_the_node_before_it_is_answered(conference, node, name):
    services.carry(conference)
    commit()
    services.move(conference, {"a": rooms.caucus(1), "m": rooms.caucus(1), "b": rooms.WAITING})
    assert node.tables[name]["seats"]["a"]["slots"].count(None) == rooms.SLOTS - 2, "not before it is committed"
    commit()
    told = node.tables[name]["seats"]
    assert told["b"]["slots"] == [None] * rooms.SLOTS
    assert set(told["a"]["slots"]) == {"m", None}


def test_a_move_stays_done_when_the_node_is_down(conference, node):
    services.carry(conference)
    commit()
    node.down = True
    services.move(conference, {"a": rooms.WAITING})
    with pytest.raises(Refusal):
        commit()
    db.session.refresh(conference.members[0])
    assert conference.members[0].room == rooms.WAITING


def test_used_tickets_are_forgotten_only_when_they_are_too_old_to_be_used(client, node, name, worker):
    post(client, name, "a", tickets.issue(name, "a"))
    services.forget_tickets()
    commit()
    assert db.session.query(UsedTicket).count() == 1


def test_the_command_prints_what_a_client_outside_needs(app, client, node):
    run = app.test_cli_runner().invoke
    said = json.loads(run(args=["video", "ticket", "try-1", "--name", "Ann", "--role", "guest"]).output)
    assert said["whip"] == f"http://courtyard.test/whip/try-1/{said['seat']}"
    other = ["video", "ticket", "try-1", "--name", "Ben", "--role", "watcher", "--watch", "Ann"]
    watcher = json.loads(run(args=other).output)
    assert watcher["whep"].endswith(f"?only={said['seat']}")
    assert post(client, "try-1", said["seat"], said["token"]).status_code == 201
    assert post(client, "try-1", watcher["seat"], watcher["token"], leg="whep").status_code == 201
    assert post(client, "try-1", watcher["seat"], watcher["token"]).status_code == 401
    assert run(args=[*other[:-1], "Nobody"]).exit_code != 0
