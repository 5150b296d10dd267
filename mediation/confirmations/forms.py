from __future__ import annotations

from typing import Any

from mediation.agreements.forms import DrawnForm
from mediation.confirmations.rules import SERVED_BY, Outcome, ServedBy
from mediation.core.forms import Form, code, day, file, line, one_listed, one_of, photos, some, text, tick, wrong
from mediation.core.words import N_
from mediation.rulebook.courts import DISMISSAL, NOT_TAKEN, PACKAGE_PAPER, QUESTION, PackagePaper, Question
from mediation.sittings.rules import Mode

IN_ORDER = (("yes", N_("Yes, in order")), ("no", N_("No, or not sure")))
ON_PAPER = tuple((one, word) for one, word in SERVED_BY.items() if one is not ServedBy.SCREEN)
HEARD = {Mode.VIDEO: N_("By video"), Mode.IN_PERSON: N_("In person, at the court")}


class ApplyForm(Form):
    court = one_of(N_("Which court?"))
    committed = tick(N_("I have read the commitment, and it is true."), required=True)


class JoinForm(DrawnForm):
    read = tick(
        N_("I have read the application and the commitment, and I apply together with the other side."), required=True
    )


class SealForm(Form):
    code = code(N_("The code of your authenticator app"))


class SupplyForm(Form):
    files = photos(N_("The papers"), hint=N_("Photos or PDF, up to 10 at a time. Everybody in the matter sees them."))
    words = text(N_("Anything to tell the court?"), required=False, rows=3, most=1000)

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if good and not self.words.data and not any(one.filename for one in self.files.data or ()):
            wrong(self.files, N_("Please choose a file, or write to the court."))
            return False
        return good


class EncloseForm(Form):
    kind = one_of(
        N_("Which paper is it?"),
        tuple((one, word) for one, word in PACKAGE_PAPER.items() if one is not PackagePaper.PROOF),
    )
    party = one_listed(N_("About whom?"), required=False)
    files = photos(N_("The papers"), hint=N_("Photos or PDF, up to 10 at a time."))


class AcceptForm(Form):
    judge = one_of(N_("Which judge reviews it?"))


class NotAcceptForm(Form):
    reason = one_of(N_("Why is it not accepted?"), tuple((one, word) for one, (word, _) in NOT_TAKEN.items()))
    words = text(
        N_("Anything to add?"), required=False, rows=3, most=1000, hint=N_("The parties and the institution read this.")
    )


class AskPapersForm(Form):
    missing = some(N_("What is missing?"), required=N_("Name at least one paper that is missing."))
    until = day(N_("By what day?"), future=True, hint=N_("Without an answer by then it counts as withdrawn."))
    words = text(
        N_("What exactly?"), required=False, rows=3, most=1000, hint=N_("The parties and the institution read this.")
    )


class NoteForm(Form):
    words = text(N_("Note"), rows=5, most=2000, hint=N_("Only the court reads this."))


class InquiryForm(Form):
    """The standing questions; every one has an answer (民诉法解释 356)."""

    present = some(N_("Who is here?"), required=N_("Both parties have to be there together."))
    way = one_of(N_("How were they heard?"), tuple(HEARD.items()))
    voluntary = one_of(QUESTION[Question.VOLUNTARY], IN_ORDER)
    understood = one_of(QUESTION[Question.UNDERSTOOD], IN_ORDER)
    third_parties = one_of(QUESTION[Question.THIRD_PARTIES], IN_ORDER)
    sham = one_of(QUESTION[Question.SHAM], IN_ORDER)
    performed = one_of(QUESTION[Question.PERFORMED], IN_ORDER)
    words = text(N_("What they answered"), rows=6, most=4000, hint=N_("Only the court reads this."))

    @property
    def answers(self) -> dict[Question, bool]:
        return {question: getattr(self, question.value).data == "yes" for question in Question}


class RuleForm(Form):
    outcome = one_of(
        N_("What do you rule?"),
        (
            (Outcome.CONFIRMED, N_("The agreement is valid: confirm it")),
            (Outcome.DISMISSED, N_("Dismiss the application")),
        ),
    )
    reason = one_listed(N_("On what ground is it dismissed?"), required=False)
    words = text(
        N_("The reason in your words"), required=False, rows=4, most=1000,
        hint=N_("In Chinese: it is printed in the ruling after the ground of the law."),
    )  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if good and self.outcome.data == Outcome.DISMISSED and not self.reason.data:
            wrong(self.reason, N_("Please choose the ground."))
            return False
        return good


PACKAGE_CHOICES = tuple(PACKAGE_PAPER.items())
DISMISSAL_CHOICES = tuple((one, ground.word) for one, ground in DISMISSAL.items())


class EnterAcceptanceForm(Form):
    """What stands on the notice of a court that works on its own network."""

    number = line(N_("The case number"), hint=N_("As it stands on the court's paper, like （2026）辽0102诉前调确123号"))
    accepted_on = day(N_("On what day did the court accept?"))
    judge = line(N_("The judge, if the paper says"), required=False)
    compared = tick(N_("I have the court's paper before me, and it says so."), required=True)


class EnterRulingForm(Form):
    scan = file(N_("The scan of the court's ruling"), hint=N_("All pages in one PDF, or one photo of a single page"))
    ruled_on = day(N_("What day is on the ruling?"))
    outcome = one_of(
        N_("What does it say?"),
        (
            (Outcome.CONFIRMED, N_("The agreement is confirmed")),
            (Outcome.DISMISSED, N_("The application is dismissed")),
        ),
    )
    reason = one_listed(N_("On what ground is it dismissed?"), required=False)
    compared = tick(
        N_("I have compared this scan with the original, page by page, and found no difference."), required=True
    )

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if good and self.outcome.data == Outcome.DISMISSED and not self.reason.data:
            wrong(self.reason, N_("Please choose the ground."))
            return False
        return good


class EnterServiceForm(Form):
    who = one_of(N_("Who received the ruling?"))
    way = one_of(N_("How did they receive it?"), ON_PAPER)
    received_on = day(N_("What day is on the receipt?"))
    compared = tick(N_("I have the signed receipt, or the proof of the post, before me."), required=True)


class ObjectForm(Form):
    words = text(
        N_("What is wrong with the ruling?"), rows=6, most=2000,
        hint=N_("The judge, the other side and the institution read this."),
    )  # fmt: skip


class EnterObjectionForm(Form):
    who = line(N_("Who objects?"), hint=N_("Somebody who is no party, and whose right the ruling touches"))
    known_on = day(N_("On what day did they learn of it?"), hint=N_("Six months are counted from that day."))
    words = text(N_("What do they say?"), rows=6, most=2000, hint=N_("In Chinese: a new ruling repeats it."))


class DecideForm(Form):
    decision = one_of(
        N_("What do you decide?"),
        (("reject", N_("Reject it: the ruling stands")), ("uphold", N_("It is right: rule anew"))),
    )
    words = text(N_("Why?"), rows=5, most=1500, hint=N_("In Chinese: everybody reads it, and a new ruling repeats it."))


class ExtendForm(Form):
    president = line(N_("Which president of the court has approved?"))
    approved = tick(N_("The approval is in the court's file."), required=True)
