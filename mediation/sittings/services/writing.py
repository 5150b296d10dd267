"""What is written down: the minutes, version by version; undisputed facts; the mediator's notes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from mediation.core import clock, wall
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, NotVisible, Standing
from mediation.core.words import N_
from mediation.sittings import queries
from mediation.sittings.models import (
    FactConfirmation,
    Minutes,
    MinutesConfirmation,
    MinutesVersion,
    Note,
    Participant,
    Sitting,
    UndisputedFact,
)
from mediation.sittings.rules import TABLE, WRITTEN


@writing
def write(standing: Standing, sitting: Sitting, *, sections: Mapping[str, str]) -> MinutesVersion | None:
    """Write the minutes in step (OM 22). A version somebody confirmed stays; a change makes the next, unconfirmed one.

    Returns the version that was changed or made; None when the words are the same as before.
    """
    words = {heading.value: sections.get(heading.value, "") for heading in WRITTEN}
    text = json.dumps(words, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    newest = sitting.versions[-1] if sitting.versions else None
    if newest is not None and newest.sha256 == digest:
        return None
    advance(standing, TABLE, sitting, "write", label=wall.JOINT, codes={"sha256": digest})
    if newest is None or newest.confirmations:
        return _next_version(sitting, text, digest)
    minutes = db.session.query(Minutes).filter_by(version_id=newest.id).one()
    minutes.text, newest.sha256, newest.changed_at = text, digest, clock.now()
    return newest


def _next_version(sitting: Sitting, text: str, digest: str) -> MinutesVersion:
    version = MinutesVersion(number=len(sitting.versions) + 1, sha256=digest, changed_at=clock.now())
    sitting.versions.append(version)
    db.session.flush()
    minutes = Minutes(version=version, matter_id=sitting.matter_id, label=wall.JOINT, key_name=sitting.matter.key_name)
    minutes.text = text
    db.session.add(minutes)
    db.session.flush()
    return version


@writing
def confirm_minutes(standing: Standing, sitting: Sitting, *, sha256: str) -> None:
    """A party has read the minutes on their own screen and finds them right, in exactly these words (OM 22, OL 34)."""
    participant = _own(standing, sitting)
    advance(standing, TABLE, sitting, "confirm", label=wall.JOINT, codes={"sha256": sha256})
    newest = sitting.versions[-1]
    if newest.sha256 != sha256:
        raise NotNow(N_("The minutes were changed after you read them. Please read them again."))
    if all(one.participant_id != participant.id for one in newest.confirmations):
        newest.confirmations.append(MinutesConfirmation(participant=participant, sha256=sha256, at=clock.now()))
        db.session.flush()


@writing
def state_fact(standing: Standing, sitting: Sitting, *, text: str) -> UndisputedFact:
    """The mediator states a fact that nobody disputes; it counts when each side has confirmed it (OM 18, 22)."""
    advance(standing, TABLE, sitting, "state_fact")
    fact = UndisputedFact(
        matter_id=sitting.matter_id, label=wall.SHARED, key_name=sitting.matter.key_name, sitting_id=sitting.id,
        stated_at=clock.now(),
    )  # fmt: skip
    fact.text = text
    db.session.add(fact)
    db.session.flush()
    return fact


@writing
def confirm_fact(standing: Standing, sitting: Sitting, *, fact: UndisputedFact) -> None:
    participant = _own(standing, sitting)
    advance(standing, TABLE, sitting, "confirm_fact")
    if not fact.confirmed_by(participant):
        fact.confirmations.append(FactConfirmation(participant_id=participant.id, at=clock.now()))
        db.session.flush()


@writing
def note(standing: Standing, sitting: Sitting, *, text: str, about_side: int | None = None) -> Note:
    """The mediator writes something down for themselves, or of a private talk with one side."""
    label = wall.side(about_side) if about_side else wall.MEDIATOR
    advance(standing, TABLE, sitting, "note", label=label)
    return keep_note(sitting, label, text)


def keep_note(sitting: Sitting, label: str, text: str) -> Note:
    kept = Note(
        matter_id=sitting.matter_id, label=label, key_name=sitting.matter.key_name, sitting_id=sitting.id,
        at=clock.now(),
    )  # fmt: skip
    kept.text = text
    db.session.add(kept)
    db.session.flush()
    return kept


def _own(standing: Standing, sitting: Sitting) -> Participant:
    participant = queries.participant_of(sitting, standing)
    if participant is None:
        raise NotVisible()
    return participant
