"""Who is told what: once, in their own language, never anything confidential, never too early."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest

from mediation import tables
from mediation.agreements.services import amend
from mediation.core import clock, record, words
from mediation.core.db import begin_writing, commit, db
from mediation.core.jobs import Worker
from mediation.core.machine import Role, Table
from mediation.core.outbox import Message
from mediation.disputes import services as disputes
from mediation.disputes.rules import Answer
from mediation.matters import services as matters
from mediation.notices.jobs import tell
from mediation.notices.rules import NOTICES
from mediation.rulebook.kinds import Ground

APPLICANT, RESPONDENT = "13800000001", "13800000002"
PRIVATE = ("金顺姬", "李国强", "朴善姬", "漏水", "图们社区3号楼", "阳台", "4200", "四千")


def sent(*acts):
    messages = db.session.query(Message).order_by(Message.id)
    return [message for message in messages if message.purpose in acts or not acts]


def told(*acts):
    return [(message.purpose, message.address) for message in sent(*acts)]


def test_every_act_is_one_of_a_table_and_every_value_is_known():
    known = set()
    for module in tables.modules("rules"):
        for table in vars(module).values():
            if isinstance(table, Table):
                known |= {f"{table.name}.{action}" for action in table.actions}
    values = {"institution", "phone", "number", "link", "until", "when"}
    for notice in NOTICES:
        assert notice.act in known, notice.act
        assert set(re.findall(r"%\((\w+)\)s", notice.text)) <= values, notice.act
        assert ("%(until)s" in notice.text) == (notice.until is not None), notice.act


def test_no_act_tells_the_same_person_twice():
    for act in {notice.act for notice in NOTICES}:
        alike = [notice for notice in NOTICES if notice.act == act]
        asked = {code for notice in alike for code in (notice.if_code, notice.unless_code) if code}
        for codes in ({}, *(dict([code]) for code in asked)):
            roles = [role for notice in alike if notice.applies(codes) for role in notice.to]
            assert len(roles) == len(set(roles)), (act, codes)


def test_nothing_goes_to_the_other_side_before_acceptance(world, worker):
    withdrawn = world.apply()
    disputes.end(world.standing(world.party(withdrawn), withdrawn), withdrawn, "withdraw", Ground.WITHDRAWN)
    commit()
    world.not_accept(world.apply())
    world.apply()
    worker.run()
    assert told() == [("dispute.not_accept", APPLICANT)]


def test_acceptance_invites_the_other_side_and_tells_the_applicant(world, worker):
    dispute = world.accept(world.apply())
    worker.run()
    assert told() == [("dispute.accept", RESPONDENT), ("dispute.accept", APPLICANT)]
    invitation, news = sent()
    assert "西塔街道人民调解委员会" in invitation.body and "024-2386 1101" in invitation.body
    assert dispute.matter.receipt_number in news.body
    assert {message.state.value for message in sent()} == {"sent"}


def test_a_link_leads_to_its_own_addressee(world, worker, client):
    dispute = world.accept(world.apply())
    worker.run()
    paths = {message.address: re.search(r"http://courtyard.test(/i/\w+)", message.body)[1] for message in sent()}
    for phone, role in ((APPLICANT, Role.APPLICANT), (RESPONDENT, Role.RESPONDENT)):
        assert client.get(paths[phone]).status_code == 200
        link = db.session.query(matters.Link).filter_by(public_id=paths[phone].rpartition("/")[2]).one()
        assert link.seat == world.seat(dispute, role)


def test_whoever_did_it_is_not_told_of_it(world, worker):
    world.answer(world.accept(world.apply()), Answer.NO)
    worker.run()
    assert told("dispute.refuse") == [("dispute.refuse", APPLICANT)]
    stopped = world.consented()
    disputes.end(world.standing(world.party(stopped), stopped), stopped, "stop", Ground.ONE_SIDE_UNWILLING)
    commit()
    worker.run()
    assert told("dispute.stop") == [("dispute.stop", RESPONDENT)]


def test_a_message_speaks_its_addressee_s_language(world, worker):
    dispute = world.apply()
    for role, language in ((Role.APPLICANT, "ko"), (Role.RESPONDENT, "en")):
        begin_writing()
        world.seat(dispute, role).language = language
        commit()
    world.accept(dispute)
    worker.run()
    bodies = {message.address: message.body for message in sent()}
    assert re.search("[가-힣]", bodies[APPLICANT]) and "free of charge" in bodies[RESPONDENT]


def test_nothing_confidential_stands_in_a_message(world, worker):
    for scene in (world.apply, world.consented, world.proposed, world.sat):
        scene()
        worker.run()
    world.planned(world.appointed())
    world.not_accept(world.apply())
    asked = world.accept(world.apply())
    worker.run()
    world.answer(asked, Answer.NO)
    worker.run()
    assert len(sent()) > 8
    for message in sent():
        assert not [word for word in PRIVATE if word in message.body + message.subject], message.body


def test_one_message_for_each_act_and_addressee_even_when_a_job_is_done_again(world, worker):
    world.appointed()
    worker.run()
    before = Counter(told())
    assert set(before.values()) == {1}
    again = Worker("again")
    assert again.run_until_idle() >= 0
    assert Counter(told()) == before


def test_a_job_that_fails_half_way_leaves_nothing_and_is_done_whole_later(world, worker, monkeypatch):
    world.accept(world.apply())
    calls = []
    real = matters.make_link

    def breaks_once(seat):
        calls.append(seat)
        if len(calls) == 2:
            raise OSError("a disk that was away")
        return real(seat)

    monkeypatch.setattr(matters, "make_link", breaks_once)
    worker.run()
    assert sent() == []
    worker.run(at=clock.now() + timedelta(minutes=1))
    assert len(told()) == 2


def test_an_invitation_that_is_over_is_not_sent(world, worker):
    dispute = world.accept(world.apply())
    disputes.end(world.standing(world.party(dispute), dispute), dispute, "withdraw", Ground.WITHDRAWN)
    commit()
    worker.run()
    assert told("dispute.accept") == []
    assert told("dispute.withdraw") == [("dispute.withdraw", RESPONDENT)]


def test_whoever_was_shut_out_is_told_nothing_more(world, worker):
    dispute = world.answer(world.accept(world.apply()), Answer.NOT_ME)
    disputes.end(world.standing(world.party(dispute), dispute), dispute, "withdraw", Ground.WITHDRAWN)
    commit()
    worker.run()
    assert RESPONDENT not in [address for _, address in told()]


def test_choosing_and_sittings_are_told_with_a_calendar_entry(world, worker):
    dispute = world.appointed()
    world.planned(dispute)
    worker.run()
    assert {address for _, address in told("appointment.accept")} == {APPLICANT, RESPONDENT}
    planned = sent("sitting.plan")
    assert {message.address for message in planned} == {APPLICANT, RESPONDENT}
    assert all("BEGIN:VCALENDAR" in message.attachment for message in planned)


def test_an_agreement_is_told_from_the_offer_to_what_was_kept(world, worker):
    world.offered()
    worker.run()
    assert told("agreement.open") == [("agreement.open", APPLICANT), ("agreement.open", RESPONDENT)]
    dispute = world.agreed()
    worker.run()
    assert {address for _, address in told("agreement.effect")} == {APPLICANT, RESPONDENT}
    promise = next(one for one in world.promises(dispute) if one.debtor.seat == world.seat(dispute, Role.RESPONDENT))
    world.keep(promise)
    worker.run()
    assert told("promise.confirm") == [("promise.confirm", RESPONDENT)]
    assert told("document.supersede") == []


def test_a_changed_agreement_is_told_to_both_sides(world, worker):
    agreement = world.offered()
    worker.run()
    world.act(amend, world.staff("park"), agreement.dispute, agreement, clauses=world.terms(agreement.dispute)[:1],
              revision=agreement.revision)  # fmt: skip
    worker.run()
    assert {address for _, address in told("document.supersede")} == {APPLICANT, RESPONDENT}


def test_a_reminder_goes_out_the_day_before(world, worker, at):
    with at("2026-09-07 10:00"):
        world.planned(world.appointed())  # a week from then
    worker.run(at="2026-09-13 09:00")
    assert told("sitting.remind") == []
    worker.run(at="2026-09-13 10:30")
    assert {address for _, address in told("sitting.remind")} == {APPLICANT, RESPONDENT}


def test_staff_without_a_phone_are_passed_over_and_with_one_are_asked(world, worker):
    world.proposed()
    worker.run()
    assert told("appointment.propose") == []
    begin_writing()
    account = db.session.merge(world.city.accounts["park"])
    account.phone = "13900000009"
    commit()
    entry = db.session.query(record.Entry).filter_by(act="appointment.propose").one()
    tell(entry)
    commit()
    (asked,) = sent("appointment.propose")
    assert asked.address == "13900000009" and "/today" in asked.body and re.search("[가-힣]", asked.body)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_each_text_is_short_in_each_language(language):
    for notice in NOTICES:
        assert len(words.translate(notice.text, language)) <= 300, notice.act
