"""What in a term a court would stop at when it is asked to confirm. Said while terms are still being written: it
forbids nobody to agree, but after the signatures it is too late to write it better.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mediation.agreements.rules import Clause, Manner, TermKind
from mediation.core.words import N_, Said, say
from mediation.rulebook.kinds import LABOUR, DisputeType
from mediation.rulebook.wording import decides_status, declares_ownership, disposes_of_property, strangers, vague


class Snag(enum.StrEnum):
    """At what a court would stop. The first three can never be confirmed."""

    STATUS = "status"
    OWNERSHIP = "ownership"
    NOT_A_PAYMENT = "not_a_payment"
    INCOMPLETE = "incomplete"
    VAGUE = "vague"
    STRANGER = "stranger"
    PROPERTY = "property"


NEVER = (Snag.STATUS, Snag.OWNERSHIP, Snag.NOT_A_PAYMENT)


@dataclass(frozen=True)
class Finding:
    """One snag in one term, and what to do about it."""

    snag: Snag
    words: Said


def snags(type: DisputeType, clauses: Sequence[Clause], *, others: Iterable[str] = ()) -> list[Finding]:
    """Everything a court would stop at, term by term. `others`: people known from the file who are no party."""
    parties = {name for one in clauses for name in (one.debtor, one.creditor) if name}
    known = [name for name in others if name not in parties]
    return [
        Finding(snag, words)
        for number, clause in enumerate(clauses, start=1)
        for snag, words in (
            *_never(number, clause, type), *_incomplete(number, clause), *_unclear(number, clause, parties, known),
        )
    ]  # fmt: skip


def _said(clause: Clause) -> str:
    return f"{clause.thing}\n{clause.condition}"


def _never(number: int, clause: Clause, type: DisputeType) -> list[tuple[Snag, Said]]:
    found = []
    if decides_status(_said(clause)):
        found.append((Snag.STATUS, say(N_(
            "Term %(number)s is about marriage, parentage or adoption. Take it out: that is done at the registration "
            "office, or by a suit."
        ), number=number)))  # fmt: skip
    if declares_ownership(_said(clause)):
        found.append((Snag.OWNERSHIP, say(N_(
            "Term %(number)s declares who owns something. Write instead who hands over or registers what, by which day."
        ), number=number)))  # fmt: skip
    if type in LABOUR and clause.kind is not TermKind.PAY and clause.enforceable:
        found.append((Snag.NOT_A_PAYMENT, say(N_(
            "Term %(number)s is not a payment. In a labour matter the court confirms payments only: mark it as a moral "
            "promise, or settle it without the court."
        ), number=number)))  # fmt: skip
    return found


def _incomplete(number: int, clause: Clause) -> list[tuple[Snag, Said]]:
    if not clause.enforceable:
        return []
    is_payment, dated = clause.kind is TermKind.PAY, clause.due_on is not None or clause.on_the_spot
    at_a_place = clause.kind is TermKind.DO or (is_payment and clause.manner is Manner.CASH)
    gaps = (
        (clause.debtor_id is None or clause.creditor_id is None,
         N_("Term %(number)s: say who owes it and to whom.")),
        (is_payment and not clause.amount, N_("Term %(number)s: the amount is missing.")),
        (not is_payment and not clause.thing.strip(), N_("Term %(number)s: say what exactly is promised.")),
        (not dated, N_("Term %(number)s: the day is missing.")),
        (clause.manner is Manner.TRANSFER and is_payment and not clause.account.strip(),
         N_("Term %(number)s: write the account the money goes to, with its bank and the holder's name.")),
        (at_a_place and not clause.place.strip(), N_("Term %(number)s: say at which place it is done.")),
    )  # fmt: skip
    return [(Snag.INCOMPLETE, say(words, number=number)) for missing, words in gaps if missing]


def _unclear(number: int, clause: Clause, parties: set[str], others: Sequence[str]) -> list[tuple[Snag, Said]]:
    if not clause.enforceable:
        return []
    found = []
    dated = clause.due_on is not None or clause.on_the_spot
    open_words = vague(_said(clause), dated=dated)
    if open_words:
        found.append((Snag.VAGUE, say(
            N_("Term %(number)s: “%(words)s” can be read in more than one way. Write a day, an amount or a measure."),
            number=number, words="、".join(open_words),
        )))  # fmt: skip
    names = strangers(_said(clause), parties=parties, others=others)
    if names:
        found.append((Snag.STRANGER, say(
            N_("Term %(number)s: %(names)s is no party and cannot be bound. Write which party sees to it."),
            number=number, names="、".join(names),
        )))  # fmt: skip
    if disposes_of_property(_said(clause)):
        found.append((Snag.PROPERTY, say(N_(
            "Term %(number)s disposes of property. Hand in the paper that shows whose it is; whoever has a share in it "
            "has to agree too."
        ), number=number)))  # fmt: skip
    return found
