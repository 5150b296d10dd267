from __future__ import annotations

from mediation.core.forms import Form, moment, one_of, photos, text
from mediation.core.words import N_
from mediation.performance.rules import SATISFACTION


class ReportForm(Form):
    note = text(N_("What was done"), required=False, rows=3, hint=N_("For example: paid by bank transfer on Friday"))
    files = photos(N_("Proof"), hint=N_("A photo of the receipt or of the work. Everybody in this matter can see it."))


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
