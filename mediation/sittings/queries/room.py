"""What one reader sees of a sitting: beside the pictures, in them, and what the page's scripts need to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import url_for
from flask_wtf.csrf import generate_csrf

from mediation.accounts.models import Account
from mediation.core import clock, live
from mediation.core.machine import Role, Standing, may
from mediation.core.words import N_, Said, clock_time, gettext
from mediation.sittings import queries
from mediation.sittings.models import Note, Participant, Sitting, UndisputedFact
from mediation.sittings.queries import WrittenMinutes, calling
from mediation.sittings.queries.hosting import Hosting, hosting, invitation, own, sides
from mediation.sittings.rules import COMPARED, PART, TABLE, SittingState, lacking
from mediation.sittings.rules.checks import megabytes_an_hour
from mediation.sittings.rules.kinds import Kind
from mediation.sittings.rules.people import HOSTS
from mediation.sittings.rules.waiting import Situation, Stand, ahead, situation
from video import queries as video
from video import rooms, tapes, tickets, turn
from video.engine import Answer
from video.models import Member

ACTS = ("join", "devices", "pane", "show", "hand", "share", "large")
LEAST_SLOTS = 4
"""Lines a page offers at least: three others and somebody's screen. It offers more when they are needed."""
OVER = (SittingState.ENDED, SittingState.CANCELLED)
ROOM = {"waiting": N_("Waiting room"), "joint": N_("Joint room"), "caucus": N_("Private talk")}


@dataclass(frozen=True)
class Person:
    """A participant and where they are; no place before the doors are open."""

    participant: Participant
    place: Member | None

    @property
    def room(self) -> str:
        """The kind of room."""
        return self.place.room.partition(":")[0] if self.place else ""

    @property
    def where(self) -> str:
        return gettext(ROOM[self.room]) if self.place and self.place.present else gettext(N_("Not here"))


@dataclass(frozen=True)
class Seen:
    me: Participant | None
    mediator: bool
    acts: frozenset[str]
    not_yet: str | Said | None  # why the joint room cannot open now
    people: list[Person]
    hosting: Hosting | None
    invited: list[str]  # with whom the reader is asked to talk alone
    sides: list[tuple[int, str]]  # with whom the mediator can talk alone
    apart: bool  # a private talk is going on
    judges: list[Account]
    judge: calling.Judge | None
    minutes: WrittenMinutes | None
    sections: dict[str, str]
    facts: list[UndisputedFact]
    notes: list[Note]
    plan_note: str | None
    situation: Situation
    place: str  # where those meet who come to a place, as far as the reader may know
    today: bool  # it is the day of the sitting


def seen(standing: Standing, sitting: Sitting) -> Seen:
    """Everything the page of a sitting shows to this reader."""
    mediator = Role.MEDIATOR in standing.roles
    acts = frozenset(TABLE.offered(standing, sitting))
    minutes = queries.minutes(sitting)
    people = [Person(one, _place(sitting, one)) for one in sitting.participants]
    start = may(TABLE, standing, sitting, "start")
    me = queries.participant_of(sitting, standing)
    return Seen(
        me=me,
        mediator=mediator,
        acts=acts,
        not_yet=start.refusal.why if start.refusal and mediator and sitting.state is SittingState.OPENED else None,
        people=people,
        hosting=hosting(standing, sitting, acts) if "caucus" in acts else None,
        invited=invitation(sitting, me) if "answer_talk" in acts else [],
        sides=sides(sitting),
        apart=any(one.room == "caucus" for one in people),
        judges=queries.judges_on_call(sitting) if "invite_judge" in acts else [],
        judge=calling.judge(standing, sitting, acts),
        minutes=minutes,
        sections=minutes.sections if minutes else queries.blank_sections(),
        facts=queries.facts(sitting),
        notes=queries.notes(sitting) if mediator else [],
        plan_note=queries.plan_note(sitting),
        situation=where(standing, sitting),
        place=queries.place_shown(sitting, me.seat) if me else sitting.place,
        today=clock.local_day(sitting.starts_at) == clock.today(),
    )


def where(standing: Standing, sitting: Sitting) -> Situation:
    """Where the reader is, in words."""
    return situation(stand(standing, sitting))


