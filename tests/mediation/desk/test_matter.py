"""The page of a matter: whose turn it is, for each role, and that nobody sees more than their own."""

from __future__ import annotations

import pytest

from mediation.core.db import commit
from mediation.core.machine import Role
from mediation.disputes import services as disputes
from mediation.disputes.rules import Answer
from mediation.rulebook.kinds import Ground
from tests.sign_in import sign_in, sign_out, speak

LANGUAGES = ("zh-Hans", "en", "ko")


def path(dispute):
    return f"/matters/{dispute.matter.public_id}"


def read(client, dispute, actor, language="en"):
    sign_in(client, actor)
    speak(client, language)
    answer = client.get(path(dispute))
    assert answer.status_code == 200, answer.status
    return answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_reader_s_language_in_every_state(world, client, language):
    applied, refused = world.apply(), world.not_accept(world.apply())
    asked, agreed = world.accept(world.apply()), world.consented()
    ended = world.answer(world.accept(world.apply()), Answer.NO)
    for dispute in (applied, refused, asked, agreed, ended):
        read(client, dispute, world.party(dispute), language)
        read(client, dispute, world.staff("window"), language)
    for dispute in (asked, agreed, ended):
        read(client, dispute, world.party(dispute, Role.RESPONDENT), language)


def test_the_other_side_is_asked_and_the_applicant_waits(world, client):
    dispute = world.accept(world.apply())
    assert "Do you want to take part in mediation?" in read(client, dispute, world.party(dispute, Role.RESPONDENT))
    assert "Nothing for you to do now" in read(client, dispute, world.party(dispute))


def test_the_window_is_to_decide_on_an_application(world, client):
    dispute = world.apply()
    text = read(client, dispute, world.staff("window"))
    assert "It is your turn" in text and "3 working days left" in text


def test_before_acceptance_the_other_side_finds_nothing(world, client):
    dispute = world.apply()
    sign_in(client, world.party(dispute, Role.RESPONDENT))
    assert client.get(path(dispute)).status_code == 404


def test_who_has_no_part_in_it_finds_nothing(world, client):
    dispute = world.consented()
    for login in ("window.north", "chen", "judge.han", "bureau"):
        sign_in(client, world.staff(login))
        assert client.get(path(dispute)).status_code == 404
    other = world.consented()
    sign_in(client, world.party(other))
    assert client.get(path(dispute)).status_code == 404


def test_a_stranger_is_told_to_sign_in_or_finds_nothing(world, client):
    assert client.get(path(world.consented())).status_code in (401, 404)
    assert client.get("/matters/nothing").status_code == 404


def test_nobody_of_the_other_side_sees_how_to_reach_one(world, client):
    dispute = world.consented()
    text = read(client, dispute, world.party(dispute, Role.RESPONDENT))
    assert "金顺姬" in text and "13800000001" not in text and "图们社区3号楼2单元201" not in text
    assert "13800000001" in read(client, dispute, world.staff("window"))


def test_asking_for_help_stays_between_one_and_us(world, client):
    dispute = world.answer(world.accept(world.apply()), Answer.NEED_HELP)
    assert "Asked for help" in read(client, dispute, world.party(dispute, Role.RESPONDENT))
    assert "Asked for help" not in read(client, dispute, world.party(dispute))
    assert "Asked for help" in read(client, dispute, world.staff("window"))


def test_whoever_was_declined_is_told_why_and_the_other_ways(world, client):
    dispute = world.not_accept(world.apply())
    text = read(client, dispute, world.party(dispute))
    assert "not a dispute between people" in text and "12348" in text and "court" in text


def test_a_limit_gone_by_is_late(world, client, worker, at):
    with at("2026-09-01 10:00"):
        dispute = world.apply()
    worker.run(at="2026-09-08 10:00")
    with at("2026-09-08 10:00"):
        text = read(client, dispute, world.staff("window"))
    assert "This is late" in text and "4 days late" in text


def test_a_name_with_markup_is_only_a_name(world, client):
    from dataclasses import replace

    from mediation.operations.world.disputing import LEAK

    person = replace(LEAK.applicant, name="<b>&'\"")
    dispute = world.accept(world.apply(replace(LEAK, applicant=person, story="<script>alert(1)</script>")))
    text = read(client, dispute, world.party(dispute, Role.RESPONDENT))
    assert "<script>alert(1)" not in text and "&lt;script&gt;alert(1)" in text


def test_what_was_ended_is_on_the_timeline(world, client):
    dispute = world.consented()
    disputes.end(world.standing(world.party(dispute), dispute), dispute, "stop", Ground.ONE_SIDE_UNWILLING)
    commit()
    sign_out(client)
    assert "The mediation was stopped" in read(client, dispute, world.party(dispute, Role.RESPONDENT))
