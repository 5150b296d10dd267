"""The terms are written down, version after version, and one of them is offered for signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from documents import services as documents
from documents.rules import Way
from documents.services import Wording
from mediation.agreements.models import SettlementAgreement, Term
from mediation.agreements.papers import terms_file
from mediation.agreements.queries import clauses as clauses_of
from mediation.agreements.queries import hands, of_dispute, paper, readiness
from mediation.agreements.rules import TABLE, AgreementState, Clause, Form, Reopened, problems
from mediation.agreements.services.versions import is_past, number_of, relabel, reopen, same
from mediation.core.advance import advance
from mediation.core.db import begin_writing, db, writing
from mediation.core.machine import NotNow, Standing
from mediation.core.wall import JOINT, SHARED
from mediation.core.words import N_
from mediation.disputes.models import Dispute
from mediation.disputes.rules import DisputeState
from mediation.referrals import queries as referrals


@writing
def begin(standing: Standing, dispute: Dispute, *, facts: str = "") -> SettlementAgreement:
    """The mediator begins to write down what the sides agree (人民调解法 28).

    Raises:
        NotNow: the dispute is not in mediation, or an agreement is being written already.
    """
    if dispute.state is not DisputeState.MEDIATING:
        raise NotNow(N_("An agreement can be written while the dispute is in mediation."))
    before = of_dispute(dispute)
    if before is not None and before.state is AgreementState.OPEN:
        raise NotNow(N_("An agreement is being written already."))
    agreement = SettlementAgreement(
        dispute=dispute, matter_id=dispute.matter_id, organisation_id=dispute.organisation_id, label=JOINT,
        key_name=dispute.matter.key_name, route=referrals.route(dispute), revision=0,
    )  # fmt: skip
    agreement.facts = facts
    advance(standing, TABLE, agreement, "begin", label=JOINT)
    return agreement


def amend(
    standing: Standing,
    agreement: SettlementAgreement,
    *,
    revision: int,
    clauses: Sequence[Clause] | None = None,
    facts: str | None = None,
    issues: str | None = None,
    responsibility: str | None = None,
) -> None:
    """A new version: other terms, or other words before them. What was offered falls, with every signature.

    Raises:
        NotNow: somebody saved another version since `revision`, or everybody has signed.
    """
    said = list(clauses) if clauses is not None else clauses_of(agreement)
    begin_writing()
    same(agreement, revision)
    advance(standing, TABLE, agreement, "amend", label=JOINT, codes={"revision": revision + 1})
    if agreement.document is not None and not is_past(agreement):
        documents.supersede(standing, agreement.document)
        reopen(agreement, Reopened.CHANGED)
    agreement.revision += 1
    for name, text in (("facts", facts), ("issues", issues), ("responsibility", responsibility)):
        if text is not None:
            setattr(agreement, name, text)
    for position, clause in enumerate(said, start=1):
        db.session.add(_term(agreement, position, clause))


def _term(agreement: SettlementAgreement, position: int, clause: Clause) -> Term:
    facts = asdict(clause)
    texts = {name: facts.pop(name) for name in ("thing", "account", "place", "condition")}
    del facts["debtor"], facts["creditor"]
    term = Term(
        **facts, agreement_id=agreement.id, revision=agreement.revision, position=position,
        matter_id=agreement.matter_id, label=agreement.label, key_name=agreement.key_name,
    )  # fmt: skip
    for name, text in texts.items():
        setattr(term, name, text or None)
    return term


def offer(
    standing: Standing,
    agreement: SettlementAgreement,
    *,
    revision: int,
    form: Form,
    left_to_paper: bool | None = None,
) -> None:
    """Offer this version for signature. The worker makes the paper; then everybody has seven days.

    `left_to_paper`: the mediator's answer, which is recorded, to whether it touches what the law leaves to paper.

    Raises:
        NotNow: with the first thing that stands against it (`rules.problems` has them all).
    """
    same(agreement, revision)
    against = problems(readiness(agreement, form, left_to_paper))
    if against:
        raise NotNow(against[0])
    clauses, facts, signing = clauses_of(agreement), paper(agreement, form).as_facts(), hands(agreement)
    begin_writing()  # what was read is of `revision`, and a version never changes
    same(agreement, revision)
    answered = None if left_to_paper is None else int(left_to_paper)
    codes: dict[str, str | int | None] = {"revision": revision, "form": form, "left_to_paper": answered}
    advance(standing, TABLE, agreement, "offer", codes=codes)
    agreement.form, number = form, number_of(agreement)
    relabel(agreement, SHARED)
    attachment = ("terms.json", terms_file(number, revision, clauses), "application/json")
    agreement.document = documents.draft(
        standing, Wording("agreement", number, facts, (attachment,)), matter_id=agreement.matter_id,
        key_name=agreement.key_name, label=SHARED, hands=signing,
        way=Way.PAPER if form is Form.PAPER else Way.ELECTRONIC,
    )  # fmt: skip


@writing
def open_signing(standing: Standing, agreement: SettlementAgreement) -> None:
    """The paper stands: from now on it may be read and signed, within the limit."""
    assert agreement.document is not None
    advance(standing, TABLE, agreement, "open")
    documents.open_signing(standing, agreement.document)


@writing
def spoil(standing: Standing, agreement: SettlementAgreement) -> None:
    """The paper could not be printed: back to the draft."""
    advance(standing, TABLE, agreement, "spoil", label=JOINT)
    reopen(agreement, Reopened.UNPRINTABLE)
