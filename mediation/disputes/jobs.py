from __future__ import annotations

from datetime import date, timedelta

from mediation.core import sealed
from mediation.core.db import begin_writing, db
from mediation.core.deadlines import lapses
from mediation.core.jobs import every, follows, job
from mediation.core.machine import of_clock, of_system
from mediation.core.record import Entry
from mediation.disputes import services
from mediation.disputes.models import Dispute
from mediation.disputes.rules import Answer
from mediation.rulebook.kinds import Ground


@lapses("other_side_answers")
def no_answer(dispute_id: int) -> None:
    dispute = db.session.get_one(Dispute, dispute_id)
    reached = all(one.seat.phone_mark and one.answer is not Answer.NOT_ME for one in dispute.invitations)
    ground = Ground.NO_ANSWER if reached else Ground.NOT_REACHED
    services.end(of_clock(dispute.matter_id), dispute, "lapse", ground)


@lapses("mediation_period")
def period_over(dispute_id: int) -> None:
    dispute = db.session.get_one(Dispute, dispute_id)
    services.end(of_clock(dispute.matter_id), dispute, "run_over", Ground.PERIOD_OVER)


@follows("dispute.accept")
def write_acceptance(entry: Entry) -> None:
    begin_writing()
    dispute = db.session.get_one(Dispute, entry.subject_id)
    services.write_acceptance(of_system(dispute.matter_id), dispute)


@follows("dispute.not_accept")
def write_not_accepted(entry: Entry) -> None:
    begin_writing()
    dispute = db.session.get_one(Dispute, entry.subject_id)
    services.write_not_accepted(of_system(dispute.matter_id), dispute)


@follows("dispute.extend")
def write_extension(entry: Entry) -> None:
    begin_writing()
    dispute = db.session.get_one(Dispute, entry.subject_id)
    before, until = (date.fromisoformat(entry.codes[name]) for name in ("before", "until"))
    services.write_extension(of_system(dispute.matter_id), dispute, before=before, until=until)


@every(timedelta(hours=6))
def forget_drafts() -> None:
    services.forget_drafts()


@job("disputes.destroy_key")
def destroy_key(key_name: str) -> None:
    try:
        sealed.destroy_key(key_name)
    except FileNotFoundError:  # an earlier run destroyed it, and could not say so any more
        return
