"""What stands against offering an agreement for signature."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mediation.agreements.rules.deputies import Represented, missing_hands
from mediation.agreements.rules.terms import Clause, TermKind
from mediation.agreements.rules.words import Form
from mediation.core.words import N_, Said, say
from mediation.rulebook.kinds import DisputeType
from mediation.rulebook.paper import WHY_PAPER, by_type, spoken_of
from mediation.rulebook.wording import decides_status


@dataclass(frozen=True)
class Someone:
    """What the paper must be able to say of a party (人民调解法 29(1))."""

    name: str
    person: bool
    sex: str | None
    address: str | None


@dataclass(frozen=True)
class Readiness:
    """All that is asked before an agreement may be offered for signature.

    `left_to_paper`: what the mediator answered when asked whether it touches what the law leaves to paper.
    """

    clauses: Sequence[Clause]
    facts: str
    people: Sequence[Someone]
    type: DisputeType
    form: Form
    today: date
    minutes_missing: bool = False
    left_to_paper: bool | None = None
    represented: Sequence[Represented] = ()

    @property
    def texts(self) -> list[str]:
        return [self.facts, *(text for one in self.clauses for text in (one.thing, one.condition))]


def problems(asked: Readiness) -> list[Said]:
    """Everything that stands against offering an agreement, in plain words, in the order of the page."""
    found: list[Said] = []
    if asked.minutes_missing:
        found.append(say(N_("A sitting was held, but its record is not written yet.")))
    if not asked.facts.strip():
        found.append(say(N_("Write in two or three sentences what the dispute is about.")))
    if not asked.clauses:
        found.append(say(N_("There is no term yet.")))
    for number, clause in enumerate(asked.clauses, start=1):
        found += _of_clause(number, clause, asked.today)
    found += _of_sums(asked.clauses)
    found += _of_people(asked.people)
    found += missing_hands(asked.represented, asked.today)
    if asked.form is Form.ELECTRONIC:
        found += _of_paper(asked)
    return found


def _of_paper(asked: Readiness) -> list[Said]:
    """Why it cannot be signed on a screen (电子签名法 3). Where words alone suggest it, the mediator has to answer."""
    for_certain = by_type(asked.type)
    if for_certain:
        return [say(WHY_PAPER[for_certain]), say(N_("Choose paper."))]
    suggested = spoken_of(asked.texts)
    if asked.left_to_paper:
        return [*(say(WHY_PAPER[one]) for one in suggested), say(N_("Choose paper."))]
    if suggested and asked.left_to_paper is None:
        return [
            say(N_("The words of the agreement may touch what the law leaves to paper. Answer the question below."))
        ]
    return []


def _of_clause(number: int, clause: Clause, today: date) -> list[Said]:
    found = []
    if clause.debtor_id is None or clause.creditor_id is None:
        found.append(say(N_("Term %(number)s: say who owes it and to whom."), number=number))
    elif clause.debtor_id == clause.creditor_id:
        found.append(say(N_("Term %(number)s: nobody can owe something to themselves."), number=number))
    if clause.kind is TermKind.PAY and not clause.amount:
        found.append(say(N_("Term %(number)s: the amount is missing."), number=number))
    if clause.kind is TermKind.PAY and clause.manner is None:
        found.append(say(N_("Term %(number)s: say how it is paid."), number=number))
    if clause.kind is not TermKind.PAY and not clause.thing.strip():
        found.append(say(N_("Term %(number)s: say what exactly is promised."), number=number))
    if clause.due_on is None and not clause.on_the_spot:
        found.append(say(N_("Term %(number)s: the day is missing."), number=number))
    if clause.due_on is not None and clause.due_on < today:
        found.append(say(N_("Term %(number)s: the day has passed."), number=number))
    if decides_status(clause.thing) or decides_status(clause.condition):
        found.append(say(N_(
            "Term %(number)s: marriage, parentage and adoption cannot be decided by an agreement. Take this out."
        ), number=number))  # fmt: skip
    return found


def _of_sums(clauses: Sequence[Clause]) -> list[Said]:
    found = []
    for series in sorted({one.series for one in clauses if one.series is not None}):
        parts = [one for one in clauses if one.series == series]
        total, added = parts[0].series_total or 0, sum(one.amount or 0 for one in parts)
        if added != total or any(one.series_total != total for one in parts):
            found.append(say(
                N_("The instalments add up to %(sum)s yuan, but %(total)s yuan were agreed."),
                sum=_yuan(added), total=_yuan(total),
            ))  # fmt: skip
    return found


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def _of_people(people: Iterable[Someone]) -> list[Said]:
    return [
        say(N_("The paper must say who %(name)s is: sex and address are missing."), name=one.name)
        if one.person else say(N_("The paper must say where %(name)s has its seat."), name=one.name)
        for one in people
        if not one.address or (one.person and not one.sex)
    ]  # fmt: skip
