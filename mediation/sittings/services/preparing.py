"""What each person does, or the mediator for them, before the joint room: the notice, consent, identity."""

from __future__ import annotations

import hashlib

from mediation.core import clock, words
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, NotVisible, Role, Standing
from mediation.core.words import N_
from mediation.sittings import queries
from mediation.sittings.models import Consent, IdentityCheck, NoticeReading, Participant, Sitting
from mediation.sittings.rules import NOTICE, NOTICE_VERSION, TABLE, Identity, Mode


def notice_hash(language: str) -> str:
    """The hash of the notice as it stands in a language."""
    told = "\n".join(words.translate(line, language) for line in NOTICE)
    return hashlib.sha256(told.encode()).hexdigest()


@writing
def read_notice(standing: Standing, sitting: Sitting, *, language: str) -> None:
    """A party has read the notice, in this language (OM 7, 17)."""
    advance(standing, TABLE, sitting, "read_notice", codes={"version": NOTICE_VERSION, "language": language})
    _told(_own(standing, sitting), language, None)


@writing
def tell_notice(standing: Standing, sitting: Sitting, *, participant: Participant) -> None:
    """The mediator has read the notice out to somebody who takes part without a screen of their own."""
    _need_without_screen(participant)
    language = participant.seat.language
    _need_in_their_room(standing, sitting, participant)
    told: dict[str, str | int | None] = {"version": NOTICE_VERSION, "language": language, "seat": participant.seat_id}
    advance(standing, TABLE, sitting, "tell_notice", codes=told)
    _told(participant, language, standing.actor.account_id)


def _told(participant: Participant, language: str, noted_by: int | None) -> None:
    reading = NoticeReading(
        notice_version=NOTICE_VERSION, language=language, sha256=notice_hash(language), noted_by=noted_by,
        at=clock.now(),
    )  # fmt: skip
    participant.readings.append(reading)
    db.session.flush()


@writing
def consent(standing: Standing, sitting: Sitting) -> None:
    """A party agrees to this online step, and to no other (OM 4, OL 4(4))."""
    participant = _own(standing, sitting)
    advance(standing, TABLE, sitting, "consent")
    if not participant.consented:
        participant.consents.append(Consent(given_at=clock.now()))
        db.session.flush()


@writing
def revoke(standing: Standing, sitting: Sitting) -> None:
    """A party changes their mind before it starts (OL 5)."""
    participant = _own(standing, sitting)
    advance(standing, TABLE, sitting, "revoke")
    if participant.consented:
        participant.consents[-1].revoked_at = clock.now()


@writing
def note_consent(standing: Standing, sitting: Sitting, *, participant: Participant) -> None:
    """The mediator or the community room notes the consent of somebody who gave it aloud there."""
    _need_without_screen(participant)
    _need_in_their_room(standing, sitting, participant)
    advance(standing, TABLE, sitting, "note_consent", codes={"seat": participant.seat_id})
    if not participant.consented:
        participant.consents.append(Consent(given_at=clock.now(), noted_by=standing.actor.account_id))
        db.session.flush()


@writing
def identify(standing: Standing, sitting: Sitting, *, participant: Participant, result: Identity) -> None:
    """The mediator or the community room has compared a person with their identity paper (OM 17, OL 7)."""
    assert standing.actor.account_id is not None
    _need_in_their_room(standing, sitting, participant)
    advance(standing, TABLE, sitting, "identify", codes={"seat": participant.seat_id, "result": result})
    participant.checks.append(IdentityCheck(result=result, checked_by=standing.actor.account_id, at=clock.now()))
    db.session.flush()


def _own(standing: Standing, sitting: Sitting) -> Participant:
    participant = queries.participant_of(sitting, standing)
    if participant is None:
        raise NotNow(N_("You are not on the list of this sitting. Please ask the mediator."))
    return participant


def _need_in_their_room(standing: Standing, sitting: Sitting, participant: Participant) -> None:
    """A community room says nothing about who takes part from elsewhere."""
    me = queries.participant_of(sitting, standing)
    if me is None or me.role is not Role.TERMINAL:
        return
    if participant.mode is not Mode.COMMUNITY or participant.terminal not in (None, me) or participant is me:
        raise NotVisible()


def _need_without_screen(participant: Participant) -> None:
    if participant.mode is Mode.VIDEO:
        raise NotNow(N_("Who takes part with a screen of their own says this themselves."))
