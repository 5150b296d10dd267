from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from mediation.confirmations.models import JudicialConfirmation
from mediation.core import clock
from mediation.core.db import db
from mediation.core.jobs import Job, JobState
from mediation.core.machine import Actor
from mediation.core.record import Entry
from mediation.disputes.models import Dispute
from mediation.figures.models import Fold
from mediation.figures.rules import ACTS, NEEDS, OF, Measure, Rate, median, rates
from mediation.organisations import queries as organisations
from mediation.organisations.models import Organisation, OrganisationKind
from mediation.performance.models import Promise
from mediation.rulebook.kinds import DisputeType

Key = tuple[int, DisputeType, date, Measure, Measure, int]
"""Organisation, type, day, under which measure's day, measure, value: what a fold counts."""


# What one act adds.


def counted(entry: Entry) -> Counter[Key]:
    """What an act makes its subject count as, now that it is in the record."""
    dispute, found = dispute_of(entry), Counter[Key]()
    for measure in ACTS[entry.act]:
        needs = NEEDS.get(measure)
        day = _day(entry, measure)
        if day is None or (needs and _first(entry, needs) is None) or _first(entry, measure) is not entry:
            continue
        for under in (measure, *OF.get(measure, ())):
            before = _first(entry, under)
            began = _day(before, under) if before else None
            if began is not None:
                found[dispute.organisation_id, dispute.type, began, under, measure, _value(measure, entry)] += 1
    return found


def dispute_of(entry: Entry) -> Dispute:
    """The dispute an act belongs to."""
    if entry.subject == Dispute.__tablename__:
        return db.session.get_one(Dispute, entry.subject_id)
    table: Any = {one.__tablename__: one for one in (Promise, JudicialConfirmation)}[entry.subject]
    thing = db.session.scalars(select(table).where(table.id == entry.subject_id)).one()
    return db.session.get_one(Dispute, thing.dispute_id)


def _first(entry: Entry, measure: Measure) -> Entry | None:
    """The act by which the same matter first counted as a measure; the same thing, where it is of the same kind."""
    acts = [act for act, measures in ACTS.items() if measure in measures]
    same = (Entry.subject != entry.subject) | (Entry.subject_id == entry.subject_id)
    mine = select(Entry).where(Entry.stream == entry.stream, Entry.act.in_(acts), same)
    return db.session.scalar(mine.order_by(Entry.position).limit(1))


def _day(entry: Entry, measure: Measure) -> date | None:
    """The day something counts on: that of the act; for a promise that is due, the day agreed, if there is one."""
    if measure is Measure.DUE:
        return db.session.scalars(select(Promise).where(Promise.id == entry.subject_id)).one().due_on
    return clock.local_day(entry.at)


def _value(measure: Measure, entry: Entry) -> int:
    accepted = _first(entry, Measure.ACCEPTED) if measure is Measure.CONCLUDED else None
    return (clock.local_day(entry.at) - clock.local_day(accepted.at)).days if accepted else 0


# The same from nothing: every thing's story, read from its first row.


def recount() -> Counter[Key]:
    """All folds again, from the record alone. For the worker's reader: promises are behind the wall."""
    stories: dict[tuple[str, int], dict[Measure, date]] = {}
    whose: dict[tuple[str, int], Dispute] = {}
    rows = db.session.scalars(select(Entry).where(Entry.act.in_(ACTS)).order_by(Entry.stream, Entry.position))
    for entry in rows.all():
        thing = (entry.subject, entry.subject_id)
        if thing not in whose:
            whose[thing] = dispute_of(entry)
        story = stories.setdefault(thing, {})
        for measure in ACTS[entry.act]:
            day = _day(entry, measure)
            if day is not None and (measure not in NEEDS or NEEDS[measure] in story):
                story.setdefault(measure, day)
    return Counter(key for thing, story in stories.items() for key in _keys(whose[thing], story))


def _keys(dispute: Dispute, story: dict[Measure, date]) -> Iterable[Key]:
    for measure, day in story.items():
        value = (day - story[Measure.ACCEPTED]).days if measure is Measure.CONCLUDED else 0
        for under in (measure, *OF.get(measure, ())):
            if under in story:
                yield dispute.organisation_id, dispute.type, story[under], under, measure, value


def folded() -> Counter[Key]:
    """The folds as they are kept."""
    return Counter(
        {(row.organisation_id, row.type, row.day, row.under, row.measure, row.value): row.n
         for row in db.session.scalars(select(Fold))}
    )  # fmt: skip


# What a page shows.


def scope(actor: Actor) -> list[Organisation]:
    """The institutions whose figures somebody sees: a bureau those of its place, a window its own."""
    found: dict[int, Organisation] = {}
    for role, organisation_id in actor.offices:
        body = db.session.get_one(Organisation, organisation_id)
        if role == "window":
            found[body.id] = body
        elif role == "bureau":
            inside = Organisation.place_id.in_(organisations.within(body.place))
            wanted = select(Organisation).where(Organisation.kind == OrganisationKind.INSTITUTION, inside)
            found.update({one.id: one for one in db.session.scalars(wanted)})
    return sorted(found.values(), key=lambda one: one.id)


@dataclass(frozen=True)
class Figures:
    """The figures of some folds."""

    folds: Sequence[Fold]

    def n(self, measure: Measure, under: Measure | None = None) -> int:
        """How many count as a measure in the period, or of those that counted as another in it."""
        wanted = under or measure
        return sum(row.n for row in self.folds if row.measure is measure and row.under is wanted)

    @property
    def rates(self) -> dict[str, Rate]:
        return rates((row.under, row.measure, row.n) for row in self.folds)

    @property
    def median_days(self) -> float | None:
        days: Counter[int] = Counter()
        for row in self.folds:
            if row.measure is Measure.CONCLUDED and row.under is Measure.CONCLUDED:
                days[row.value] += row.n
        return median(days)


def of_period(bodies: Sequence[Organisation], first: date, last: date) -> list[Fold]:
    """The folds of some institutions for the days from one to another; no promise is due before its day."""
    return list(
        db.session.scalars(
            select(Fold).where(
                Fold.organisation_id.in_([body.id for body in bodies]), Fold.day >= first, Fold.day <= last
            )
        )
    )


def by_organisation(bodies: Sequence[Organisation], folds: Sequence[Fold]) -> list[tuple[Organisation, Figures]]:
    return [(body, Figures([row for row in folds if row.organisation_id == body.id])) for body in bodies]


def by_type(folds: Sequence[Fold]) -> list[tuple[DisputeType, Figures]]:
    """Each type there is, the most received first."""
    found = [(kind, Figures([row for row in folds if row.type is kind])) for kind in DisputeType]
    kept = [(kind, figures) for kind, figures in found if figures.folds]
    return sorted(kept, key=lambda pair: -pair[1].n(Measure.RECEIVED))


def first_day(bodies: Sequence[Organisation]) -> date | None:
    ids = [body.id for body in bodies]
    return db.session.scalar(select(func.min(Fold.day)).where(Fold.organisation_id.in_(ids)))


def as_of() -> datetime:
    """Up to which moment everything is counted: now, unless acts wait for the worker."""
    waits = select(func.min(Job.run_at)).where(Job.kind.endswith("figures.jobs.fold"), Job.state != JobState.DONE)
    return db.session.scalar(waits) or clock.now()
