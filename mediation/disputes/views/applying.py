"""The application, one thing a page, by anybody: a draft on the server, named in the browser's session."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, session, url_for

from mediation.accounts import services as accounts
from mediation.accounts.views import take_seat
from mediation.core import sealed
from mediation.core.door import actor, page, public, see_other
from mediation.core.forms import Form, offer, wrong
from mediation.core.machine import Role
from mediation.core.words import N_, gettext, language
from mediation.disputes import forms, queries, services
from mediation.disputes.models import Draft
from mediation.disputes.rules import speaks_of_danger
from mediation.matters import queries as matters
from mediation.matters.forms import CodeForm
from mediation.matters.services import come_in
from mediation.matters.views import NOT_RIGHT, Taken, ended_link, take_files
from mediation.organisations import queries as organisations

bp = Blueprint("disputes", __name__)

IN_DANGER = N_(
    "Is somebody in danger now? Call 110 (police) or 120 (ambulance) first. "
    "Help for women and children, day and night: 12338."
)


@bp.route("/apply", methods=["GET", "POST"], defaults={"step": "about"})
@bp.route("/apply/<any(where, other, story, request, you, details):step>", methods=["GET", "POST"])
@public
def apply(step: str) -> Any:
    """One page of the application. The first one begins the draft when it is answered."""
    draft = _draft()
    if draft is None and step != "about":
        return _begin_again()
    form = _filled(step, draft)
    if request.method == "GET":
        return page("disputes/apply.html", form=form, **_around(step, draft))
    if not form.validate():
        return page("disputes/apply.html", form=form, **_around(step, draft)), 422
    draft = draft or services.begin_draft(sealed.new_key(), language())
    services.save(draft, step, forms.plain(form), language=language())
    session["draft"] = draft.public_id
    if step == "story" and speaks_of_danger(form.story.data):
        flash(gettext(IN_DANGER), "warn")
    if step == "other" and request.form.get("more"):
        return _somebody_else(draft)
    return _onward(draft)


@bp.route("/apply/other/<int:nth>", methods=["GET", "POST"])
@public
def apply_other(nth: int) -> Any:
    """The second and each further one on the other side: a page like the first, and a way to take them out again."""
    draft = _draft()
    if draft is None:
        return _begin_again()
    place = nth - 2
    if "other" not in draft.said or not 0 <= place <= min(len(draft.others), services.MOST_OTHERS - 1):
        return _onward(draft)
    is_new = place == len(draft.others)
    if request.method == "POST" and request.form.get("drop"):
        if not is_new:
            services.drop_other(draft, place)
        return _onward(draft)
    form = forms.known("other", {} if is_new else draft.others[place])
    if request.method == "GET" or not form.validate():
        around = _around("other", draft) | {"nth": nth, "is_new": is_new}
        if is_new or _missing(draft):
            around["back"] = _other_page(nth - 1)
        return page("disputes/apply.html", form=form, **around), 422 if form.errors else 200
    services.keep_other(draft, place, forms.plain(form))
    return _somebody_else(draft) if request.form.get("more") else _onward(draft)


@bp.route("/apply/photos", methods=["GET", "POST"])
@public
def apply_photos() -> Any:
    """Files are checked and kept at once, sealed with the draft's own key, so that none has to be chosen twice."""
    draft = _draft()
    if draft is None:
        return _begin_again()
    form, taken = forms.PhotosForm(), Taken()
    if request.method == "POST":
        if form.validate():
            taken = take_files(form.files.data, draft.key_name)
        services.keep_files(draft, add=taken.brought, drop=request.form.get("drop"))
        if not (form.errors or taken.refused):
            more = request.form.get("more") or request.form.get("drop")
            return see_other("disputes.apply_photos") if more else _onward(draft)
    status = 422 if form.errors or taken.refused else 200
    return page("disputes/photos.html", form=form, kept=draft.files, taken=taken, **_around("photos", draft)), status


@bp.route("/apply/check", methods=["GET", "POST"])
@public
def apply_check() -> Any:
    """Everything once more, each answer changeable; then a code goes to the telephone."""
    draft = _draft()
    if draft is None:
        return _begin_again()
    if _missing(draft):
        return _onward(draft)
    if request.method == "POST":
        services.send_draft_code(draft, to="apply")
        return see_other("disputes.apply_code")
    said = [(_page_of(step), forms.read_back(_filled(step, draft))) for step in forms.STEPS if step != "photos"]
    after = list(forms.STEPS).index("other") + 1
    said[after:after] = [
        (_other_page(nth), forms.read_back(forms.known("other", one))) for nth, one in enumerate(draft.others, start=2)
    ]
    return page("disputes/check.html", said=said, **_around("check", draft))


