"""A sitting is planned, prepared, held and written down; without video, so that it needs no media node."""

from __future__ import annotations

from datetime import datetime, timedelta

from mediation.accounts import queries as accounts
from mediation.accounts.models import Account
from mediation.core import clock
from mediation.core.db import db
from mediation.core.machine import Actor, Role
from mediation.disputes.models import Dispute
from mediation.matters import queries as matters
from mediation.operations.world.appointing import Appointing
from mediation.sittings import services as sittings
from mediation.sittings.models import Sitting
from mediation.sittings.rules import Identity, Mode, Result, welcome

FACT = "2026年9月起，楼上阳台防水层破损，漏水浸湿楼下卧室。"
MINUTES = {
    "notice": "已告知当事人权利义务、调解协议的效力和司法确认，双方表示清楚。",
    "principles": "自愿、平等；由调解员主持，双方当事人参加，分别听取意见后共同协商。",
    "statements": "申请人：漏水致卧室墙面和天花板损坏，要求修复并赔偿四千二百元。被申请人：愿意修防水，认为三千元合适。",
    "evidence": "查看漏水照片和防水工程报价单，双方对真实性无异议。",
    "risks": "已说明诉讼的时间和费用，以及不履行协议的后果。",
    "outcome": "双方同意：被申请人修好防水并赔偿三千六百元。",
}


class SittingTogether(Appointing):
    def planned(self, dispute: Dispute, *, starts_at: datetime | None = None, mode: Mode = Mode.IN_PERSON) -> Sitting:
        """A sitting a week from now, for everybody in the same mode."""
        mediator = self.mediator_of(dispute)
        sitting: Sitting = self.act(
            sittings.plan, mediator, dispute, starts_at=starts_at or clock.now() + timedelta(days=7),
            place="西塔街道人民调解室", modes={seat.id: mode for seat in matters.seats(dispute.matter)},
        )  # fmt: skip
        return sitting

    def waiting(self, dispute: Dispute, sitting: Sitting) -> Sitting:
        """The doors are open and everybody is ready: told, agreed, identified."""
        mediator = self.mediator_of(dispute)
        self.act(sittings.open_doors, mediator, dispute, sitting)
        for one in sitting.parties:
            if one.mode is Mode.VIDEO:
                party = Actor(f"seat:{one.seat_id}", one.name, seat_id=one.seat_id)
                self.act(sittings.read_notice, party, dispute, sitting, language=one.seat.language)
                self.act(sittings.consent, party, dispute, sitting)
                self.act(sittings.identify, mediator, dispute, sitting, participant=one, result=Identity.MATCHES)
            else:
                self.act(sittings.tell_notice, mediator, dispute, sitting, participant=one)
                self.act(sittings.note_consent, mediator, dispute, sitting, participant=one)
                self.act(sittings.identify, mediator, dispute, sitting, participant=one, result=Identity.SEEN_IN_PERSON)
        return sitting

    def started(self, dispute: Dispute, sitting: Sitting) -> Sitting:
        """Everybody sits together in the joint room."""
        mediator = self.mediator_of(dispute)
        for one in filter(welcome, sitting.participants):
            self.act(sittings.mark, mediator, dispute, sitting, participant=one, here=True)
        self.act(sittings.start, mediator, dispute, sitting)
        return sitting

    def sat(self, dispute: Dispute | None = None, *, result: Result = Result.SETTLED) -> Dispute:
        """A dispute with one sitting held and ended, with minutes and one undisputed fact that everybody confirmed.

        All of it happens now: who wants time to pass does the acts above one after another.
        """
        dispute = dispute or self.appointed()
        sitting = self.planned(dispute, starts_at=clock.now() + timedelta(minutes=5))
        self.started(dispute, self.waiting(dispute, sitting))
        self.written(dispute, sitting)
        self.act(sittings.end, self.mediator_of(dispute), dispute, sitting, result=result)
        return dispute

    def written(self, dispute: Dispute, sitting: Sitting) -> None:
        """The minutes are written, a fact is stated, and every party confirms both."""
        mediator = self.mediator_of(dispute)
        version = self.act(sittings.write, mediator, dispute, sitting, sections=MINUTES)
        fact = self.act(sittings.state_fact, mediator, dispute, sitting, text=FACT)
        for one in sitting.parties:
            party = Actor(f"seat:{one.seat_id}", one.name, seat_id=one.seat_id)
            self.act(sittings.confirm_fact, party, dispute, sitting, fact=fact)
            self.act(sittings.confirm_minutes, party, dispute, sitting, sha256=version.sha256)

    def mediator_of(self, dispute: Dispute) -> Actor:
        seat = self.seat(dispute, Role.MEDIATOR)
        return accounts.of_account(db.session.get_one(Account, seat.account_id))
