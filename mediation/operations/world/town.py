"""Some months of the city: about eighty matters of every official type, each brought as far as its plan says.

Every act happens at its own past moment, in working hours, through the services that people use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mediation.agreements import services as agreements
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import Clause, Manner, TermKind
from mediation.core import clock
from mediation.core.machine import Actor, Role
from mediation.core.wall import name_reader
from mediation.disputes import services as disputes
from mediation.disputes.models import Dispute, StatementKind
from mediation.disputes.queries import statements
from mediation.disputes.rules import Answer
from mediation.disputes.services import Application
from mediation.operations.world.sitting import MINUTES
from mediation.operations.world.stories import applications
from mediation.operations.world.story import World
from mediation.performance import services as performance
from mediation.referrals.rules import Kind
from mediation.rulebook import days
from mediation.rulebook.kinds import PAPER_BY_DEFAULT, Ground, NotAccepted
from mediation.sittings import services as sittings
from mediation.sittings.models import Sitting
from mediation.sittings.rules import Mode, Result

COMMUNITIES = ("图们社区", "安图社区", "和平社区", "青年社区")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Plan:
    """`count` matters that began so many days ago and went as far as `until`, a method of Town."""

    until: str
    count: int
    began: int


PLANS = (
    Plan("closed", 5, 75),
    Plan("late", 2, 80),
    Plan("disputed", 1, 70),
    Plan("confirmed_by_court", 4, 50),
    Plan("dismissed_by_court", 1, 55),
    Plan("at_the_judge", 2, 24),
    Plan("lacking_papers", 1, 20),
    Plan("at_the_court", 2, 18),
    Plan("asking_the_court", 2, 20),
    Plan("in_effect", 4, 21),
    Plan("registered_orally", 3, 25),
    Plan("half_signed", 2, 14),
    Plan("offered_to_all", 2, 13),
    Plan("being_drafted", 2, 14),
    Plan("too_far_apart", 4, 30),
    Plan("stopped", 1, 16),
    Plan("withdrawn", 2, 18),
    Plan("to_be_continued", 3, 15),
    Plan("sitting_planned", 5, 9),
    Plan("with_a_mediator", 6, 8),
    Plan("asking_a_mediator", 3, 4),
    Plan("choosing_a_mediator", 4, 3),
    Plan("silent", 3, 15),
    Plan("refused", 4, 12),
    Plan("asked_for_help", 1, 2),
    Plan("put_off", 1, 2),
    Plan("asked", 5, 2),
    Plan("turned_away", 4, 10),
    Plan("brought", 4, 1),
    Plan("delegated_by_a_court", 1, 8),
    Plan("entrusted_by_a_court", 1, 6),
)


class Town(World):
    """A world whose people's terms and minutes follow from what they quarrel about."""

    def live(self, told: Callable[[int, int], None] = lambda _done, _all: None) -> None:
        """All the plans, the oldest first; `told` hears how far it is."""
        stories, everything, done = applications(), sum(plan.count for plan in PLANS), 0
        for plan in PLANS:
            for n in range(plan.count):
                application = self._fitting(stories, plan.until)
                with self.days_ago(plan.began + n % 5):
                    dispute = self.apply(application, community=COMMUNITIES[done % len(COMMUNITIES)])
                getattr(self, plan.until)(dispute, plan.began + n % 5)
                name_reader()
                done += 1
                told(done, everything)
        self.duty_roster()
        self.work()

    def _fitting(self, stories: Iterator[Application], until: str) -> Application:
        """Oral agreements and those the court confirms are not of the kinds that must be signed on paper."""
        on_screen = until not in ("in_effect", "closed")
        return next(one for one in stories if not (on_screen and one.type in PAPER_BY_DEFAULT))

    @contextmanager
    def days_ago(self, n: int, hour: int = 9) -> Iterator[None]:
        """Live at a working hour n days ago, or on the last working day before that."""
        day = clock.local_day(datetime.now(tz=clock.CHINA)) - n * DAY
        while not days.is_working_day(day):
            day -= DAY
        with clock.set_to(min(clock.start_of(day) + timedelta(hours=hour), clock.now())):
            yield
            self.work()

    # As far as each matter goes. `n`: how many days ago it began.

    def brought(self, dispute: Dispute, n: int) -> None:
        """Nothing more: the window has not answered."""

    def turned_away(self, dispute: Dispute, n: int) -> None:
        with self.days_ago(n - 1, 10):
            self.not_accept(dispute, NotAccepted.ALREADY_WITH_AUTHORITY)

    def asked(self, dispute: Dispute, n: int) -> None:
        with self.days_ago(n, 11):
            self.accept(dispute)

    def _answered(self, dispute: Dispute, n: int, answer: Answer) -> None:
        self.asked(dispute, n)
        with self.days_ago(n, 15):
            self.answer(dispute, answer)

    def delegated_by_a_court(self, dispute: Dispute, n: int) -> None:
        with self.days_ago(n, 10):
            self.refer(dispute, Kind.DELEGATED)
        self.with_a_mediator(dispute, n)

    def entrusted_by_a_court(self, dispute: Dispute, n: int) -> None:
        with self.days_ago(n, 10):
            self.refer(dispute, Kind.ENTRUSTED)
        self.with_a_mediator(dispute, n)

    def put_off(self, dispute: Dispute, n: int) -> None:
        self._answered(dispute, n, Answer.NOT_NOW)

    def asked_for_help(self, dispute: Dispute, n: int) -> None:
        self._answered(dispute, n, Answer.NEED_HELP)

    def refused(self, dispute: Dispute, n: int) -> None:
        self._answered(dispute, n, Answer.NO)

    def silent(self, dispute: Dispute, n: int) -> None:
        self.asked(dispute, n)
        with self.days_ago(n - 8):
            self.work()  # the three working days are over

    def choosing_a_mediator(self, dispute: Dispute, n: int) -> None:
        self._answered(dispute, n, Answer.YES)

    def asking_a_mediator(self, dispute: Dispute, n: int) -> None:
        self.choosing_a_mediator(dispute, n)
        with self.days_ago(n - 1, 10):
            self.proposed(dispute, self.best(dispute))

    def with_a_mediator(self, dispute: Dispute, n: int) -> None:
        self.choosing_a_mediator(dispute, n)
        with self.days_ago(n - 1, 10):
            self.appointed(dispute, self.best(dispute))

    def best(self, dispute: Dispute) -> str:
        """The sign-in name of whom the suggestions name first."""
        return self.choosing(dispute).suggestions[0].entry.account.login

    def withdrawn(self, dispute: Dispute, n: int) -> None:
        self.with_a_mediator(dispute, n)
        with self.days_ago(n - 3):
            self.act(disputes.end, self.party(dispute), dispute, action="withdraw", ground=Ground.WITHDRAWN)

    def stopped(self, dispute: Dispute, n: int) -> None:
        self.with_a_mediator(dispute, n)
        with self.days_ago(n - 4):
            other = self.party(dispute, Role.RESPONDENT)
            self.act(disputes.end, other, dispute, action="stop", ground=Ground.ONE_SIDE_UNWILLING)

    def sitting_planned(self, dispute: Dispute, n: int) -> None:
        self.with_a_mediator(dispute, n)
        ahead = days.next_working_day(clock.today() + (n % 3) * DAY)
        with self.days_ago(1, 16):
            self.planned(dispute, starts_at=clock.start_of(ahead) + timedelta(hours=14, minutes=30), mode=Mode.VIDEO)

    def to_be_continued(self, dispute: Dispute, n: int) -> None:
        self._sat(dispute, n, Result.TO_BE_CONTINUED)

    def too_far_apart(self, dispute: Dispute, n: int) -> None:
        self._sat(dispute, n, Result.NOT_SETTLED)
        with self.days_ago(n - 5, 16):
            mediator = self.mediator_of(dispute)
            self.act(disputes.end, mediator, dispute, action="terminate", ground=Ground.TOO_FAR_APART)

    def _sat(self, dispute: Dispute, n: int, result: Result) -> None:
        self.with_a_mediator(dispute, n)
        with self.days_ago(n - 4, 14):
            self.sat(dispute, result=result)

    def being_drafted(self, dispute: Dispute, n: int) -> SettlementAgreement:
        self._sat(dispute, n, Result.SETTLED)
        with self.days_ago(n - 4, 15):
            return self.drafted(dispute)

    def offered_to_all(self, dispute: Dispute, n: int) -> None:
        agreement = self.being_drafted(dispute, n)
        with self.days_ago(min(n - 4, 4), 16):
            self.offered(agreement)

    def half_signed(self, dispute: Dispute, n: int) -> None:
        agreement = self.being_drafted(dispute, n)
        with self.days_ago(min(n - 4, 4), 16):
            self.sign(self.offered(agreement))

    def in_effect(self, dispute: Dispute, n: int) -> None:
        agreement = self.being_drafted(dispute, n)
        with self.days_ago(n - 5, 10):
            paper = dispute.type in PAPER_BY_DEFAULT
            self.offered(agreement, paper=paper)
            self.certify(agreement) if paper else self.sign_all(agreement)

    def registered_orally(self, dispute: Dispute, n: int) -> None:
        agreement = self.being_drafted(dispute, n)
        with self.days_ago(n - 4, 16):
            self.act(
                agreements.register_oral, self.mediator_of(dispute), dispute, agreement, revision=agreement.revision,
                reached_on=clock.today(),
            )  # fmt: skip

    def asking_the_court(self, dispute: Dispute, n: int) -> None:
        self.in_effect(dispute, n)
        with self.days_ago(n - 8):
            self.applied_to_court(dispute)

    def at_the_court(self, dispute: Dispute, n: int) -> None:
        self.in_effect(dispute, n)
        with self.days_ago(1):
            self.submitted(dispute)

    def lacking_papers(self, dispute: Dispute, n: int) -> None:
        self.in_effect(dispute, n)
        with self.days_ago(2):
            self.asked_for_papers(dispute)

    def at_the_judge(self, dispute: Dispute, n: int) -> None:
        self.in_effect(dispute, n)
        with self.days_ago(6):
            self.accepted_by_court(dispute)

    def confirmed_by_court(self, dispute: Dispute, n: int) -> None:
        self.in_effect(dispute, n)
        with self.days_ago(n - 20):
            self.confirmed(dispute)

    def dismissed_by_court(self, dispute: Dispute, n: int) -> None:
        self.in_effect(dispute, n)
        with self.days_ago(n - 20):
            self.dismissed(dispute)

    def closed(self, dispute: Dispute, n: int) -> None:
        self.in_effect(dispute, n)
        with self.days_ago(n - 40):
            self.performed(dispute)

    def late(self, dispute: Dispute, n: int) -> None:
        """What was promised is overdue."""
        self.in_effect(dispute, n)

    def disputed(self, dispute: Dispute, n: int) -> None:
        self.in_effect(dispute, n)
        with self.days_ago(n - 35):
            promise = self.promises(dispute)[0]
            self.towards(performance.report, self.owing(promise), promise, note="已经转账。")
            self.towards(performance.dispute, self.owed(promise), promise, note="只收到一半。")

    # What is written follows from what they quarrel about.

    def drafted(self, dispute: Dispute | None = None, terms: list[Clause] | None = None) -> SettlementAgreement:  # type: ignore[override]
        assert dispute is not None
        mediator = self.mediator_of(dispute)
        self.standing(mediator, dispute)
        story = statements(dispute, StatementKind.STORY)[0].text
        request = statements(dispute, StatementKind.REQUEST)[0].text
        agreement: SettlementAgreement = self.act(agreements.begin, mediator, dispute, facts=story)
        self.act(
            agreements.amend, mediator, dispute, agreement, revision=0, clauses=self.terms(dispute), issues=request,
            responsibility="双方互谅互让，被申请人按下列约定履行，申请人不再提出其他要求。",
        )  # fmt: skip
        return agreement

    def terms(self, dispute: Dispute) -> list[Clause]:
        """Four fifths of what was asked for within a month, or the thing itself within three weeks."""
        owed, owing = dispute.parties[0], dispute.parties[1]
        between = Clause(
            TermKind.PAY, debtor_id=owing.id, creditor_id=owed.id, debtor=owing.name, creditor=owed.name
        )  # fmt: skip
        today = clock.today()
        if dispute.amount:
            account = f"中国银行沈阳西塔支行 6217 8500 0000 {owed.id:04}"
            agreed = dispute.amount * 4 // 500 * 100
            thing, due_on = "本纠纷全部款项", today + 30 * DAY
            return [
                replace(between, amount=agreed, thing=thing, due_on=due_on, manner=Manner.TRANSFER, account=account)
            ]
        request = statements(dispute, StatementKind.REQUEST)[0].text
        place = owing.address or ""
        return [replace(between, kind=TermKind.DO, thing=request, due_on=today + 21 * DAY, place=place)]

    def written(self, dispute: Dispute, sitting: Sitting) -> None:
        mediator = self.mediator_of(dispute)
        self.standing(mediator, dispute)
        story = statements(dispute, StatementKind.STORY)[0].text
        request = statements(dispute, StatementKind.REQUEST)[0].text
        said = {
            **MINUTES,
            "statements": f"申请人：{story}{request}被申请人：愿意协商解决。",
            "outcome": "双方当面协商。",
        }
        version = self.act(sittings.write, mediator, dispute, sitting, sections=said)
        fact = self.act(sittings.state_fact, mediator, dispute, sitting, text=story)
        for one in sitting.parties:
            party = Actor(f"seat:{one.seat_id}", one.name, seat_id=one.seat_id)
            self.act(sittings.confirm_fact, party, dispute, sitting, fact=fact)
            self.act(sittings.confirm_minutes, party, dispute, sitting, sha256=version.sha256)
