"""The states of an agreement, and the words people choose from."""

from __future__ import annotations

import enum

from mediation.core.words import N_


class AgreementState(enum.StrEnum):
    """Open: drafted, offered and signed (how far the signing is, its paper knows). Effective: it binds."""

    OPEN = "open"
    EFFECTIVE = "effective"
    ENDED = "ended"


AGREEMENT_STATE = {
    AgreementState.OPEN: N_("Being agreed"),
    AgreementState.EFFECTIVE: N_("In effect"),
    AgreementState.ENDED: N_("No agreement was reached"),
}


class Form(enum.StrEnum):
    """How the agreement is put down (人民调解法 28–30)."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
    ORAL = "oral"


FORM = {
    Form.ELECTRONIC: N_("Signed on the screen"),
    Form.PAPER: N_("Printed and signed by hand"),
    Form.ORAL: N_("Agreed orally and registered"),
}


class Reopened(enum.StrEnum):
    """Why a paper that was offered for signature is no longer good."""

    CHANGED = "changed"
    REFUSED = "refused"
    LAPSED = "lapsed"
    UNPRINTABLE = "unprintable"


REOPENED = {
    Reopened.CHANGED: N_("The terms were changed. Signatures given before no longer count. Please read them again."),
    Reopened.REFUSED: N_("Somebody did not want to sign. Signatures given before no longer count."),
    Reopened.LAPSED: N_("Not everybody signed within seven days. Signatures given before no longer count."),
    Reopened.UNPRINTABLE: N_("The paper could not be made: the text has characters that cannot be printed."),
}  # fmt: skip


class Refused(enum.StrEnum):
    """Why somebody does not sign. Read by the mediator and the person's own side, by nobody else."""

    TERMS = "terms"
    NOT_AGREED = "not_agreed"
    NOT_CLEAR = "not_clear"
    ADVICE = "advice"
    TRUST = "trust"
    PRESSED = "pressed"
    OTHER = "other"


REFUSED = {
    Refused.TERMS: N_("The amount, the day or another term is not right for me"),
    Refused.NOT_AGREED: N_("This is not what we agreed"),
    Refused.NOT_CLEAR: N_("I do not understand all of it"),
    Refused.ADVICE: N_("I want to think, or ask somebody first"),
    Refused.TRUST: N_("I do not believe that the other side will keep it"),
    Refused.PRESSED: N_("Somebody pushes or frightens me"),
    Refused.OTHER: N_("Another reason"),
}
