from __future__ import annotations

from typing import Any

from mediation.appointments.rules import DECLINE, RELATION, Relation
from mediation.core.forms import Form, one_of, text, wrong
from mediation.core.words import N_

NOBODY = "nobody"


class ChooseForm(Form):
    mediator = one_of(N_("Whom do you choose?"))


class DesignateForm(Form):
    mediator = one_of(N_("Whom does the institution designate?"))


class DiscloseForm(Form):
    relation = one_of(N_("What are you to the two sides?"), tuple(RELATION.items()))
    note = text(
        N_("What is the relation?"), required=False, rows=4, most=1000,
        hint=N_("Both sides and the institution read this. Leave it empty when there is none."),
    )  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if self.relation.data not in (None, Relation.NONE) and not self.note.data:
            wrong(self.note, N_("Please tell the parties in a sentence what the relation is."))
            return False
        return good


class DeclineForm(Form):
    reason = one_of(N_("Why do you not take this matter?"), tuple(DECLINE.items()))
    note = text(
        N_("Anything to add?"), required=False, rows=3, most=1000, hint=N_("Both sides and the institution read this.")
    )


class ChallengeForm(Form):
    note = text(
        N_("Your reason, if you want to give one"), required=False, rows=3, most=1000,
        hint=N_("You need not give one. The other side, the institution and the mediator read what you write here."),
    )  # fmt: skip


class ChallengeAgainForm(ChallengeForm):
    """The second refusal: by law it counts as refusing mediation unless the party names somebody itself (OM 14)."""

    instead = one_of(N_("Whom do you name instead?"))