def stand(standing: Standing, sitting: Sitting, *, outside: bool = False) -> Stand:
    """How things stand for the reader. The page of the room knows by itself whether it is connected; one `outside` of
    it is told.
    """
    me = queries.participant_of(sitting, standing)
    place = _place(sitting, me) if me else None
    left = lacking(me) if me else ()
    return Stand(
        sitting.state, clock.now(), (me.comes_at if me else None) or sitting.starts_at,
        room=place.room.partition(":")[0] if place else rooms.WAITING,
        host=not standing.roles.isdisjoint(HOSTS), admitted=bool(me and me.admitted),
        ready=not left, own_done=set(left) == {COMPARED}, halt=sitting.halt, window=sitting.kind is Kind.TEXT,
        apart=any(one.room.startswith("caucus") for one in _places(sitting)),
        away=outside and place is not None and place.device is not None and not place.present,
    )  # fmt: skip


def _places(sitting: Sitting) -> list[Member]:
    return video.members(sitting.conference) if sitting.conference else []


def told(standing: Standing, sitting: Sitting, *, outside: bool = False) -> dict[str, Any]:
    """The words of now and those that follow by the clock alone; a page counts with the house's time, not its own."""
    at = stand(standing, sitting, outside=outside)
    return {
        **_said(situation(at)),
        "state": sitting.state,
        "now": at.now.isoformat(),
        "starts": at.starts_at.isoformat(),
        "ahead": [{"at": moment.isoformat(), **_said(words)} for moment, words in ahead(at)],
    }


def _said(words: Situation) -> dict[str, str]:
    return {"label": gettext(words.room), "headline": gettext(words.headline), "sentence": gettext(words.sentence)}


def state(standing: Standing, sitting: Sitting, device: str) -> dict[str, Any]:
    """What the pictures of a page have to follow: asked again after each hint."""
    said = told(standing, sitting)
    me = queries.participant_of(sitting, standing)
    place = _place(sitting, me) if me else None
    if place is None or sitting.conference is None or sitting.state in OVER:
        return {**said, "over": True, "room": rooms.WAITING, "slots": [], "taken": False}
    members = {one.seat: one for one in video.members(sitting.conference)}
    roles = {one.key: one.role for one in sitting.participants}
    return {
        **said,
        "over": False,
        "room": place.room.partition(":")[0],
        "taken": place.device not in (None, device),
        "publishing": place.publishing,
        "watching": place.watching,
        "boot": video.boot(sitting.conference),
        "sends": video.rung(place),
        "slots": [_slot(members.get(seat or ""), roles.get(rooms.owner(seat or ""))) for seat in place.slots],
        "recording": tapes.tag(sitting.conference, place.seat).in_words(),
        **own(standing, sitting, place),
    }


def _slot(member: Member | None, role: Role | None) -> dict[str, Any] | None:
    if member is None or role is None:
        return None
    seen = member.camera and (member.publishing or not member.by_hand)
    away = not member.present
    return {
        "seat": member.seat, "name": member.name, "role": gettext(PART[role]), "judge": role is Role.GUEST_JUDGE,
        "microphone": member.microphone and not member.silenced, "silenced": member.silenced,
        "hand": member.hand_at is not None, "screen": member.is_screen,
        "state": "away" if away else "live" if seen else "off", "been": member.device is not None,
    }  # fmt: skip


def data_use(sitting: Sitting) -> dict[str, int]:
    """Megabytes an hour of this sitting, by picture and by sound alone."""
    others = max(1, len(sitting.participants) - 1)
    return {
        "picture": megabytes_an_hour(others, picture=True), "sound": megabytes_an_hour(others, picture=False),
    }  # fmt: skip


def live_of(sittings: Iterable[Sitting]) -> str:
    """Where a page listens to hints of these conferences; nowhere when there are none."""
    topics = [video.topic(one.conference) for one in sittings if one.conference]
    return f"/live?t={live.ticket(topics)}" if topics else ""


def links(sitting: Sitting) -> dict[str, str]:
    """By seat how the link of whoever is connected does now: good, poor or bad; the worse of both ways."""
    if sitting.conference is None or sitting.state in OVER:
        return {}
    here = {one.seat for one in video.members(sitting.conference) if one.publishing or one.watching}
    rank = ("good", "poor", "bad")
    return {
        seat: max((step.quality.value for step in legs.values()), key=rank.index)
        for seat, legs in video.links(sitting.conference).items()
        if seat in here and legs
    }


