from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request

from mediation.consultations.rules import CONSULTATION_STATE, HALF, OUTCOME
from mediation.core import words
from mediation.core.db import afterwards
from mediation.core.door import Page, opens, page
from mediation.core.forms import offer
from mediation.core.machine import Role, Standing, may
from mediation.core.words import N_, gettext
from mediation.disputes import queries as disputes
from mediation.disputes.models import Dispute
from mediation.disputes.rules import TABLE as DISPUTE
from mediation.matters import queries as matters
from mediation.sittings import queries, services
from mediation.sittings.forms import FactForm, ModeForm, NoteForm, ResultForm, TimeForm, minutes_form, plan_form
from mediation.sittings.models import Sitting
from mediation.sittings.queries import people
from mediation.sittings.queries import room as rooms
from mediation.sittings.rules import IDENTITY, MODE, NOTICE, PART, RESULT, SITTING_STATE, TABLE, Identity, Mode, Result
from mediation.sittings.rules.checks import QUALITY, SCORE, TIPS
from mediation.sittings.rules.kinds import KIND, KIND_HINT, Kind, public
from mediation.sittings.rules.talks import TALK
from mediation.sittings.views import calling, checking, hosting, inviting, rooming
from mediation.sittings.views.door import back, bp, checked, one_of
from video.tickets import LEGS

__all__ = ["bp", "calling", "checking", "hosting", "inviting", "rooming"]
WORDS: dict[str, Any] = {
    "state_word": SITTING_STATE, "result_word": RESULT, "mode_word": MODE, "identity_word": IDENTITY, "part_word": PART,
    "kind_word": KIND,
    "consultation_word": CONSULTATION_STATE, "outcome_word": OUTCOME, "half_word": HALF,
    "talk_word": TALK, "room_word": rooms.ROOM,
}  # fmt: skip


@bp.route("/disputes/<public_id>/sittings/new", methods=["GET", "POST"])
@opens(disputes.opened, DISPUTE)
def plan(standing: Standing, dispute: Dispute) -> Any:
    may(TABLE, standing, None, "plan").or_raise()
    seats = queries.expected(dispute.matter)
    form = plan_form(seats)
    if request.method == "GET" or not form.validate():
        apart = matters.protections(dispute.matter)
        shown = page("sittings/plan.html", form=form, dispute=dispute, apart=apart, kind_hint=KIND_HINT)
        return shown, 200 if request.method == "GET" else 422
    modes = {seat.id: Mode(form[f"mode_{seat.public_id}"].data) for seat in seats}
    own = {seat.id: form[name].data for seat in seats if (name := f"comes_{seat.public_id}") in form}
    sitting = services.plan(
        standing, dispute, modes=modes, kind=Kind(form.kind.data), public=form.public.data,
        closes_at=form.closes_at.data, comes_at={seat: at for seat, at in own.items() if at}, **_times(form),
    )  # fmt: skip
    return back(sitting)


@bp.route("/sittings/<public_id>/change", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="reschedule")
def reschedule(standing: Standing, sitting: Sitting) -> Any:
    form = TimeForm(starts_at=sitting.starts_at, minutes_long=str(sitting.minutes_long), place=sitting.place)
    if request.method == "GET" or not form.validate():
        return page("sittings/change.html", form=form, sitting=sitting), 200 if request.method == "GET" else 422
    services.reschedule(standing, sitting, **_times(form))
    return back(sitting)


def _times(form: TimeForm) -> dict[str, Any]:
    return {
        "starts_at": form.starts_at.data, "minutes_long": int(form.minutes_long.data), "place": form.place.data or "",
        "note": form.note.data,
    }  # fmt: skip


@bp.get("/sittings/<public_id>")
@opens(queries.opened, TABLE)
def show(standing: Standing, sitting: Sitting) -> Page:
    return page("sittings/show.html", outside=rooms.outside(standing, sitting), **_seen(standing, sitting))


@bp.get("/sittings/<public_id>/waiting.json")
@opens(queries.opened, TABLE)
def waiting(standing: Standing, sitting: Sitting) -> dict[str, Any]:
    """What the page outside of the room says, asked again after each hint."""
    return rooms.told(standing, sitting, outside=True)


@bp.get("/sittings/<public_id>/pane")
@opens(queries.opened, TABLE)
def pane(standing: Standing, sitting: Sitting) -> Page:
    """The part of the page beside the pictures, fetched again whenever something happened."""
    return page("sittings/pane.html", bare=True, **_seen(standing, sitting))


