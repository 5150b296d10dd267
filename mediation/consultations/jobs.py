from __future__ import annotations

from mediation.consultations import services
from mediation.consultations.models import Consultation
from mediation.consultations.rules import CALLING
from mediation.core.db import db
from mediation.core.deadlines import lapses
from mediation.core.machine import of_clock


@lapses("judge_answers")
def pass_on(consultation_id: int) -> None:
    consultation = db.session.get_one(Consultation, consultation_id)
    if consultation.state is CALLING:
        services.pass_on(of_clock(consultation.matter_id), consultation)
