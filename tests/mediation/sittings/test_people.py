"""Who else comes to a sitting: by their own link, with every party's yes, seeing what their part may see."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from mediation.core import outbox
from mediation.core.db import commit, db
from mediation.core.machine import Actor, NotNow, NotYours, Role
from mediation.matters.models import Link
from mediation.operations.world.sitting import FACT, MINUTES
from mediation.sittings import queries, services
from mediation.sittings.models import Sitting
from mediation.sittings.queries import people
from mediation.sittings.rules import Identity, Mode, Result
from mediation.sittings.rules.kinds import About, Question
from mediation.sittings.rules.people import GUESTS
from tests.sign_in import carry_token, sign_in, sign_out
from video.queries import member

PHONE = "13910020030"


@pytest.fixture
def sitting(world, dispute) -> Sitting:
    return world.planned(dispute, mode=Mode.VIDEO)


def actor_of(participant) -> Actor:
    return Actor(f"seat:{participant.seat_id}", participant.name, seat_id=participant.seat_id)


def path(sitting: Sitting, rest: str = "") -> str:
    return f"/sittings/{sitting.public_id}{rest}"


def invited(world, dispute, sitting, role: Role, name: str = "朴英爱"):
    beside = sitting.parties[0] if GUESTS[role].beside else None
    return world.act(
        services.invite, world.mediator_of(dispute), dispute, sitting, role=role, name=name, phone=PHONE, beside=beside
    )


def everybody_says(world, dispute, sitting, question: Question, *, yes: bool = True) -> None:
    for one in sitting.parties:
        world.act(services.answer, actor_of(one), dispute, sitting, question=question, yes=yes)


def place(sitting: Sitting, participant):
    return member(sitting.conference, participant.key)


def test_the_mediator_invites_and_the_guest_comes_in_by_a_link_of_their_own(client, world, worker, dispute, sitting):
    sign_in(client, world.mediator_of(dispute))
    first = sitting.parties[0]
    form = {"name": "朴英爱", "role": "interpreter", "beside": first.public_id, "phone": PHONE, "language": "ko",
            "mode": "video"}  # fmt: skip
    assert client.post(path(sitting, "/invite"), data={**form, "beside": ""}).status_code == 422
    assert client.post(path(sitting, "/invite"), data={**form, "phone": ""}).status_code == 422
    assert client.post(path(sitting, "/invite"), data={**form, "role": "mediator"}).status_code == 422
    assert client.post(path(sitting, "/invite"), data=form).status_code == 303
    worker.run()
    [told] = [one for one in db.session.scalars(select(outbox.Message)) if one.purpose == "sitting.invite"]
    assert told.address == PHONE and first.name not in told.body
    link = re.search(r"(/i/\w+)", told.body)[1]
    sign_out(client)
    assert client.get(link).status_code == 200
    assert client.post(link).status_code == 303
    code = re.search(r"\d{6}", db.session.scalars(select(outbox.Message)).all()[-1].body)[0]
    came = client.post(f"{link}/code", data={"code": code})
    assert (came.status_code, came.location) == (303, "/sitting")
    carry_token(client)
    assert client.get("/sitting").location == path(sitting)
    shown = client.get(path(sitting))
    assert shown.status_code == 200 and first.name in shown.text
    assert client.get(f"/matters/{dispute.matter.public_id}").status_code == 404
    assert client.get("/today").location == "/sitting"


def test_by_mail_when_there_is_no_telephone(world, worker, dispute, sitting):
    world.act(
        services.invite, world.mediator_of(dispute), dispute, sitting, role=Role.OBSERVER, name="赵工",
        mail="zhao@example.org",
    )  # fmt: skip
    worker.run()
    [told] = [one for one in db.session.scalars(select(outbox.Message)) if one.purpose == "sitting.invite"]
    assert (told.channel, told.address, told.subject) == (outbox.Channel.MAIL, "zhao@example.org", "Courtyard")


@pytest.mark.parametrize("role", [role for role, part in GUESTS.items() if part.asked])
def test_no_place_and_no_ticket_before_every_party_said_yes(client, world, dispute, sitting, role):
    world.waiting(dispute, sitting)
    guest = invited(world, dispute, sitting, role)
    commit()
    sign_in(client, actor_of(guest))
    assert client.post(path(sitting, "/join"), data={"device": "x"}).status_code == 409
    question = Question(About.INVITEE, guest)
    one, other = sitting.parties
    world.act(services.answer, actor_of(one), dispute, sitting, question=question, yes=True)
    assert place(sitting, guest) is None
    world.act(services.answer, actor_of(other), dispute, sitting, question=question, yes=False)
    assert place(sitting, guest) is None
    world.act(services.answer, actor_of(other), dispute, sitting, question=question, yes=True)
    assert place(sitting, guest).room == "waiting"
    world.act(services.answer, actor_of(one), dispute, sitting, question=question, yes=False)
    assert place(sitting, guest) is None, "who takes back their yes is heard at once"


def test_everybody_sees_what_each_party_said(client, world, dispute, sitting):
    guest = invited(world, dispute, sitting, Role.SUPPORTER)
    sign_in(client, actor_of(sitting.parties[0]))
    form = {"about": "invitee", "invitee": guest.public_id, "yes": "yes"}
    assert client.post(path(sitting, "/answer"), data=form).status_code == 303
    assert client.post(path(sitting, "/answer"), data={**form, "about": "public"}).status_code == 404
    for reader in (*map(actor_of, sitting.parties), world.mediator_of(dispute), actor_of(guest)):
        sign_in(client, reader)
        shown = client.get(path(sitting)).text
        assert f"{sitting.parties[0].name}：同意" in shown and f"{sitting.parties[1].name}：尚未回答" in shown
    assert client.post(path(sitting, "/answer"), data=form).status_code == 403, "a guest agrees to nobody"


@pytest.mark.parametrize("role", GUESTS)
def test_each_part_sees_what_it_may_and_nothing_else(client, world, dispute, role):
    sitting = world.started(dispute, world.waiting(dispute, world.planned(dispute)))
    world.written(dispute, sitting)
    guest = invited(world, dispute, sitting, role)
    if GUESTS[role].asked:
        everybody_says(world, dispute, sitting, Question(About.INVITEE, guest))
    sign_in(client, actor_of(guest))
    pane = client.get(path(sitting, "/pane")).text
    assert (MINUTES["outcome"] in pane) is (role in (Role.REPRESENTATIVE, Role.INTERPRETER))
    assert (FACT in pane) is (role in (Role.REPRESENTATIVE, Role.EXPERT))
    assert client.get(f"/matters/{dispute.matter.public_id}").status_code == 404
    for act in ("/start", "/caucus", "/end", "/minutes", "/invite", "/pause"):
        assert client.post(path(sitting, act), data={}).status_code == 403, act


def test_the_interpreter_comes_with_the_start_and_the_expert_when_called(world, dispute, sitting):
    world.waiting(dispute, sitting)
    mediator = world.mediator_of(dispute)
    interpreter = invited(world, dispute, sitting, Role.INTERPRETER)
    expert = invited(world, dispute, sitting, Role.EXPERT, "赵工")
    everybody_says(world, dispute, sitting, Question(About.INVITEE, expert))
    for one in (interpreter, expert):
        world.act(services.read_notice, actor_of(one), dispute, sitting, language="ko")
        world.act(services.identify, mediator, dispute, sitting, participant=one, result=Identity.MATCHES)
    world.started(dispute, sitting)
    assert place(sitting, interpreter).room == "joint" and place(sitting, expert).room == "waiting"
    world.act(services.admit, mediator, dispute, sitting, participant=expert)
    assert place(sitting, expert).room == "joint"
    assert people.part(interpreter).endswith(f"({sitting.parties[0].name})")


def test_a_guest_goes_with_the_end_and_at_once_when_uninvited(client, world, dispute, sitting):
    world.waiting(dispute, sitting)
    guest, second = (invited(world, dispute, sitting, Role.INTERPRETER, name) for name in ("朴英爱", "许明"))
    sign_in(client, actor_of(second))
    world.act(services.uninvite, world.mediator_of(dispute), dispute, sitting, participant=second)
    commit()
    assert client.get(path(sitting)).status_code in (401, 404) and place(sitting, second) is None
    with pytest.raises(NotNow):
        world.act(services.uninvite, world.mediator_of(dispute), dispute, sitting, participant=sitting.parties[0])
    world.started(dispute, sitting)
    world.act(services.end, world.mediator_of(dispute), dispute, sitting, result=Result.NOT_SETTLED)
    commit()
    assert guest.seat.to_at is not None
    assert db.session.scalar(select(Link).where(Link.seat_id == guest.seat_id, Link.ended_at.is_(None))) is None
    sign_in(client, actor_of(guest))
    assert client.get(path(sitting)).status_code in (401, 404)


def test_a_second_mediator_holds_it_too(world, dispute, sitting):
    world.waiting(dispute, sitting)
    [account, *_] = people.second_mediators(sitting)
    second = world.act(services.invite_mediator, world.mediator_of(dispute), dispute, sitting, account=account)
    assert second.role is Role.CO_MEDIATOR and place(sitting, second) is not None
    assert Role.CO_MEDIATOR in world.standing(world.staff(account.login), dispute).roles
    assert account not in people.second_mediators(sitting)


def test_only_who_holds_it_invites(world, dispute, sitting):
    for actor in (world.party(dispute), actor_of(invited(world, dispute, sitting, Role.OBSERVER))):
        with pytest.raises(NotYours):
            world.act(services.invite, actor, dispute, sitting, role=Role.OBSERVER, name="x", phone=PHONE)


def test_the_name_is_the_cases_and_nobody_passes_for_the_judge(client, world, dispute, sitting):
    world.waiting(dispute, sitting)
    guest = invited(world, dispute, sitting, Role.INTERPRETER, "周法官")
    sign_in(client, actor_of(guest))
    client.post(path(sitting, "/join"), data={"device": "x", "name": "审判长", "role": "guest_judge", "judge": "yes"})
    assert place(sitting, guest).name == "周法官" and place(sitting, guest).caption == "interpreter"
    assert queries.participant_of(sitting, world.standing(actor_of(guest), dispute)).role is Role.INTERPRETER
