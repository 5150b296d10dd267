from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from documents.forms import DrawingField
from documents.rules import EVIDENCE, MARK
from mediation.agreements.rules import FORM, MANNER, REFUSED, Clause, Manner, Refused, TermKind, instalments
from mediation.agreements.rules import Form as AgreedForm
from mediation.agreements.rules.deputies import CAPACITY, Capacity
from mediation.core.forms import Form, code, day, file, line, money, one_listed, one_of, some, text, tick, wrong
from mediation.core.words import N_

SPOT, DAY = "spot", "day"
Party = tuple[int, str]
"""A party's number inside, and its name."""

_CAN_BE_ENFORCED = N_("Only a promise of honour: a court could not enforce it")


class TermForm(Form):
    """One term. `parties` below are by public id."""

    kind = TermKind.DO
    debtor = one_of(N_("Who owes it?"))
    creditor = one_of(N_("To whom?"))

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if self.debtor.data and self.debtor.data == self.creditor.data:
            wrong(self.creditor, N_("Nobody can owe something to themselves."))
            good = False
        when = getattr(self, "when", None)
        if when is not None and when.data == DAY and not self.due_on.data and not self.due_on.errors:
            wrong(self.due_on, N_("Please name the day."))
            good = False
        return good

    def clause(self, parties: Mapping[str, Party]) -> Clause:
        """What was filled in, as a term."""
        debtor, creditor = parties[self.debtor.data], parties[self.creditor.data]
        said = {name: data for name, data in self.facts.items() if name in Clause.__dataclass_fields__ and data}
        said |= {
            "kind": self.kind, "debtor_id": debtor[0], "debtor": debtor[1], "creditor_id": creditor[0],
            "creditor": creditor[1], "enforceable": not self.facts.get("moral"),
            "on_the_spot": self.facts.get("when") == SPOT,
        }  # fmt: skip
        if "manner" in said:
            said["manner"] = Manner(said["manner"])
        clause = Clause(**said)
        return replace(clause, due_on=None) if clause.on_the_spot else clause


class PayForm(TermForm):
    kind = TermKind.PAY
    amount = money(N_("How much?"), hint=N_("In yuan, for example 3600 or 3600.50"))
    thing = line(N_("What for?"), required=False, most=200, hint=N_("For example: the cost of painting the wall"))
    when = one_of(N_("When?"), ((DAY, N_("By a certain day")), (SPOT, N_("On the spot, at the signing"))))
    due_on = day(N_("The last day"), required=False, future=True)
    manner = one_of(N_("How is it paid?"), tuple(MANNER.items()))
    account = line(N_("Account"), required=False, most=200, hint=N_("Bank and number. It is printed on the paper."))
    place = line(N_("Where?"), required=False, most=200)
    condition = text(N_("On what condition?"), required=False, most=500, rows=2)
    moral = tick(_CAN_BE_ENFORCED)


class DoForm(TermForm):
    thing = text(N_("What exactly?"), most=1000, rows=3)
    when = one_of(N_("When?"), ((DAY, N_("By a certain day")), (SPOT, N_("On the spot, at the signing"))))
    due_on = day(N_("The last day"), required=False, future=True)
    place = line(N_("Where?"), required=False, most=200)
    condition = text(N_("On what condition?"), required=False, most=500, rows=2)
    moral = tick(_CAN_BE_ENFORCED)


class RefrainForm(TermForm):
    kind = TermKind.REFRAIN
    thing = text(N_("What is no longer done?"), most=1000, rows=3)
    when = one_of(
        N_("For how long?"), ((SPOT, N_("From the signing on, without an end")), (DAY, N_("Until a certain day")))
    )
    due_on = day(N_("The last day"), required=False, future=True)
    condition = text(N_("On what condition?"), required=False, most=500, rows=2)
    moral = tick(_CAN_BE_ENFORCED)


class InstalmentsForm(TermForm):
    """A sum in monthly parts: becomes one term for each."""

    kind = TermKind.PAY
    total = money(N_("How much in all?"), hint=N_("In yuan, for example 3600 or 3600.50"))
    count = one_listed(N_("In how many monthly parts?"))
    first_on = day(N_("Last day of the first part"), future=True)
    thing = line(N_("What for?"), required=False, most=200, hint=N_("For example: the cost of painting the wall"))
    manner = one_of(N_("How is it paid?"), tuple(MANNER.items()))
    account = line(N_("Account"), required=False, most=200, hint=N_("Bank and number. It is printed on the paper."))

    def clauses(self, parties: Mapping[str, Party], series: int) -> list[Clause]:
        whole = replace(self.clause(parties), series=series, series_total=self.total.data)
        total, first_on = self.total.data, self.first_on.data
        assert total is not None and first_on is not None
        parts = instalments(total, int(self.count.data), first_on)
        return [replace(whole, amount=amount, due_on=due_on) for amount, due_on in parts]


TERM_FORM: dict[TermKind, type[TermForm]] = {
    TermKind.PAY: PayForm, TermKind.DO: DoForm, TermKind.REFRAIN: RefrainForm,
}  # fmt: skip


class WordsForm(Form):
    """What stands before the terms (人民调解法 29(2))."""

    facts = text(N_("What happened"), most=2000, rows=6, hint=N_("The main facts, as both sides accept them"))
    issues = text(N_("What the dispute is about"), most=1000, rows=3, required=False)
    responsibility = text(N_("Who is responsible for what"), most=1000, rows=3, required=False)


