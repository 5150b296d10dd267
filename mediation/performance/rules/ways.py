"""What somebody can do whose promise was not kept, and what to do first."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from mediation.core.words import N_


class Ways(enum.StrEnum):
    ENFORCE = "enforce"
    SERVE = "serve"
    CONFIRM = "confirm"
    PAYMENT_ORDER = "payment_order"
    NOTARY = "notary"
    SUE = "sue"
    NOTE = "note"
    TALK = "talk"


WAYS = {
    Ways.ENFORCE: (
        N_("Ask the court to enforce it"),
        N_("Make the papers here, print and sign the application, and hand everything in at the court that ruled, or "
           "at the court of the same level where the other side has property. You have two years from the last day "
           "that was agreed; for instalments, from the last of them."),
    ),
    Ways.SERVE: (
        N_("The ruling has to reach everybody first"),
        N_("A court has confirmed the agreement, but not everybody has received the ruling. Ask the court to serve it; "
           "from then on it can be enforced."),
    ),
    Ways.CONFIRM: (
        N_("Ask the court together to confirm the agreement"),
        N_("Both sides apply within 30 days of the day of effect. Begin under “Judicial confirmation” in your matter; "
           "the other side then signs too."),
    ),
    Ways.PAYMENT_ORDER: (
        N_("Ask a court for a payment order"),
        N_("For money that is due: apply at the basic court where the other side lives, with the agreement. If they do "
           "not object within 15 days of receiving it, it can be enforced. If they do object, bring a suit."),
    ),
    Ways.NOTARY: (
        N_("Have a notary make the debt enforceable"),
        N_("For money, and only if the other side agrees: go to a notary together with the agreement. If it is still "
           "not paid, the notary issues a certificate with which a court enforces it."),
    ),
    Ways.SUE: (
        N_("Bring a suit on the agreement"),
        N_("At the people's court where the other side lives, with the agreement and what shows that it was not kept. "
           "Legal aid may be free: call 12348."),
    ),
    Ways.NOTE: (
        N_("Write down what happens"),
        N_("Each time: the day, the place, who saw it, and a photo or recording if you have one. Tell it here and the "
           "institution speaks with the other side. In danger call 110 at once."),
    ),
    Ways.TALK: (
        N_("Speak about it with the mediator"),
        N_("This was a promise of honour: no court enforces it. The mediator can bring you together again."),
    ),
}  # fmt: skip
"""For each way its name, and what to do next."""


@dataclass(frozen=True)
class Unkept:
    """A promise that was not kept, as far as the ways out of it depend on it."""

    ruled: bool = False
    in_force: bool = False
    may_confirm: bool = False
    money: bool = False
    refrain: bool = False
    enforceable: bool = True


def ways_on(unkept: Unkept) -> list[Ways]:
    """The ways open, the strongest first (民事诉讼法 205, 206, 225, 249, 250; 人民调解法 31–33)."""
    if not unkept.enforceable:
        return [Ways.TALK]
    note = [Ways.NOTE] if unkept.refrain else []
    if unkept.ruled:
        return [*note, Ways.ENFORCE if unkept.in_force else Ways.SERVE]
    return [
        *note,
        *([Ways.CONFIRM] if unkept.may_confirm else []),
        *([Ways.PAYMENT_ORDER, Ways.NOTARY] if unkept.money else []),
        Ways.SUE,
    ]
