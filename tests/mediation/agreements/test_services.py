from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from documents import queries as papers
from documents.rules import DocumentState
from documents.services import Kept
from documents.verifying import Answer
from mediation.agreements import queries, services
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.papers import capitals, figures
from mediation.agreements.rules import AgreementState, Form, Refused, Reopened
from mediation.core import clock, deadlines, record
from mediation.core.db import commit, db, rollback
from mediation.core.jobs import EverythingReader
from mediation.core.machine import NotNow, NotYours, Role
from mediation.core.outbox import Message
from mediation.disputes import services as disputes
from mediation.disputes.rules import DisputeState
from mediation.operations.world import City
from mediation.operations.world.agreeing import Agreeing
from mediation.rulebook.kinds import Ground
from mediation.rulebook.routes import Route


@pytest.fixture
def world(app) -> Agreeing:
    city = City.found()
    assert city is not None
    return Agreeing(city)


@pytest.fixture
def agreement(world) -> SettlementAgreement:
    return world.offered(world.drafted(world.appointed()))


def look(agreement) -> SettlementAgreement:
    """Everything is read afresh, by the worker's own eyes."""
    rollback()
    db.session.info["reader"] = EverythingReader()
    return agreement


def effective(dispute) -> SettlementAgreement:
    rollback()
    db.session.info["reader"] = EverythingReader()
    return queries.effective(dispute)


def code_in_outbox(agreement) -> str:
    look(agreement)
    newest = select(Message).where(Message.purpose == "code").order_by(Message.id.desc()).limit(1)
    return re.search(r"\d{6}", db.session.scalars(newest).one().body).group()


def test_the_whole_way_ends_in_a_signed_sealed_verified_paper(world):
    dispute = world.agreed(world.appointed())
    agreement = effective(dispute)
    assert agreement.number.endswith("西塔调1号")
    assert (agreement.state, agreement.effective_on) == (AgreementState.EFFECTIVE, clock.today())
    assert dispute.state is DisputeState.SETTLED
    [limit] = deadlines.running(agreement)
    assert (limit.limit_code, limit.starts_on) == ("apply_for_confirmation", agreement.effective_on)
    pdf = papers.fetch(agreement.document.complete_kept, agreement.key_name)
    verdict = papers.examine(pdf)
    assert verdict.answer is Answer.VALID
    assert [one.name for one in verdict.signatures] == ["金顺姬", "李国强", "朴善姬", "西塔街道人民调解委员会"]
    assert record.verify_all() == []


def test_poppler_takes_every_signature_for_valid_and_finds_every_term(world, tmp_path):
    dispute = world.agreed(world.appointed())
    agreement = effective(dispute)
    file = tmp_path / "agreement.pdf"
    file.write_bytes(papers.fetch(agreement.document.complete_kept, agreement.key_name))
    seen = subprocess.run([shutil.which("pdfsig"), "-nocert", file], capture_output=True, text=True, check=False).stdout
    assert seen.count("Signature is Valid") == 4
    assert seen.count("Not total document signed") == 3 and seen.count("Total document signed") == 1
    said = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, text=True, check=True).stdout
    words = "".join(said.split())
    for clause in queries.clauses(agreement):
        assert "".join(clause.thing.split()) in words
        assert "".join(clause.account.split()) in words
        if clause.amount:
            assert capitals(clause.amount) in words and figures(clause.amount) in words
        day = clause.due_on
        assert f"{day.year}年{day.month}月{day.day}日" in words


def test_every_save_is_a_version_and_the_old_one_stays_readable(world):
    agreement = world.drafted(world.appointed())
    mediator, dispute = world.mediator_of(agreement.dispute), agreement.dispute
    look(agreement)
    before = queries.clauses(agreement)
    world.act(services.amend, mediator, dispute, agreement, revision=1, clauses=before[:1])
    look(agreement)
    assert [len(queries.terms(agreement, n)) for n in (1, 2)] == [2, 1]
    assert agreement.revision == 2


def test_of_two_who_change_at_once_the_second_is_told(world):
    agreement = world.drafted(world.appointed())
    mediator, dispute = world.mediator_of(agreement.dispute), agreement.dispute
    world.act(services.amend, mediator, dispute, agreement, revision=1, facts="一")
    with pytest.raises(NotNow):
        world.act(services.amend, mediator, dispute, agreement, revision=1, facts="二")
    assert look(agreement).facts == "一"


