from __future__ import annotations

from mediation.alarms.rules import DANGER
from mediation.core.forms import Form, line, one_of, text
from mediation.core.words import N_


class ReportForm(Form):
    danger = one_of(N_("What is it?"), [(danger.value, word) for danger, word in DANGER.items()])
    note = text(
        N_("What you have seen or heard"), most=1000, rows=3, required=False,
        hint=N_("Only if there is time. It is sealed; the office asks you when it calls back."),
    )  # fmt: skip


class ReceiptForm(Form):
    received_by = line(N_("Who there has confirmed it?"))
    their_number = line(N_("Their number for it"), most=60, required=False)


class LiftForm(Form):
    reason = text(
        N_("Why may the matter go on?"), most=1000, rows=4, hint=N_("Your name and the time stand beside it.")
    )


class OfficeForm(Form):
    name = line(N_("Office"))
    phone = line(N_("Telephone"), most=30, type="tel")
    mail = line(N_("Mail"), most=120, required=False, type="email")
