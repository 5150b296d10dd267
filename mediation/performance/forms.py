from __future__ import annotations

from typing import Any

from mediation.core import clock
from mediation.core.forms import DayField, Form, day, moment, money, one_listed, one_of, photos, text, wrong
from mediation.core.words import N_, gettext
from mediation.performance.rules import SATISFACTION


class ReportForm(Form):
    note = text(N_("What was done"), required=False, rows=3, hint=N_("For example: paid by bank transfer on Friday"))
    files = photos(N_("Proof"), hint=N_("A photo of the receipt or of the work. Everybody in this matter can see it."))


def _has_come(form: Form, field: DayField) -> bool:
    """Nobody has paid on a day that is still to come."""
    if field.data and field.data > clock.today():
        wrong(field, gettext(N_("This day has not come yet.")))
        return False
    return True


class PayForm(Form):
    amount = money(N_("How much did you pay? (yuan)"), hint=N_("A part of it is fine: write what you paid this time."))
    paid_on = day(N_("On what day?"))
    note = text(N_("Anything to add?"), required=False, rows=2)
    files = photos(N_("Proof"), hint=N_("A photo of the transfer or the receipt. Everybody in this matter can see it."))

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        return _has_come(self, self.paid_on) and good


class ReceiveForm(Form):
    amount = money(N_("How much did you receive? (yuan)"))
    paid_on = day(N_("On what day?"))

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        return _has_come(self, self.paid_on) and good


class ReplanForm(Form):
    """Other days: one, or for money some monthly ones."""

    first_on = day(N_("By what day?"), future=True)
    reason = text(N_("Why? The other side reads this."), required=False, rows=3)


class ReplanMoneyForm(ReplanForm):
    count = one_listed(N_("In how many payments? One each month."))
    first_on = day(N_("By what day the first?"), future=True)


class EnforceForm(Form):
    court = one_listed(
        N_("At which court?"), hint=N_("The court that ruled, or one of its level where the other side has property.")
    )
    property_words = text(
        N_("What does the other side have, and where?"), required=False, rows=4, most=1000,
        hint=N_("A flat, a car, a bank account, an employer: what you know. In Chinese: it is printed for the court."),
    )  # fmt: skip


class ClaimForm(Form):
    came_on = day(N_("On what day did it come true?"))
    note = text(N_("How do you know?"), required=False, rows=3, hint=N_("The other side reads this."))

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        return _has_come(self, self.came_on) and good


class DenyForm(Form):
    note = text(N_("Why has it not come true?"), rows=3, hint=N_("The other side and the mediator read this."))


class DisputeForm(Form):
    note = text(N_("What is missing or not as agreed"), rows=3)


class ComplainForm(Form):
    note = text(N_("What happened"), required=False, rows=3)


class VisitForm(Form):
    visited_at = moment(N_("When you spoke with them"), future=False)
    way = one_of(N_("How"), [("电话", N_("By telephone")), ("上门", N_("At home")), ("当面", N_("In person"))])
    satisfaction = one_of(N_("How satisfied are the parties?"), list(SATISFACTION.items()))
    performed = text(N_("How the agreement is being kept"), most=1000, rows=4)
    concerns = text(N_("New trouble, mistakes in the mediation, dangers"), most=1000, required=False, rows=3)
