from __future__ import annotations

from typing import Any

from mediation.core import clock
from mediation.core.forms import Form, day, line, one_listed, one_of, photos, some, wrong
from mediation.core.words import N_
from mediation.referrals.rules import COURT_DID, KIND, PROCEDURE, Kind, Procedure, in_order, objection
from mediation.rulebook.numbers import read


class RecordForm(Form):
    """What stands in a letter of referral."""

    kind = one_of(N_("How was it handed over?"), tuple(KIND.items()))
    court = one_listed(N_("Which court?"), required=False, hint=N_("Leave it open if it was not a court."))
    sender = line(N_("Or which office?"), required=False, hint=N_("Its full name, as on the letter"))
    letter_number = line(N_("Number of the letter"), most=60)
    letter_on: Any = day(N_("Day of the letter"))
    received_on: Any = day(N_("Day it came"))
    case_number = line(N_("Case number of the court"), most=60, required=False, hint=N_("Needed once it was filed"))
    procedure = one_of(
        N_("In which procedure was it filed?"), tuple(PROCEDURE.items()), required=False,
        hint=N_("Ordinary: 15 days for mediation; summary: 7 days. Before filing: 30 days."),
    )  # fmt: skip
    agreed = some(N_("Who has agreed to be referred?"), hint=N_("As the letter says, or the form that came with it"))
    files = photos(N_("The letter, and the papers handed over"), hint=N_("Photos or PDF, up to 10 at a time."))

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if good and not (self.court.data or self.sender.data):
            wrong(self.court, N_("Say which court or office handed it over."))
        elif good and self.kind.data != Kind.HANDED_OVER and not self.court.data:
            wrong(self.court, N_("Say which court it was."))
        if good:
            self._of_the_case()
            late = in_order(self.letter_on.data, self.received_on.data, clock.today())
            if late:
                wrong(self.received_on, late)
        return good and not self.errors

    def _of_the_case(self) -> None:
        typed = self.case_number.data or ""
        procedure = Procedure(self.procedure.data) if self.procedure.data else None
        against = objection(Kind(self.kind.data), procedure, read(typed) if typed else None, typed)
        if against:
            number_is_good = not typed or read(typed) is not None
            wrong(self.procedure if number_is_good and typed and procedure is None else self.case_number, against)


class AnswerForm(Form):
    on = day(N_("On which day did it go out?"))


class OutcomeForm(Form):
    did = one_of(N_("What did the court do?"), tuple(COURT_DID.items()))
    number = line(N_("Its number"), most=60, required=False, hint=N_("Such as （2026）辽0102民初123号"))
    on: Any = day(N_("On which day was the last party served, or the withdrawal allowed?"))

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if good and self.number.data and read(self.number.data) is None:
            wrong(self.number, N_("This is no case number of a court, such as （2026）辽0102民初123号."))
        if good and self.on.data > clock.today():
            wrong(self.on, N_("This day is still to come."))
        return good and not self.errors
