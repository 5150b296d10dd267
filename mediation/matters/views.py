from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, request, send_file, session, url_for
from werkzeug.datastructures import FileStorage

from documents import uploads
from mediation.accounts import services as accounts
from mediation.accounts.queries import came_before
from mediation.accounts.views import take_seat
from mediation.core.door import Page, actor, opens, page, public, see_other
from mediation.core.forms import clean, offer, one_line, wrong
from mediation.core.machine import NotVisible, Role, Standing
from mediation.core.sealed import fingerprint
from mediation.core.throttle import missed
from mediation.core.wall import MEDIATOR, SHARED, side
from mediation.core.words import N_, gettext, language, ngettext
from mediation.matters import queries, services
from mediation.matters.forms import CodeForm, ComeBackForm, HandInForm, ProtectForm
from mediation.matters.models import Matter, Seat
from mediation.matters.rules import PROTECTED, TABLE, Protected
from mediation.matters.services import Brought

bp = Blueprint("matters", __name__)

NOT_RIGHT = N_("This code is not right, or its time is over. Look again, or have a new one sent.")


@bp.get("/i/<public_id>")
@public
def enter(public_id: str) -> Any:
    """The door behind every link we send: who we are, and nothing of the matter. Opening it changes nothing."""
    link = queries.link(public_id)
    if link is None:
        return ended_link()
    if actor().seat_id == link.seat_id:
        return _home(link.seat)
    seat = link.seat
    return page(
        "matters/enter.html", organisation=seat.matter.organisation, reachable=bool(seat.phone or seat.mail),
        by_mail=not seat.phone, guest=seat.role not in queries.PARTY_ROLES,
    )  # fmt: skip


def _home(seat: Seat) -> Any:
    """A party comes to the page of their matter; who was invited, to the sitting and to nothing else."""
    if seat.role in queries.PARTY_ROLES:
        return see_other("desk.matter", public_id=seat.matter.public_id)
    return see_other("sittings.mine")


@bp.post("/i/<public_id>")
@public
def send_code(public_id: str) -> Any:
    link = queries.link(public_id)
    if link is None:
        return ended_link()
    services.send_entry_code(link.seat)
    return see_other("matters.enter_code", public_id=public_id)


@bp.route("/i/<public_id>/code", methods=["GET", "POST"])
@public
def enter_code(public_id: str) -> Any:
    link = queries.link(public_id)
    if link is None:
        return ended_link()
    door = url_for("matters.enter", public_id=public_id)
    return _come_in(link.seat, again=door, back=door)


def ended_link() -> tuple[Page, int]:
    """The same answer for a link that ended and for one that never was."""
    return page("matters/link_ended.html"), 410


def _come_in(seat: Seat | None, **links: Any) -> Any:
    """The right code takes the seat. Without a seat no code is right, and nothing else differs.

    The language somebody chose is theirs; until they come in for the first time, all we can go by is their browser's.
    """
    form = CodeForm()
    if request.method == "GET":
        return page("matters/code.html", form=form, **links)
    if form.validate():
        purpose = services.code_purpose(seat) if seat else "enter:nobody"
        if accounts.check_code(purpose, form.code.data) and seat:
            speaks = session.get("language") or (seat.language if came_before(seat.id) else language())
            take_seat(services.come_in(seat, language=speaks), speaks)
            return _home(seat)
        wrong(form.code, NOT_RIGHT)
        missed()
    return page("matters/code.html", form=form, **links), 422


@bp.route("/return", methods=["GET", "POST"])
@public
def come_back() -> Any:
    form = ComeBackForm(number=request.args.get("number"))
    if request.method == "GET":
        return page("matters/come_back.html", form=form)
    if not form.validate():
        return page("matters/come_back.html", form=form), 422
    session["return"] = [form.number.data, fingerprint(form.phone.data, "phone")]
    missed()  # right or wrong: the answer does not tell
    services.ask_to_come_back(*session["return"])
    return see_other("matters.come_back_code")


@bp.route("/return/code", methods=["GET", "POST"])
@public
def come_back_code() -> Any:
    if "return" not in session:
        return see_other("matters.come_back")
    seat = queries.seat_for_return(*session["return"])
    back = url_for("matters.come_back", number=session["return"][0])
    return _come_in(seat, back=back, maybe="yes")


