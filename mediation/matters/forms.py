from __future__ import annotations

import phonenumbers
from wtforms import Field, StringField, ValidationError
from wtforms.validators import Optional

from mediation.core.forms import Form, Needed, clean, code, line, one_listed, one_of, photos
from mediation.core.ids import read_receipt_number
from mediation.core.words import N_, gettext
from mediation.matters.rules import PROTECTED


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


def is_phone(form: Form, field: Field) -> None:
    """A validator: the number is one that can be called, and is kept in its one written form."""
    number = phone_number(field.data)
    if number is None:
        raise ValidationError(gettext(N_("This is not a telephone number we can reach. Please check the digits.")))
    field.data = number


def phone(label: str, *, required: bool = True, hint: str = "") -> StringField:
    """A telephone number, Chinese unless it begins with + and a country."""
    keys = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
    return StringField(label, [Needed() if required else Optional(), is_phone], [clean], hint, render_kw=keys)


class CodeForm(Form):
    code = code(N_("Code"), N_("Six digits, sent to your phone. It works for 5 minutes."))


class ComeBackForm(Form):
    number = line(
        N_("Receipt number"), most=30, hint=N_("Like 2026-481-739-K"), autocomplete="off", autocapitalize="characters"
    )
    phone = phone(N_("Your telephone"), hint=N_("The one you gave us. We send a code to it."))

    def validate_number(self, field: Field) -> None:
        """The check character tells a slip of the finger before anybody is asked anything."""
        number = read_receipt_number(field.data)
        if number is None:
            raise ValidationError(gettext(N_("One character of this number is not right. Please compare it again.")))
        field.data = number


class ProtectForm(Form):
    """Somebody is protected from somebody else."""

    who = one_listed(N_("Who is protected"))
    other = one_listed(N_("From whom"))
    reason = one_of(N_("Why"), [(reason.value, words) for reason, words in PROTECTED.items()])

    def validate_other(self, field: Field) -> None:
        if field.data == self.who.data:
            raise ValidationError(gettext(N_("Please choose two different people.")))


class HandInForm(Form):
    files = photos(N_("Photos, papers or a voice note"), hint=N_("Up to 10 at a time"))
    who = one_of(N_("Who may see it"))