def _seen(standing: Standing, sitting: Sitting) -> dict[str, Any]:
    seen = rooms.seen(standing, sitting)
    note_form = NoteForm(prefix="note")
    if seen.mediator:
        sides = [(str(side), gettext(N_("Private talk with %(names)s"), names=names)) for side, names in seen.sides]
        offer(note_form.about, [("", gettext(N_("For me alone"))), *sides])
    return {
        "sitting": sitting, "seen": seen, "end_form": ResultForm(), "fact_form": FactForm(prefix="fact"),
        "note_form": note_form, "mode_form": ModeForm(mode=seen.me.mode.value if seen.me else None),
        "data_use": rooms.data_use(sitting), "links": rooms.links(sitting), "quality_word": QUALITY,
        "score_word": SCORE, "tips": TIPS, "asked": people.asked(sitting), "part": people.part,
        "expected": people.expected_at(seen.me) if seen.me and seen.me.role is Role.TERMINAL else [],
        "public": public(sitting), "papers": people.papers(sitting, seen.me),
        "minutes_form": minutes_form(seen.sections), "notice": NOTICE, "nav_matter": sitting.matter, **WORDS,
    }  # fmt: skip


@bp.get("/sittings/<public_id>/calendar.ics")
@opens(queries.opened, TABLE)
def calendar(standing: Standing, sitting: Sitting) -> Response:
    me = queries.participant_of(sitting, standing)
    seat = me.seat if me else sitting.participants[0].seat
    disposition = {"Content-Disposition": 'attachment; filename="sitting.ics"'}
    return Response(queries.ics(sitting, seat), content_type="text/calendar; charset=utf-8", headers=disposition)


@bp.get("/sittings/<public_id>/room")
@opens(queries.opened, TABLE, to="join")
def room(standing: Standing, sitting: Sitting) -> Page:
    me = queries.place_of(sitting, standing)
    return page("sittings/room.html", place=me, facts=rooms.facts(standing, sitting), **_seen(standing, sitting))


@bp.get("/sittings/<public_id>/room.json")
@opens(queries.opened, TABLE)
def room_state(standing: Standing, sitting: Sitting) -> dict[str, Any]:
    return rooms.state(standing, sitting, request.args.get("device", ""))


@bp.post("/sittings/<public_id>/join")
@opens(queries.opened, TABLE, to="join")
def join(standing: Standing, sitting: Sitting) -> dict[str, Any]:
    """A page brings its offers along, if it could make any: then the connections need no request of their own."""
    offers = {leg: sdp.encode() for leg in LEGS if (sdp := request.form.get(leg))}
    came = services.join(
        standing, sitting, device=request.form.get("device", "")[:40], again=request.form.get("again") == "yes",
        **_devices(), offers=offers,
    )  # fmt: skip
    conference, seat = came.place.conference.public_id, came.place.seat
    told = {"state": rooms.state(standing, sitting, came.place.device or "")}
    afterwards(lambda: told.update(rooms.admitted(conference, seat, came.answers)))
    return told


@bp.post("/sittings/<public_id>/devices")
@opens(queries.opened, TABLE, to="join")
def devices(standing: Standing, sitting: Sitting) -> dict[str, Any]:
    services.show(standing, sitting, **_devices())
    return {}


def _devices() -> dict[str, bool]:
    return {name: request.form.get(name) == "on" for name in ("microphone", "camera")}


@bp.post("/sittings/<public_id>/notice")
@opens(queries.opened, TABLE, to="read_notice")
def read_notice(standing: Standing, sitting: Sitting) -> Response:
    services.read_notice(standing, sitting, language=words.language())
    return back(sitting)


@bp.post("/sittings/<public_id>/mode")
@opens(queries.opened, TABLE, to="choose_mode")
def choose_mode(standing: Standing, sitting: Sitting) -> Response:
    services.choose_mode(standing, sitting, mode=Mode(checked(ModeForm()).mode.data))
    return back(sitting)


@bp.post("/sittings/<public_id>/participants/<who>/mode")
@opens(queries.opened, TABLE, to="set_mode")
def set_mode(standing: Standing, sitting: Sitting, who: str) -> Response:
    mode = Mode(checked(ModeForm()).mode.data)
    services.set_mode(standing, sitting, participant=queries.participant(sitting, who), mode=mode)
    return back(sitting)


