"""What all views of a sitting share: the blueprint, the way back, and how a form of the room is refused."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from mediation.core.door import see_other
from mediation.core.forms import Form
from mediation.core.machine import Refusal
from mediation.core.words import N_, Said
from mediation.sittings.models import Sitting

bp = Blueprint("sittings", __name__)


class Wrong(Refusal):
    """A form of the room that has no page of its own to be shown again on: the pane keeps what was typed."""

    status = 422


def checked(form: Form) -> Form:
    """The form, when it is right.

    Raises:
        Wrong: with its first error.
    """
    if not form.validate():
        raise Wrong(Said("%(why)s", (("why", next(iter(form.errors.values()))[0]),)))
    return form


def back(sitting: Sitting) -> Response:
    return see_other("sittings.show", public_id=sitting.public_id)


def one_of(words: Any, name: str) -> Any:
    """A value one of our own buttons sent."""
    try:
        return words(request.form.get(name, ""))
    except ValueError as strange:
        raise Wrong(N_("Please choose one of the answers in the list.")) from strange