@bp.route("/apply/code", methods=["GET", "POST"])
@public
def apply_code() -> Any:
    """The right code sends the application, and signs its applicant in."""
    draft = _draft()
    if draft is None:
        return _begin_again()
    if _missing(draft):
        return _onward(draft)
    form = CodeForm()
    if request.method == "POST" and form.validate():
        if accounts.check_code(services.purpose(draft, to="apply"), form.code.data):
            return _sent(draft)
        if draft.dispute_id is not None:  # the same code, sent twice at the same moment
            return _begin_again()
        wrong(form.code, NOT_RIGHT)
    back = url_for("disputes.apply_check")
    lead = gettext(N_("With this code you sign your application and send it. It can take a minute to arrive."))
    go = gettext(N_("Send the application"))
    return page("matters/code.html", form=form, back=back, again=back, lead=lead, go=go), 422 if form.errors else 200


def _sent(draft: Draft) -> Any:
    dispute = services.send(draft)
    seat = matters.seats(dispute.matter, Role.APPLICANT)[0]
    take_seat(come_in(seat, language=seat.language), seat.language)
    session["draft"] = draft.public_id  # so that sending it once more leads to what it became
    return see_other("disputes.receipt", public_id=dispute.public_id)


@bp.route("/apply/back/<public_id>", methods=["GET", "POST"])
@public
def apply_back(public_id: str) -> Any:
    """Back to a draft on another day or device: the link names it, a code to its telephone opens it."""
    draft = queries.draft(public_id)
    if draft is None or not draft.phone:
        return ended_link()
    if request.method == "GET":
        return page("disputes/back.html")
    services.send_draft_code(draft, to="draft")
    return see_other("disputes.apply_back_code", public_id=public_id)


@bp.route("/apply/back/<public_id>/code", methods=["GET", "POST"])
@public
def apply_back_code(public_id: str) -> Any:
    draft = queries.draft(public_id)
    if draft is None or not draft.phone:
        return ended_link()
    form = CodeForm()
    if request.method == "POST" and form.validate():
        if accounts.check_code(services.purpose(draft, to="draft"), form.code.data):
            session["draft"] = draft.public_id
            return _onward(draft)
        wrong(form.code, NOT_RIGHT)
    back = url_for("disputes.apply_back", public_id=public_id)
    return page("matters/code.html", form=form, back=back, again=back), 422 if form.errors else 200


def _draft() -> Draft | None:
    return queries.draft(session.get("draft", ""))


def _begin_again() -> Any:
    """There is no draft on this device: it was sent already, or it is not here."""
    sent = queries.sent(session.get("draft", ""))
    if sent is None:
        flash(gettext(N_("There is no application on this device. You can begin one here.")), "info")
        return see_other("disputes.apply")
    if matters.own_seat(matters.standing(actor(), sent.matter), sent.matter):
        return see_other("disputes.receipt", public_id=sent.public_id)
    flash(gettext(N_("Your application was sent already. This is its number.")), "ok")
    return see_other("matters.come_back", number=sent.matter.receipt_number)


def _filled(step: str, draft: Draft | None) -> Form:
    form = forms.known(step, draft.said.get(step, {}) if draft else {})
    if step == "where":
        offer(form.place, _places())
    return form


def _places() -> list[tuple[str, str]]:
    """Every community by its street, and each district for whoever does not know the community."""
    listed = [("", gettext(N_("Choose your community")))]
    listed += [(place.public_id, f"{street.name} · {place.name}") for place, street in organisations.communities()]
    unknown = gettext(N_("I don't know the community"))
    return listed + [(place.public_id, f"{place.name} · {unknown}") for place in organisations.districts()]


def _missing(draft: Draft) -> str | None:
    return next((step for step in forms.STEPS if step not in draft.said), None)


def _page_of(step: str) -> str:
    return url_for("disputes.apply_photos") if step == "photos" else url_for("disputes.apply", step=step)


def _other_page(nth: int) -> str:
    return _page_of("other") if nth == 1 else url_for("disputes.apply_other", nth=nth)


def _somebody_else(draft: Draft) -> Any:
    """To an empty page for one more on the other side, while there may be more."""
    if len(draft.others) >= services.MOST_OTHERS:
        return _onward(draft)
    return see_other("disputes.apply_other", nth=len(draft.others) + 2)


def _onward(draft: Draft) -> Any:
    """To the first page that was not answered yet, and at last to all of them."""
    match _missing(draft):
        case None:
            return see_other("disputes.apply_check")
        case "photos":
            return see_other("disputes.apply_photos")
        case step:
            return see_other("disputes.apply", step=step)


def _around(step: str, draft: Draft | None) -> dict[str, Any]:
    """What each page shows besides its question: how far it is, the way back, and how to come back another day."""
    order = [*forms.STEPS, "check"]
    done = step != "check" and draft is not None and _missing(draft) is None
    before = order[max(order.index(step) - 1, 0)]
    return {
        "step": step,
        "place": order.index(step) + 1,
        "steps": len(order),
        "back": url_for("disputes.apply_check") if done else "/" if step == "about" else _page_of(before),
        "draft": draft,
    }
