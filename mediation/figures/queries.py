from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from mediation.core import clock
from mediation.core.db import db
from mediation.core.jobs import Job, JobState
from mediation.core.machine import Actor
from mediation.core.record import Entry
from mediation.disputes.models import Dispute
from mediation.figures.models import Fold
from mediation.figures.rules import ACTS, NEEDS, OF, Measure, Rate, median, month_of, rates
from mediation.organisations import queries as organisations
from mediation.organisations.models import Organisation, OrganisationKind
from mediation.rulebook.kinds import DisputeType

Key = tuple[int, DisputeType, date, Measure, Measure, int]
"""Organisation, type, month, under which measure's month, measure, value: what a fold counts."""


# What one act adds.


def counted(entry: Entry) -> Counter[Key]:
    """What an act makes its matter count as, now that it is in the record."""
    dispute = db.session.get_one(Dispute, entry.subject_id)
    found: Counter[Key] = Counter()
    for measure in ACTS[entry.act]:
        if measure in NEEDS and _first(entry.stream, NEEDS[measure]) is None:
            continue
        if _first(entry.stream, measure) is not entry:
            continue  # it counted already
        for under in (measure, *OF.get(measure, ())):
            began = _first(entry.stream, under)
            assert began is not None
            month = month_of(clock.local_day(began.at))
            found[dispute.organisation_id, dispute.type, month, under, measure, _value(measure, entry)] += 1
    return found


def _first(stream: str, measure: Measure) -> Entry | None:
    """The act by which a matter first counted as a measure."""
    acts = [act for act, measures in ACTS.items() if measure in measures]
    mine = select(Entry).where(Entry.stream == stream, Entry.act.in_(acts))
    return db.session.scalar(mine.order_by(Entry.position).limit(1))


def _value(measure: Measure, entry: Entry) -> int:
    accepted = _first(entry.stream, Measure.ACCEPTED) if measure is Measure.CONCLUDED else None
    return (clock.local_day(entry.at) - clock.local_day(accepted.at)).days if accepted else 0


# The same from nothing: every matter's story, read from its first row.


def recount() -> Counter[Key]:
    """All folds again, from the record alone."""
    stories: dict[int, dict[Measure, date]] = {}
    rows = select(Entry.subject_id, Entry.act, Entry.at).where(Entry.act.in_(ACTS)).order_by(Entry.id)
    for dispute_id, act, at in db.session.execute(rows):
        story = stories.setdefault(dispute_id, {})
        for measure in ACTS[act]:
            if measure not in NEEDS or NEEDS[measure] in story:
                story.setdefault(measure, clock.local_day(at))
    kinds = {
        row.id: (row.organisation_id, row.type)
        for row in db.session.execute(select(Dispute.id, Dispute.organisation_id, Dispute.type))
    }
    return Counter(key for dispute_id, story in stories.items() for key in _keys(*kinds[dispute_id], story))


def _keys(organisation_id: int, kind: DisputeType, story: dict[Measure, date]) -> Iterable[Key]:
    for measure, day in story.items():
        value = (day - story[Measure.ACCEPTED]).days if measure is Measure.CONCLUDED else 0
        for under in (measure, *OF.get(measure, ())):
            yield organisation_id, kind, month_of(story[under]), under, measure, value


def folded() -> Counter[Key]:
    """The folds as they are kept."""
    return Counter(
        {(row.organisation_id, row.type, row.month, row.under, row.measure, row.value): row.n
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
    """The folds of some institutions for the months from one to another."""
    return list(
        db.session.scalars(
            select(Fold).where(
                Fold.organisation_id.in_([body.id for body in bodies]), Fold.month >= first, Fold.month <= last
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


def first_month(bodies: Sequence[Organisation]) -> date | None:
    ids = [body.id for body in bodies]
    return db.session.scalar(select(func.min(Fold.month)).where(Fold.organisation_id.in_(ids)))


def as_of() -> datetime:
    """Up to which moment everything is counted: now, unless acts wait for the worker."""
    waits = select(func.min(Job.run_at)).where(Job.kind.endswith("figures.jobs.fold"), Job.state != JobState.DONE)
    return db.session.scalar(waits) or clock.now()