def test_only_the_mediator_writes_and_the_parties_read(world):
    agreement = world.drafted(world.appointed())
    for actor in (world.party(agreement.dispute), world.staff("window")):
        with pytest.raises((NotYours, NotNow)):
            world.act(services.amend, actor, agreement.dispute, agreement, revision=1, facts="x")
        rollback()
    for role in (Role.APPLICANT, Role.RESPONDENT):
        world.standing(world.party(agreement.dispute, role), agreement.dispute)
        assert len(queries.terms(agreement)) == 2


def test_a_draft_is_talk_and_never_shared_an_offer_is_and_a_fallen_one_is_talk_again(world):
    agreement = world.drafted(world.appointed())
    dispute = agreement.dispute

    def window_reads() -> bool:
        world.standing(world.staff("window"), dispute)
        return queries.of_dispute(dispute) is not None and len(queries.terms(agreement)) > 0

    assert not window_reads()
    world.offered(agreement)
    assert window_reads()
    world.act(services.refuse, world.party(dispute), dispute, agreement, reason=Refused.ADVICE)
    assert not window_reads()


def test_what_is_not_ready_is_not_offered(world):
    agreement = world.drafted(world.appointed())
    mediator, dispute = world.mediator_of(agreement.dispute), agreement.dispute
    look(agreement)
    past = replace(queries.clauses(agreement)[0], due_on=clock.today() - timedelta(days=1))
    world.act(services.amend, mediator, dispute, agreement, revision=1, clauses=[past])
    with pytest.raises(NotNow):
        world.act(services.offer, mediator, dispute, agreement, revision=2, form=Form.ELECTRONIC)
    rollback()
    assert look(agreement).number is None


def test_a_change_cancels_what_was_signed(world, agreement, worker):
    dispute = agreement.dispute
    world.sign(agreement, Role.APPLICANT)
    first = look(agreement).document
    world.act(services.amend, world.mediator_of(dispute), dispute, agreement, revision=1, facts="改过的事实。")
    worker.run()
    look(agreement)
    assert (first.state, agreement.document, agreement.reopened) == (DocumentState.SUPERSEDED, None, Reopened.CHANGED)
    assert deadlines.running(agreement) == []
    number = agreement.number
    world.offered(agreement)
    look(agreement)
    assert agreement.number == number
    assert (agreement.document.given, agreement.document.frozen_sha256 != first.frozen_sha256) == (0, True)
    with pytest.raises(NotNow):  # the page of the first version, still open on somebody's phone
        world.act(services.sign, world.party(dispute), dispute, agreement, shown=first.frozen_sha256, drawing=None)


def test_a_change_and_a_signature_at_once_never_leave_a_signature_on_what_was_changed(world, agreement):
    """The reader of the old page signs while the mediator saves: whichever is first, the other is refused or void."""
    dispute, shown = agreement.dispute, world.shown(agreement)
    world.act(services.amend, world.mediator_of(dispute), dispute, agreement, revision=1, facts="新的")
    with pytest.raises(NotNow):
        world.act(services.sign, world.party(dispute), dispute, agreement, shown=shown, drawing=None)
    rollback()
    world.offered(agreement)
    world.sign_all(agreement)
    look(agreement)
    with pytest.raises(NotNow):
        world.act(services.amend, world.mediator_of(dispute), dispute, agreement, revision=2, facts="太晚")


def test_seven_days_then_back_to_the_draft(world, worker, at):
    with at("2026-11-23 10:00"):
        agreement = world.offered(world.drafted(world.appointed()))
        world.sign(agreement)
    worker.run(at="2026-11-30 23:58")
    assert look(agreement).document.state is DocumentState.SIGNING
    worker.run(at="2026-12-01 00:01")
    look(agreement)
    assert (agreement.state, agreement.reopened, agreement.document) == (AgreementState.OPEN, Reopened.LAPSED, None)
    assert agreement.dispute.state is DisputeState.MEDIATING


def test_a_refusal_is_read_by_the_mediator_and_its_own_side_only(world, agreement):
    dispute = agreement.dispute
    world.act(services.refuse, world.party(dispute), dispute, agreement, reason=Refused.TERMS, words="金额太少")
    for actor, seen in (
        (world.mediator_of(dispute), 1), (world.party(dispute), 1),
        (world.party(dispute, Role.RESPONDENT), 0), (world.staff("window"), 0),
    ):  # fmt: skip
        world.standing(actor, dispute)
        assert len(queries.remarks(agreement)) == seen
    assert look(agreement).reopened is Reopened.REFUSED


