from __future__ import annotations

from mediation.confirmations import queries as confirmations
from mediation.confirmations.models import JudicialConfirmation
from mediation.confirmations.rules import RULED, ConfirmationState, application_open, proof_open
from mediation.core.machine import Role
from mediation.core.words import N_
from mediation.desk.queries.cards.turn import Turn, you
from mediation.desk.queries.limits import Due
from mediation.desk.queries.matter import Seen


def card(seen: Seen) -> Turn | None:
    """What the reader is to do so that a court can confirm; while the court works, other cards come first."""
    confirmation = seen.confirmation
    if confirmation is None:
        return None
    if confirmation.state is ConfirmationState.SUPPLEMENTING and (seen.is_party or seen.plays(Role.WINDOW)):
        due = seen.limit("papers_supplied")
        return _turn(confirmation, you(due), N_("The court asks for papers"), N_("See which, and send them."), due)
    if seen.is_party:
        return _party(seen, confirmation)
    if seen.plays(Role.JUDGE) and confirmation.state is ConfirmationState.ACCEPTED:
        due = seen.limit("court_rules")
        return _turn(confirmation, you(due), N_("Hear both parties, and rule"), N_("The court has accepted."), due)
    if seen.plays(Role.WINDOW) and confirmation.proof is not None and proof_open(confirmation) is None:
        return _turn(
            confirmation, "you", N_("Seal the proof of mediation"), N_("The court needs it with the application.")
        )
    return None


def _party(seen: Seen, confirmation: JudicialConfirmation) -> Turn | None:
    seat_id = seen.standing.actor.seat_id
    if confirmation.state is ConfirmationState.COLLECTING and _to_sign(confirmation, seat_id):
        return _turn(
            confirmation,
            "you",
            N_("Sign the application to the court"),
            N_("Both sides ask the court together. It costs nothing."),
            seen.limit("apply_for_confirmation"),
        )
    service = confirmations.service_of(confirmation, seat_id)
    if confirmation.state in RULED and service is not None and service.served_at is None:
        return _turn(
            confirmation, "you", N_("The court has ruled"), N_("Open the ruling: from then on the time to object runs.")
        )
    return None


def _to_sign(confirmation: JudicialConfirmation, seat_id: int | None) -> bool:
    missing = [party.seat_id for party, at in confirmations.joined(confirmation) if at is None]
    return application_open(confirmation) is None and seat_id in missing


def _turn(confirmation: JudicialConfirmation, kind: str, headline: str, sentence: str, due: Due | None = None) -> Turn:
    return Turn(kind, headline, sentence, due, "confirmations.show", confirmation.public_id)
