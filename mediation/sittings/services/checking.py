"""Somebody tries camera, microphone, speaker and network, through the same media node and relay as the sitting."""

from __future__ import annotations

from mediation.core import clock, ids
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, Standing
from mediation.core.words import N_
from mediation.sittings import queries
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.models.devices import DeviceCheck
from mediation.sittings.rules import TABLE
from mediation.sittings.rules.checks import score
from video import rooms
from video import services as video
from video.models import ConferenceState, Member


@writing
def begin_check(standing: Standing, sitting: Sitting, *, browser: str, device: str) -> tuple[Member, Member]:
    """A conference with nobody in it but oneself: what the one place sends, the other receives."""
    me = _own(standing, sitting)
    advance(standing, TABLE, sitting, "check_devices", codes={"browser": browser, "device": device})
    _end(me)
    conference = video.begin()
    me.device_checks.append(DeviceCheck(conference=conference, browser=browser, device=device, begun_at=clock.now()))
    speaker, echo = (
        video.seat(conference, ids.public_id(), name=me.name, caption=me.role.value, room=rooms.JOINT) for _ in "ab"
    )
    video.carry(conference)
    db.session.flush()
    return speaker, echo


@writing
def finish_check(
    standing: Standing,
    sitting: Sitting,
    *,
    browser: str,
    device: str,
    sees_self: bool,
    bar_moved: bool,
    heard_tone: bool,
    trouble: str | None = None,
    loss: float | None = None,
    round_trip: int | None = None,
    width: int | None = None,
) -> DeviceCheck:
    """The three answers, and what was measured meanwhile, if anything was."""
    me = _own(standing, sitting)
    check = me.device_checks[-1] if me.device_checks and me.device_checks[-1].finished_at is None else None
    if check is None:
        check = DeviceCheck(browser=browser, device=device, begun_at=clock.now())
        me.device_checks.append(check)
    check.finished_at, check.trouble = clock.now(), trouble
    check.sees_self, check.bar_moved, check.heard_tone = sees_self, bar_moved, heard_tone
    check.loss, check.round_trip, check.width = loss, round_trip, width
    check.score = score(
        sees_self=sees_self, bar_moved=bar_moved, heard_tone=heard_tone, loss=loss, round_trip=round_trip
    )
    advance(standing, TABLE, sitting, "check_devices", codes={"score": check.score})
    _end(me)
    return check


def _own(standing: Standing, sitting: Sitting) -> Participant:
    me = queries.participant_of(sitting, standing)
    if me is None:
        raise NotNow(N_("You are not on the list of this sitting. Please ask the mediator."))
    return me


def _end(me: Participant) -> None:
    """Conferences of earlier tries."""
    for check in me.device_checks:
        if check.conference is not None and check.conference.state is ConferenceState.OPEN:
            video.end(check.conference)
