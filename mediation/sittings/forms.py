from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from wtforms import Field, HiddenField

from mediation.core import clock
from mediation.core.forms import Form, line, moment, one_listed, one_of, text, tick, wrong
from mediation.core.machine import Role
from mediation.core.words import LANGUAGES, N_
from mediation.matters.forms import phone
from mediation.matters.models import Seat
from mediation.rulebook.days import is_working_day
from mediation.sittings.rules import HEADING, MODE, RESULT, WRITTEN, Mode
from mediation.sittings.rules.kinds import KIND, Kind
from mediation.sittings.rules.people import GUESTS, PART

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

MODES = [(mode.value, words) for mode, words in MODE.items()]
LENGTHS = [
    ("30", N_("Half an hour")),
    ("60", N_("One hour")),
    ("90", N_("An hour and a half")),
    ("120", N_("Two hours")),
]


class TimeForm(Form):
    starts_at = moment(N_("Day and time"))
    minutes_long = one_of(N_("How long"), LENGTHS)
    place = line(
        N_("Place"),
        most=120,
        required=False,
        hint=N_("Where those meet who do not take part from home. Leave empty for video only."),
    )
    note = text(N_("What everybody should know or bring"), required=False, rows=3)
    rest_day = tick(N_("I know that this is a day of rest"))

    def validate(self, *args: Any, **more: Any) -> bool:
        good = bool(super().validate(*args, **more))
        if good and self.on_rest_day and not self.rest_day.data:
            wrong(self.starts_at, N_("This is a day of rest. Tick the box below if it is meant so."))
            return False
        return good

    @property
    def on_rest_day(self) -> bool:
        when = self.starts_at.data
        return when is not None and not is_working_day(clock.local_day(when))


class PlanForm(TimeForm):
    """The same for a new sitting: in which way people come together, and what that needs to be known."""

    kind = one_of(N_("How do they come together?"), [(kind.value, words) for kind, words in KIND.items()])
    closes_at = moment(N_("People may write until"), required=False, hint=N_("Only for a sitting in writing."))
    public = tick(N_("Others may watch, if every party agrees"))

    def validate(self, *args: Any, **more: Any) -> bool:
        good = super().validate(*args, **more)
        begins, until = self.starts_at.data, self.closes_at.data
        if good and self.kind.data == Kind.TEXT and not (begins and until and until > begins):
            wrong(self.closes_at, N_("Say until when people may write; it must be after the beginning."))
            return False
        return good


def plan_form(seats: Iterable[Seat]) -> PlanForm:
    """The plan of a sitting: a time, and how each person takes part; their own time, where each comes at its own."""
    seats = list(seats)
    modes = {f"mode_{seat.public_id}": one_of(seat.name, MODES) for seat in seats}
    times = {
        f"comes_{seat.public_id}": moment(seat.name, required=False) for seat in seats if seat.role is not Role.MEDIATOR
    }
    known = {"minutes_long": "60", "kind": Kind.TOGETHER.value, **dict.fromkeys(modes, Mode.VIDEO.value)}
    form: PlanForm = type("PlanForm", (PlanForm,), {**modes, **times})(**known)
    return form


class InviteForm(Form):
    """Somebody who is to come, and as what; the link goes to their telephone, or to their mail."""

    name = line(N_("Name"), hint=N_("As on the identity card: this is the name everybody sees."))
    role = one_of(N_("Comes as"), [(role.value, PART[role]) for role in GUESTS])
    beside = one_listed(N_("Beside whom"), required=False, hint=N_("Whom they speak or interpret for, or stand by."))
    phone = phone(N_("Telephone"), required=False, hint=N_("The link and the code go there."))
    mail = line(
        N_("Mail address"), required=False, hint=N_("When there is no telephone."), type="email", autocomplete="off"
    )
    language = one_of(N_("Language"), list(LANGUAGES.items()))
    mode = one_of(N_("How do they take part?"), MODES)

    def validate(self, *args: Any, **more: Any) -> bool:
        good = bool(super().validate(*args, **more))
        role = self.role.data
        part = GUESTS.get(Role(role)) if role in list(Role) else None
        if part and part.beside and not self.beside.data:
            wrong(self.beside, N_("Please say for whom this person comes."))
            good = False
        if not (self.phone.data or self.mail.data):
            wrong(self.phone, N_("Please give a telephone number or a mail address: the link goes there."))
            good = False
        if self.mail.data and not MAIL.fullmatch(self.mail.data):
            wrong(self.mail, N_("This does not look like a mail address."))
            good = False
        return good


YES_NO = [("yes", N_("Yes")), ("no", N_("No"))]


class CheckForm(Form):
    """Three plain questions; what the page measured meanwhile comes along unseen."""

    sees_self = one_of(N_("Did you see yourself?"), YES_NO)
    bar_moved = one_of(N_("Did the bar move when you spoke?"), YES_NO)
    heard_tone = one_of(N_("Did you hear the tone?"), YES_NO)
    trouble = HiddenField()
    loss = HiddenField()
    round_trip = HiddenField()
    width = HiddenField()

    def validate_trouble(self, field: Field) -> None:
        if field.data not in (None, "", "denied", "busy", "missing", "insecure"):
            field.data = ""

    def share(self, name: str) -> float | None:
        """A share between 0 and 1 that a script measured."""
        found = re.fullmatch(r"[01](\.\d+)?", self[name].data or "")
        return min(1.0, float(found[0])) if found else None

    def whole(self, name: str) -> int | None:
        found = re.fullmatch(r"\d{1,5}", self[name].data or "")
        return int(found[0]) if found else None


class ModeForm(Form):
    mode = one_of(N_("How do you take part?"), MODES)


class ResultForm(Form):
    result = one_of(N_("How does the sitting end?"), [(result.value, words) for result, words in RESULT.items()])


class FactForm(Form):
    text = text(N_("A fact that nobody disputes"), most=500, rows=2)


class NoteForm(Form):
    text = text(N_("Note"), rows=3)
    about = one_of(N_("For whom"), required=False)


def minutes_form(known: dict[str, str]) -> Form:
    """The minutes, one field for each official heading that is written."""
    fields = {heading.value: text(HEADING[heading], most=5000, required=False, rows=3) for heading in WRITTEN}
    form: Form = type("MinutesForm", (Form,), fields)(**known)
    return form
