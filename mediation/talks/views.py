"""A page that works without scripts: lines, the newest last, and one form. The rooms fetch the same as a pane."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, request

from mediation.core import clock
from mediation.core.door import Opened, Page, opens, page, see_other
from mediation.core.forms import Form, offer, wrong
from mediation.core.machine import Actor, Standing, Table
from mediation.core.wall import JOINT
from mediation.core.words import N_, Said, gettext
from mediation.matters.services import Brought
from mediation.matters.views import take_files
from mediation.roster.rules import LANGUAGE
from mediation.rulebook.limits import limit
from mediation.sittings import queries as sittings
from mediation.sittings.models import Sitting
from mediation.sittings.rules import TABLE as SITTING
from mediation.sittings.views.door import Wrong, checked
from mediation.talks import queries, services
from mediation.talks.forms import LongerForm, SayForm, TranslateForm
from mediation.talks.models import CallBack, Longer, TalkLine
from mediation.talks.queries import pane as panes
from mediation.talks.queries.audience import Changed
from mediation.talks.queries.pane import Seen
from mediation.talks.rules import CALL, CALL_STATE, LONGER, LONGER_STATE, RETRACT_WITHIN, TALK, CallState

bp = Blueprint("talks", __name__)


def _back(sitting: Sitting) -> Response:
    return see_other("talks.show", public_id=sitting.public_id, _anchor="newest")


def _by_script() -> bool:
    return "text/html" not in request.headers.get("Accept", "text/html")


def _form(seen: Seen) -> SayForm:
    """With `?to=mediator`, as from a room that does not work, the line with the mediator is ticked."""
    private = next((one.value for one in seen.offered if one.label != JOINT), None)
    form = SayForm(prefix="say", to=private if request.args.get("to") == "mediator" else seen.chosen)
    offer(form.to, [(one.value, str(one.sentence)) for one in seen.offered])
    return form


def _words(sitting: Sitting, seen: Seen, form: SayForm) -> dict[str, Any]:
    return {
        "sitting": sitting, "seen": seen, "form": form, "language_word": LANGUAGE, "call_word": CALL_STATE,
        "longer_word": LONGER_STATE, "longer_form": LongerForm(prefix="longer"),
        "translate_form": TranslateForm(prefix="translate"), "minutes": RETRACT_WITHIN.seconds // 60,
        "days": limit("talk_kept", clock.today()).n, "nav_matter": sitting.matter,
    }  # fmt: skip


@bp.get("/sittings/<public_id>/writing")
@opens(sittings.opened, TALK)
def show(standing: Standing, sitting: Sitting) -> Page:
    """Opened by somebody, it is read: what was new to them is marked in this showing, and no longer in the next."""
    seen = panes.seen(standing, sitting)
    shown = page("talks/show.html", live=panes.live_of(standing), **_words(sitting, seen, _form(seen)))
    if seen.unread and "read" in seen.acts:
        services.read(standing, sitting, upto=seen.newest)
    return shown


@bp.get("/sittings/<public_id>/writing/pane")
@opens(sittings.opened, TALK)
def pane(standing: Standing, sitting: Sitting) -> Page:
    """The same beside the pictures, fetched again whenever something happened; it is read when the page says so."""
    seen = panes.seen(standing, sitting)
    return page("talks/pane.html", bare=True, **_words(sitting, seen, _form(seen)))


@bp.post("/sittings/<public_id>/writing")
@opens(sittings.opened, TALK, to="say")
def say(standing: Standing, sitting: Sitting) -> Any:
    form = SayForm(prefix="say")
    offer(form.to, [(form.to.data, "")])  # whether that can be, and who would read it now, is asked below
    good, file = form.validate(), None
    try:
        if good and form.has_file:
            services.addressed(standing, sitting, form.to.data)  # before a file is kept that nobody will get
            file = _taken(form, sitting)
        if form.errors:
            return _again(standing, sitting, form, 422)
        services.say(standing, sitting, to=form.to.data, text=form.text.data or "", file=file)
    except Changed as changed:
        if _by_script():
            raise
        wrong(form.to, changed.why)
        form.to.data = None
        return _again(standing, sitting, form, changed.status)
    return _back(sitting)


def _taken(form: SayForm, sitting: Sitting) -> Brought | None:
    taken = take_files([form.file.data], sitting.matter.key_name)
    for why in taken.refused:
        wrong(form.file, why)
    return next(iter(taken.brought), None)


def _again(standing: Standing, sitting: Sitting, form: SayForm, status: int) -> Any:
    """The page with what was typed and why it was not sent; to a script, the first reason."""
    if _by_script():
        raise Wrong(Said("%(why)s", (("why", next(iter(form.errors.values()))[0]),)))
    seen = panes.seen(standing, sitting)
    offer(form.to, [(one.value, str(one.sentence)) for one in seen.offered])
    return page("talks/show.html", live=panes.live_of(standing), **_words(sitting, seen, form)), status


@bp.post("/sittings/<public_id>/writing/read")
@opens(sittings.opened, TALK, to="read")
def read(standing: Standing, sitting: Sitting) -> Response:
    services.read(standing, sitting, upto=request.form.get("upto", ""))
    return _back(sitting)


@bp.post("/sittings/<public_id>/writing/instead")
@opens(sittings.opened, TALK, to="instead")
def instead(standing: Standing, sitting: Sitting) -> Response:
    """One tap from a room in which sound and picture do not work."""
    services.instead(standing, sitting)
    return see_other("talks.show", public_id=sitting.public_id, to="mediator", _anchor="write")


@bp.route("/writing/lines/<public_id>/translate", methods=["GET", "POST"])
@opens(queries.opened, TALK, to="translate")
def translate(standing: Standing, line: TalkLine) -> Any:
    form = TranslateForm(prefix="translate", language=request.args.get("to") or next(iter(queries.missing(line)), None))
    offer(form.language, [(code, gettext(word)) for code, word in LANGUAGE.items() if code != line.language])
    if request.method == "GET" or not form.validate():
        return _translating(line, form)
    services.translate(standing, line, language=form.language.data, text=form.text.data)
    return _back(line.sitting)


def _translating(line: TalkLine, form: Form) -> Any:
    if request.method == "POST" and _by_script():
        checked(form)
    shown = page(
        "talks/translate.html", line=line, form=form, sitting=line.sitting, language_word=LANGUAGE,
        nav_matter=line.sitting.matter,
    )  # fmt: skip
    return shown, 200 if request.method == "GET" else 422


@bp.post("/writing/lines/<public_id>/retract")
@opens(queries.opened, TALK, to="retract")
def retract(standing: Standing, line: TalkLine) -> Response:
    services.retract(standing, line)
    return _back(line.sitting)


@bp.post("/sittings/<public_id>/writing/longer")
@opens(sittings.opened, TALK)
def ask_longer(standing: Standing, sitting: Sitting) -> Response:
    services.ask_longer(standing, sitting, until=checked(LongerForm(prefix="longer")).until.data)
    return _back(sitting)


@bp.post("/sittings/<public_id>/writing/call")
@opens(sittings.opened, SITTING)
def ask_call(standing: Standing, sitting: Sitting) -> Response:
    who = request.form.get("who")
    services.ask_call(standing, sitting, participant=sittings.participant(sitting, who) if who else None)
    if not who:
        flash(gettext(N_("We call the number we know. You need do nothing but stay near your telephone.")), "ok")
    return see_other("sittings.show", public_id=sitting.public_id)


def _plain(
    path: str, name: str, load: Callable[[Actor, str], Opened], table: Table, verb: Callable[..., Any], **facts: Any
) -> None:
    """A button that says nothing but its act."""

    @opens(load, table, to=name)
    def view(standing: Standing, thing: Longer | CallBack) -> Response:
        verb(standing, thing, **facts)
        return _back(thing.sitting)

    bp.add_url_rule(f"/writing/{path}/<public_id>/{name}", f"{path}_{name}", view, methods=["POST"])


for act, yes in (("agree", True), ("refuse", False)):
    _plain("longer", act, queries.longer_opened, LONGER, services.answer_longer, yes=yes)
for outcome in (CallState.CALLED, CallState.NOT_REACHED, CallState.JOINED):
    _plain("calls", outcome.value, queries.call_opened, CALL, services.note_call, outcome=outcome)
