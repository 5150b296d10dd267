"""Whose turn it is, along the whole way of a dispute, for each who takes part."""

from __future__ import annotations

import pytest

from mediation.confirmations import services as confirmations
from mediation.core import clock, words
from mediation.core.machine import Role
from mediation.desk.queries import timeline, today
from mediation.desk.queries.cards import turn
from mediation.desk.queries.matter import Seen, offers, step
from mediation.desk.rules import BUTTONS, NAV, PLACES
from mediation.sittings.rules import Result
from tests.sign_in import sign_in, speak

A, B = Role.APPLICANT, Role.RESPONDENT


def seen(world, dispute, who):
    actor = world.party(dispute, who) if isinstance(who, Role) else world.staff(who)
    return Seen(world.standing(actor, dispute), dispute)


def card(world, dispute, who):
    found = turn(seen(world, dispute, who))
    headline = found.headline if isinstance(found.headline, str) else found.headline.msgid
    return found.kind, headline


def cards(world, dispute):
    return {who: card(world, dispute, who) for who in (A, B, "window", *(["park"] if seated(dispute) else []))}


def seated(dispute):
    return any(seat.role is Role.MEDIATOR for seat in dispute.matter.seats)


def test_every_button_and_place_is_a_page(app):
    named = {button.endpoint for button in BUTTONS.values()} | set(PLACES) | {endpoint for _, endpoint, _ in NAV}
    assert named <= set(app.view_functions)


def test_choosing_the_mediator(world):
    round = world.choosing()
    dispute = round.dispute
    assert cards(world, dispute) == {
        A: ("you", "Choose a mediator"),
        B: ("you", "Choose a mediator"),
        "window": ("wait", "The sides are choosing a mediator"),
    }
    world.choose(round, A)
    assert card(world, dispute, A) == ("wait", "The mediator is being chosen")
    world.choose(round, B)
    assert (
        card(world, dispute, A) == card(world, dispute, "window") == ("wait", "%(name)s was asked to be the mediator")
    )


def test_the_window_s_turn_to_appoint_comes_when_one_leaves_it_to_them(world):
    from mediation.appointments import services as appointments

    round = world.choosing()
    world.take(appointments.leave, world.party(round.dispute, A), round)
    assert card(world, round.dispute, "window") == ("you", "Appoint a mediator")


def test_a_sitting_is_planned_prepared_and_held(world, at):
    dispute = world.appointed()
    assert card(world, dispute, "park") == ("you", "Plan the first sitting")
    assert card(world, dispute, A) == ("wait", "%(name)s is your mediator")
    sitting = world.planned(dispute)
    assert cards(world, dispute) == {
        A: ("you", "A sitting is planned"),
        B: ("you", "A sitting is planned"),
        "window": ("wait", "A sitting is planned"),
        "park": ("wait", "A sitting is planned"),
    }
    with clock.set_to(sitting.starts_at):
        assert card(world, dispute, "park") == ("you", "A sitting is planned")
        world.waiting(dispute, sitting)
        assert {who: one[0] for who, one in cards(world, dispute).items()} == {
            A: "you", B: "you", "window": "wait", "park": "you",
        }  # fmt: skip


def test_after_a_sitting_the_agreement_is_written_or_the_next_is_planned(world):
    settled = world.sat()
    assert card(world, settled, "park") == ("you", "Write down what was agreed")
    assert card(world, settled, B) == ("wait", "The mediator is writing down what was agreed")
    going_on = world.sat(result=Result.TO_BE_CONTINUED)
    assert card(world, going_on, "park") == ("you", "Plan the next sitting")


def test_signing_goes_from_hand_to_hand(world):
    agreement = world.offered()
    dispute = agreement.dispute
    assert cards(world, dispute) == {
        A: ("you", "Read the agreement and sign it"),
        B: ("you", "Read the agreement and sign it"),
        "window": ("wait", "The agreement is being signed"),
        "park": ("wait", "The agreement is being signed"),
    }
    world.sign(agreement, A)
    assert card(world, dispute, A) == ("wait", "The agreement is being signed")
    assert card(world, dispute, B) == ("you", "Read the agreement and sign it")
    world.sign(agreement, B)
    assert card(world, dispute, "park") == ("you", "Sign the agreement as mediator")
    world.countersign(agreement)
    assert card(world, dispute, "park") == ("wait", "The agreement is being signed")
    assert card(world, dispute, "window") == ("you", "Seal the agreement")


