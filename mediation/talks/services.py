from __future__ import annotations

from datetime import datetime

from mediation.core import clock, deadlines, wall
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, NotVisible, NotYours, Role, Standing, may
from mediation.core.sealed import fingerprint
from mediation.core.words import N_
from mediation.matters import services as matters
from mediation.matters.services import Brought
from mediation.sittings import queries as sittings
from mediation.sittings import services as sitting_services
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.rules.kinds import Kind
from mediation.sittings.rules.people import HOSTS
from mediation.talks import queries
from mediation.talks.models import CallBack, Longer, LongerAnswer, TalkLine, TalkReading, TalkTranslation
from mediation.talks.queries.audience import Audience, still
from mediation.talks.rules import CALL, DURING, LONGER, TALK, CallState, written_in


@writing
def say(standing: Standing, sitting: Sitting, *, to: str, text: str, file: Brought | None = None) -> TalkLine:
    """Somebody writes, to exactly those they were told will read it: `to` is the value of an `Audience`.

    Raises:
        Changed: others would read it now, or it may not be sent to them (any more).
        NotNow: the time for writing has not begun, or is over.
    """
    audience = addressed(standing, sitting, to)
    me = _own(standing, sitting)
    line = TalkLine(
        matter_id=sitting.matter_id, label=audience.label, key_name=sitting.matter.key_name, sitting=sitting,
        participant=me, language=written_in(text, me.seat.language), at=clock.now(),
    )  # fmt: skip
    line.text = text
    mark = fingerprint(f"{line.public_id}|{text}", "talk")
    advance(standing, TALK, sitting, "say", label=line.label, codes={"mark": mark, "language": line.language})
    if file is not None:
        advance(standing, TALK, sitting, "send_file", label=line.label)
        [line.exhibit] = matters.hand_in(standing, sitting.matter, files=[file], label=line.label, seat=me.seat)
    db.session.add(line)
    db.session.flush()
    return line


def addressed(standing: Standing, sitting: Sitting, to: str) -> Audience:
    """Whom somebody writes to, if they may now; raises as `say` does."""
    may(TALK, standing, sitting, "say").or_raise()
    closed = queries.window_closed(sitting)
    if closed:
        raise NotNow(closed)
    return still(sitting, _own(standing, sitting), to)


@writing
def retract(standing: Standing, line: TalkLine) -> None:
    """Somebody takes back what they wrote just now. It stays, sealed; nobody is shown it any more."""
    me = _own(standing, line.sitting)
    if line.participant is not me:
        raise NotYours()
    if not queries.may_retract(line, me):
        raise NotNow(N_("This can no longer be taken back."))
    advance(standing, TALK, line.sitting, "retract", label=line.label, codes={"line": line.id})
    line.retracted_at = clock.now()


@writing
def translate(standing: Standing, line: TalkLine, *, language: str, text: str) -> TalkTranslation:
    """A person puts a line into another language, under their own name. What was written before stays beside it."""
    me = _own(standing, line.sitting)
    if language == line.language or not line.shown:
        raise NotNow()
    advance(standing, TALK, line.sitting, "translate", label=line.label, codes={"line": line.id, "language": language})
    made = TalkTranslation(
        matter_id=line.matter_id, label=line.label, key_name=line.key_name, line=line, participant=me,
        language=language, at=clock.now(),
    )  # fmt: skip
    made.text = text
    db.session.add(made)
    db.session.flush()
    return made


@writing
def read(standing: Standing, sitting: Sitting, *, upto: str = "") -> None:
    """Somebody has read what they may read; with `upto`, as far as that line. Nothing happens when all was read."""
    me = _own(standing, sitting)
    new = queries.unread(sitting, me)
    last = next((line.id for line in queries.lines(sitting, me) if line.public_id == upto), None)
    for label in sorted({line.label for line in new}):
        newest = max((line.id for line in new if line.label == label and (last is None or line.id <= last)), default=0)
        if newest:
            advance(standing, TALK, sitting, "read", label=label, codes={"line": newest})
            _have_read(sitting, me, label, newest)


def _have_read(sitting: Sitting, me: Participant, label: str, newest: int) -> None:
    known = queries.reading(me, label)
    if known is not None:
        known.upto_id, known.last_at = newest, clock.now()
        return
    now = clock.now()
    db.session.add(
        TalkReading(
            matter_id=sitting.matter_id, label=label, sitting_id=sitting.id, participant_id=me.id, upto_id=newest,
            first_at=now, last_at=now,
        )
    )  # fmt: skip
    db.session.flush()


@writing
def instead(standing: Standing, sitting: Sitting) -> None:
    """Sound and picture do not work for somebody: from here on they write, the last step of the ladder (OM 18)."""
    advance(standing, TALK, sitting, "instead", label=_between(_own(standing, sitting)))


