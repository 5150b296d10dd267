from __future__ import annotations

from datetime import date
from typing import Any

from stdnum.exceptions import ValidationError as BadNumber
from stdnum.iso7064 import mod_11_2
from wtforms import Field, MultipleFileField, ValidationError

from mediation.core import clock
from mediation.core.forms import (
    Form,
    MoneyField,
    day,
    line,
    money,
    one_listed,
    one_of,
    photos,
    text,
    tick,
)
from mediation.core.words import N_, gettext
from mediation.core.words import day as day_in_words
from mediation.core.words import money as money_in_words
from mediation.disputes.models import PartyKind
from mediation.disputes.rules import MOST_LONGER, TERMINATES_ON, WITHDRAWS_ON
from mediation.matters.forms import phone
from mediation.matters.rules import Origin
from mediation.rulebook.kinds import GROUND, NOT_ACCEPTED, DisputeType, Ground

CHOOSE = N_("Please choose one.")
EARLIEST = date(1900, 1, 1)

IT_IS_ABOUT = {
    DisputeType.NEIGHBOURS: N_("Neighbours: leaks, noise, shared space"),
    DisputeType.FAMILY: N_("Family: marriage, children, care of parents, inheritance"),
    DisputeType.LOAN: N_("Money lent between people"),
    DisputeType.PROPERTY_SERVICE: N_("How our building is managed: fees, repairs, parking"),
    DisputeType.HOUSING: N_("A home: renting, buying, building, homestead"),
    DisputeType.WAGES: N_("Wages that were not paid"),
    DisputeType.LABOUR: N_("Other trouble at work"),
    DisputeType.CONSUMER: N_("Something bought in a shop, or a service"),
    DisputeType.ONLINE_TRADE: N_("Something bought online"),
    DisputeType.TRAFFIC: N_("A road accident"),
    DisputeType.DAMAGE: N_("Somebody was hurt, or something was damaged"),
    DisputeType.MEDICAL: N_("A hospital or a doctor"),
    DisputeType.CONTRACT: N_("A contract that was not kept"),
    DisputeType.BUSINESS: N_("Running a business or a farm"),
    DisputeType.LAND: N_("Farmland or forest"),
    DisputeType.DEMOLITION: N_("Land taking or demolition"),
    DisputeType.ENVIRONMENT: N_("Dirt, smoke or noise from a factory or building site"),
    DisputeType.TRAVEL: N_("A journey or a travel agency"),
    DisputeType.OTHER: N_("Something else, or I don't know"),
}
"""The official types in plain words, the frequent ones first."""

SEX = [("female", N_("Female")), ("male", N_("Male"))]
KIND = [(PartyKind.PERSON, N_("A person")), (PartyKind.ORGANISATION, N_("A company, shop, office or other body"))]


class AboutForm(Form):
    type = one_of(N_("What is it about?"), list(IT_IS_ABOUT.items()), required=CHOOSE)


class WhereForm(Form):
    place = one_listed(
        N_("Where did it happen?"), required=CHOOSE, hint=N_("Or where you live, if it has no place of its own.")
    )


class OtherForm(Form):
    other_kind = one_of(N_("Who is it?"), KIND, required=CHOOSE)
    other_name = line(
        N_("Name of the other side"), most=60, autocomplete="off",
        hint=N_("If you do not know it: who they are, such as the family upstairs in 3-2-301."),
    )  # fmt: skip
    other_phone = phone(
        N_("Telephone of the other side"), required=False, hint=N_("If you know it")
    )
    other_address = line(N_("Where the other side lives or works"), most=200, required=False, autocomplete="off")

    def validate_other_name(self, field: Field) -> None:
        is_name(field)


class StoryForm(Form):
    story = text(
        N_("What happened?"), most=3000, rows=9, required=N_("Please tell it in a few words."),
        hint=N_("In your own words: when it began, what was done, what you have tried."),
    )  # fmt: skip


class RequestForm(Form):
    request = text(
        N_("What do you ask for?"), most=1000, rows=4, required=N_("Please say what would settle it for you."),
        hint=N_("What should the other side do, or stop doing?"),
    )  # fmt: skip
    amount = money(N_("If it is about money: how much?"), required=False, hint=N_("In yuan"))


class PhotosForm(Form):
    files = photos(N_("Photos, papers or a voice note"), hint=N_("Up to 10 at a time"))


class YouForm(Form):
    name = line(N_("Your name"), most=60, autocomplete="name", hint=N_("As on your identity card"))
    phone = phone(N_("Your telephone"), hint=N_("We send a code to it. The other side never sees it."))

    def validate_name(self, field: Field) -> None:
        is_name(field)


class DetailsForm(Form):
    sex = one_of(N_("Sex"), SEX, required=False)
    ethnicity = line(N_("Ethnic group"), most=20, required=False, hint=N_("Like Han, Korean or Manchu"))
    born_on = day(N_("Day of birth"), required=False)
    occupation = line(N_("Occupation"), most=60, required=False, autocomplete="organization-title")
    address = line(N_("Where you live"), most=200, required=False, autocomplete="street-address")
    id_number = line(
        N_("Identity number"), most=24, required=False, autocomplete="off",
        hint=N_("18 characters. It is kept sealed and the other side never sees it."),
    )  # fmt: skip

    def validate_born_on(self, field: Field) -> None:
        if field.data and not EARLIEST <= field.data <= clock.today():
            raise ValidationError(gettext(N_("This cannot be a day of birth. Please check the year.")))

    def validate_id_number(self, field: Field) -> None:
        number, born_on = "".join(field.data.split()).upper(), birthday(field.data)
        if born_on is None:
            raise ValidationError(gettext(N_("This identity number is not right. Please compare all 18 characters.")))
        if self.born_on.data and self.born_on.data != born_on:
            raise ValidationError(gettext(N_("The identity number names another day of birth. Please check both.")))
        field.data, self.born_on.data = number, born_on


