"""Shape and wording of input: a handful of fields from which every form is made.

Text arrives in NFC, stripped, without control or direction characters; a field says in plain words what it needs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request
from werkzeug.datastructures import CombinedMultiDict
from wtforms import (
    BooleanField,
    Field,
    FileField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from mediation.core import clock
from mediation.core.words import N_, Said, gettext, say

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
MAX_YUAN = 10_000_000_000


def clean(text: str | None) -> str | None:
    """What somebody typed, as it is kept."""
    if text is None:
        return None
    return _NOT_TEXT.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str | None) -> str | None:
    """The same on one line: what goes into headings, subjects and file names."""
    return " ".join(text.split()) if text else text


class Form(PlainForm):
    """A form of a page: filled from the request when there is one, else from what is known already."""

    def __init__(self, **known: Any) -> None:
        sent: Any = None
        if request.method == "POST":
            sent = CombinedMultiDict([request.files, request.form])
        super().__init__(sent, **known)
        for field in self:
            field.label.text = gettext(field.label.text)
            field.description = gettext(field.description)
            if getattr(field, "choices", None):
                offer(field, [(choice.value, gettext(choice.label)) for choice in field.choices])

    class Meta:
        def bind_field(self, form: PlainForm, unbound: Any, options: dict[str, Any]) -> Field:
            return unbound.bind(form=form, **options)

        def get_translations(self, form: PlainForm) -> Any:
            return _Translations()

    @property
    def facts(self) -> dict[str, Any]:
        """What the form says, by field: the `facts` of the verb it calls."""
        return dict(self.data)


class _Translations:
    def gettext(self, text: str) -> str:
        return gettext(text)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return gettext(singular if n == 1 else plural)


class Needed(InputRequired):
    def __call__(self, form: PlainForm, field: Field) -> None:
        if field.process_errors:  # something was typed, and its own message says more
            raise StopValidation()
        data = field.data
        if data is None or data == [] or (isinstance(data, str) and not data.strip()):
            field.errors = []
            raise StopValidation(gettext(self.message or N_("Please fill this in.")))


def _rules(required: bool | str, *more: Callable[[Any, Any], None]) -> list[Any]:
    first: Any = Optional() if required is False else Needed(required if isinstance(required, str) else None)
    return [first, *more]


def _longest(n: int) -> Callable[[Any, Any], None]:
    def check(form: PlainForm, field: Field) -> None:
        if field.data and len(field.data) > n:
            raise ValidationError(
                str(
                    say(
                        N_("This is too long: %(length)s characters, at most %(most)s."), length=len(field.data), most=n
                    )
                )
            )

    return check


def line(label: str, *, most: int = 80, required: bool | str = True, hint: str = "", **attributes: Any) -> StringField:
    """One line of text."""
    return StringField(
        label, _rules(required, _longest(most)), [clean, one_line], hint, render_kw={"maxlength": most, **attributes}
    )


def text(label: str, *, most: int = 2000, required: bool | str = True, hint: str = "", rows: int = 6) -> TextAreaField:
    """Several lines of text."""
    return TextAreaField(label, _rules(required, _longest(most)), [clean], hint, render_kw={"rows": rows})


def password(label: str, hint: str = "", autocomplete: str = "current-password") -> PasswordField:
    return PasswordField(label, _rules(True), description=hint, render_kw={"autocomplete": autocomplete})


def tick(label: str, *, required: bool | str = False, hint: str = "") -> BooleanField:
    rules = [_ticked(required)] if required else []
    return BooleanField(label, rules, description=hint)


def _ticked(message: bool | str) -> Callable[[Any, Any], None]:
    def check(form: PlainForm, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext(message if isinstance(message, str) else N_("Please tick this to go on.")))

    return check


Choices = Iterable[tuple[str, str]]


def offer(field: Field, choices: Choices) -> None:
    """Give a field of choice what can be chosen now: (value, word in the reader's language)."""
    field.choices = [SelectChoice(value, word) for value, word in choices]


class _Pick:
    """A choice outside the list, or none at all, is told in our words."""

    def pre_validate(self, form: PlainForm) -> None:
        known = {choice.value for choice in self.choices or ()}  # type: ignore[attr-defined]
        if self.data not in (None, "", "None") and self.data not in known:  # type: ignore[attr-defined]
            raise ValidationError(gettext(N_("Please choose one of the answers in the list.")))


class OneOf(_Pick, RadioField):
    pass


class OneListed(_Pick, SelectField):
    pass


class Some(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: PlainForm) -> None:
        known = {choice.value for choice in self.choices or ()}
        if not set(self.data or ()) <= known:
            raise ValidationError(gettext(N_("Please choose one of the answers in the list.")))


def _word(value: Any) -> str | None:
    return None if value in (None, "", "None") else str(value)


def one_of(
    label: str, choices: Sequence[tuple[str, str]] = (), *, required: bool | str = True, hint: str = ""
) -> OneOf:
    """A few answers, all shown: radio buttons. Words are msgids when given here."""
    listed = [SelectChoice(value, word) for value, word in choices]
    return OneOf(label, _rules(required) if required else [], coerce=_word, description=hint, choices=listed)


def one_listed(label: str, *, required: bool | str = True, hint: str = "") -> OneListed:
    """Many answers: a list to open. Filled by `offer`."""
    return OneListed(label, _rules(required) if required else [], coerce=_word, description=hint, choices=[])


def some(label: str, *, hint: str = "", required: bool | str = False) -> Some:
    """Any number of answers: boxes to tick. Filled by `offer`."""
    return Some(label, _rules(required) if required else [], description=hint, choices=[])


class DayField(StringField):
    """A calendar day. `31 February` is told as such; the browser's own picker helps where there is one."""

    widget = TextInput()

    def __init__(self, label: str, *, earliest: Callable[[], date] | None = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.earliest = earliest

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = (valuelist or [""])[0].strip()
        self.data = None
        if not self.typed:
            return
        try:
            self.data = date.fromisoformat(self.typed.replace("/", "-").replace(".", "-"))
        except ValueError as wrong:
            raise ValueError(gettext(N_("There is no such day. Write it like 2026-12-31."))) from wrong
        if self.earliest and self.data < self.earliest():
            raise ValueError(gettext(N_("This day has passed. Please choose a later one.")))

    def _value(self) -> str:
        return getattr(self, "typed", None) or (self.data.isoformat() if self.data else "")


def day(label: str, *, required: bool | str = True, hint: str = "", future: bool = False) -> DayField:
    return DayField(
        label, validators=_rules(required), description=hint, earliest=clock.today if future else None,
        render_kw={"type": "date"},
    )  # fmt: skip


class MomentField(StringField):
    """A local day and time, kept as UTC."""

    def __init__(self, label: str, *, future: bool = False, **options: Any) -> None:
        super().__init__(label, **options)
        self.future = future

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = (valuelist or [""])[0].strip()
        self.data = None
        if not self.typed:
            return
        try:
            self.data = clock.at(self.typed.replace("T", " "))
        except ValueError as wrong:
            raise ValueError(gettext(N_("There is no such day and time. Write it like 2026-12-31 14:30."))) from wrong
        if self.future and self.data <= clock.now():
            raise ValueError(gettext(N_("This time has passed. Please choose a later one.")))

    def _value(self) -> str:
        if getattr(self, "typed", None):
            return self.typed
        return self.data.astimezone(clock.CHINA).strftime("%Y-%m-%dT%H:%M") if isinstance(self.data, datetime) else ""


def moment(label: str, *, required: bool | str = True, hint: str = "", future: bool = True) -> MomentField:
    kind = {"type": "datetime-local"}
    return MomentField(label, validators=_rules(required), description=hint, future=future, render_kw=kind)


class MoneyField(StringField):
    """Yuan as people write them, kept as whole fen."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = (valuelist or [""])[0].strip()
        self.data = None
        if not self.typed:
            return
        plain = unicodedata.normalize("NFKC", self.typed).replace(",", "").replace("¥", "").replace("元", "").strip()
        try:
            amount = Decimal(plain)
        except InvalidOperation as wrong:
            raise ValueError(gettext(N_("Write the amount in yuan with digits, like 3600 or 3600.50."))) from wrong
        if not amount.is_finite() or not 0 <= amount <= MAX_YUAN:
            raise ValueError(gettext(N_("This amount cannot be right. Please check it.")))
        fen = amount * 100
        if fen != fen.to_integral_value():
            raise ValueError(gettext(N_("An amount has at most two decimals (yuan and fen).")))
        self.data = int(fen)

    def _value(self) -> str:
        if getattr(self, "typed", None):
            return self.typed
        return f"{self.data / 100:.2f}" if self.data is not None else ""


def money(label: str, *, required: bool | str = True, hint: str = "") -> MoneyField:
    return MoneyField(label, _rules(required), description=hint, render_kw={"inputmode": "decimal"})


def photos(label: str, *, hint: str = "", most: int = 10) -> MultipleFileField:
    """Pictures and papers from a phone; what they really are is checked by the view."""

    def few(form: PlainForm, field: Field) -> None:
        if len([file for file in field.data or () if getattr(file, "filename", "")]) > most:
            raise ValidationError(str(say(N_("At most %(most)s files at a time."), most=most)))

    return MultipleFileField(label, [few], description=hint, render_kw={"accept": "image/*,application/pdf,audio/*"})


def file(
    label: str, *, required: bool | str = True, hint: str = "", accept: str = "image/*,application/pdf"
) -> FileField:
    def given(form: PlainForm, field: Field) -> None:
        if required and not getattr(field.data, "filename", ""):
            raise ValidationError(gettext(required if isinstance(required, str) else N_("Please choose a file.")))

    given.field_flags = {"required": bool(required)}  # type: ignore[attr-defined]
    return FileField(label, [given], description=hint, render_kw={"accept": accept})


def code(label: str, hint: str = "") -> StringField:
    """A one-time code of six digits."""

    def six(form: PlainForm, field: Field) -> None:
        if not re.fullmatch(r"\d{6}", field.data or ""):
            raise ValidationError(gettext(N_("The code has six digits.")))

    digits = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 12}
    return StringField(label, _rules(True, six), [_digits], hint, render_kw=digits)


def _digits(text: str | None) -> str | None:
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text)) if text else text


def wrong(field: Field, why: str | Said) -> None:
    """Put an error at a field after the form was checked: what only a verb could find out."""
    field.errors = [*field.errors, gettext(why)]
