from __future__ import annotations

from typing import Any

from mediation.core.forms import Form, file, moment, one_listed, one_of, text, wrong
from mediation.core.words import N_
from mediation.talks.rules import LONGEST


class SayForm(Form):
    """A line, a file, or both; and who reads it."""

    text = text(N_("Your words"), most=LONGEST, required=False, rows=3)
    file = file(
        N_("A photo, a paper or a voice note"), required=False, accept="image/*,application/pdf,audio/*",
        hint=N_("It is kept among what was handed in, for the same people."),
    )  # fmt: skip
    to = one_of(N_("Who reads it"), required=N_("Please say who is to read it."))

    def __init__(self, **known: Any) -> None:
        super().__init__(**known)
        self.text.flags.required = True  # unless there is a file

    def validate(self, *args: Any, **more: Any) -> bool:
        good = bool(super().validate(*args, **more))
        if good and not self.text.data and not self.has_file:
            wrong(self.text, N_("Please write something, or choose a file."))
            return False
        return good

    @property
    def has_file(self) -> bool:
        return bool(getattr(self.file.data, "filename", ""))


class TranslateForm(Form):
    language = one_listed(N_("Into which language"))
    text = text(N_("The same in that language"), most=2 * LONGEST, rows=4)


class LongerForm(Form):
    until = moment(N_("People may write until"))
