"""What is typed from a paper of a court that works on its own network: its number, and the days on it."""

from __future__ import annotations

from datetime import date

from mediation.core.words import N_, Said, say
from mediation.rulebook import numbers


def number_wrong(typed: str, sign: str, accepted_on: date) -> str | Said | None:
    """What stands against a case number: it is none, another court's, of another kind, or of another year
    (法〔2015〕137号)."""
    number = numbers.read(typed)
    if number is None:
        return N_("This is not a case number. Write it as it stands on the paper, like （2026）辽0102诉前调确123号.")
    if number.court != sign:
        return say(N_("This number is of another court: %(theirs)s, not %(ours)s."), theirs=number.court, ours=sign)
    if number.type not in numbers.CONFIRMATION:
        return N_("This is not the number of a confirmation: those say 诉前调确 or 民特.")
    if number.year != accepted_on.year:
        return N_("The year in the number is the year in which the court accepted.")
    return None


def day_wrong(day: date, *, earliest: date, today: date) -> str | Said | None:
    """What stands against a day on a paper that follows another."""
    if day > today:
        return N_("This day has not come yet.")
    if day < earliest:
        return say(N_("This cannot be before %(day)s."), day=earliest)
    return None
