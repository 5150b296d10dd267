from __future__ import annotations

from mediation.consultations.rules import HALF
from mediation.core import forms
from mediation.core.forms import Form, one_listed, one_of
from mediation.core.words import N_


class QuestionForm(Form):
    question = forms.text(
        N_("The question, in the words both sides agree on"), most=500, rows=3,
        hint=N_("About the law, not about who is right. No names, no offers."),
    )  # fmt: skip


class AnswerForm(Form):
    summary = forms.text(
        N_("What you told both sides, in short"), most=1000, rows=4,
        hint=N_("The sides and the mediator read it. No court does."),
    )  # fmt: skip


class DutyForm(Form):
    judge = one_listed(N_("Which judge?"))
    on = forms.day(N_("Day"), future=True)
    half = one_of(N_("When?"), [(half.value, word) for half, word in HALF.items()])
