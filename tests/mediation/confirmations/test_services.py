from __future__ import annotations

import re
import subprocess
from datetime import timedelta

import pytest

from documents import queries as documents
from documents.rendering import Paper, render
from documents.rules import DocumentState
from documents.timestamps import Service
from mediation.agreements import queries as agreements
from mediation.confirmations import queries, services
from mediation.confirmations.queries import checking
from mediation.confirmations.rules import ConfirmationState
from mediation.core import clock, deadlines, record, wall
from mediation.core.db import commit, db
from mediation.core.deadlines import Deadline, DeadlineState
from mediation.core.jobs import EverythingReader
from mediation.core.machine import NotNow, NotVisible, NotYours, Role
from mediation.matters import queries as matters
from mediation.matters import services as matter_services
from mediation.organisations import services as organisations
from mediation.organisations.models import CourtLevel, OrganisationKind, PlaceKind
from mediation.rulebook.courts import Dismissal, PackagePaper, Question
from mediation.rulebook.limits import limit
from mediation.sittings import services as sittings
from mediation.sittings.rules import Mode, Result

State = ConfirmationState


def again(confirmation):
    db.session.expire_all()
    return confirmation


def last_of(code: str, day) -> str:
    """The last moment of a limit that began on a day, and the first after it."""
    return limit(code, day).last_day(day).isoformat()


def content_of(document) -> bytes:
    assert document.complete_kept
    return documents.fetch(document.complete_kept, document.key_name)


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def test_from_the_application_to_the_ruling_every_act_is_on_record(world, tmp_path):
    dispute = world.confirmed()
    confirmation = queries.of_dispute(dispute)
    assert confirmation.state is State.CONFIRMED and confirmation.applied_on == clock.today()
    acts = [entry.act for entry in record.entries(record.of_matter(dispute.matter_id))]
    ours = [act.partition(".")[2] for act in acts if act.startswith("confirmation.")]
    assert ours == [
        "apply", "sign", "sign", "seal_proof", "submit", "accept", "inquire", "grant", "sign_ruling", "confirm",
        "serve", "serve",
    ]  # fmt: skip
    assert record.verify_all() == []
    wall.name_reader(queries.standing(world.staff("clerk"), confirmation))
    assert set(queries.verdicts(confirmation).values()) == {"VALID"}
    assert [one.code for one in checking.package(confirmation) if one.passed is not True] == []
    _the_ruling_holds(confirmation, tmp_path)