class PartyForm(DetailsForm):
    """The same, for who is a party already; by where they live it is known which court they may go to."""

    place = one_listed(
        N_("In which community is that?"), required=False,
        hint=N_("By this we find the court that may confirm an agreement. Leave it open if it is not in the list."),
    )  # fmt: skip


def is_name(field: Field) -> None:
    """A name in any script, but a name."""
    if field.data and not any(letter.isalpha() for letter in field.data):
        raise ValidationError(gettext(N_("Please write the name in letters or characters.")))


def birthday(id_number: str) -> date | None:
    """The day of birth in an identity number; None when the number is not right.

    18 characters (GB 11643) with the check character of ISO 7064, 11-2; the cards of residents from Hong Kong,
    Macao and Taiwan, and those of foreign permanent residents, are built alike.
    """
    number = "".join(id_number.split()).upper()
    try:
        mod_11_2.validate(number)
        born_on = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except (BadNumber, ValueError):
        return None
    return born_on if len(number) == 18 and EARLIEST <= born_on <= clock.today() else None


STEPS: dict[str, type[Form]] = {
    "about": AboutForm,
    "where": WhereForm,
    "other": OtherForm,
    "story": StoryForm,
    "request": RequestForm,
    "photos": PhotosForm,
    "you": YouForm,
    "details": DetailsForm,
}
"""The pages of an application, in their order."""


class WindowForm(AboutForm, WhereForm, OtherForm, StoryForm, RequestForm, PhotosForm, YouForm, DetailsForm):
    """The same facts on one page, entered for somebody at the window or on the phone."""

    origin = one_of(
        N_("How did they come to us?"),
        [(Origin.WINDOW, N_("At the window")), (Origin.PHONE, N_("By telephone"))],
        required=CHOOSE,
    )
    phone = phone(N_("Telephone"), required=False, hint=N_("Without one they cannot look at the matter themselves."))
    read_back = tick(
        N_(
            "I read all this back to the person. They say that it is right, and that they apply of their own will."
        ),
        required=N_("Read it back to the person first, then tick this."),
    )


class AnswerForm(Form):
    answer = one_of(N_("Your answer"), required=CHOOSE)


class NotAcceptForm(Form):
    reason = one_of(N_("Why can it not be accepted?"), list(NOT_ACCEPTED.items()), required=CHOOSE)
    note = text(
        N_("In your own words, for the person"), most=1000, rows=4, required=False,
        hint=N_("What they can do instead, and where. They read this."),
    )  # fmt: skip


class InviteAgainForm(Form):
    seat = one_of(N_("Who is to be asked again?"), required=CHOOSE)
    phone = phone(N_("Another telephone"), required=False, hint=N_("Leave it empty to use the same number once more."))


class WithdrawForm(Form):
    ground = one_of(N_("Why?"), [(one, GROUND[one][0]) for one in WITHDRAWS_ON], required=CHOOSE)


class LongerForm(Form):
    """More time: a day after the one on which mediation ends now (`last_day`)."""

    last_day: date
    until = day(N_("Until which day?"), future=True)

    def validate_until(self, field: Field) -> None:
        if field.data and not self.last_day < field.data <= self.last_day + MOST_LONGER:
            most = day_in_words(self.last_day + MOST_LONGER)
            raise ValidationError(gettext(
                N_("Name a day after %(day)s, and not after %(most)s."), day=day_in_words(self.last_day), most=most
            ))  # fmt: skip


class AgreeLongerForm(Form):
    answer = one_of(
        N_("Do you agree?"), [("yes", N_("Yes, until that day")), ("no", N_("No, it should end as it was"))],
        required=CHOOSE,
    )  # fmt: skip


class TerminateForm(Form):
    ground = one_of(N_("On what ground does it end?"), [(g, GROUND[g][0]) for g in TERMINATES_ON], required=CHOOSE)
    note = text(N_("The reason in your own words"), most=1000, rows=4, required=False, hint=N_("Both sides read this."))
    told = tick(
        N_("I have told both sides which other ways stay open to them."),
        required=N_("The law asks for this before mediation ends (article 26)."),
    )

    def validate_ground(self, field: Field) -> None:
        if field.data == Ground.OTHER and not self.note.data:
            raise ValidationError(gettext(N_("Then please name the reason below, in your own words.")))


def known(step: str, said: dict[str, Any]) -> Form:
    """A page of the application, filled with what was said before; an identity number is never shown again."""
    values = dict(said)
    if values.get("born_on"):
        values["born_on"] = date.fromisoformat(values["born_on"])
    values.pop("id_number", None)
    return STEPS[step](**values)


def plain(form: Form) -> dict[str, Any]:
    """What a form says, as it is kept in a draft: no empty text, days written out, no files."""
    kept = {}
    for field in form:
        if isinstance(field, MultipleFileField):
            continue
        data = field.data
        kept[field.short_name] = data.isoformat() if isinstance(data, date) else (None if data == "" else data)
    return kept


def read_back(form: Form) -> list[tuple[str, str]]:
    """What a form says, in words, as (label, answer); what was left out is left out."""
    return [(field.label.text, words) for field in form if (words := _in_words(field))]


def _in_words(field: Field) -> str:
    if getattr(field, "choices", None):
        return next((choice.label for choice in field.choices if choice.value == field.data), "")
    if field.data in (None, "", []):
        return ""
    if isinstance(field, MoneyField):
        return money_in_words(field.data)
    return day_in_words(field.data) if isinstance(field.data, date) else str(field.data)
