from __future__ import annotations

from documents.rules import MARK
from mediation.core.forms import Form, day, one_listed, one_of, photos, some, tick
from mediation.core.words import N_

MOST = 60
"""Files at a time."""


class HandInForm(Form):
    files = photos(
        N_("Photos or scans of the signed pages"), most=MOST,
        hint=N_("In any order, of several papers together; one page on each photo, with the code at its foot."),
    )  # fmt: skip


class PlaceForm(Form):
    sheet = one_listed(N_("Which page is it?"))


class CertifyForm(Form):
    signed_on = day(N_("On what day was the last signature or the seal put?"))
    compared = tick(
        N_("I have compared each page with the original on paper, and found no difference."), required=True
    )


class CompareForm(Form):
    who = some(N_("Who has signed on it by hand?"), required=N_("Please tick at least one name."))
    mark = one_of(N_("What did they put?"), tuple(MARK.items()))
    marked_on = day(N_("On what day?"))
    compared = tick(
        N_("I have compared each page with the original on paper, and found no difference."), required=True
    )
