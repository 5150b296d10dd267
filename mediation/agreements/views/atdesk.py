"""The signing desk: a device of the house on which people sign one after another, each known anew."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, session
from flask_login import current_user

from documents.rules import Evidence
from mediation.accounts import queries as accounts
from mediation.accounts import services as signing_in
from mediation.accounts.views import leave_seat, take_seat
from mediation.agreements import forms, queries, services
from mediation.agreements.models import DeskVisit, SettlementAgreement, SigningDesk
from mediation.agreements.rules import TABLE
from mediation.agreements.views.desk import WRONG_TOTP, bp, shown
from mediation.core.door import actor, opens, page, public, see_other, ticketed
from mediation.core.forms import offer, wrong
from mediation.core.machine import NotVisible, Standing
from mediation.core.words import N_, gettext
from mediation.matters import queries as matters
from mediation.matters.models import Seat
from mediation.sittings import queries as sittings
from mediation.sittings.models import Sitting
from mediation.sittings.rules import TABLE as SITTING
from mediation.sittings.services.rooming import own_terminal

WRONG_CODE = N_("This code is not right, or its time is over. Look again, or have a new one sent.")
DESK, VISIT = "desk", "visit"
"""What the device's cookie carries: which desk it is, and whose visit it is."""


@bp.route("/agreements/<public_id>/desk", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="open_desk")
def open_desk(standing: Standing, agreement: SettlementAgreement) -> Any:
    """Whoever keeps the device says who has come; then they are signed out on it, and people sit down at it."""
    form: Any = forms.DeskForm()
    people = _may_come(agreement)
    offer(form.who, [(one.public_id, one.name) for one in people])
    if request.method == "GET" or not form.validate():
        return shown("agreements/open_desk.html", standing, agreement, form=form), 422 if form.errors else 200
    seats = [one for one in people if one.public_id in form.who.data]
    return _becomes(services.open_desk(standing, agreement, seats=seats))


def _may_come(agreement: SettlementAgreement) -> list[Seat]:
    signers = agreement.document.signers if agreement.document else []
    missing = {one.key for one in signers if one.signed_at is None}
    people = matters.seats(agreement.dispute.matter)
    return [one for one in people if one.account_id is None and one.public_id in missing]


@bp.post("/sittings/<public_id>/desk")
@opens(sittings.opened, SITTING, to="check_in")
def open_desk_here(standing: Standing, sitting: Sitting) -> Any:
    """The keeper of a community room lets those who are checked in there sign on its second screen."""
    here = own_terminal(standing, sitting).people_here
    return _becomes(services.keep_desk(standing, sitting.matter, seats=[one.seat for one in here if one.is_party]))


def _becomes(desk: SigningDesk) -> Response:
    """From this answer on the device is nobody's but the desk's."""
    mine = accounts.live_sign_in(current_user.get_id())
    if mine:
        signing_in.end_sign_in(mine)
    leave_seat()
    session[DESK] = desk.public_id
    return _wiped(see_other("agreements.desk"))


def _wiped(answer: Response) -> Response:
    """The browser forgets what it kept of the last person: pages to go back to, storage, pictures."""
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.get("/signing-desk")
@ticketed
def desk() -> Any:
    """Who is next: names of those who have come, and nothing else."""
    here = _desk()
    return page("agreements/desk.html", desk=here, people=queries.coming(here))


def _desk() -> SigningDesk:
    found = queries.desk(session.get(DESK, ""))
    if found is None:
        raise NotVisible()
    return found


def _seat(here: SigningDesk, public_id: str) -> Seat:
    if public_id not in here.seats:
        raise NotVisible()
    return matters.seat(here.matter, public_id)


@bp.post("/signing-desk/<public_id>/code")
@ticketed
def send_desk_code(public_id: str) -> Any:
    here = _desk()
    seat = _seat(here, public_id)
    opened = queries.at_desk(here, seat)
    services.send_desk_code(opened.standing, opened.subject)
    flash(gettext(N_("We have sent you a code. It is good for this paper alone, for five minutes.")), "ok")
    return see_other("agreements.sit_down", public_id=public_id)


@bp.route("/signing-desk/<public_id>", methods=["GET", "POST"])
@ticketed
def sit_down(public_id: str) -> Any:
    """Somebody says who they are, and shows it: by the code on their telephone, or to the keeper of the desk."""
    here = _desk()
    seat = _seat(here, public_id)
    by_code, seen = forms.AtDeskForm(), forms.SeenForm()
    visit = None
    if request.method == "POST":
        visit = _seen(here, seat, seen) if "evidence" in request.form else _by_code(here, seat, by_code)
    if visit is None:
        status = 422 if request.method == "POST" else 200
        return page("agreements/sit_down.html", desk=here, seat=seat, by_code=by_code, seen=seen), status
    language = session.get("language") or seat.language
    public = queries.at_desk(here, seat).subject.public_id
    take_seat(visit.sign_in, language)
    session[DESK], session[VISIT] = here.public_id, visit.public_id
    return see_other("agreements.read", public_id=public)


def _by_code(here: SigningDesk, seat: Seat, form: Any) -> DeskVisit | None:
    if not form.validate():
        return None
    opened = queries.at_desk(here, seat)
    visit = services.come_by_code(opened.standing, opened.subject, here, seat=seat, typed=form.code.data)
    if visit is None:
        wrong(form.code, WRONG_CODE)
    return visit


def _seen(here: SigningDesk, seat: Seat, form: Any) -> DeskVisit | None:
    if not form.validate():
        return None
    opened, evidence = queries.at_desk(here, seat), Evidence(form.evidence.data)
    visit = services.come_seen(
        opened.standing, opened.subject, here, seat=seat, evidence=evidence, typed=form.totp.data
    )
    if visit is None:
        wrong(form.totp, WRONG_TOTP)
    return visit


def visit_of(standing: Standing) -> DeskVisit | None:
    """The visit of whoever is signed in, if they sit at a desk."""
    return queries.visit(session[VISIT], standing.actor.seat_id) if VISIT in session else None


@bp.post("/signing-desk/leave")
@public
def leave_desk() -> Any:
    """Somebody gets up, whether they signed or not."""
    visit = queries.visit(session.get(VISIT, ""), actor().seat_id)
    return got_up(visit)


def got_up(visit: DeskVisit | None) -> Response:
    """The device is the desk's again, and nothing of the last person is left on it."""
    here = session.get(DESK)
    if visit is not None:
        services.leave_desk(visit)
    leave_seat()
    if here:
        session[DESK] = here
    return _wiped(see_other("agreements.desk" if here else "desk.front"))


@bp.post("/signing-desk/close")
@ticketed
def close_desk() -> Any:
    """Nobody else signs here; staff sign in anew."""
    services.close_desk(_desk())
    leave_seat()
    return _wiped(see_other("accounts.sign_in"))