def test_the_code_is_for_these_bytes_and_this_person_alone(world, agreement):
    dispute = agreement.dispute
    applicant, respondent = world.party(dispute), world.party(dispute, Role.RESPONDENT)
    world.act(services.send_code, applicant, dispute, agreement)
    code = code_in_outbox(agreement)
    assert not world.act(services.code_is_right, respondent, dispute, agreement, typed=code)
    assert not world.act(
        services.code_is_right, applicant, dispute, agreement, typed="000000" if code != "000000" else "1" * 6
    )
    world.act(services.amend, world.mediator_of(dispute), dispute, agreement, revision=1, facts="另一版。")
    world.offered(agreement)
    assert not world.act(services.code_is_right, applicant, dispute, agreement, typed=code)  # of another document


def test_a_code_lives_five_minutes_and_once(world, worker, at):
    with at("2026-11-23 10:00"):
        agreement = world.offered(world.drafted(world.appointed()))
        dispute, applicant = agreement.dispute, world.party(agreement.dispute)
        world.act(services.send_code, applicant, dispute, agreement)
        code = code_in_outbox(agreement)
    with at("2026-11-23 10:05:01"):
        assert not world.act(services.code_is_right, applicant, dispute, agreement, typed=code)
    with at("2026-11-23 10:04:59"):
        assert world.act(services.code_is_right, applicant, dispute, agreement, typed=code)
        assert not world.act(services.code_is_right, applicant, dispute, agreement, typed=code)


def test_the_mediator_waits_for_the_parties_and_the_seal_for_the_mediator(world, agreement):
    with pytest.raises(NotNow):
        world.countersign(agreement)
    rollback()
    world.sign(agreement, Role.APPLICANT)
    world.sign(agreement, Role.RESPONDENT)
    with pytest.raises(NotNow):
        world.seal(agreement)
    rollback()
    world.countersign(agreement)
    world.seal(agreement)
    assert look(agreement).state is AgreementState.OPEN  # until the paper is complete
    world.work()
    assert look(agreement).state is AgreementState.EFFECTIVE


def test_a_delegated_agreement_binds_when_both_parties_have_signed(world, worker):
    agreement = world.drafted(world.appointed())
    agreement.route = Route.DELEGATED
    commit()
    world.offered(agreement)
    world.sign(agreement, Role.APPLICANT)
    world.work()
    assert look(agreement).state is AgreementState.OPEN
    world.sign(agreement, Role.RESPONDENT)
    world.work()
    look(agreement)
    assert (agreement.state, agreement.document.state) == (AgreementState.EFFECTIVE, DocumentState.SIGNING)
    assert agreement.dispute.state is DisputeState.SETTLED


def test_the_paper_way_takes_effect_on_the_day_of_the_last_hand(world):
    dispute = world.agreed(world.appointed(), paper=True)
    agreement = effective(dispute)
    assert (agreement.form, agreement.effective_on) == (Form.PAPER, clock.today())
    assert papers.check(agreement.document.check_code).valid


def test_the_day_of_the_last_hand_lies_between_printing_and_today(world):
    agreement = world.offered(world.drafted(world.appointed()), paper=True)
    for day in (clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)):
        with pytest.raises(NotNow):
            world.act(
                services.certify, world.staff("window"), agreement.dispute, agreement, kept=Kept("0" * 64, "0" * 64),
                media_type="image/png", signed_on=day,
            )  # fmt: skip
        rollback()


def test_an_oral_agreement_takes_effect_the_day_it_was_reached(world):
    agreement = world.drafted(world.appointed())
    dispute = agreement.dispute
    world.act(
        services.register_oral, world.mediator_of(dispute), dispute, agreement, revision=1, reached_on=clock.today()
    )
    look(agreement)
    assert (agreement.state, agreement.form, agreement.effective_on) == (
        AgreementState.EFFECTIVE, Form.ORAL, clock.today(),
    )  # fmt: skip
    assert dispute.state is DisputeState.SETTLED


def test_when_mediation_ends_the_agreement_ends_with_it(world, agreement, worker):
    dispute = agreement.dispute
    document = look(agreement).document
    standing = world.standing(world.mediator_of(dispute), dispute)
    disputes.end(standing, dispute, "terminate", Ground.REFUSED_TO_SIGN)
    commit()
    worker.run()
    look(agreement)
    assert (agreement.state, document.state) == (AgreementState.ENDED, DocumentState.VOID)
