"""Reporting a danger in two steps, its receipt, the offices it goes to, and letting a matter go on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request

from mediation.alarms import queries, services
from mediation.alarms.forms import LiftForm, OfficeForm, ReceiptForm, ReportForm
from mediation.alarms.models import Alarm
from mediation.alarms.rules import ALARM_STATE, BASIS, DANGER, LINE, TABLE, Danger
from mediation.core import door
from mediation.core.door import Page, opens, page, see_other, signed_in
from mediation.core.machine import Actor, NotVisible, Standing
from mediation.core.words import N_, gettext
from mediation.organisations import services as organisations
from mediation.organisations.rules import TASK, Task

bp = Blueprint("alarms", __name__)
AT_WORK = ("window", "mediator", "judge", "clerk", "bureau", "grid")
WORDS: dict[str, Any] = {"state_word": ALARM_STATE, "danger_word": DANGER, "basis": BASIS, "line": LINE}


@bp.app_context_processor
def reported() -> dict[str, Any]:
    """For the pane of a room: what its reader has reported about the matter, with the receipt."""
    return {"reported_of": lambda matter: queries.of_matter(door.actor(), matter), "alarm_words": WORDS}


@bp.route("/alarms/new", methods=["GET", "POST"])
@signed_in(*AT_WORK)
def report(actor: Actor) -> Any:
    """One tap opens this page, filled in as far as is known; the second sends."""
    matter = queries.matter_of(actor, request.values.get("matter"))
    form = ReportForm()
    if request.method == "GET" or not form.validate():
        where = queries.place_of_work(actor, matter)
        offices = {danger: queries.office(where, danger) for danger in Danger}
        shown = page("alarms/report.html", form=form, matter=matter, where=where, offices=offices, **WORDS)
        return shown, 200 if request.method == "GET" else 422
    alarm = services.report(actor, Danger(form.danger.data), matter=matter, note=form.note.data)
    return see_other("alarms.show", public_id=alarm.public_id)


@bp.get("/alarms")
@signed_in(*AT_WORK)
def index(actor: Actor) -> Page:
    keeps = actor.holds("window")
    return page("alarms/index.html", alarms=queries.of_actor(actor), keeps=keeps, **WORDS)


@bp.get("/alarms/<public_id>")
@opens(queries.opened, TABLE)
def show(standing: Standing, alarm: Alarm) -> Page:
    return _shown(standing, alarm, ReceiptForm())


def _shown(standing: Standing, alarm: Alarm, form: ReceiptForm) -> Page:
    acts = frozenset(TABLE.offered(standing, alarm))
    return page("alarms/show.html", alarm=alarm, form=form, acts=acts, nav_matter=alarm.matter, **WORDS)


@bp.post("/alarms/<public_id>/receipt")
@opens(queries.opened, TABLE, to="receive")
def receive(standing: Standing, alarm: Alarm) -> Any:
    form = ReceiptForm()
    if not form.validate():
        return _shown(standing, alarm, form), 422
    services.receive(standing, alarm, **form.facts)
    return see_other("alarms.show", public_id=alarm.public_id)


@bp.route("/alarms/<public_id>/lift", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="lift")
def lift(standing: Standing, alarm: Alarm) -> Any:
    form = LiftForm()
    if request.method == "GET" or not form.validate():
        return page("alarms/lift.html", form=form, alarm=alarm, **WORDS), 200 if request.method == "GET" else 422
    services.lift(standing, alarm, **form.facts)
    return see_other("alarms.show", public_id=alarm.public_id)


@bp.get("/alarms/offices")
@signed_in("window")
def offices(actor: Actor) -> Page:
    return _offices(actor, {})


@bp.post("/alarms/offices/<task>")
@signed_in("window")
def name_office(actor: Actor, task: str) -> Any:
    if task not in list(Task):
        raise NotVisible()
    form = OfficeForm(prefix=task)
    if not form.validate():
        return _offices(actor, {Task(task): form}), 422
    organisations.name_office(queries.kept_by(actor), Task(task), **form.facts)
    flash(gettext(N_("Saved")), "ok")
    return see_other("alarms.offices")


def _offices(actor: Actor, sent: dict[Task, OfficeForm]) -> Page:
    where = queries.kept_by(actor)
    named = queries.offices(where) if not sent else {}
    forms = sent or {task: OfficeForm(prefix=task.value, obj=office) for task, office in named.items()}
    return page("alarms/offices.html", where=where, forms=forms, task_word=TASK)