def test_the_steps_lead_from_acceptance_to_what_was_kept(world):
    way = [
        (world.apply(), 1), (world.accept(world.apply()), 2), (world.consented(), 3), (world.appointed(), 4),
        (world.sat(), 5), (world.not_accept(world.apply()), 0),
    ]  # fmt: skip
    assert [step(seen(world, dispute, "window")) for dispute, _ in way] == [expected for _, expected in way]


def test_the_way_of_an_agreement_in_effect(world):
    dispute = world.agreed()
    assert step(seen(world, dispute, A)) == 6
    assert ("you", "You have promised something") in cards(world, dispute).values()
    world.performed(dispute)
    assert set(cards(world, dispute).values()) == {("done", "Everything promised was done")}
    assert step(seen(world, dispute, A)) == 7


def test_the_judge_hears_and_rules(world):
    confirmation = world.accepted_by_court()
    assert card(world, confirmation.dispute, "judge.zhou") == ("you", "Hear both parties, and rule")


def test_a_ruling_is_among_a_party_s_papers_once_they_were_served(world):
    confirmation = world.ruled()
    dispute = confirmation.dispute
    assert card(world, dispute, A) == ("you", "The court has ruled")
    assert confirmation.ruling not in seen(world, dispute, A).papers
    world.at_court(confirmations.serve, world.party(dispute), confirmation)
    assert confirmation.ruling in seen(world, dispute, A).papers
    assert confirmation.ruling not in seen(world, dispute, B).papers
    assert confirmation.ruling in seen(world, dispute, "judge.zhou").papers


def test_a_list_reads_the_same_as_each_page(world):
    for dispute in (world.accept(world.apply()), world.choosing().dispute, world.sat(), world.offered().dispute):
        for login in ("window", "park"):
            actor = world.staff(login)
            lines = {line.seen.id: line.turn for line in today.lines(actor, today.open_disputes(actor))}
            if dispute.id in lines:
                assert lines[dispute.id] == turn(seen(world, dispute, login))


def test_a_mediator_may_step_down_and_parties_may_ask_for_another(world):
    dispute = world.appointed()
    offered = {who: {one.button.endpoint for one in offers(seen(world, dispute, who))} for who in (A, "park", "window")}
    assert {who for who, found in offered.items() if "appointments.decline" in found} == {"park"}
    assert {who for who, found in offered.items() if "appointments.challenge" in found} == {A}


def test_what_a_page_offers_is_what_the_tables_permit(world):
    dispute = world.appointed()
    endpoints = {who: {one.button.endpoint for one in offers(seen(world, dispute, who))} for who in (A, B, "park")}
    assert {"disputes.withdraw", "disputes.stop", "appointments.challenge"} <= endpoints[A]
    assert not {"disputes.withdraw", "disputes.answer"} & endpoints[B] and "disputes.stop" in endpoints[B]
    assert "disputes.terminate" in endpoints["park"] and "disputes.stop" not in endpoints["park"]


@pytest.mark.parametrize("language", ("zh-Hans", "en", "ko"))
def test_each_page_of_the_way_in_each_language(world, client, language):
    disputes = (world.choosing().dispute, world.appointed(), world.sat(), world.offered().dispute, world.agreed())
    for dispute in disputes:
        for who in (A, B, "window", "park"):
            actor = world.party(dispute, who) if isinstance(who, Role) else world.staff(who)
            sign_in(client, actor)
            speak(client, language)
            answer = client.get(f"/matters/{dispute.matter.public_id}")
            assert answer.status_code == (404 if who == "park" and not seated(dispute) else 200), (who, dispute.state)
    sign_in(client, world.staff("park"))
    assert client.get("/today").status_code == 200


def test_the_timeline_gives_each_act_to_whoever_did_it(world):
    words.speak("zh-Hans")
    dispute = world.appointed()
    told = {
        who: {one.text: one.who for one in timeline.of_matter(seen(world, dispute, who).standing)}
        for who in (A, B, "park")
    }
    zh = [told[who] for who in (A, B, "park")]
    assert [one["提交了申请"] for one in zh] == ["您", "申请人", "申请人"]
    assert [one["调解员接受"] for one in zh] == ["人民调解员", "人民调解员", "您"]
    assert [one["同意参加调解"] for one in zh] == ["对方", "您", "被申请人"]
    assert [one["双方都同意调解"] for one in zh] == ["", "", ""]
