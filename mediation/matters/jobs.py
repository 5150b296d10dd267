from __future__ import annotations

from mediation.accounts.services import TooMany
from mediation.core.jobs import job
from mediation.matters import queries, services


@job("matters.send_return_code")
def send_return_code(receipt_number: str, phone_mark: str) -> None:
    seat = queries.seat_for_return(receipt_number, phone_mark)
    if seat is None:
        return
    try:
        services.send_entry_code(seat)
    except TooMany:  # nobody is told here: the page has said what to do when no code comes
        return
