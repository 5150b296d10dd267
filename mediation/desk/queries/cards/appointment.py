from __future__ import annotations

from mediation.appointments import queries as appointments
from mediation.appointments.models import Appointment
from mediation.appointments.rules import AppointmentState, Relation, parties_had_their_turn
from mediation.core.machine import Role
from mediation.core.words import N_, say
from mediation.desk.queries.cards.turn import Turn, day, you
from mediation.desk.queries.matter import Seen
from mediation.disputes.rules import DisputeState


def card(seen: Seen) -> Turn | None:
    """While the mediator is chosen, and when one has told the parties something they are to agree to."""
    round = seen.appointment
    if round is None or seen.state not in (DisputeState.CONSENTED, DisputeState.MEDIATING):
        return None
    if seen.is_party and _to_be_agreed(seen, round):
        return Turn(
            "you",
            N_("The mediator has told you something"),
            N_("Please read it, and say whether you agree to this mediator all the same."),
            act="appointments.show",
            about=round.public_id,
        )
    if round.state is AppointmentState.CHOOSING:
        return _party_chooses(seen, round) if seen.is_party else _window_appoints(seen, round)
    if round.state is AppointmentState.PROPOSED:
        name = round.mediator.name if round.mediator else ""
        return Turn(
            "wait",
            say(N_("%(name)s was asked to be the mediator"), name=name),
            N_("As soon as there is an answer, you hear from us."),
            seen.limit("mediator_answers"),
            "appointments.show",
            round.public_id,
        )
    return None


def _to_be_agreed(seen: Seen, round: Appointment) -> bool:
    voice = appointments.voice_of(round, seen.standing.actor.seat_id)
    return round.relation not in (None, Relation.NONE) and not (voice and voice.agreed_at)


def _party_chooses(seen: Seen, round: Appointment) -> Turn:
    due = seen.limit("parties_choose")
    voice = appointments.voice_of(round, seen.standing.actor.seat_id)
    if due is None or (voice and (voice.mediator_id or voice.left_at)):
        return Turn(
            "wait",
            N_("The mediator is being chosen"),
            N_("If both sides name the same one, it is that one; if not, the institution appoints one."),
            seen.limit("parties_choose", "institution_appoints"),
            "appointments.show",
            round.public_id,
        )
    return Turn(
        "you",
        N_("Choose a mediator"),
        say(
            N_("Look who is suggested and why, and name one by %(day)s. You may also leave it to the institution."),
            day=day(due),
        ),
        due,
        "appointments.choose",
    )


def _window_appoints(seen: Seen, round: Appointment) -> Turn:
    if seen.plays(Role.WINDOW) and parties_had_their_turn(round) is None:
        due = seen.limit("institution_appoints")
        return Turn(
            you(due),
            N_("Appoint a mediator"),
            N_("The sides have not chosen one together."),
            due,
            "appointments.designate",
        )
    return Turn(
        "wait",
        N_("The sides are choosing a mediator"),
        "",
        seen.limit("parties_choose"),
        "appointments.show",
        round.public_id,
    )
