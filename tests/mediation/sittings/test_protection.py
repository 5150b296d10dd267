"""Somebody is protected from somebody: never in one room, and nothing that reaches the other says where they are."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select

from mediation.agreements import queries as agreements
from mediation.agreements.rules import Form
from mediation.core import clock, outbox, wall
from mediation.core.db import commit, db
from mediation.core.machine import NotNow, NotYours, Role
from mediation.disputes.models import Party
from mediation.disputes.papers import KEPT_ADDRESS
from mediation.matters import queries as matters
from mediation.matters import services as matter_services
from mediation.matters.rules import Protected
from mediation.sittings import queries, services
from mediation.sittings.rules import Mode
from tests.mediation.sittings.test_people import actor_of, path, place
from tests.sign_in import sign_in

PLACE = "二楼东侧第三调解室"
LINK = re.compile(rb'(?:href|src|action)="(/[^"#]*)"')
NEVER = ("/static/", "/sign-out", "/language", "/live")


@pytest.fixture
def protected(world, dispute) -> Party:
    """The applicant is protected from the respondent."""
    return protect(world, dispute, Role.APPLICANT, Role.RESPONDENT)


def protect(world, dispute, who: Role, other: Role) -> Party:
    seat, from_seat = world.seat(dispute, who), world.seat(dispute, other)
    standing = world.standing(world.mediator_of(dispute), dispute)
    matter_services.protect(standing, dispute.matter, seat=seat, other=from_seat, reason=Protected.VIOLENCE)
    commit()
    return next(one for one in dispute.parties if one.seat_id == seat.id)


def modes(dispute, **by_role) -> dict[int, Mode]:
    return {seat.id: by_role.get(seat.role, Mode.VIDEO) for seat in queries.expected(dispute.matter)}


def everything(client, *starts: str, most: int = 150) -> dict[str, str]:
    """All that can be fetched from these pages on, by following whatever they link to."""
    seen: dict[str, str] = {}
    waiting = list(starts)
    while waiting and len(seen) < most:
        url = waiting.pop(0)
        if url in seen or url.startswith(NEVER) or "?language=" in url or "?text=" in url:
            continue
        answer = client.get(url)
        seen[url] = "".join(answer.data.decode("utf-8", "replace").split())  # lines break anywhere
        found = [answer.location] if answer.location else []
        found += [match.decode().replace("&amp;", "&") for match in LINK.findall(answer.data)]
        waiting += [urlsplit(urljoin(url, one))._replace(scheme="", netloc="").geturl() for one in found]
    return seen


def test_the_other_side_can_fetch_nothing_that_says_where_or_how_to_reach_them(client, world, worker, dispute):
    world.sat(dispute)
    protected = protect(world, dispute, Role.APPLICANT, Role.RESPONDENT)
    phone, address = protected.seat.phone, protected.address
    assert phone and address
    world.act(
        services.plan, world.mediator_of(dispute), dispute, place=PLACE, starts_at=clock.now() + timedelta(days=2),
        modes=modes(dispute, applicant=Mode.IN_PERSON, mediator=Mode.IN_PERSON),
    )  # fmt: skip
    agreement = world.drafted(dispute)
    commit()
    worker.run()
    other = world.seat(dispute, Role.RESPONDENT)
    sitting = next(one for one in queries.of_dispute(dispute) if one.place == PLACE)
    rests = ("", "/pane", "/calendar.ics", "/waiting.json", "/room", "/room.json")
    pages = [path(one, rest) for one in queries.of_dispute(dispute) for rest in rests]
    starts = [f"/matters/{dispute.matter.public_id}", *pages]
    messages = [one for one in db.session.scalars(select(outbox.Message)) if one.address == other.phone]
    told = {f"message {one.id}": f"{one.body}\n{one.attachment or ''}" for one in messages}
    secrets = (phone, phone[-4:] + "）", f"{phone[:3]}****{phone[-4:]}", address, PLACE)
    sign_in(client, world.party(dispute, Role.RESPONDENT))
    reached = {**everything(client, *starts), **told}
    wall.name_reader(world.standing(world.mediator_of(dispute), dispute))
    reached["the agreement"] = str(agreements.paper(agreement, Form.ELECTRONIC))
    leaks = [(url, secret) for url, text in reached.items() for secret in secrets if secret in text]
    assert leaks == []
    assert KEPT_ADDRESS in reached["the agreement"]
    assert told and len(reached) > 12, sorted(reached)
    sign_in(client, world.party(dispute))
    assert PLACE in everything(client, path(sitting), most=1)[path(sitting)], "she herself is told where to come"


def test_without_protection_the_same_search_finds_what_it_looks_for(client, world, dispute):
    """The search above can fail."""
    sitting = world.act(
        services.plan, world.mediator_of(dispute), dispute, starts_at=world.planned(dispute).starts_at, place=PLACE
    )
    commit()
    sign_in(client, world.party(dispute, Role.RESPONDENT))
    assert any(PLACE in text for text in everything(client, path(sitting), most=3).values())


def test_the_two_are_never_in_one_room_and_never_shown_to_each_other(world, worker, dispute, protected):
    sitting = world.waiting(dispute, world.planned(dispute, mode=Mode.VIDEO))
    world.started(dispute, sitting)
    mediator = world.mediator_of(dispute)
    first, second = sorted(sitting.parties, key=lambda one: one.role)
    commit()
    tries = (
        (services.rejoin, {}), (services.admit, {"participant": first}), (services.admit, {"participant": second}),
        (services.caucus, {"people": [first, second]}), (services.pause, {}), (services.resume, {}),
    )  # fmt: skip
    for verb, facts in tries:
        try:
            world.act(verb, mediator, dispute, sitting, **facts)
            commit()
        except NotNow:
            db.session.rollback()
        rooms = [place(sitting, one).room for one in (first, second)]
        assert rooms[0] != rooms[1] or rooms == ["waiting", "waiting"], verb.__name__
        for one, other in ((first, second), (second, first)):
            assert other.key not in place(sitting, one).slots, verb.__name__


def test_who_is_protected_during_a_sitting_is_set_apart_at_once(world, worker, dispute):
    sitting = world.started(dispute, world.waiting(dispute, world.planned(dispute, mode=Mode.VIDEO)))
    commit()
    worker.run()
    assert {place(sitting, one).room for one in sitting.parties} == {"joint"}
    protect(world, dispute, Role.APPLICANT, Role.RESPONDENT)
    worker.run()
    db.session.expire_all()
    assert sorted(place(sitting, one).room for one in sitting.parties) == ["joint", "waiting"]


def test_the_two_are_not_asked_to_the_same_place(world, dispute, protected):
    mediator = world.mediator_of(dispute)
    with pytest.raises(NotNow):
        world.planned(dispute, mode=Mode.IN_PERSON)
    db.session.rollback()
    sitting = world.act(
        services.plan, mediator, dispute, starts_at=world.planned(dispute, mode=Mode.VIDEO).starts_at, place=PLACE,
        modes=modes(dispute, applicant=Mode.IN_PERSON),
    )  # fmt: skip
    commit()
    other = next(one for one in sitting.parties if one.role is Role.RESPONDENT)
    for verb, actor in ((services.set_mode, mediator), (services.choose_mode, actor_of(other))):
        facts = {"participant": other} if verb is services.set_mode else {}
        with pytest.raises(NotNow) as refused:
            world.act(verb, actor, dispute, sitting, mode=Mode.IN_PERSON, **facts)
        db.session.rollback()
    assert PLACE not in str(refused.value.why) and protected.name not in str(refused.value.why)


def test_only_the_institution_and_the_mediator_see_and_set_it(client, world, dispute):
    url = f"/matters/{dispute.matter.public_id}/protect"
    seats = [world.seat(dispute, role).public_id for role in (Role.APPLICANT, Role.RESPONDENT)]
    form = {"who": seats[0], "other": seats[1], "reason": "violence"}
    for role in (Role.APPLICANT, Role.RESPONDENT):
        sign_in(client, world.party(dispute, role))
        assert client.get(url).status_code == 403 and client.post(url, data=form).status_code == 403
    sign_in(client, world.mediator_of(dispute))
    assert client.post(url, data={**form, "other": seats[0]}).status_code == 422
    assert client.post(url, data=form).status_code == 303
    [made] = matters.protections(dispute.matter)
    name = made.seat.name
    assert name in client.get(url).text
    assert name in client.get(f"/disputes/{dispute.public_id}/sittings/new").text, "the plan warns"
    sign_in(client, world.party(dispute, Role.RESPONDENT))
    shown = client.get(f"/matters/{dispute.matter.public_id}").text
    assert "matter.protect" not in shown and "保护" not in shown
    sign_in(client, world.staff("window"))
    assert client.post(f"{url}/{made.public_id}/end").status_code == 303
    assert matters.protections(dispute.matter) == []


def test_a_party_cannot_protect(world, dispute):
    seat, other = world.seat(dispute, Role.APPLICANT), world.seat(dispute, Role.RESPONDENT)
    standing = world.standing(world.party(dispute), dispute)
    with pytest.raises((NotYours, AssertionError)):
        matter_services.protect(standing, dispute.matter, seat=seat, other=other, reason=Protected.OTHER)