class OfferForm(Form):
    form = one_of(
        N_("How is it signed?"), tuple((form, FORM[form]) for form in (AgreedForm.ELECTRONIC, AgreedForm.PAPER))
    )


    left_to_paper = one_of(
        N_("Does it touch marriage, adoption, inheritance, or the stopping of water, heating or gas?"),
        (("no", N_("No, none of these")), ("yes", N_("Yes"))), hint=N_("For these the law wants paper and a hand."),
    )  # fmt: skip


class OralForm(Form):
    reached_on = day(N_("On what day did they agree?"))
    told = tick(
        N_("Both sides agreed to exactly these terms, and nobody asked for a written agreement."), required=True
    )


class AskForm(Form):
    text = text(N_("Your question"), most=1000, rows=4)


class RefuseForm(Form):
    reason = one_of(
        N_("Why do you not want to sign?"), tuple(REFUSED.items()), hint=N_("Only the mediator reads this.")
    )
    words = text(N_("In your own words, if you like"), most=1000, rows=4, required=False)

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if self.reason.data == Refused.OTHER and not self.words.data:
            wrong(self.words, N_("Please say in a few words why."))
            return False
        return good


class DeputyForm(Form):
    """Who signs for a party, or beside it. `party` and `elected` are by public id."""

    party = one_of(N_("For which party?"))
    capacity = one_of(N_("As what?"), tuple(CAPACITY.items()))
    name = line(N_("Full name"), required=False)
    elected = one_listed(N_("Or: who of the group was elected?"), required=False)
    basis = line(
        N_("With what authority?"), most=60,
        hint=N_("It is printed: mother of the child; power of attorney of 1 March 2026; elected by all; Korean"),
    )  # fmt: skip
    phone = line(N_("Telephone, if they sign with a code"), required=False, most=20)
    seen = tick(N_("I have seen the paper that shows this authority, or was there."), required=True)

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        missing = self.elected if self.capacity.data == Capacity.ELECTED else self.name
        if not missing.data and not missing.errors:
            wrong(missing, N_("Please fill this in."))
            good = False
        return good


class UnderstoodForm(Form):
    """Three questions before signing. They keep nobody from signing; the mediator reads the answers."""

    promise = text(N_("What do you promise?"), most=500, rows=2, required=False)
    until = text(N_("By when?"), most=200, rows=1, required=False)
    otherwise = text(N_("What happens if you do not keep it?"), most=500, rows=2, required=False)


class ReadOutForm(Form):
    who = one_of(N_("To whom did you read it?"))
    language = one_of(N_("In which language?"))
    read = tick(N_("I have read out every term, slowly, and answered what was asked."), required=True)


class DrawnForm(Form):
    """A signature: drawn, or the typed name as an aid for those who cannot draw."""

    drawing = DrawingField(N_("Your signature"))
    name = line(
        N_("Cannot draw here? Type your full name instead"), required=False,
        hint=N_("It counts the same; the paper says that the name was typed."), autocomplete="off",
    )  # fmt: skip
    code = code(N_("The code"))
    read = tick(N_("I have read every term, I agree freely, and I sign."), required=True)

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if not (self.drawing.data or self.name.data or self.drawing.errors):
            wrong(self.drawing, N_("Sign in the box, or type your full name below it."))
            return False
        return good

    def is_name(self, name: str) -> bool:
        """Whether what was typed instead of a drawing is this person's name; says so at the field when it is not."""
        if self.drawing.data or "".join((self.name.data or "").split()) == "".join(name.split()):
            return True
        wrong(self.name, N_("This is not the name on the paper. Type it exactly as it stands there."))
        return False


class CountersignForm(DrawnForm):
    code = code(N_("The code of your authenticator app"))
    read = tick(N_("I have read every term and compared who signs, and I sign as the mediator."), required=True)


class SealForm(Form):
    code = code(N_("The code of your authenticator app"))
    read = tick(N_("I have read the paper, and I put the seal of the institution."), required=True)


class DeskForm(Form):
    who = some(
        N_("Who has come to sign?"), required=N_("Please tick at least one name."),
        hint=N_("Only these names are shown on the device."),
    )  # fmt: skip


class AtDeskForm(Form):
    code = code(N_("The code"))


class SeenForm(Form):
    """Filled in by the keeper of the desk, beside the person."""

    evidence = one_of(N_("What did they show?"), tuple(EVIDENCE.items()))
    totp = code(N_("Your own code, from your authenticator app"))
    seen = tick(
        N_("I have looked at this person and at their paper: it is the person on the agreement."), required=True
    )


class CompareForm(Form):
    """What some signed by hand, while others sign on the screen."""

    scan = file(N_("The scan of the signed paper"), hint=N_("All pages in one PDF, or one photo of a single page"))
    who = some(N_("Who has signed on it by hand?"), required=N_("Please tick at least one name."))
    mark = one_of(N_("What did they put?"), tuple(MARK.items()))
    marked_on = day(N_("On what day?"))
    compared = tick(
        N_("I have compared this scan with the signed paper, page by page, and found no difference."), required=True
    )


class CertifyForm(Form):
    scan = file(N_("The scan of the signed paper"), hint=N_("All pages in one PDF, or one photo of a single page"))
    signed_on = day(N_("On what day was the last signature or the seal put?"))
    compared = tick(
        N_("I have compared this scan with the signed paper, page by page, and found no difference."), required=True
    )