@bp.get("/matters/<public_id>/exhibits/<exhibit_id>")
@opens(queries.opened, TABLE)
def exhibit(standing: Standing, matter: Matter, exhibit_id: str) -> Response:
    """One thing handed in. A picture is shown, everything else is saved; none of it may run anything (RFC 6266)."""
    found = queries.exhibit(matter, exhibit_id)
    picture = found.media_type.startswith("image/")
    content = BytesIO(services.shown(found))
    answer = send_file(content, found.media_type, as_attachment=not picture, download_name=found.title)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/matters/<public_id>/hand-in", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="hand_in")
def hand_in(standing: Standing, matter: Matter) -> Any:
    form = HandInForm(who=SHARED)
    offer(form.who, labels(standing))
    if request.method == "GET":
        return page("matters/hand_in.html", form=form, matter=matter)
    taken = take_files(form.files.data, matter.key_name) if form.validate() else Taken()
    if not (taken.brought or taken.refused or form.errors):
        wrong(form.files, N_("Please choose a file."))
    if form.errors or taken.refused:
        return page("matters/hand_in.html", form=form, matter=matter, taken=taken), 422
    seat = queries.own_seat(standing, matter)
    services.hand_in(standing, matter, files=taken.brought, label=form.who.data, seat=seat)
    n = len(taken.brought)
    flash(ngettext("%(n)s file was handed in.", "%(n)s files were handed in.", n), "ok")
    return see_other("desk.matter", public_id=matter.public_id)


@bp.route("/matters/<public_id>/protect", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="protect")
def protect(standing: Standing, matter: Matter) -> Any:
    """Who is protected from whom: for the institution's eyes only."""
    people = [seat for seat in queries.seats(matter) if seat.account_id is None]
    form = ProtectForm()
    for choice in (form.who, form.other):
        offer(choice, [("", ""), *((seat.public_id, seat.name) for seat in people)])
    if request.method == "GET" or not form.validate():
        shown = page(
            "matters/protect.html", form=form, matter=matter, protections=queries.protections(matter), reasons=PROTECTED
        )
        return shown, 200 if request.method == "GET" else 422
    who, other = queries.seat(matter, form.who.data), queries.seat(matter, form.other.data)
    services.protect(standing, matter, seat=who, other=other, reason=Protected(form.reason.data))
    return see_other("matters.protect", public_id=matter.public_id)


@bp.post("/matters/<public_id>/protect/<protection_id>/end")
@opens(queries.opened, TABLE, to="unprotect")
def unprotect(standing: Standing, matter: Matter, protection_id: str) -> Any:
    found = next((one for one in queries.protections(matter) if one.public_id == protection_id), None)
    if found is None:
        raise NotVisible()
    services.unprotect(standing, matter, protection=found)
    return see_other("matters.protect", public_id=matter.public_id)


def labels(standing: Standing) -> list[tuple[str, str]]:
    """Who may see what somebody hands in: everybody, or fewer, as far as they may say so themselves."""
    choices = [(SHARED, gettext(N_("Everybody in this matter, and the court if it comes to that")))]
    if standing.side:
        choices.append((side(standing.side), gettext(N_("Only my side and the mediator"))))
    if Role.MEDIATOR in standing.roles:
        choices.append((MEDIATOR, gettext(N_("Only the mediator"))))
    return choices


@dataclass
class Taken:
    """What came of some files: those that are kept, and those that are not, each with the reason."""

    brought: list[Brought] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def take_files(files: Iterable[FileStorage | str], key_name: str) -> Taken:
    """Check files and keep the good ones sealed. Takes its time: before the first verb."""
    taken = Taken()
    for file in files:
        name = one_line(clean(file.filename)) if isinstance(file, FileStorage) else None
        if isinstance(file, str) or not name:  # the empty part of a field nobody filled, or text in its place
            continue
        try:
            taken.brought.append(services.bring(name, file.read(), file.mimetype, key_name=key_name))
        except uploads.Refused as refused:
            taken.refused.append(f"{name}: {gettext(refused.msgid)}")
    return taken
