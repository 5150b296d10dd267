from __future__ import annotations

from typing import Any

from flask import flash, request, url_for

from mediation.core.door import Page, opens, page, see_other, signed_in
from mediation.core.machine import Actor, Standing
from mediation.core.words import gettext
from mediation.sittings import queries, services
from mediation.sittings.forms import CheckForm
from mediation.sittings.models import Sitting
from mediation.sittings.queries import people
from mediation.sittings.queries import room as rooms
from mediation.sittings.rules import SITTING_STATE, TABLE, checks
from mediation.sittings.views.door import bp


def _agent() -> dict[str, str]:
    agent = request.headers.get("User-Agent", "")
    return {"browser": checks.browser(agent), "device": checks.device(agent)}


def _shown(standing: Standing, sitting: Sitting, form: CheckForm) -> Page:
    me = queries.participant_of(sitting, standing)
    agent = request.headers.get("User-Agent", "")
    return page(
        "sittings/check.html", form=form, sitting=sitting, app=checks.in_app(agent),
        blocked=checks.BLOCKED.get(checks.browser(agent), checks.BLOCKED_ELSEWHERE), scores=checks.SCORE,
        last=next((one for one in reversed(me.device_checks) if one.finished_at), None) if me else None,
        data_use=rooms.data_use(sitting), facts={"call": url_for("sittings.check_call", public_id=sitting.public_id)},
        here=queries.way_back(sitting, me),
    )  # fmt: skip


@bp.route("/sittings/<public_id>/check", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="check_devices")
def check(standing: Standing, sitting: Sitting) -> Any:
    form = CheckForm()
    if request.method == "GET":
        return _shown(standing, sitting, form)
    if not form.validate():
        return _shown(standing, sitting, form), 422
    agent = _agent()
    done = services.finish_check(
        standing, sitting, browser=agent["browser"], device=agent["device"],
        trouble=form.trouble.data or None, loss=form.share("loss"),
        round_trip=form.whole("round_trip"), width=form.whole("width"),
        sees_self=form.sees_self.data == "yes", bar_moved=form.bar_moved.data == "yes",
        heard_tone=form.heard_tone.data == "yes",
    )  # fmt: skip
    assert done.score is not None
    flash(gettext(checks.SCORE[done.score]), "ok" if done.score is not checks.Score.BAD else "warn")
    return see_other("sittings.check", public_id=sitting.public_id)


@bp.get("/sittings/live")
@signed_in("window", "mediator")
def live(actor: Actor) -> Page:
    """All sittings going on at the institution whose window this is; a mediator's own."""
    mine = {organisation for role, organisation in actor.offices if role in ("window", "mediator")}
    found = [
        one for one in queries.live(mine) if actor.holds("window", one.matter.organisation_id) or _sits(actor, one)
    ]
    return page(
        "sittings/live.html", sittings=[people.at_a_glance(one) for one in found], state_word=SITTING_STATE,
        quality_word=checks.QUALITY, score_word=checks.SCORE, live=rooms.live_of(found),
    )  # fmt: skip


def _sits(actor: Actor, sitting: Sitting) -> bool:
    return any(one.seat.account_id == actor.account_id and one.seat.to_at is None for one in sitting.participants)


@bp.post("/sittings/<public_id>/check/call")
@opens(queries.opened, TABLE, to="check_devices")
def check_call(standing: Standing, sitting: Sitting) -> dict[str, Any]:
    """Addresses and tickets for a call with oneself."""
    speaker, echo = services.begin_check(standing, sitting, **_agent())
    sends, receives = rooms.admission(speaker), rooms.admission(echo)
    return {
        "whip": sends["whip"], "token": sends["token"], "whep": receives["whep"], "echo": receives["token"],
        "ice": sends["ice"], "echo_ice": receives["ice"],
    }  # fmt: skip
