"""The judge hears both parties and rules; the ruling is signed, served, and in time beyond objection."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

from documents import services as documents
from documents.models import Document
from documents.rules import DocumentState, Proof
from documents.services import Act, Hand, Wording
from documents.verifying import Verdict
from mediation.confirmations import queries
from mediation.confirmations.models import Examination, JudicialConfirmation, RemarkKind, Service
from mediation.confirmations.papers import ChangedPaper, RulingPaper, as_facts
from mediation.confirmations.queries import wordings
from mediation.confirmations.rules import TABLE, Outcome, ServedBy
from mediation.confirmations.services.court import leave
from mediation.confirmations.services.receiving import keep_remark
from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, NotYours, Role, Standing, may
from mediation.core.wall import COURT, SHARED
from mediation.core.words import N_
from mediation.matters.models import Seat
from mediation.rulebook.courts import Dismissal, Question
from mediation.rulebook.limits import limit
from mediation.sittings.rules import Mode

CHANGE_MISSING = N_("Say what is ruled instead.")


@writing
def inquire(
    standing: Standing,
    confirmation: JudicialConfirmation,
    *,
    present: int,
    answers: Mapping[Question, bool],
    way: Mode,
    words: str,
) -> None:
    """What both parties answered when the judge heard them together (民诉法解释 356). A later inquiry takes its place.

    `present` counts the parties who were there; `answers` says for each question whether all was in order.

    Raises:
        NotNow: somebody was missing, or a question was not asked.
    """
    may(TABLE, standing, confirmation, "inquire").or_raise()
    if present < len(confirmation.dispute.parties):
        raise NotNow(N_("Both parties have to be there together. Ask those who are missing to come."))
    if set(answers) != set(Question):
        raise NotNow(N_("Every question has to be asked."))
    doubts = sum(not fine for fine in answers.values())
    advance(standing, TABLE, confirmation, "inquire", label=COURT, codes={"doubts": doubts})
    confirmation.inquired_at, confirmation.doubts = clock.now(), doubts
    said = {question.value: "yes" if fine else "no" for question, fine in answers.items()}
    text = json.dumps({**said, "way": way, "note": words}, ensure_ascii=False)
    keep_remark(standing, confirmation, RemarkKind.INQUIRY, text, label=COURT)


@writing
def extend(standing: Standing, confirmation: JudicialConfirmation, *, president: str) -> None:
    """The president of the court has given ten days more, once (法释〔2011〕5号 5).

    Raises:
        NotNow: the fifteen days are over.
    """
    may(TABLE, standing, confirmation, "extend").or_raise()
    running = next(iter(deadlines.running(confirmation, "court_rules")), None)
    if running is None or running.due_at is None:
        raise NotNow(N_("The fifteen days are over: they cannot be extended any more."))
    advance(standing, TABLE, confirmation, "extend")
    confirmation.extended_by = president
    last = clock.local_day(running.due_at - timedelta(seconds=1))
    longer = limit("court_rules_longer", clock.today()).last_day(last)
    deadlines.extend("court_rules", confirmation, until=clock.end_of(longer))


@writing
def grant(standing: Standing, confirmation: JudicialConfirmation, *, words: str = "") -> None:
    """The judge finds the agreement valid: the ruling is made, to be read and signed (民事诉讼法 206). After an
    objection was upheld, `words` are what is ruled instead.

    Raises:
        NotNow: nothing is said of what is ruled instead.
    """
    if queries.upheld(confirmation) and not words.strip():
        raise NotNow(CHANGE_MISSING)
    advance(standing, TABLE, confirmation, "grant", label=COURT)
    _draft_ruling(standing, confirmation, Outcome.CONFIRMED, None, words)


@writing
def reject(standing: Standing, confirmation: JudicialConfirmation, *, reason: Dismissal, words: str = "") -> None:
    """The judge dismisses the application on a ground of the law: the ruling is made, to be read and signed."""
    advance(standing, TABLE, confirmation, "reject", label=COURT, codes={"reason": reason})
    _draft_ruling(standing, confirmation, Outcome.DISMISSED, reason, words)


def _draft_ruling(
    standing: Standing, confirmation: JudicialConfirmation, outcome: Outcome, dismissal: Dismissal | None, words: str
) -> None:
    """The paper is the court's own until it is complete. One that is not signed yet gives way to the next."""
    before = confirmation.ruling
    if before is not None and before.state in (DocumentState.DRAFT, DocumentState.FROZEN, DocumentState.SIGNING):
        documents.supersede(standing, before)
    confirmation.outcome, confirmation.dismissal = outcome, dismissal
    upheld = queries.upheld(confirmation)
    paper: RulingPaper | ChangedPaper = wordings.ruling_paper(confirmation, words)
    if upheld:
        paper = wordings.changed_paper(confirmation, upheld, words)
    kind = "changed_on_objection" if upheld else "ruling"
    judge = _judge(standing, confirmation)
    hands = [
        Hand(judge.public_id, "judge", "审判员", judge.name, 1),
        wordings.seal_of(confirmation.court, turn=2),
    ]
    confirmation.ruling = documents.draft(
        standing, Wording(kind, confirmation.court_number or "", as_facts(paper)),
        matter_id=confirmation.matter_id, key_name=confirmation.matter.key_name, label=COURT, hands=hands,
    )  # fmt: skip