def admission(place: Member) -> dict[str, Any]:
    """What a page needs to connect: addresses, a ticket that is good for a minute, and the way round a blocked UDP."""
    return admitted(place.conference.public_id, place.seat)


def admitted(conference: str, seat: str, answers: Mapping[str, Answer] = MappingProxyType({})) -> dict[str, Any]:
    """The same for somebody whose offers were answered already: their ticket is good for the other legs alone, and to
    hang up.
    """
    addresses = {leg: url_for(f"video.{leg}", conference=conference, seat=seat) for leg in tickets.LEGS}
    token = tickets.issue(conference, seat, [leg for leg in tickets.LEGS if leg not in answers])
    found = {
        leg: {"url": f"{addresses[leg]}?connection={one.connection}", "sdp": one.sdp} for leg, one in answers.items()
    }
    return {
        "whip": addresses[tickets.PUBLISH],
        "whep": addresses[tickets.WATCH],
        "token": token,
        "ice": turn.of(token),
        **found,
    }


def outside(standing: Standing, sitting: Sitting) -> dict[str, Any]:
    """For the script of the page outside of the room: what is said now and later, and what to listen to."""
    topics = live.topics_of(standing)
    if sitting.conference is not None:
        topics = [*topics, video.topic(sitting.conference)]
    at = stand(standing, sitting)
    return {
        **told(standing, sitting, outside=True),
        "clock": clock_time(at.now),
        "starts_at": clock_time(at.starts_at),
        "again": url_for("sittings.waiting", public_id=sitting.public_id),
        "live": f"/live?t={live.ticket(topics)}",
    }


def facts(standing: Standing, sitting: Sitting) -> dict[str, Any]:
    """For the scripts of the room: addresses, what to listen to, and their words."""
    assert sitting.conference is not None
    topics = [*live.topics_of(standing), video.topic(sitting.conference)]
    urls = {act: url_for(f"sittings.{act}", public_id=sitting.public_id) for act in ACTS}
    return {
        **urls,
        "state": url_for("sittings.room_state", public_id=sitting.public_id),
        "live": f"/live?t={live.ticket(topics)}",
        "csrf": generate_csrf(),
        "slots": min(rooms.SLOTS, max(LEAST_SLOTS, len(video.people(sitting.conference)))),
        "most": rooms.SLOTS,
        "words": {name: gettext(word) for name, word in SCRIPT_WORDS.items()},
    }


SCRIPT_WORDS = {
    "denied": N_("The browser was not allowed to use camera and microphone. Allow it beside the address above, then "
                 "try again; or take part with sound only."),
    "busy": N_("Another program is using the camera or the microphone. Close it and try again."),
    "missing": N_("No camera or no microphone was found. You can take part with sound only, or by telephone."),
    "insecure": N_("This address is not safe enough for camera and microphone. Open the page by its https address."),
    "connecting": N_("Connecting …"),
    "good": N_("Connection good"),
    "voice_only": N_("Weak connection: your picture rests, your voice is heard"),
    "no_picture": N_("No picture at the moment"),
    "again": N_("The connection was lost. We are connecting you again; your place is kept."),
    "failed": N_("That did not work. Please try again."),
    "taken": N_("You are in the room on another device now. Sound and picture here are off."),
    "back_here": N_("Come back on this device"),
    "camera_off": N_("Camera off"),
    "gone": N_("Gone for a moment, the place is kept"),
    "not_yet": N_("Not here yet"),
    "muted_again": N_("You are back in the same room. Your microphone is off: switch it on when you want to speak."),
    "silenced": N_("The mediator has switched your microphone off. Raise your hand to speak."),
    "spoken": N_("You have the word again. Your microphone is off: switch it on to speak."),
    "came": N_("%(names)s came in"),
    "left": N_("%(names)s left"),
    "raised": N_("%(names)s raised a hand"),
    "asked": N_("You are asked for a private talk. Please answer beside the pictures."),
    "stopped": N_("Your phone took the camera or the microphone away. We are asking for it again."),
    "screen_stopped": N_("Your screen is no longer shown."),
    "pin": N_("Keep large"),
    "unpin": N_("No longer large"),
    "saved": N_("Saved"),
    "saving": N_("Saving …"),
}  # fmt: skip


def _place(sitting: Sitting, participant: Participant) -> Member | None:
    return video.member(sitting.conference, participant.key) if sitting.conference else None
