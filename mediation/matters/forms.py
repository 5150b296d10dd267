from __future__ import annotations

import phonenumbers
from wtforms import ValidationError

from mediation.core.forms import Form, code, line, one_of, photos
from mediation.core.words import N_, gettext


def phone_number(typed: str) -> str | None:
    """A telephone number as it is kept: digits, with + and the country's prefix when it is not Chinese."""
    try:
        number = phonenumbers.parse(typed, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    if number.country_code == 86:
        return str(number.national_number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_phone(form: Form, field: object) -> None:
    """A validator: the number is one that can be called, and is kept in its one written form."""
    if not field.data:  # type: ignore[attr-defined]
        return
    number = phone_number(field.data)  # type: ignore[attr-defined]
    if number is None:
        raise ValidationError(gettext(N_("This is not a telephone number we can reach. Please check the digits.")))
    field.data = number  # type: ignore[attr-defined]


def phone(label: str, *, required: bool = True, hint: str = "") -> object:
    found = line(label, most=30, required=required, hint=hint, type="tel", inputmode="tel", autocomplete="tel")
    found.kwargs["validators"] = [*found.args[1], is_phone]
    return found


class CodeForm(Form):
    code = code(N_("Code"), N_("Six digits, sent to your phone. It works for 5 minutes."))


class ComeBackForm(Form):
    number = line(
        N_("Receipt number"), most=30, hint=N_("Like 2026-481-739-K"), autocomplete="off", autocapitalize="characters"
    )
    phone = phone(N_("Your telephone"), hint=N_("The one you gave us. We send a code to it."))


class HandInForm(Form):
    files = photos(N_("Photos, papers or a voice note"), hint=N_("Up to 10 at a time"))
    who = one_of(
        N_("Who may see it"),
        [
            ("shared", N_("Everybody in this matter, and the court if it comes to that")),
            ("side", N_("Only my side and the mediator")),
        ],
    )