@writing
def sign_ruling(standing: Standing, confirmation: JudicialConfirmation, *, shown: str) -> None:
    """The judge signs the ruling they were shown, and the court's seal is put; the second factor was checked before."""
    advance(standing, TABLE, confirmation, "sign_ruling", label=COURT)
    assert confirmation.ruling is not None
    act = Act(shown, Proof.SECOND_FACTOR)
    documents.sign(standing, confirmation.ruling, key=_judge(standing, confirmation).public_id, act=act)
    documents.sign(standing, confirmation.ruling, key=wordings.seal_of(confirmation.court).key, act=act)


@writing
def rule(standing: Standing, confirmation: JudicialConfirmation) -> None:
    """The signed and sealed ruling is released: everybody may be served (民事诉讼法 206)."""
    assert confirmation.ruling is not None and confirmation.outcome is not None
    if not confirmation.carried:
        confirmation.ruled_on = clock.today()
    verb = "confirm" if confirmation.outcome is Outcome.CONFIRMED else "dismiss"
    codes: dict[str, str | int | None] = {"court": confirmation.court_id, "reason": confirmation.dismissal}
    advance(standing, TABLE, confirmation, verb, codes=codes)
    documents.relabel(confirmation.ruling, SHARED)
    _give_way(standing, confirmation)
    for party in confirmation.dispute.parties:
        service = queries.service_of(confirmation, party.seat_id)
        if service is None:
            db.session.add(Service(confirmation=confirmation, matter_id=confirmation.matter_id, seat_id=party.seat_id))
        else:  # after an objection the new ruling is served anew; the record knows the first time
            service.served_at, service.way, service.over = None, None, False


def _give_way(standing: Standing, confirmation: JudicialConfirmation) -> None:
    """The ruling that was objected to with success is no longer good from the moment the new one is released."""
    upheld = queries.upheld(confirmation)
    if upheld is not None and upheld.ruling is not None and upheld.ruling.state is DocumentState.COMPLETE:
        documents.replace(standing, upheld.ruling)


@writing
def serve(standing: Standing, confirmation: JudicialConfirmation) -> None:
    """A party opens the ruling: it is served on them now, and their time for objections begins (民诉法解释 372)."""
    may(TABLE, standing, confirmation, "serve").or_raise()
    service = queries.service_of(confirmation, standing.actor.seat_id)
    if service is None:
        raise NotYours()
    if service.served_at is None:
        advance(standing, TABLE, confirmation, "serve", codes={"seat": service.seat_id})
        service.served_at, service.way = clock.now(), ServedBy.SCREEN
        deadlines.start("party_objects", service)


@writing
def close(standing: Standing, confirmation: JudicialConfirmation) -> None:
    """Nobody can object any more: the court leaves the matter."""
    advance(standing, TABLE, confirmation, "close")
    leave(confirmation)


@writing
def keep_verdict(confirmation: JudicialConfirmation, paper: Document, *, verdict: Verdict) -> None:
    """Keep what came of verifying a paper of the package."""
    examination = Examination(
        confirmation_id=confirmation.id, kind=paper.kind, sha256=paper.complete_sha256, answer=verdict.answer.value,
        failed=list(verdict.failed), examined_at=clock.now(),
    )  # fmt: skip
    db.session.add(examination)


def _judge(standing: Standing, confirmation: JudicialConfirmation) -> Seat:
    seat = queries.own_seat(confirmation, standing, Role.JUDGE)
    if seat is None:
        raise NotYours()
    return seat