@bp.post("/sittings/<public_id>/participants/<who>/identity")
@opens(queries.opened, TABLE, to="identify")
def identify(standing: Standing, sitting: Sitting, who: str) -> Response:
    result = one_of(Identity, "result")
    services.identify(standing, sitting, participant=queries.participant(sitting, who), result=result)
    return back(sitting)


@bp.post("/sittings/<public_id>/participants/<who>/here")
@opens(queries.opened, TABLE, to="mark")
def mark(standing: Standing, sitting: Sitting, who: str) -> Response:
    here = request.form.get("here") == "yes"
    services.mark(standing, sitting, participant=queries.participant(sitting, who), here=here)
    return back(sitting)


@bp.post("/sittings/<public_id>/judge")
@opens(queries.opened, TABLE, to="invite_judge")
def invite_judge(standing: Standing, sitting: Sitting) -> Response:
    services.invite_judge(standing, sitting, judge=queries.judge(sitting, request.form.get("judge", "")))
    return back(sitting)


@bp.post("/sittings/<public_id>/end")
@opens(queries.opened, TABLE, to="end")
def end(standing: Standing, sitting: Sitting) -> Response:
    services.end(standing, sitting, result=Result(checked(ResultForm()).result.data))
    return back(sitting)


@bp.post("/sittings/<public_id>/minutes")
@opens(queries.opened, TABLE, to="write")
def write(standing: Standing, sitting: Sitting) -> Response:
    services.write(standing, sitting, sections=checked(minutes_form({})).facts)
    return back(sitting)


@bp.post("/sittings/<public_id>/minutes/confirm")
@opens(queries.opened, TABLE, to="confirm")
def confirm_minutes(standing: Standing, sitting: Sitting) -> Response:
    services.confirm_minutes(standing, sitting, sha256=request.form.get("sha256", ""))
    return back(sitting)


@bp.post("/sittings/<public_id>/facts")
@opens(queries.opened, TABLE, to="state_fact")
def state_fact(standing: Standing, sitting: Sitting) -> Response:
    services.state_fact(standing, sitting, text=checked(FactForm(prefix="fact")).text.data)
    return back(sitting)


@bp.post("/sittings/<public_id>/facts/<fact>/confirm")
@opens(queries.opened, TABLE, to="confirm_fact")
def confirm_fact(standing: Standing, sitting: Sitting, fact: str) -> Response:
    services.confirm_fact(standing, sitting, fact=queries.fact(sitting, fact))
    return back(sitting)


@bp.post("/sittings/<public_id>/notes")
@opens(queries.opened, TABLE, to="note")
def note(standing: Standing, sitting: Sitting) -> Response:
    form = NoteForm(prefix="note")
    sides = [str(number) for number in range(1, standing.sides + 1)]
    offer(form.about, [("", ""), *((number, number) for number in sides)])
    about = checked(form).about.data
    services.note(standing, sitting, text=form.text.data, about_side=int(about) if about else None)
    return back(sitting)


Verb = Callable[..., Any]


def _plain(act: str, verb: Verb) -> None:
    """A button that says nothing but its act."""

    @opens(queries.opened, TABLE, to=act)
    def view(standing: Standing, sitting: Sitting) -> Response:
        verb(standing, sitting)
        return back(sitting)

    bp.add_url_rule(f"/sittings/<public_id>/{act}", act, view, methods=["POST"])


def _of_somebody(act: str, verb: Verb) -> None:
    """A button beside one participant."""

    @opens(queries.opened, TABLE, to=act)
    def view(standing: Standing, sitting: Sitting, who: str) -> Response:
        verb(standing, sitting, participant=queries.participant(sitting, who))
        return back(sitting)

    bp.add_url_rule(f"/sittings/<public_id>/participants/<who>/{act}", act, view, methods=["POST"])


_plain("consent", services.consent)
_plain("revoke", services.revoke)
_plain("open", services.open_doors)
_plain("start", services.start)
_plain("pause", services.pause)
_plain("suspend", services.suspend)
_plain("resume", services.resume)
_plain("ask_to_move", services.ask_to_move)
_plain("move_on_site", services.move_on_site)
_plain("cancel", services.cancel)
_of_somebody("tell_notice", services.tell_notice)
_of_somebody("note_consent", services.note_consent)
_of_somebody("uninvite", services.uninvite)
_of_somebody("check_in", services.check_in)
_of_somebody("check_out", services.check_out)
_of_somebody("step_out", services.step_out)
_of_somebody("step_in", services.step_in)
