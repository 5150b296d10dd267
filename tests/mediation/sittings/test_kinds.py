"""In which way people come together, to what each says yes, and how a sitting stands still and moves on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mediation.core import clock
from mediation.core.db import commit
from mediation.core.machine import NotNow, Role
from mediation.operations.world.sitting import MINUTES
from mediation.sittings import queries, services
from mediation.sittings.models import Sitting
from mediation.sittings.queries import people
from mediation.sittings.queries import room as reads
from mediation.sittings.rules import Identity, Mode, Result, SittingState
from mediation.sittings.rules import waiting as w
from mediation.sittings.rules.kinds import ASKS, About, Kind, Question
from tests.mediation.sittings.test_people import actor_of, everybody_says, path, place
from tests.sign_in import sign_in


def planned(world, dispute, kind: Kind, **more) -> Sitting:
    begins = clock.now() + timedelta(days=3)
    closes = begins + timedelta(days=5) if kind is Kind.TEXT else None
    return world.act(
        services.plan, world.mediator_of(dispute), dispute, starts_at=begins, kind=kind, closes_at=closes,
        place="西塔街道人民调解室", **more,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ASKS)
def test_it_begins_only_with_every_partys_own_yes_to_its_kind(world, dispute, kind):
    sitting = world.waiting(dispute, planned(world, dispute, kind))
    mediator, question = world.mediator_of(dispute), Question(ASKS[kind])
    with pytest.raises(NotNow):
        world.act(services.start, mediator, dispute, sitting)
    everybody_says(world, dispute, sitting, question)
    world.act(services.answer, actor_of(sitting.parties[1]), dispute, sitting, question=question, yes=False)
    with pytest.raises(NotNow) as refused:
        world.act(services.start, mediator, dispute, sitting)
    assert sitting.parties[1].name in str(refused.value.why) and sitting.parties[0].name not in str(refused.value.why)
    world.act(services.answer, actor_of(sitting.parties[1]), dispute, sitting, question=question, yes=True)
    world.act(services.start, mediator, dispute, sitting)
    assert sitting.state is SittingState.SITTING
    said = [(one.yes, bool(one.revoked_at)) for one in sitting.parties[1].consents if one.about == ASKS[kind]]
    assert said == [(True, True), (False, True), (True, False)], "each answer is kept"


def test_nothing_is_asked_of_a_sitting_together(world, dispute):
    sitting = planned(world, dispute, Kind.TOGETHER)
    assert people.asked(sitting) == []
    with pytest.raises(NotNow):
        world.act(
            services.answer, actor_of(sitting.parties[0]), dispute, sitting, question=Question(About.TEXT), yes=True
        )


def test_each_side_at_its_own_time_and_never_two(world, dispute):
    own = {seat.id: clock.now() + timedelta(days=n) for n, seat in enumerate(queries.expected(dispute.matter), 3)}
    sitting = planned(world, dispute, Kind.SEPARATE, comes_at=own)
    mediator = world.mediator_of(dispute)
    first, second = sitting.parties
    assert first.comes_at != second.comes_at
    assert reads.stand(world.standing(actor_of(second), dispute), sitting).starts_at == second.comes_at
    everybody_says(world, dispute, sitting, Question(About.SEPARATE))
    world.act(services.open_doors, mediator, dispute, sitting)
    world.act(services.start, mediator, dispute, sitting)
    assert {place(sitting, one).room for one in sitting.parties} == {"waiting"}
    with pytest.raises(NotNow):
        world.act(services.admit, mediator, dispute, sitting, participant=first)
    for one in (first, second):
        world.act(services.read_notice, actor_of(one), dispute, sitting, language="ko")
        world.act(services.consent, actor_of(one), dispute, sitting)
        world.act(services.identify, mediator, dispute, sitting, participant=one, result=Identity.MATCHES)
    world.act(services.admit, mediator, dispute, sitting, participant=first)
    with pytest.raises(NotNow) as refused:
        world.act(services.admit, mediator, dispute, sitting, participant=second)
    assert first.name in str(refused.value.why)
    world.act(services.send_back, mediator, dispute, sitting, participant=first)
    world.act(services.admit, mediator, dispute, sitting, participant=second)
    assert (place(sitting, first).room, place(sitting, second).room) == ("waiting", "joint")


def test_a_sitting_in_writing_has_a_window_and_no_room(world, dispute):
    with pytest.raises(NotNow):
        world.act(services.plan, world.mediator_of(dispute), dispute, starts_at=clock.now() + timedelta(days=1),
                  kind=Kind.TEXT)  # fmt: skip
    sitting = world.waiting(dispute, planned(world, dispute, Kind.TEXT))
    everybody_says(world, dispute, sitting, Question(About.TEXT))
    world.act(services.start, world.mediator_of(dispute), dispute, sitting)
    one = sitting.parties[0]
    assert place(sitting, one).room == "waiting"
    assert reads.where(world.standing(actor_of(one), dispute), sitting) == w.WINDOW
    with pytest.raises(NotNow):
        world.act(services.admit, world.mediator_of(dispute), dispute, sitting, participant=one)
    with clock.set_to(sitting.closes_at - timedelta(seconds=1)):
        assert queries.may_be_written(sitting)
    with clock.set_to(sitting.closes_at):
        assert not queries.may_be_written(sitting)


def test_a_visit_is_kept_as_one_record(world, dispute):
    sitting = planned(world, dispute, Kind.VISIT, modes={seat.id: Mode.IN_PERSON for seat in dispute.matter.seats})
    world.waiting(dispute, sitting)
    for one in sitting.parties:
        world.act(services.note_answer, world.mediator_of(dispute), dispute, sitting, participant=one,
                  question=Question(About.VISIT), yes=True)  # fmt: skip
    world.started(dispute, sitting)
    world.written(dispute, sitting)
    world.act(services.end, world.mediator_of(dispute), dispute, sitting, result=Result.TO_BE_CONTINUED)
    assert len(queries.held(dispute)) == 1 and queries.minutes_confirmed(sitting)
    assert {one.role for one in queries.attendance(sitting)} == {Role.APPLICANT, Role.RESPONDENT, Role.MEDIATOR}
    assert all(one.consents[-1].noted_by for one in sitting.parties)


def test_the_mediator_does_not_answer_for_somebody_with_a_screen_of_their_own(world, dispute):
    sitting = world.waiting(dispute, planned(world, dispute, Kind.PANEL))
    with pytest.raises(NotNow):
        world.act(services.note_answer, world.mediator_of(dispute), dispute, sitting, participant=sitting.parties[0],
                  question=Question(About.PANEL), yes=True)  # fmt: skip


def test_paused_and_interrupted_nobody_hears_anybody_until_it_goes_on(world, dispute):
    sitting = world.started(dispute, world.waiting(dispute, world.planned(dispute)))
    mediator, party = world.mediator_of(dispute), sitting.parties[0]
    standing = world.standing(actor_of(party), dispute)
    for halt, told in ((services.pause, w.PAUSED), (services.suspend, w.SUSPENDED)):
        world.act(services.caucus, mediator, dispute, sitting, side=1)
        world.act(halt, mediator, dispute, sitting)
        assert {place(sitting, one).room for one in sitting.parties} == {"waiting"}
        assert reads.where(standing, sitting) == told
        with pytest.raises(NotNow):
            world.act(halt, mediator, dispute, sitting)
        world.act(services.resume, mediator, dispute, sitting)
        assert {place(sitting, one).room for one in sitting.participants} == {"joint"}
    with pytest.raises(NotNow):
        world.act(services.resume, mediator, dispute, sitting)


def test_going_on_in_one_place_keeps_the_record(client, world, dispute):
    sitting = world.started(dispute, world.waiting(dispute, world.planned(dispute, mode=Mode.VIDEO)))
    mediator = world.mediator_of(dispute)
    written = world.act(services.write, mediator, dispute, sitting, sections=MINUTES)
    with pytest.raises(NotNow):
        world.act(services.move_on_site, mediator, dispute, sitting)
    world.act(services.ask_to_move, mediator, dispute, sitting)
    first, second = sitting.parties
    question = Question(About.ON_SITE)
    world.act(services.answer, actor_of(first), dispute, sitting, question=question, yes=True)
    with pytest.raises(NotNow):
        world.act(services.move_on_site, mediator, dispute, sitting)
    world.act(services.answer, actor_of(second), dispute, sitting, question=question, yes=True)
    world.act(services.move_on_site, mediator, dispute, sitting)
    assert {one.mode for one in sitting.parties} == {Mode.IN_PERSON} and sitting.moved_at
    assert sitting.state is SittingState.SITTING and sitting.versions == [written]
    commit()
    sign_in(client, mediator)
    assert "起转为现场" in client.get(path(sitting, "/pane")).text, "the minutes name it"


def test_the_plan_asks_for_the_kind_and_the_page_names_it(client, world, dispute):
    mediator = world.mediator_of(dispute)
    sign_in(client, mediator)
    seats = queries.expected(dispute.matter)
    form = {"starts_at": "2030-03-08T09:30", "minutes_long": "60", "place": "", "note": "", "kind": "text",
            **{f"mode_{seat.public_id}": "video" for seat in seats}}  # fmt: skip
    url = f"/disputes/{dispute.public_id}/sittings/new"
    assert client.post(url, data=form).status_code == 422
    assert client.post(url, data={**form, "closes_at": "2030-03-08T09:00"}).status_code == 422
    answer = client.post(url, data={**form, "closes_at": "2030-03-15T18:00", "public": "y"})
    assert answer.status_code == 303
    [sitting] = queries.of_dispute(dispute)
    assert (sitting.kind, sitting.public) == (Kind.TEXT, True)
    for reader in (mediator, actor_of(sitting.parties[0])):
        sign_in(client, reader)
        assert "文字" in client.get(path(sitting)).text and "人民调解法 23" in client.get(path(sitting)).text
