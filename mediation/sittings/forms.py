from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mediation.core import clock
from mediation.core.forms import Form, line, moment, one_of, text, tick, wrong
from mediation.core.words import N_
from mediation.matters.models import Seat
from mediation.rulebook.days import is_working_day
from mediation.sittings.rules import HEADING, MODE, RESULT, WRITTEN, Mode

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


def plan_form(seats: Iterable[Seat]) -> TimeForm:
    """The plan of a sitting: a time, and how each person takes part."""
    modes = {f"mode_{seat.public_id}": one_of(seat.name, MODES) for seat in seats}
    form: TimeForm = type("PlanForm", (TimeForm,), modes)(minutes_long="60", **dict.fromkeys(modes, Mode.VIDEO.value))
    return form


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
