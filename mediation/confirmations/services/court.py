"""The court's seats at a matter: what lets its clerks and the judge read what is shared, and nobody else there."""

from __future__ import annotations

from mediation.accounts.models import Account
from mediation.confirmations import queries
from mediation.confirmations.models import JudicialConfirmation
from mediation.core import clock, deadlines
from mediation.core.machine import Role
from mediation.matters import queries as matters
from mediation.matters import services as seats

LIMIT = "apply_for_confirmation"


def seat_clerks(confirmation: JudicialConfirmation) -> None:
    for clerk in queries.clerks(confirmation):
        seat(confirmation, clerk, Role.CLERK)


def seat(confirmation: JudicialConfirmation, account: Account, role: Role) -> None:
    """Somebody of the court takes a seat, once."""
    if all(one.account_id != account.id for one in matters.seats(confirmation.matter, role)):
        seats.seat_staff(confirmation.matter, account, role=role)


def leave(confirmation: JudicialConfirmation) -> None:
    """The case has ended: the court leaves the matter. Its own package stays with it."""
    for one in matters.seats(confirmation.matter, Role.CLERK, Role.JUDGE):
        seats.leave(one)


def off_the_table(confirmation: JudicialConfirmation) -> None:
    """No court has it any more, and none has ruled: what is left of the thirty days runs on."""
    leave(confirmation)
    agreement = confirmation.agreement
    if agreement.effective_on is not None and clock.today() <= queries.last_day(agreement):
        deadlines.start(LIMIT, agreement, on=agreement.effective_on)
