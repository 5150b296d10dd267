"""What one reader sees of a sitting's talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mediation.core import live, wall
from mediation.core.machine import Role, Standing, may
from mediation.core.words import N_, Said
from mediation.matters.rules import TABLE as MATTER
from mediation.sittings import queries as sittings
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.queries import people
from mediation.sittings.rules.kinds import Kind
from mediation.sittings.rules.people import HOSTS
from mediation.talks import queries
from mediation.talks.models import CallBack, Longer, TalkLine
from mediation.talks.queries import Took
from mediation.talks.queries.audience import Audience, languages, offered, own_room
from mediation.talks.rules import DURING, LONGER, TALK
from video import queries as video


@dataclass(frozen=True)
class Put:
    """A translation, and who made it."""

    name: str
    language: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Shown:
    """One line as a reader sees it, with nothing left to be read from the database. `text`: none of a line that was
    taken back or erased; `missing`: the languages in which somebody waits for it, if the reader may help; `helpless`:
    and nobody here reads both.
    """

    public_id: str
    name: str
    part: str
    at: datetime
    language: str
    text: str | None
    gone: str | None
    file: tuple[str, str] | None  # its public id and title
    translations: list[Put]
    label: Said
    private: bool
    mine: bool
    new: bool
    missing: list[str]
    helpless: bool
    may_retract: bool


@dataclass(frozen=True)
class Seen:
    me: Participant | None
    acts: frozenset[str]
    lines: list[Shown]
    unread: int
    offered: list[Audience]
    chosen: str | None  # what is ticked before anybody ticks anything
    closed: str | None  # why nothing can be written though the sitting goes on
    tasks: int
    no_translator: bool
    reads_papers: bool
    longer: Longer | None
    longer_acts: frozenset[str]
    before: list[Longer]
    attended: list[Took]
    calls: list[CallBack]
    my_call: CallBack | None
    callable: list[Participant]

    @property
    def newest(self) -> str:
        return self.lines[-1].public_id if self.lines else ""


def seen(standing: Standing, sitting: Sitting) -> Seen:
    """Everything the page of a talk shows to this reader."""
    me = sittings.participant_of(sitting, standing)
    acts = frozenset(TALK.offered(standing, sitting))
    closed = queries.window_closed(sitting)
    audiences = offered(sitting, me) if me and "say" in acts and not closed else []
    found, new = queries.lines(sitting, me), {line.id for line in queries.unread(sitting, me)}
    shown = [_shown(line, me, new, helps="translate" in acts) for line in found]
    here = own_room(sitting, me) if me else None
    asked = queries.longer_asked(sitting)
    return Seen(
        me=me, acts=acts, lines=shown, unread=len(new), offered=audiences,
        chosen=next((one.value for one in audiences if one.label == here), None), closed=closed,
        tasks=sum(len(one.missing) for one in shown),
        no_translator=any(one.helpless for one in shown),
        reads_papers=bool(may(MATTER, standing, sitting.matter, "see")),
        longer=asked, longer_acts=frozenset(LONGER.offered(standing, asked)) if asked else frozenset(),
        before=[one for one in queries.longer(sitting) if one is not asked],
        attended=queries.attendance(sitting) if sitting.kind is Kind.TEXT else [],
        calls=queries.calls(sitting) if Role.MEDIATOR in standing.roles else [],
        my_call=queries.call_of(sitting, me) if me and me.role not in HOSTS else None,
        callable=_callable(standing, sitting),
    )  # fmt: skip


def _callable(standing: Standing, sitting: Sitting) -> list[Participant]:
    """Whom the mediator could call now: who is not connected, and whose number we know."""
    if Role.MEDIATOR not in standing.roles or sitting.conference is None or sitting.state not in DURING:
        return []
    here = {one.seat for one in video.members(sitting.conference) if one.present}
    absent = [one for one in sitting.participants if one.key not in here and one.seat.to_at is None]
    known = [one for one in absent if one.seat.account_id is None and one.seat.phone]
    return [one for one in known if not queries.waits_for_call(sitting, one)]


def _shown(line: TalkLine, me: Participant | None, new: set[int], *, helps: bool) -> Shown:
    needs = queries.missing(line) if helps else []
    there = [one for one in line.translations if line.shown]
    exhibit = line.exhibit if line.shown else None
    return Shown(
        public_id=line.public_id, name=line.participant.name, part=people.part(line.participant), at=line.at,
        language=line.language, text=line.text if line.shown else None, gone=_gone(line),
        file=(exhibit.public_id, exhibit.title) if exhibit else None,
        translations=[Put(one.participant.name, one.language, one.text, one.at) for one in there],
        label=queries.label_words(line.sitting, line.label), private=line.label != wall.JOINT,
        mine=line.participant is me, new=line.id in new, missing=needs,
        helpless=any(_nobody_reads(line.sitting, {line.language, to}) for to in needs),
        may_retract=queries.may_retract(line, me),
    )  # fmt: skip


def _gone(line: TalkLine) -> str | None:
    if line.erased_at is not None:
        return N_("Erased: the time of keeping is over")
    return N_("Taken back by whoever wrote it") if line.retracted_at is not None else None


def _nobody_reads(sitting: Sitting, both: set[str]) -> bool:
    """Whether none of those who may translate reads both languages."""
    helpers = [one for one in sitting.participants if one.role in (*HOSTS, Role.INTERPRETER) and not one.seat.to_at]
    return not any(both <= languages(one) for one in helpers)


def live_of(standing: Standing) -> str:
    """Where the page of a talk listens: to hints of labels its reader reads, and to no others."""
    return f"/live?t={live.ticket(live.topics_of(standing))}"
