from __future__ import annotations

from mediation.appointments import queries, services
from mediation.appointments.models import Appointment
from mediation.appointments.rules import AppointmentState
from mediation.core import clock
from mediation.core.db import begin_writing, db
from mediation.core.deadlines import lapses
from mediation.core.jobs import follows
from mediation.core.machine import of_clock, of_system
from mediation.core.record import Entry
from mediation.disputes.models import Dispute


@follows("dispute.consent")
def suggest(entry: Entry) -> None:
    """Both sides agree to mediation: who could lead it? The time to choose counts from the day of consent."""
    dispute = db.session.get_one(Dispute, entry.subject_id)
    if dispute.ended_on is None and not queries.of_dispute(dispute):
        services.open_round(of_system(dispute.matter_id), dispute, from_day=clock.local_day(entry.at))


@follows("dispute.refuse", "dispute.withdraw", "dispute.stop", "dispute.terminate", "dispute.run_over")
def withdraw(entry: Entry) -> None:
    """A dispute that has ended needs nobody to be chosen or to answer any more."""
    appointment = queries.live(db.session.get_one(Dispute, entry.subject_id))
    if appointment and appointment.state is not AppointmentState.ACCEPTED:
        services.withdraw(of_system(appointment.matter_id), appointment)


@follows("appointment.accept")
def tell_of_replacement(entry: Entry) -> None:
    """Somebody takes the matter over from a mediator who had it: the parties get it in writing."""
    begin_writing()
    appointment = db.session.get_one(Appointment, entry.subject_id)
    services.write_replacement(of_system(appointment.matter_id), appointment)


@lapses("parties_choose")
def parties_time_over(appointment_id: int) -> None:
    appointment = db.session.get_one(Appointment, appointment_id)
    services.pass_on(of_clock(appointment.matter_id), appointment)


@lapses("mediator_answers")
def no_answer(appointment_id: int) -> None:
    appointment = db.session.get_one(Appointment, appointment_id)
    services.lapse(of_clock(appointment.matter_id), appointment)