@writing
def open_window(standing: Standing, sitting: Sitting) -> None:
    """The time for writing has begun; its end is the one that was planned."""
    assert sitting.closes_at is not None
    advance(standing, TALK, sitting, "open_window")
    deadlines.extend("writing_closes", sitting, until=sitting.closes_at)


@writing
def close(standing: Standing, sitting: Sitting) -> None:
    """The time for writing is over: what was written is read-only, and nobody is asked for more time any more."""
    advance(standing, TALK, sitting, "close")
    asked = queries.longer_asked(sitting)
    if asked is not None:
        advance(standing, LONGER, asked, "lapse")


@writing
def tell(standing: Standing, sitting: Sitting, *, participant: Participant, label: str) -> None:
    """Somebody has something new to read: who follows this act sends them a message."""
    advance(standing, TALK, sitting, "tell", label=label, codes={"seat": participant.seat_id})


@writing
def keep(standing: Standing, sitting: Sitting) -> None:
    """The sitting is over: how long its lines are kept begins to count."""
    advance(standing, TALK, sitting, "keep", label=wall.JOINT)


@writing
def erase(standing: Standing, sitting: Sitting) -> None:
    """Their time is over: the words go, that there were lines stays."""
    advance(standing, TALK, sitting, "erase", label=wall.JOINT)
    for line in queries.lines(sitting, None):
        line.text, line.erased_at = None, clock.now()
        for translation in line.translations:
            translation.text = None


@writing
def ask_longer(standing: Standing, sitting: Sitting, *, until: datetime) -> Longer:
    """The mediator asks every party for a longer time to write (OL 20)."""
    may(LONGER, standing, None, "ask").or_raise()
    if sitting.kind is not Kind.TEXT or queries.window_closed(sitting) or sitting.closes_at is None:
        raise NotNow(N_("The time for writing is over."))
    if until <= sitting.closes_at:
        raise NotNow(N_("Please choose a later end than the one that is set."))
    if queries.longer_asked(sitting):
        raise NotNow(N_("Everybody is being asked already."))
    longer = Longer(matter_id=sitting.matter_id, sitting=sitting, until=until, asked_at=clock.now())
    advance(standing, LONGER, longer, "ask")
    return longer


@writing
def answer_longer(standing: Standing, longer: Longer, *, yes: bool) -> None:
    """A party agrees or does not; with the last yes the time for writing is longer."""
    me = _own(standing, longer.sitting)
    advance(standing, LONGER, longer, "agree" if yes else "refuse")
    if not yes or longer.agreed(me):
        return
    longer.answers.append(LongerAnswer(participant_id=me.id, at=clock.now()))
    db.session.flush()
    if longer.all_agree:
        advance(standing, LONGER, longer, "grant")
        sitting_services.write_until(longer.sitting, longer.until)
        deadlines.extend("writing_closes", longer.sitting, until=longer.until)


@writing
def ask_call(standing: Standing, sitting: Sitting, *, participant: Participant | None = None) -> CallBack:
    """Somebody asks to be called on the number we know, or the mediator sets themselves to call them.

    Raises:
        NotNow: no number is known.
    """
    may(CALL, standing, None, "ask").or_raise()
    if participant is not None and Role.MEDIATOR not in standing.roles:
        raise NotYours()
    whom = participant or _own(standing, sitting)
    if sitting.state not in DURING:
        raise NotNow()
    if not whom.seat.phone or whom.role in HOSTS:
        raise NotNow(N_("We have no telephone number of theirs."))
    known = queries.call_of(sitting, whom)
    if known is not None and queries.waits_for_call(sitting, whom):
        return known
    call = CallBack(matter_id=sitting.matter_id, sitting=sitting, participant=whom, asked_at=clock.now())
    advance(standing, CALL, call, "ask", label=_between(whom), codes={"seat": whom.seat_id})
    return call


@writing
def note_call(standing: Standing, call: CallBack, *, outcome: CallState) -> None:
    """The mediator has called, or tried to. Who takes part by telephone from now on is here."""
    advance(standing, CALL, call, outcome.value, label=_between(call.participant))
    if outcome is CallState.JOINED:
        sitting_services.mark(standing, call.sitting, participant=call.participant, here=True)


def _own(standing: Standing, sitting: Sitting) -> Participant:
    me = sittings.participant_of(sitting, standing)
    if me is None:
        raise NotVisible()
    return me


def _between(participant: Participant) -> str:
    """The label of what concerns somebody and the mediator."""
    return wall.side(participant.seat.side) if participant.seat.side else wall.MEDIATOR
