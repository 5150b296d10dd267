"""The one door: every endpoint has exactly one marker, and every request goes the same way.

Load, ask the table, name the reader to the wall, call the view, commit, and only then render and answer. Not visible is
404, not yours 403, not now 409, wrong input 422. A view checks its form before it calls a verb; the verb begins the
writing; nothing is rendered, hashed or sent while the database is locked.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from mediation.core import once, wall
from mediation.core.db import commit, is_writing, rollback
from mediation.core.machine import NOBODY, Actor, NotNow, Refusal, Standing, Table, may
from mediation.core.words import N_, Said

View = Callable[..., Any]


@dataclass(frozen=True)
class Opened:
    """What a loader brings to the door: the thing, and what the actor is towards it."""

    subject: Any
    standing: Standing


@dataclass(frozen=True)
class Page:
    """A page to render when the transaction is over."""

    template: str
    context: dict[str, Any]
    status: int = 200


def page(template: str, /, *, status: int = 200, **context: Any) -> Page:
    return Page(template, context, status)


def see_other(endpoint: str, /, **values: Any) -> Response:
    """After an act: look at the page that now shows how things stand (RFC 9110, 15.4.4)."""
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[return-value]


class Busy(Refusal):
    status = 503
    why = N_("The system is busy right now. Nothing was lost: please send it again in a moment.")


class Full(Refusal):
    status = 507
    why = N_(
        "There is no room left to store this. Nothing was changed. The people who run this service have been told."
    )


class Stale(Refusal):
    status = 400
    why = N_("This page was open for too long, or in another browser. Go back, reload it, and send it again.")


class SignInFirst(Refusal):
    status = 401
    why = N_("Please sign in first.")


def actor() -> Actor:
    """Who is asking."""
    return current_user.actor() if current_user.is_authenticated else NOBODY


def public(view: View) -> View:
    """Everybody may."""

    @functools.wraps(view)
    def endpoint(**arguments: Any) -> Any:
        return _pass(lambda: view(**arguments))

    return _marked(endpoint, "public")


def signed_in(*roles: str) -> Callable[[View], View]:
    """Somebody who signed in, and who holds one of these roles somewhere, if any is named. Gets the actor first."""

    def mark(view: View) -> View:
        @functools.wraps(view)
        def endpoint(**arguments: Any) -> Any:
            def call() -> Any:
                who = _known()
                if roles and not any(who.holds(role) for role in roles):
                    raise Refusal()
                return view(who, **arguments)

            return _pass(call)

        return _marked(endpoint, "signed_in")

    return mark


def opens(load: Callable[[Actor, str], Opened], table: Table, *, to: str = "see") -> Callable[[View], View]:
    """Somebody who may do `to` to the thing named by `public_id`. The view gets (standing, thing)."""

    def mark(view: View) -> View:
        @functools.wraps(view)
        def endpoint(public_id: str, **arguments: Any) -> Any:
            def call() -> Any:
                opened = load(actor(), public_id)
                wall.name_reader(opened.standing)
                answer = may(table, opened.standing, opened.subject, to)
                if not answer and actor() is NOBODY:
                    raise SignInFirst()
                answer.or_raise()
                return view(opened.standing, opened.subject, **arguments)

            return _pass(call)

        return _marked(endpoint, "opens")

    return mark


def ticketed(view: View) -> View:
    """Whoever carries a ticket that the view itself checks: media signalling, live streams, links in messages."""

    @functools.wraps(view)
    def endpoint(**arguments: Any) -> Any:
        return _pass(lambda: view(**arguments))

    return _marked(endpoint, "ticketed")


def _marked(endpoint: View, marker: str) -> View:
    endpoint.door = marker  # type: ignore[attr-defined]
    return endpoint


def _known() -> Actor:
    who = actor()
    if who is NOBODY:
        raise SignInFirst()
    return who


def _pass(call: Callable[[], Any]) -> Any:
    who = actor().ref
    before = _led_to(who)
    if before is not None:
        return before
    try:
        result = call()
        if is_writing():
            _finish(who, result)
        else:
            result = _rendered(result)  # in the transaction it was read in: one moment, and nothing read twice
            rollback()
    except Refusal as refusal:
        return _after_all(who) or refuse(refusal)
    except StaleDataError:
        return _after_all(who) or refuse(NotNow())
    except IntegrityError:
        before = _after_all(who)
        if before is None:
            raise
        return before
    except OperationalError as error:
        why = str(error.orig)
        if "no such" in why:  # a database of another shape is our mistake: waiting does not mend it
            raise
        return refuse(Full() if "full" in why else Busy())
    return _rendered(result)


def _led_to(who: str) -> Any:
    """Where the first sending of this very form led, if it was sent before."""
    before = once.earlier(who) if request.method == "POST" else None
    return redirect(before, 303) if before else None


def _after_all(who: str) -> Any:
    """The same, asked again when an act did not pass: the same form may have been sent twice at the same moment."""
    rollback()
    return _led_to(who)


def _finish(who: str, result: Any) -> None:
    location = getattr(result, "location", None)
    if location:
        once.keep(who, location)
    commit()


def _rendered(result: Any) -> Any:
    status = None
    if isinstance(result, tuple) and isinstance(result[0], Page):
        result, status = result
    if not isinstance(result, Page):
        return result
    return render_template(result.template, **result.context), status or result.status


def refuse(refusal: Refusal) -> tuple[Any, int]:
    """The answer to an act that may not be: a page in the reader's words; problem details (RFC 9457) for a script."""
    rollback()
    why = refusal.why if isinstance(refusal.why, Said) else Said(refusal.why)
    return answer_error(refusal.status, str(why))


def answer_error(status: int, why: str | None = None) -> tuple[Any, int]:
    if "text/html" in request.headers.get("Accept", "text/html"):
        return render_template("errors/error.html", code=status, reason=why), status
    answer = current_app.json.response({"type": "about:blank", "status": status, "detail": why or ""})
    answer.content_type = "application/problem+json"
    return answer, status
