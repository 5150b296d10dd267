from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from documents.rules import DocumentState, Way
from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_, Said, say
from mediation.disputes.rules import DisputeState
from mediation.rulebook.days import months_after
from mediation.rulebook.kinds import PAPER_BY_DEFAULT, DisputeType
from mediation.rulebook.routes import FOLLOWS, NOT_CONFIRMED, Follows, Route
from mediation.rulebook.wording import decides_status


class AgreementState(enum.StrEnum):
    """Open: drafted, offered and signed (how far the signing is, its paper knows). Effective: it binds."""

    OPEN = "open"
    EFFECTIVE = "effective"
    ENDED = "ended"


AGREEMENT_STATE = {
    AgreementState.OPEN: N_("Being agreed"),
    AgreementState.EFFECTIVE: N_("In effect"),
    AgreementState.ENDED: N_("No agreement was reached"),
}


class Form(enum.StrEnum):
    """How the agreement is put down (人民调解法 28–30)."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
    ORAL = "oral"


FORM = {
    Form.ELECTRONIC: N_("Signed on each person's own phone"),
    Form.PAPER: N_("Printed and signed by hand"),
    Form.ORAL: N_("Agreed orally and registered"),
}


class Reopened(enum.StrEnum):
    """Why a paper that was offered for signature is no longer good."""

    CHANGED = "changed"
    REFUSED = "refused"
    LAPSED = "lapsed"
    UNPRINTABLE = "unprintable"


REOPENED = {
    Reopened.CHANGED: N_("The terms were changed. Signatures given before no longer count. Please read them again."),
    Reopened.REFUSED: N_("Somebody did not want to sign. Signatures given before no longer count."),
    Reopened.LAPSED: N_("Not everybody signed within seven days. Signatures given before no longer count."),
    Reopened.UNPRINTABLE: N_("The paper could not be made: the text has characters that cannot be printed."),
}  # fmt: skip


class TermKind(enum.StrEnum):
    PAY = "pay"
    DO = "do"
    REFRAIN = "refrain"


TERM_KIND = {
    TermKind.PAY: N_("Somebody pays"),
    TermKind.DO: N_("Somebody does something"),
    TermKind.REFRAIN: N_("Somebody no longer does something"),
}


class Manner(enum.StrEnum):
    """How money changes hands."""

    TRANSFER = "transfer"
    CASH = "cash"
    PHONE = "phone"
    OTHER = "other"


MANNER = {
    Manner.TRANSFER: N_("Bank transfer"),
    Manner.CASH: N_("Cash"),
    Manner.PHONE: N_("Payment by phone (WeChat, Alipay)"),
    Manner.OTHER: N_("Another way"),
}


@dataclass(frozen=True)
class Clause:
    """One term as it is agreed: who owes whom what, when, how and where. Amounts in fen.

    `due_on` is the last day; for what somebody no longer does, the last day of that promise. `on_the_spot` is at the
    signing (for the latter: from then on, without an end). Terms of one `series` are the instalments of `series_total`.
    """

    kind: TermKind
    debtor_id: int | None = None
    creditor_id: int | None = None
    debtor: str = ""
    creditor: str = ""
    amount: int | None = None
    thing: str = ""
    due_on: date | None = None
    on_the_spot: bool = False
    manner: Manner | None = None
    account: str = ""
    place: str = ""
    condition: str = ""
    enforceable: bool = True
    series: int | None = None
    series_total: int | None = None


@dataclass(frozen=True)
class Someone:
    """What the paper must be able to say of a party (人民调解法 29(1))."""

    name: str
    person: bool
    sex: str | None
    address: str | None


@dataclass(frozen=True)
class Readiness:
    """All that is asked before an agreement may be offered for signature."""

    clauses: Sequence[Clause]
    facts: str
    people: Sequence[Someone]
    type: DisputeType
    form: Form
    today: date
    minutes_missing: bool = False


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
    if asked.type in PAPER_BY_DEFAULT and asked.form is Form.ELECTRONIC:
        found.append(say(N_("Family matters are signed by hand on paper. Choose paper.")))
    return found


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


def instalments(total: int, count: int, first_on: date) -> list[tuple[int, date]]:
    """A sum in monthly parts: amounts in fen, whole yuan but for the last, and days, rest days rolled on."""
    part = total // count // 100 * 100 or total // count
    amounts = [part] * (count - 1) + [total - part * (count - 1)]
    return [(amount, months_after(first_on, n) if n else first_on) for n, amount in enumerate(amounts)]


# The clauses of a draft, changed one at a time: each gives the list of the next version.


def added(clauses: Sequence[Clause], *more: Clause) -> list[Clause]:
    return [*clauses, *more]


def changed(clauses: Sequence[Clause], number: int, clause: Clause) -> list[Clause]:
    """`number` counts from 1."""
    return [clause if n == number else one for n, one in enumerate(clauses, start=1)]


def removed(clauses: Sequence[Clause], number: int) -> list[Clause]:
    return [one for n, one in enumerate(clauses, start=1) if n != number]


def moved_up(clauses: Sequence[Clause], number: int) -> list[Clause]:
    """The term changes places with the one before it."""
    moved = list(clauses)
    if 1 < number <= len(moved):
        moved[number - 2], moved[number - 1] = moved[number - 1], moved[number - 2]
    return moved


# Guards.


def going_on(agreement: Any) -> str | None:
    return N_("This matter is paused for now.") if agreement.dispute.state is DisputeState.SUSPENDED else None


def signing(agreement: Any) -> str | None:
    """The paper is out for signature, and the matter does not stand still."""
    paused = going_on(agreement)
    if paused:
        return paused
    document = agreement.document
    if document is None or document.state is not DocumentState.SIGNING:
        return N_("This is not offered for signature now.")
    return None


def on_screen(agreement: Any) -> str | None:
    if agreement.document is not None and agreement.document.way is Way.PAPER:
        return N_("This agreement is signed by hand on paper.")
    return signing(agreement)


def on_paper(agreement: Any) -> str | None:
    if agreement.document is not None and agreement.document.way is not Way.PAPER:
        return N_("This agreement is signed on the screen.")
    return signing(agreement)


def _all_signed(agreement: Any, part: str) -> bool:
    return all(one.signed_at for one in agreement.document.signers if one.part == part)


def parties_signed(agreement: Any) -> str | None:
    return on_screen(agreement) or (
        None
        if _all_signed(agreement, "party")
        else N_("First the parties sign, then the mediator, then the seal is put.")
    )


def mediator_signed(agreement: Any) -> str | None:
    return parties_signed(agreement) or (
        None
        if _all_signed(agreement, "mediator")
        else N_("First the parties sign, then the mediator, then the seal is put.")
    )


def not_signed_by_all(agreement: Any) -> str | None:
    document = agreement.document
    if document is not None and document.state is DocumentState.SIGNING and document.given == document.due:
        return N_("Everybody has signed this already.")
    return None


def not_offered(agreement: Any) -> str | None:
    paused = going_on(agreement)
    if paused:
        return paused
    document = agreement.document
    if document is not None and document.state in (DocumentState.DRAFT, DocumentState.FROZEN, DocumentState.SIGNING):
        return N_("This is offered for signature already.")
    return None


def agreed_orally(agreement: Any) -> str | None:
    """A court reads what it is sent: what it handed over is agreed in writing (SI 19, 24)."""
    return not_offered(agreement) or (
        None if agreement.route is Route.OWN else N_("A court handed this over: the agreement has to be in writing.")
    )


def a_court_may_confirm(agreement: Any) -> str | None:
    return None if FOLLOWS[agreement.route] is Follows.CONFIRMATION else NOT_CONFIRMED


def a_judge_has_the_case(agreement: Any) -> str | None:
    return None if FOLLOWS[agreement.route] is Follows.COURT_PAPER else N_("No court has this case.")


OPEN, EFFECTIVE, ENDED = AgreementState.OPEN, AgreementState.EFFECTIVE, AgreementState.ENDED
PARTY, MEDIATOR, WINDOW, SYSTEM = Role.PARTY, Role.MEDIATOR, Role.WINDOW, Role.SYSTEM
SIGNS, CONFIRMS = ("everybody_signs",), ("apply_for_confirmation",)

TABLE = Table(
    "agreement",
    AgreementState,
    Row("see", ANY, by=(PARTY, MEDIATOR, WINDOW)),
    Row("see", (EFFECTIVE,), by=(Role.GUEST_JUDGE, Role.JUDGE, Role.CLERK)),
    Row("begin", NEW, by=(MEDIATOR,), to=OPEN, basis="人民调解法 22, 28"),
    Row("amend", (OPEN,), by=(MEDIATOR,), when=not_signed_by_all, stops=SIGNS),
    Row("offer", (OPEN,), by=(MEDIATOR,), when=not_offered, basis="人民调解法 29"),
    Row("open", (OPEN,), by=(SYSTEM,), starts=SIGNS),
    Row("ask", (OPEN,), by=(PARTY,), basis="人民调解法 23"),
    Row("sign", (OPEN,), by=(PARTY,), when=on_screen, basis="人民调解法 29, OM 19"),
    Row("refuse", (OPEN,), by=(PARTY,), when=signing, basis="人民调解法 23, OM 25(7)", stops=SIGNS),
    Row("countersign", (OPEN,), by=(MEDIATOR,), when=parties_signed, basis="人民调解法 29, OM 19"),
    Row("seal", (OPEN,), by=(WINDOW,), when=mediator_signed, basis="人民调解法 29"),
    Row("certify", (OPEN,), by=(WINDOW,), when=on_paper, basis="OM 19"),
    Row("spoil", (OPEN,), by=(SYSTEM,)),
    Row("lapse", (OPEN,), by=(Role.CLOCK,), when=not_signed_by_all),
    Row("register_oral", (OPEN,), by=(MEDIATOR,), to=EFFECTIVE, when=agreed_orally, basis="人民调解法 28, 30",
        starts=CONFIRMS),
    Row("effect", (OPEN,), by=(SYSTEM,), to=EFFECTIVE, when=a_court_may_confirm,
        basis="人民调解法 29, 31; SI 24; OM 19", starts=CONFIRMS, stops=SIGNS),
    Row("effect", (OPEN,), by=(SYSTEM,), to=EFFECTIVE, when=a_judge_has_the_case, basis="SI 20, 24", stops=SIGNS),
    Row("end", (OPEN,), by=(SYSTEM,), to=ENDED, basis="OM 25", stops=SIGNS),
)  # fmt: skip
