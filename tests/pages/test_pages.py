"""Every page there is, as its readers see it: in three languages on a phone, in Chinese at a desk; none is left out."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from documents.models import Release
from mediation.agreements import queries as agreements
from mediation.agreements import services as desks
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import Form
from mediation.agreements.services import amend, offer
from mediation.alarms import queries as alarms_seen
from mediation.alarms import services as alarms
from mediation.alarms.rules import Danger
from mediation.appointments import queries as appointments
from mediation.appointments import services as appointing
from mediation.appointments.rules import Relation
from mediation.confirmations import queries as confirmations
from mediation.confirmations import services as confirming
from mediation.confirmations.models import JudicialConfirmation
from mediation.core import clock, wall
from mediation.core.db import commit, db
from mediation.core.jobs import Worker
from mediation.core.machine import NOBODY, Actor, Role
from mediation.disputes import services as disputes
from mediation.disputes.models import Dispute
from mediation.disputes.rules import Answer
from mediation.matters import services as matters
from mediation.operations.world import World
from mediation.performance import queries as performance
from mediation.performance import services as performing
from mediation.recordings import services as recording_it
from mediation.referrals import queries as referrals
from mediation.referrals import services as referring
from mediation.referrals.rules import Kind
from mediation.roster.models import Entry
from mediation.rulebook.courts import PackagePaper
from mediation.scans import services as scanning
from mediation.scans.models import Leaf
from mediation.sittings import services as sitting_down
from mediation.sittings.models import Sitting
from mediation.sittings.queries import people
from mediation.sittings.rules import Mode, Result
from mediation.talks import services as talking
from tests.mediation.disputes.applying import fill
from tests.mediation.talks.conftest import plan_in_writing, say, started_in_writing
from tests.pages.tour import Tour, tour
from tests.sign_in import carry_token

pytestmark = pytest.mark.browser
A, R = Role.APPLICANT, Role.RESPONDENT

NO_PAGE = {
    "static": "a file",
    "documents.fetch": "a paper", "documents.read": "a paper", "confirmations.paper": "a paper",
    "documents.receipt": "a file", "documents.offline": "a page to keep, tests/documents/test_verifier.py",
    "matters.exhibit": "a file", "confirmations.package_file": "a file", "scans.picture": "a picture",
    "performance.pack": "a file, tests/mediation/performance/test_views.py",
    "figures.download": "a table for a spreadsheet",
    "sittings.calendar": "an entry for a calendar",
    "sittings.room_state": "facts for the script of the room",
    "sittings.pane": "a part of sittings.show, which is visited",
    "sittings.waiting": "facts for the script that waits", "sittings.mine": "leads to sittings.show",
    "recordings.pane": "a part of recordings.of_sitting, which is visited", "recordings.watch": "a film",
    "talks.pane": "a part of talks.show, which is visited",
    "agreements.together": "a part of the room, which is visited",
    "video.not_by_whip": "for programs", "video.not_by_whep": "for programs",
}  # fmt: skip
"""What a browser fetches but nobody reads as a page, and why."""


class Walk:
    """One dispute from the phone to the dossier; each page is visited in the state that it is for."""

    def __init__(self, tour: Tour, world: World) -> None:
        self.tour, self.world, self.visit = tour, world, tour.visit
        world.work = self.work  # type: ignore[method-assign]
        self.window, self.park, self.clerk, self.judge, self.bureau = (
            world.staff(login) for login in ("window", "park", "clerk", "judge.zhou", "bureau")
        )

    def go(self) -> None:
        self.outside()
        self.handed_over()
        self.applying()
        self.beginning()
        self.choosing()
        self.sitting()
        self.agreeing()
        self.signing()
        self.confirming()
        self.performing()
        self.ending()
        self.carrying()

    def work(self) -> None:
        """The worker has a thread of its own: the browser's event loop runs in this one, and signing needs one too."""
        worker = threading.Thread(target=self._work)
        worker.start()
        worker.join()
        db.session.rollback()
        wall.name_reader()

    def _work(self) -> None:
        with self.tour.app.app_context():
            Worker("tour").run_until_idle()

    def party(self, role: Role = A) -> Actor:
        return self.world.party(self.dispute, role)

    def parties(self, *paths: str) -> None:
        for role in (A, R):
            self.visit(self.party(role), *paths)

    def outside(self) -> None:
        entry = db.session.query(Entry).first()
        assert entry is not None
        self.visit(NOBODY, "/", "/sign-in", "/apply", "/return", "/check", "/roster", f"/roster/{entry.public_id}")

    def handed_over(self) -> None:
        """By a court's letter: entered, settled, the agreement filed, and what the judge then did."""
        world = self.world
        dispute = world.appointed(world.taken_on(world.referred(Kind.ENTRUSTED)))
        world.act(disputes.settle, self.park, dispute)
        self.work()
        referral = referrals.of_dispute(dispute)
        assert referral is not None
        here = f"/referrals/{referral.public_id}"
        self.visit(self.window, here, f"{here}/answer", f"/matters/{dispute.matter.public_id}")
        world.act(referring.answer, self.window, dispute, referral, on=clock.today())
        self.visit(self.window, here, f"{here}/outcome")

    def applying(self) -> None:
        browser = self.tour.app.test_client()
        carry_token(browser)
        fill(browser)
        with browser.session_transaction() as session:
            draft = session["draft"]
        steps = ("where", "other", "other/2", "story", "request", "photos", "you", "details", "check", "code")
        self.visit(NOBODY, *(f"/apply/{step}" for step in steps), draft=draft)
        self.visit(NOBODY, f"/apply/back/{draft}", f"/apply/back/{draft}/code")
        self.visit(NOBODY, "/return/code", **{"return": ["2026-104-857-X", "0" * 32]})

    def beginning(self) -> None:
        self.dispute: Dispute = self.world.apply()
        at, matter = f"/disputes/{self.dispute.public_id}", f"/matters/{self.dispute.matter.public_id}"
        self.at, self.matter = at, matter
        self.visit(self.party(), f"{at}/receipt", f"{at}/withdraw", f"{matter}/hand-in", matter)
        self.visit(self.window, "/today", "/disputes/new", f"{at}/accept", f"{at}/not-accept", f"{at}/referral", matter)
        self.visit(self.window, "/search?q=金")
        self.world.accept(self.dispute)
        self.work()
        link = matters.make_link(self.world.seat(self.dispute, R))
        commit()
        self.visit(NOBODY, f"/i/{link.public_id}", f"/i/{link.public_id}/code")
        self.visit(self.window, f"{at}/invite-again", "/outbox")
        self.visit(self.party(R), f"{at}/answer", matter)
        self.world.answer(self.dispute)
        self.work()

    def choosing(self) -> None:
        appointment = appointments.live(self.dispute)
        assert appointment is not None
        here = f"/appointments/{appointment.public_id}"
        self.parties(self.matter, here, f"{here}/choose")
        with clock.set_to(clock.now() + timedelta(days=5)):
            self.work()
            self.visit(self.window, "/appointments/waiting", f"{here}/designate", here)
        for role in (A, R):
            self.world.choose(appointment, role)
        self.visit(self.party(), f"{here}/challenge")
        self.visit(self.park, "/appointments/asked", here, f"{here}/disclose", f"{here}/decline", "/today")
        self.world.take(appointing.disclose, self.park, appointment, relation=Relation.NONE)
        self.world.take(appointing.accept, self.park, appointment)
        self.work()
        self.visit(self.park, here, f"{here}/decline")

    def sitting(self) -> None:
        at = self.at
        self.visit(self.park, self.matter, f"{at}/sittings/new", f"{at}/terminate", f"{at}/people", f"{at}/longer")
        self.visit(self.park, f"{at}/people/{self.dispute.parties[1].public_id}")
        self.world.act(
            disputes.ask_longer, self.park, self.dispute, self.dispute, until=clock.today() + timedelta(days=60)
        )
        self.visit(self.party(), self.matter, f"{at}/stop", f"{at}/longer/answer")
        self.visit(self.park, f"{at}/longer")
        for role in (A, R):
            self.world.act(disputes.agree_longer, self.party(role), self.dispute, self.dispute)
        sitting = self.world.planned(self.dispute, starts_at=clock.now() + timedelta(minutes=5), mode=Mode.VIDEO)
        here = f"/sittings/{sitting.public_id}"
        self.visit(self.park, here, f"{here}/change", f"{here}/invite", f"{self.matter}/protect")
        self.visit(self.party(), here, f"{here}/check", self.matter)
        self.world.waiting(self.dispute, sitting)
        self.visit(self.park, here, f"{here}/room")
        self.parties(here, f"{here}/room")
        self.world.started(self.dispute, sitting)
        self.world.written(self.dispute, sitting)
        recording = self.world.act(recording_it.ask, self.park, self.dispute, sitting)
        self.visit(self.park, "/sittings/live", here, f"{here}/room")
        for who in (self.park, self.party()):
            self.visit(who, f"{here}/recording", f"/recordings/{recording.public_id}")
        self.visit(self.party(), here)
        self.judge_on_duty(sitting)
        self.writing(sitting)
        self.community_room()
        self.danger()
        self.world.act(sitting_down.end, self.park, self.dispute, sitting, result=Result.SETTLED)
        self.work()

    def judge_on_duty(self, sitting: Sitting) -> None:
        here = f"/sittings/{sitting.public_id}"
        self.visit(self.park, f"{here}/judge/question")
        self.world.on_duty("judge.han")
        asked = self.world.called(self.dispute, sitting)
        han = self.world.staff("judge.han")
        self.visit(han, "/consultations", f"/consultations/{asked.public_id}")
        self.visit(self.clerk, "/consultations/duty")
        self.world.taken("judge.han", asked, sitting)
        self.visit(han, "/consultations", here)
        self.parties(here)
        second = self.world.planned(self.dispute)
        asked = self.world.question(self.dispute, second, agreed=False)
        self.visit(self.park, f"/consultations/{asked.public_id}/reword")
        self.world.act(sitting_down.cancel, self.park, self.dispute, second)

    def writing(self, sitting: Sitting) -> None:
        """Beside the pictures, with a translation that is waited for; and over some days, longer than planned."""
        here, (one, other) = f"/sittings/{sitting.public_id}/writing", sitting.parties
        line = say(self.world, sitting, one, wall.JOINT, "三千六百元可以吗？")
        say(self.world, sitting, other, wall.JOINT, "네, 생각해 보겠습니다.")
        say(self.world, sitting, one, wall.side(1), "最低三千元。")
        self.world.act(talking.ask_call, self.party(), self.dispute, sitting)
        self.visit(self.park, here, f"/writing/lines/{line.public_id}/translate")
        self.parties(here)
        planned = plan_in_writing(
            self.world, self.dispute, clock.now() + timedelta(minutes=1), clock.now() + timedelta(days=3)
        )
        with clock.set_to(clock.now() + timedelta(minutes=5)):
            text = started_in_writing(self.world, self.dispute, planned)
            say(self.world, text, text.parties[0], wall.JOINT, "你好")
            self.world.act(talking.ask_longer, self.park, self.dispute, text, until=clock.now() + timedelta(days=9))
            for who in (self.park, self.party()):
                self.visit(who, f"/sittings/{text.public_id}", f"/sittings/{text.public_id}/writing")
            self.world.written(self.dispute, text)
            self.world.act(sitting_down.end, self.park, self.dispute, text, result=Result.TO_BE_CONTINUED)

    def community_room(self) -> None:
        """Somebody of the community, with one camera for two."""
        world, grid = self.world, self.world.staff("grid")
        sitting = world.planned(self.dispute, mode=Mode.COMMUNITY)
        account, name = people.community_room(sitting, "grid")
        here = f"/sittings/{sitting.public_id}"
        self.visit(self.park, f"{here}/invite")
        world.act(sitting_down.invite_terminal, self.park, self.dispute, sitting, account=account, name=name)
        self.visit(grid, "/today", here)
        world.waiting(self.dispute, sitting)
        world.act(sitting_down.check_in, grid, self.dispute, sitting, participant=sitting.parties[0])
        self.visit(grid, here, f"{here}/room")
        self.visit(self.park, here)
        world.act(sitting_down.cancel, self.park, self.dispute, sitting)

    def danger(self) -> None:
        """Reported, paused, received, and let go on."""
        self.visit(self.park, f"/alarms/new?matter={self.dispute.matter.public_id}")
        wall.name_reader()
        alarm = alarms.report(self.park, Danger.SHAM, matter=self.dispute.matter)
        commit()
        here = f"/alarms/{alarm.public_id}"
        self.visit(self.window, "/alarms", "/alarms/offices", here, f"{here}/lift", self.matter)
        self.parties(self.matter)
        alarms.lift(alarms_seen.standing(self.window, alarm), alarm, reason="已核实。")
        commit()

    def agreeing(self) -> None:
        self.visit(self.park, f"{self.at}/agreement")
        agreement = self.world.drafted(self.dispute)
        here = self.agreement = f"/agreements/{agreement.public_id}"
        adding = [f"{here}/terms/add/{kind}" for kind in ("pay", "do", "refrain")]
        self.visit(self.park, here, *adding, f"{here}/terms/1", f"{here}/terms/instalments", f"{here}/words")
        self.visit(self.park, f"{here}/offer", f"{here}/oral", f"{here}/deputies")
        self.parties(self.matter, here)
        self.world.act(offer, self.park, self.dispute, agreement, revision=agreement.revision, form=Form.PAPER)
        self.work()
        self.visit(self.window, here, f"{here}/certify")
        self.scans(agreement)
        self.parties(here)
        repair, payment = self.world.terms(self.dispute)
        clauses, revision = [replace(repair, condition="天晴三天以后"), payment], agreement.revision
        self.world.act(amend, self.park, self.dispute, agreement, revision=revision, clauses=clauses)
        self.world.offered(agreement)

    def scans(self, agreement: SettlementAgreement) -> None:
        """A photo without a code comes back of what was signed by hand."""
        matter, sheet = agreement.dispute.matter, io.BytesIO()
        Image.new("RGB", (600, 800), "white").save(sheet, "JPEG")
        file = scanning.bring(sheet.getvalue(), name="1.jpg", claimed="image/jpeg", key_name=matter.key_name)
        self.world.act(scanning.hand_in, self.window, self.dispute, matter, files=[file])
        self.work()
        self.world.standing(self.window, self.dispute)
        leaf = db.session.scalars(select(Leaf)).one()
        assert agreement.document is not None
        self.visit(self.window, f"{self.matter}/scans", f"/scans/{leaf.public_id}/place")
        self.visit(self.window, f"/documents/{agreement.document.public_id}/scans/certify")

    def at_the_desk(self, agreement: SettlementAgreement) -> None:
        """On a device of the house, one after another; and by hand, beside those who sign on the screen."""
        here = self.agreement
        assert agreement.document is not None
        paper = f"/documents/{agreement.document.public_id}/scans/compare"
        self.visit(self.window, f"{here}/read-out", f"{here}/compare", paper, f"{here}/desk")
        seats = [self.world.seat(self.dispute, role) for role in (A, R)]
        desk = self.world.act(desks.open_desk, self.window, self.dispute, agreement, seats=seats)
        at_it = {"desk": desk.public_id}
        self.visit(NOBODY, "/signing-desk", f"/signing-desk/{seats[0].public_id}", **at_it)

    def signing(self) -> None:
        here = self.agreement
        acts = [f"{here}/{act}" for act in ("read", "ask?term=1", "understood", "sign", "refuse")]
        self.visit(self.party(), self.matter, here, *acts)
        self.world.standing(self.park, self.dispute)
        agreement = agreements.of_dispute(self.dispute)
        assert agreement is not None
        self.at_the_desk(agreement)
        for role in (A, R):
            self.world.sign(agreement, role)
        self.visit(self.park, self.matter, here, f"{here}/countersign")
        self.world.countersign(agreement)
        self.visit(self.window, self.matter, here, f"{here}/seal")
        self.world.seal(agreement)
        self.work()
        self.parties(self.matter, here)
        self.visit(self.park, here)
        release = db.session.scalars(select(Release)).first()
        assert release is not None
        self.visit(NOBODY, f"/check/{release.check_code}")

    def confirming(self) -> None:
        world = self.world
        self.visit(self.party(), f"{self.agreement}/confirmation")
        confirmation = world.begun(self.dispute)
        here = f"/confirmations/{confirmation.public_id}"
        self.visit(self.party(), here, f"{here}/sign")
        self.visit(self.window, here, f"{here}/seal", f"{here}/enclose")
        for role in (A, R):
            world.join(confirmation, role)
        world.at_court(confirming.seal_proof, self.window, confirmation)
        self.work()
        at_the_court = [
            f"{here}/{act}" for act in ("accept", "not-accept", "ask-papers", "note", "enter-acceptance")
        ]
        self.visit(self.clerk, "/confirmations", here, *at_the_court)
        world.at_court(
            confirming.ask_papers, self.clerk, confirmation, missing=[PackagePaper.IDENTITY],
            until=clock.today() + timedelta(days=5), words="请补交身份证复印件。",
        )  # fmt: skip
        self.visit(self.party(), here, f"{here}/supply")
        world.at_court(confirming.supply, self.party(), confirmation, files=[], words="已补。")
        zhou = confirmations.judge(confirmation, "judge.zhou")
        world.at_court(confirming.accept, self.clerk, confirmation, judge=zhou)
        self.visit(self.judge, "/confirmations", here, f"{here}/inquire", f"{here}/extend")
        world.heard(confirmation)
        self.visit(self.judge, f"{here}/rule")
        world.at_court(confirming.grant, self.judge, confirmation)
        self.work()
        self.visit(self.judge, here, f"{here}/sign-ruling")
        world.take_part(self.judge, confirmation)
        assert confirmation.ruling is not None
        world.at_court(confirming.sign_ruling, self.judge, confirmation, shown=confirmation.ruling.frozen_sha256 or "")
        self.work()
        self.parties(here, self.matter)
        self.visit(self.clerk, f"{here}/enter-service", f"{here}/enter-objection")
        world._served(confirmation)
        self.parties(here)
        self.visit(self.party(), f"{here}/object")
        self.objecting(confirmation)

    def objecting(self, confirmation: JudicialConfirmation) -> None:
        """A party objects; the judge finds that it is not right."""
        self.world.at_court(confirming.object_to, self.party(), confirmation, words="款项写错了。")
        db.session.expire_all()
        self.world.take_part(self.judge, confirmation)
        objection = confirmation.objections[0]
        self.visit(self.judge, f"/confirmations/objections/{objection.public_id}")
        standing = self.world.take_part(self.judge, confirmation)
        confirming.reject_objection(standing, objection, words="协议与裁定一致。")
        commit()

    def carrying(self) -> None:
        """Between a court on a network of its own and the house, papers are carried."""
        confirmation = self.world.submitted()
        self.world.at_court(
            confirming.enter_acceptance, self.clerk, confirmation, accepted_on=clock.today(), judge="郑法官",
            number=f"（{clock.today().year}）辽0102诉前调确901号",
        )  # fmt: skip
        here = f"/confirmations/{confirmation.public_id}"
        self.visit(self.clerk, here, f"{here}/enter-ruling")

    def performing(self) -> None:
        world = self.world
        first, second = world.promises(self.dispute)
        at = [f"/promises/{one.public_id}" for one in (first, second)]
        self.parties(f"{self.matter}/promises")
        self.visit(self.party(), f"{at[0]}/claim")
        world.towards(performing.claim, world.owed(first), first, came_on=clock.today(), note=None)
        self.visit(self.party(R), f"{at[0]}/deny", f"{self.matter}/promises")
        world.towards(performing.begin, world.owing(first), first)
        self.visit(self.party(R), f"{at[0]}/report")
        with clock.set_to(clock.now() + timedelta(days=70)):
            self.visit(self.party(), f"{at[1]}/complain", f"{at[1]}/ways", f"{at[1]}/receive", f"{at[1]}/propose")
            self.visit(self.party(), f"{at[1]}/enforce")
        world.towards(performing.report, world.owing(first), first, note="已经办好。")
        self.visit(self.party(), f"{at[0]}/dispute", self.matter)
        world.towards(performing.confirm, world.owed(first), first)
        world.keep(second)
        world.standing(self.park, self.dispute)
        visit = performance.visit_of(self.dispute)
        assert visit is not None
        self.visit(self.park, f"/return-visits/{visit.public_id}", f"{self.matter}/promises")
        world.visited(self.dispute)
        self.work()
        self.visit(self.park, f"{self.matter}/dossier", self.matter, "/today")
        self.visit(self.window, "/numbers")
        self.visit(self.bureau, "/figures", "/figures/definitions", "/today")

    def ending(self) -> None:
        self.dispute = self.world.answer(self.world.accept(self.world.apply()), Answer.NO)
        ended = f"/disputes/{self.dispute.public_id}/ended"
        self.parties(ended)
        self.visit(self.window, ended)


def test_every_page_is_seen_and_good(app, world, client):
    with tour(app) as found:
        Walk(found, world).go()
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - found.seen - set(NO_PAGE) == set(), "pages nobody has looked at"
    assert found.problems == [], "\n".join(found.problems)
