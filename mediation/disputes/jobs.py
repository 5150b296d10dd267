from __future__ import annotations

from mediation.core.db import db
from mediation.core.deadlines import lapses
from mediation.core.machine import of_clock
from mediation.disputes import services
from mediation.disputes.models import Dispute
from mediation.rulebook.kinds import Ground


@lapses("other_side_answers")
def no_answer(dispute_id: int) -> None:
    dispute = db.session.get_one(Dispute, dispute_id)
    services.end(of_clock(dispute.matter_id), dispute, "lapse", Ground.NO_ANSWER)


@lapses("mediation_period")
def period_over(dispute_id: int) -> None:
    dispute = db.session.get_one(Dispute, dispute_id)
    services.end(of_clock(dispute.matter_id), dispute, "run_over", Ground.PERIOD_OVER)
