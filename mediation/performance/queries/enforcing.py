"""What goes to the court that enforces: which terms, which court, which papers (民诉法 206, 250; 民诉法解释 460)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from documents import queries as documents
from documents.models import Document
from documents.rules import DocumentState
from documents.sending import safe_name
from mediation.agreements import queries as agreements
from mediation.agreements.papers import capitals, figures, prose
from mediation.agreements.rules import TermKind
from mediation.confirmations.models import JudicialConfirmation
from mediation.confirmations.queries import wordings
from mediation.core import clock
from mediation.core.db import db
from mediation.core.wall import side
from mediation.disputes.models import Party
from mediation.disputes.papers import Person
from mediation.organisations import queries as organisations
from mediation.organisations.models import Organisation, OrganisationKind
from mediation.performance import queries
from mediation.performance.models import Payment, Promise
from mediation.performance.papers import (
    CREDITOR_ZH,
    DEBTOR_ZH,
    ENCLOSURES_ZH,
    PAYMENTS_ZH,
    SCHEDULE_ZH,
    STATE_ZH,
    EnforcementPaper,
    OverdueTerm,
    table,
    yuan,
)
from mediation.performance.rules import PromiseState, can_be_enforced
from mediation.performance.rules.schedule import enforce_by

BEFORE_THE_EPOCH_OF_ZIP = (1980, 1, 1, 0, 0, 0)
"""Every entry has the same day: the same papers make the same file."""


def overdue(promise: Promise) -> list[Promise]:
    """All that the same debtor owes the same creditor and a court could be asked to enforce today."""
    return [
        one for one in queries.of_dispute(promise.dispute)
        if one.agreement_id == promise.agreement_id and one.debtor_id == promise.debtor_id
        and one.creditor_id == promise.creditor_id and one.state is not PromiseState.KEPT
        and can_be_enforced(one) is None
    ]  # fmt: skip


def enforce_until(promise: Promise) -> date | None:
    """The last day to ask for enforcement: counted from the day in the agreement, of instalments from the last one; of
    a promise without a day from the day the ruling was served (民事诉讼法 250).
    """
    term = promise.term
    series = [term]
    if term.series is not None:
        series = [one for one in agreements.terms(promise.agreement) if one.series == term.series]
    days = [one.due_on for one in series if one.due_on is not None]
    if not days and promise.due_on is not None:
        days = [promise.due_on]
    if not days and promise.ruling is not None and (served := served_on(promise.ruling)):
        days = [served]
    return enforce_by(days) if days else None


def served_on(ruling: JudicialConfirmation) -> date | None:
    """The day on which the last of them received the ruling, if all have."""
    served = [one.served_at for one in ruling.services]
    return clock.local_day(max(moment for moment in served if moment)) if served and all(served) else None


def courts(promise: Promise) -> list[Organisation]:
    """The court that ruled, then those of its level, of which one may be where the property is (民诉法解释 460)."""
    assert promise.ruling is not None
    first = promise.ruling.court
    peers = [
        organisations.responsible(OrganisationKind.COURT, place, level=first.level)
        for place in organisations.districts()
    ]
    return list({one.id: one for one in (first, *peers) if one is not None}.values())


def enforcement_paper(promise: Promise, court: Organisation, property_words: str) -> EnforcementPaper:
    """What stands on the application, from the rows as they are now."""
    ruling = promise.ruling
    assert ruling is not None and ruling.ruled_on is not None
    served, terms = served_on(ruling), overdue(promise)
    total = sum(one.balance for one in terms)
    return EnforcementPaper(
        institution=promise.dispute.matter.organisation.name, court=court.name,
        applicants=[_person(promise.creditor, CREDITOR_ZH, own=True)],
        respondents=[_person(promise.debtor, DEBTOR_ZH)], ruling_court=ruling.court.name,
        ruling_on=ruling.ruled_on.isoformat(), served_on=served.isoformat() if served else "",
        agreement_number=promise.agreement.number or "", terms=[_overdue(one) for one in terms],
        total=figures(total) if total else "", total_in_words=capitals(total) if total else "",
        property=property_words, enclosures=ENCLOSURES_ZH, signed_on="",
    )  # fmt: skip


def _person(party: Party, role: str, *, own: bool = False) -> Person:
    """Whoever asks gives the court a telephone number it can call."""
    person = replace(wordings.person(party), role=role)
    return replace(person, contact=party.seat.phone or "") if own and person.contact else person


def _overdue(promise: Promise) -> OverdueTerm:
    until = enforce_until(promise)
    money = promise.kind is TermKind.PAY
    day = promise.term.due_on or promise.due_on
    return OverdueTerm(
        term=prose(agreements.clause(promise.term)), due_on=day.isoformat() if day else "",
        due=figures(promise.owed) if money else "", paid=figures(promise.paid) if money else "",
        balance=figures(promise.balance) if money else "", enforce_until=until.isoformat() if until else "",
    )  # fmt: skip


def application(promise: Promise) -> Document | None:
    """The newest application of this creditor that could be made, as far as the reader may read it."""
    label = side(promise.creditor.seat.side or 0)
    wanted = select(Document).where(
        Document.matter_id == promise.matter_id, Document.kind == "enforcement_application", Document.label == label,
        Document.state.in_((DocumentState.DRAFT, DocumentState.FROZEN, DocumentState.COMPLETE)),
    )  # fmt: skip
    return db.session.scalar(wanted.order_by(Document.id.desc()).limit(1))


def pack(promise: Promise) -> bytes:
    """Everything for the court in one ZIP, with a list of what is in it and the hash of each. Reads kept files."""
    sink, listed = io.BytesIO(), []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in _contents(promise):
            file.writestr(zipfile.ZipInfo(name, BEFORE_THE_EPOCH_OF_ZIP), content, zipfile.ZIP_DEFLATED)
            listed.append((name, hashlib.sha256(content).hexdigest()))
        last = zipfile.ZipInfo("清单.csv", BEFORE_THE_EPOCH_OF_ZIP)
        file.writestr(last, table(("文件", "SHA-256"), listed), zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def _contents(promise: Promise) -> Iterator[tuple[str, bytes]]:
    assert promise.ruling is not None
    papers = (application(promise), promise.ruling.ruling, promise.agreement.document)
    for name, paper in zip(("1 强制执行申请书", "2 民事裁定书", "3 人民调解协议书"), papers, strict=True):
        if paper is not None and paper.complete_kept is not None:
            yield safe_name(name, paper.media_type), documents.fetch(paper.complete_kept, paper.key_name)
    promises = [
        one for one in queries.of_dispute(promise.dispute)
        if (one.debtor_id, one.creditor_id) == (promise.debtor_id, promise.creditor_id)
    ]  # fmt: skip
    yield "4 履行情况表.csv", table(SCHEDULE_ZH, [_row(n, one) for n, one in enumerate(promises, 1)])
    payments = [payment for one in promises for payment in one.payments]
    rows = []
    for n, payment in enumerate(payments, 1):
        proofs = list(_proofs(n, payment))
        shown = "、".join(name for name, _ in proofs)
        rows.append((n, payment.paid_on, yuan(payment.amount), STATE_ZH[payment.state], shown))
        yield from ((f"5 付款及凭证/{name}", content) for name, content in proofs)
    yield "5 付款及凭证/付款一览.csv", table(PAYMENTS_ZH, rows)


def _row(n: int, promise: Promise) -> tuple[object, ...]:
    money = promise.kind is TermKind.PAY
    sums = (promise.owed, promise.paid, promise.balance) if money else ()
    return (
        n, prose(agreements.clause(promise.term)), "可申请执行" if promise.enforceable else "道义承诺",
        promise.term.due_on or promise.due_on or "", *([yuan(one) for one in sums] or ("", "", "")),
        (enforce_until(promise) or "") if promise.enforceable else "", STATE_ZH[promise.state],
    )  # fmt: skip


def _proofs(n: int, payment: Payment) -> Iterator[tuple[str, bytes]]:
    for m, proof in enumerate(payment.proofs, 1):
        if (exhibit := proof.exhibit) is not None:
            name = safe_name(f"{n}-{m}", exhibit.media_type)
            yield name, documents.fetch(exhibit.shown_at, exhibit.key_name)
