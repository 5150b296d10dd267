"""Beside the pictures: asking, answering, starting, stopping. Afterwards: watching, part by part, each part logged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from mediation.core import clock, sealed
from mediation.core.door import Page, opens, page, see_other
from mediation.core.machine import NotVisible, Refusal, Standing, may
from mediation.core.words import N_
from mediation.recordings import queries, services
from mediation.recordings.models import Copy, Recording
from mediation.recordings.rules import RECORDING_STATE, TABLE
from mediation.recordings.services import Part
from mediation.rulebook.limits import limit
from mediation.sittings import queries as sittings
from mediation.sittings.models import Sitting
from mediation.sittings.rules import PART
from mediation.sittings.rules import TABLE as SITTING
from video import composing, recording
from video.vault import Vault

bp = Blueprint("recordings", __name__)
MOST_AT_ONCE = 4 * 1024 * 1024
"""Bytes of one answer: what the log of views names is never more than this."""


class NoPart(Refusal):
    status = 416
    why = N_("This is sent in parts only, to a player.")


def _back(sitting: Sitting) -> Response:
    return see_other("recordings.of_sitting", public_id=sitting.public_id)


@bp.get("/sittings/<public_id>/recording")
@opens(sittings.opened, SITTING)
def of_sitting(standing: Standing, sitting: Sitting) -> Page:
    """What was recorded of a sitting, or that nothing was."""
    return page("recordings/sitting.html", recordings=queries.of_sitting(sitting), **_seen(standing, sitting))


@bp.get("/sittings/<public_id>/recording/pane")
@opens(sittings.opened, SITTING)
def pane(standing: Standing, sitting: Sitting) -> Page:
    """The part of the room that is about recording, fetched again whenever something happened."""
    return page("recordings/pane.html", bare=True, **_seen(standing, sitting))


def _seen(standing: Standing, sitting: Sitting) -> dict[str, Any]:
    seen = queries.seen(standing, sitting)
    return {"sitting": sitting, "seen": seen, "state_word": RECORDING_STATE, "part_word": PART,
            "days": limit("recording_kept", clock.today()).n, "nav_matter": sitting.matter}  # fmt: skip


@bp.post("/sittings/<public_id>/recording")
@opens(sittings.opened, SITTING)
def ask(standing: Standing, sitting: Sitting) -> Response:
    may(TABLE, standing, None, "ask").or_raise()
    services.ask(standing, sitting)
    return _back(sitting)


@bp.post("/recordings/<public_id>/start")
@opens(queries.opened, TABLE, to="start")
def start(standing: Standing, recording: Recording) -> Response:
    key_name = sealed.new_key()
    try:
        services.start(standing, recording, key_name=key_name)
    except Refusal:
        sealed.destroy_key(key_name)
        raise
    return _back(recording.sitting)


@bp.post("/recordings/<public_id>/people/<who>/answer")
@opens(queries.opened, TABLE, to="note_answer")
def note_answer(standing: Standing, recording: Recording, who: str) -> Response:
    yes = request.form.get("yes") == "yes"
    services.note_answer(standing, recording, participant=sittings.participant(recording.sitting, who), yes=yes)
    return _back(recording.sitting)


@bp.get("/recordings/<public_id>")
@opens(queries.opened, TABLE)
def show(standing: Standing, recording: Recording) -> Page:
    """The player, for whoever may watch; how far the copy is, until it is there; or what became of it."""
    me = sittings.participant_of(recording.sitting, standing)
    return page(
        "recordings/show.html", recording=recording, sitting=recording.sitting, state_word=RECORDING_STATE,
        copies=queries.copies(recording) if queries.may_watch(standing, recording) else [],
        gaps=queries.gaps(recording), seconds=queries.seconds(recording), facts=queries.player(recording),
        attended=sittings.attendance(recording.sitting), part_word=PART, me=me,
        acts=frozenset(TABLE.offered(standing, recording)), party=queries.is_party(standing),
        nav_matter=recording.sitting.matter,
    )  # fmt: skip


@bp.get("/recordings/<public_id>/copies/<copy>")
@opens(queries.opened, TABLE, to="watch")
def watch(standing: Standing, recording: Recording, copy: str) -> Response:
    """A part of what was seen and heard of one place; that it was sent is kept."""
    wanted = queries.copy(recording, copy)
    part = _part(wanted)
    content = _read(recording, wanted, part)
    services.watch(standing, recording, copy=wanted, part=part)
    answer = Response(content, 206, content_type="video/webm" if wanted.picture else "audio/webm")
    answer.headers["Content-Range"] = f"bytes {part.first}-{part.last}/{wanted.size}"
    answer.headers["Accept-Ranges"] = "bytes"
    return answer


def _part(copy: Copy) -> Part:
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        raise NoPart()
    found = asked.range_for_length(copy.size)
    if found is None:
        raise NoPart()
    return Part(found[0], min(found[1], found[0] + MOST_AT_ONCE) - 1)


def _read(about: Recording, copy: Copy, part: Part) -> bytes:
    assert about.tape is not None
    try:
        path = composing.copy_path(recording.folder(about.tape), copy.seat)
        with Vault(path, about.tape.key, size=copy.size) as vault:
            vault.seek(part.first)
            return vault.read(part.last - part.first + 1)
    except (sealed.Erased, FileNotFoundError) as gone:
        raise NotVisible() from gone


def _plain(act: str, verb: Callable[..., Any], **facts: Any) -> None:
    """A button that says nothing but its act."""

    @opens(queries.opened, TABLE, to=act)
    def view(standing: Standing, recording: Recording) -> Response:
        verb(standing, recording, **facts)
        return _back(recording.sitting)

    bp.add_url_rule(f"/recordings/<public_id>/{act}", act, view, methods=["POST"])


_plain("agree", services.answer, yes=True)
_plain("refuse", services.answer, yes=False)
_plain("go_without", services.go_without)
_plain("pause", services.pause)
_plain("resume", services.resume)
_plain("restart", services.restart)
_plain("stop", services.stop)
_plain("let_replace", services.let_replace)
_plain("withdraw", services.withdraw)