def _the_ruling_holds(confirmation, tmp_path):
    """The judge's signature and the court's seal, under the case number, seen by poppler."""
    pdf = content_of(confirmation.ruling)
    file = tmp_path / "ruling.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid.") == 2 and said.count("Total document signed") == 1
    assert re.findall(r"Common Name: (.+)", said) == ["周文博", "沈阳市和平区人民法院"]
    text = re.sub(r"\s", "", text_of(pdf))
    assert confirmation.court_number in text and "第二百零六条" in text and "人民调解协议有效" in text
    assert "￥3,600.00" in text or "¥3,600.00" in text
    flipped = bytearray(pdf)
    flipped[len(pdf) // 3] ^= 1
    assert documents.examine(bytes(flipped)).answer == "INVALID"


def test_a_dismissal_says_its_ground_and_cannot_be_followed_by_another_application(world, worker):
    dispute = world.dismissed(reason=Dismissal.UNCLEAR)
    confirmation = queries.of_dispute(dispute)
    assert (confirmation.state, confirmation.dismissal) == (State.DISMISSED, Dismissal.UNCLEAR)
    wall.name_reader(queries.standing(world.party(dispute), confirmation))
    text = re.sub(r"\s", "", text_of(content_of(confirmation.ruling)))
    assert "内容不明确。履行期限和标准约定不明。" in text and "驳回申请人" in text
    with pytest.raises(NotNow):
        world.begun(dispute)
    _the_court_leaves_when_nobody_can_object_any_more(world, worker, confirmation)


def _the_court_leaves_when_nobody_can_object_any_more(world, worker, confirmation):
    """15 days after the last service (民诉法解释 372), the first not counted."""
    last = last_of("party_objects", clock.today())
    assert matters.seats(confirmation.matter, Role.JUDGE, Role.CLERK)
    worker.run(at=f"{last} 23:59")
    assert not any(one.over for one in again(confirmation).services)
    worker.run(at=clock.at(f"{last} 23:59") + timedelta(minutes=2))
    assert all(one.over for one in again(confirmation).services)
    with clock.set_to(clock.at(f"{last} 23:59") + timedelta(minutes=3)):
        assert not matters.seats(confirmation.matter, Role.JUDGE, Role.CLERK)
        assert not wall.readable(matters.standing(world.staff("judge.zhou"), confirmation.matter))


def test_on_the_thirtieth_day_one_may_still_join_and_the_day_after_it_has_lapsed(world, worker):
    confirmation = world.applied_to_court()
    last = last_of("apply_for_confirmation", confirmation.agreement.effective_on)
    agreement, dispute = confirmation.agreement, confirmation.dispute
    worker.run(at=f"{last} 23:59")
    assert again(confirmation).state is State.COLLECTING
    worker.run(at=clock.at(f"{last} 23:59") + timedelta(minutes=2))
    assert again(confirmation).state is State.LAPSED
    world.take_part(world.party(dispute), confirmation)
    assert confirmation.application.state is DocumentState.VOID and confirmation.proof.state is DocumentState.VOID
    with clock.set_to(clock.at(f"{last} 23:59") + timedelta(minutes=3)), pytest.raises(NotNow):
        world.act(services.apply, world.party(dispute), dispute, agreement, court=confirmation.court)


def test_who_all_signed_in_time_is_heard_though_the_seal_is_missing(world, worker):
    confirmation = world.applied_to_court()
    world.join(confirmation)
    world.work()
    assert again(confirmation).state is State.COLLECTING
    world.take_part(world.party(confirmation.dispute), confirmation)
    last = last_of("apply_for_confirmation", confirmation.agreement.effective_on)
    worker.run(at=clock.at(f"{last} 23:59") + timedelta(minutes=2))
    assert again(confirmation).state is State.SUBMITTED
    wall.name_reader(queries.standing(world.staff("clerk"), confirmation))
    found = {one.code: one.passed for one in checking.package(confirmation)}
    assert found["in_time"] is True and found["proof"] is False
    world.at_court(services.seal_proof, world._window(confirmation.dispute), confirmation)
    world.work()
    wall.name_reader(queries.standing(world.staff("clerk"), confirmation))
    found = {one.code: one.passed for one in checking.package(confirmation)}
    assert found["proof"] is True and found["verified"] is True


def test_who_all_signed_in_time_is_heard_though_the_timestamp_comes_later(world, worker, monkeypatch):
    confirmation = world.applied_to_court()
    world.join(confirmation)
    with monkeypatch.context() as silent:
        silent.setattr(documents, "timestamps_from", lambda: Service("http://127.0.0.1:9/", ()))
        last = last_of("apply_for_confirmation", confirmation.agreement.effective_on)
        worker.run(at=clock.at(f"{last} 23:59") + timedelta(minutes=2))
        assert again(confirmation).state is State.COLLECTING
        world.take_part(world.party(confirmation.dispute), confirmation)
        assert confirmation.application.state is DocumentState.AWAITING
    worker.run(at=clock.at(f"{last} 23:59") + timedelta(hours=1))
    assert again(confirmation).state is State.SUBMITTED


def test_papers_asked_for_and_not_supplied_count_as_withdrawn_and_the_thirty_days_run_on(world, worker):
    confirmation = world.asked_for_papers(until=clock.today() + timedelta(days=5))
    due = {one.limit_code: one.due_at for one in deadlines.running(confirmation)}
    assert due == {"papers_supplied": clock.end_of(confirmation.supply_by)}
    before = due["papers_supplied"] - timedelta(minutes=1)
    worker.run(at=before)
    assert again(confirmation).state is State.SUPPLEMENTING
    worker.run(at=due["papers_supplied"] + timedelta(minutes=1))
    assert again(confirmation).state is State.WITHDRAWN
    world.take_part(world.party(confirmation.dispute), confirmation)
    [running] = deadlines.running(confirmation.agreement)
    assert running.due_at == clock.end_of(queries.last_day(confirmation.agreement))
    second = world.begun(confirmation.dispute)
    assert second.id != confirmation.id and second.state is State.COLLECTING


def test_supplied_papers_start_the_three_days_anew_and_stand_for_the_court_to_see(world):
    confirmation = world.asked_for_papers()
    brought = matter_services.bring("id.txt.pdf", _pdf(), "application/pdf", key_name=confirmation.matter.key_name)
    tomorrow = clock.now() + timedelta(days=1)
    with clock.set_to(tomorrow):
        party = world.party(confirmation.dispute, Role.RESPONDENT)
        world.at_court(services.supply, party, confirmation, files=[brought], words="见附件")
        [running] = deadlines.running(confirmation)
        assert (running.limit_code, running.starts_on) == ("court_accepts", clock.today())
        world.take_part(world.staff("clerk"), confirmation)
        assert [one.label for one in matters.exhibits(confirmation.matter)][-1] == wall.SHARED


def _pdf() -> bytes:
    facts = {"institution": "西塔", "number": "1", "check": "", "title": "证件", "entries": []}
    return render(Paper("contents", "1", "zh", facts))


def test_a_court_that_is_late_is_marked_late_and_can_still_act(world, worker):
    confirmation = world.submitted()
    last = last_of("court_accepts", clock.today())
    late = clock.at(f"{last} 23:59") + timedelta(minutes=2)
    worker.run(at=late)
    states = {one.limit_code: one.state for one in db.session.query(Deadline) if one.subject == "judicial_confirmation"}
    assert states == {"court_accepts": DeadlineState.LATE} and again(confirmation).state is State.SUBMITTED
    with clock.set_to(late):
        clerk = world.staff("clerk")
        world.at_court(services.accept, clerk, confirmation, judge=queries.judge(confirmation, "judge.han"))
        [running] = deadlines.running(confirmation)
        assert running.limit_code == "court_rules" and confirmation.accepted_on == clock.today()


def test_the_president_gives_ten_days_more_once_and_only_in_time(world, worker):
    """15 days from acceptance, then 10 from the last of them (法释〔2011〕5号 5)."""
    confirmation = world.accepted_by_court()
    judge, began = world.judge_of(confirmation), confirmation.accepted_on
    first = limit("court_rules", began).last_day(began)
    world.at_court(services.extend, judge, confirmation, president="赵院长")
    [running] = deadlines.running(confirmation)
    assert running.due_at == clock.end_of(limit("court_rules_longer", began).last_day(first))
    with pytest.raises(NotNow):
        world.at_court(services.extend, judge, confirmation, president="赵院长")
    db.session.rollback()
    other = world.accepted_by_court(world.agreed(world.sat()))
    late = clock.end_of(first) + timedelta(minutes=1)
    worker.run(at=late)
    with clock.set_to(late), pytest.raises(NotNow):
        world.at_court(services.extend, world.judge_of(other), again(other), president="赵院长")


def test_nothing_is_confirmed_before_both_were_heard_and_all_was_in_order(world):
    confirmation = world.accepted_by_court()
    judge = world.judge_of(confirmation)
    with pytest.raises(NotNow):
        world.at_court(services.grant, judge, confirmation)
    db.session.rollback()
    answers = dict.fromkeys(Question, True)
    for bad in ({"present": 1, "answers": answers}, {"present": 2, "answers": {Question.SHAM: True}}):
        with pytest.raises(NotNow):
            world.at_court(services.inquire, judge, confirmation, way=Mode.VIDEO, words="", **bad)
        db.session.rollback()
    doubtful = {**answers, Question.SHAM: False}
    world.at_court(services.inquire, judge, confirmation, present=2, answers=doubtful, way=Mode.VIDEO, words="疑")
    with pytest.raises(NotNow):
        world.at_court(services.grant, judge, confirmation)
    db.session.rollback()
    for wrong in ("clerk", "judge.han"):
        with pytest.raises((NotYours, NotVisible)):
            world.at_court(services.reject, world.staff(wrong), confirmation, reason=Dismissal.NOT_FREE)
        db.session.rollback()
    world.heard(confirmation)
    world.at_court(services.grant, judge, confirmation)
    world.at_court(services.reject, judge, confirmation, reason=Dismissal.NOT_FREE)  # thought better of it
    world.work()
    world.take_part(judge, confirmation)
    assert confirmation.ruling.state is DocumentState.SIGNING and confirmation.dismissal is Dismissal.NOT_FREE
    wall.name_reader(matters.standing(world.party(confirmation.dispute), confirmation.matter))
    db.session.expire_all()
    assert confirmation.ruling is None  # the parties see no ruling before it is signed and sealed


def test_a_judge_who_was_a_guest_in_a_sitting_is_barred(world, worker):
    dispute = world.appointed()
    sitting = world.waiting(dispute, world.planned(dispute, starts_at=clock.now() + timedelta(minutes=5)))
    guest = world.city.accounts["judge.zhou"]
    world.started(dispute, sitting)
    world.act(sittings.invite_judge, world.mediator_of(dispute), dispute, sitting, judge=db.session.merge(guest))
    world.written(dispute, sitting)
    world.act(sittings.end, world.mediator_of(dispute), dispute, sitting, result=Result.SETTLED)
    confirmation = world.submitted(world.agreed(dispute))
    barred = [account.login for account, against in queries.judges(confirmation) if against]
    assert barred == ["judge.zhou"]
    with pytest.raises(NotVisible):
        queries.judge(confirmation, "judge.zhou")
    with pytest.raises(NotNow):
        world.at_court(services.accept, world.staff("clerk"), confirmation, judge=db.session.merge(guest))


@pytest.mark.parametrize("role", ["window", "mediator", "clerk"])
def test_only_a_party_applies(world, role):
    dispute = world.agreed()
    actor = {"window": world._window(dispute), "mediator": world.mediator_of(dispute), "clerk": world.staff("clerk")}[
        role
    ]
    world.standing(world.party(dispute), dispute)
    agreement = agreements.effective(dispute)
    with pytest.raises(NotYours):
        world.act(
            services.apply, actor, dispute, agreement, court=queries.court(agreement, queries.courts(agreement)[0].key)
        )


def test_nobody_signs_twice_or_other_bytes_and_a_second_application_is_refused(world):
    confirmation = world.applied_to_court()
    with pytest.raises(NotNow):
        world.join(confirmation, Role.APPLICANT)
    db.session.rollback()
    other = world.party(confirmation.dispute, Role.RESPONDENT)
    with pytest.raises(NotNow):
        world.at_court(services.sign, other, confirmation, shown="0" * 64, drawing=None, typed=True)
    db.session.rollback()
    with pytest.raises(NotNow):
        world.begun(confirmation.dispute)
    db.session.rollback()
    with pytest.raises(NotNow):
        world.at_court(services.ask_papers, world.staff("clerk"), world.submitted(), missing=[PackagePaper.OTHER],
                       until=clock.today())  # fmt: skip


def test_opening_the_ruling_twice_is_one_service(world):
    confirmation = world.ruled()
    party = world.party(confirmation.dispute)
    world.at_court(services.serve, party, confirmation)
    first = [one.served_at for one in confirmation.services]
    with clock.set_to(clock.now() + timedelta(days=2)):
        world.at_court(services.serve, party, confirmation)
    assert [one.served_at for one in again(confirmation).services] == first
    served = db.session.query(Deadline).filter_by(limit_code="party_objects").all()
    assert [one.state for one in served] == [DeadlineState.RUNNING]
    db.session.info["reader"] = EverythingReader()
    assert confirmation.ruling.label == wall.SHARED
    commit()


def test_the_courts_are_found_by_the_places_in_the_file(world):
    """A second district with its court, a tribunal in a street, an intermediate court over both."""
    dispute = world.agreed()
    court, (shenyang, street) = OrganisationKind.COURT, (world.city.places[name] for name in ("沈阳市", "西塔街道"))
    tiexi = organisations.add_place(PlaceKind.DISTRICT, "铁西区", inside=db.session.merge(shenyang))
    facts = {"phone": "1", "number_sign": "辽0106"}
    there = organisations.add_organisation(court, "铁西区法院", place=tiexi, short_name="铁西", **facts)
    for name, place, level in (
        ("西塔人民法庭", street, CourtLevel.TRIBUNAL), ("沈阳市中级法院", shenyang, CourtLevel.INTERMEDIATE),
    ):  # fmt: skip
        organisations.add_organisation(
            court, name, place=db.session.merge(place), short_name=name[:4], level=level, **facts
        )
    dispute.parties[1].place = tiexi
    commit()
    world.standing(world.party(dispute), dispute)
    agreement = agreements.effective(dispute)
    assert {one.name: [str(why) for why in one.because] for one in queries.courts(agreement)} == {
        "铁西区法院": ["residence"], "沈阳市和平区人民法院": ["institution"],
        "西塔人民法庭": ["institution", "tribunal"],
    }  # fmt: skip
    names = [one.name for one in queries.courts(agreement, tiexi)]
    assert names == ["铁西区法院", "沈阳市和平区人民法院", "西塔人民法庭"]
    with pytest.raises(NotVisible):
        queries.court(agreement, there.place.public_id)
    begun = world.act(services.apply, world.party(dispute), dispute, agreement, court=there, property_place=tiexi)
    assert (begun.court.name, begun.property_place.name) == ("铁西区法院", "铁西区")
