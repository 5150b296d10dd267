"""What is agreed (`terms`), whether it can be offered (`readiness`), what an act waits for (`guards`), and who may do
what (`TABLE`)."""

from __future__ import annotations

from mediation.agreements.rules.guards import (
    a_court_may_confirm,
    a_judge_has_the_case,
    agreed_orally,
    going_on,
    mediator_signed,
    not_binding,
    not_offered,
    on_paper,
    on_screen,
    parties_signed,
    sealable,
    signing,
    still_open,
)
from mediation.agreements.rules.readiness import Readiness, Someone, problems
from mediation.agreements.rules.terms import (
    MANNER,
    TERM_KIND,
    Clause,
    Manner,
    TermKind,
    added,
    changed,
    instalments,
    moved_up,
    removed,
)
from mediation.agreements.rules.words import (
    AGREEMENT_STATE,
    FORM,
    REFUSED,
    REOPENED,
    AgreementState,
    Form,
    Refused,
    Reopened,
)
from mediation.core.machine import ANY, NEW, Role, Row, Table

__all__ = [
    "AGREEMENT_STATE", "FORM", "MANNER", "REFUSED", "REOPENED", "TABLE", "TERM_KIND", "AgreementState", "Clause",
    "Form", "Manner", "Readiness", "Refused", "Reopened", "Someone", "TermKind", "added", "changed",
    "going_on", "instalments", "mediator_signed", "moved_up", "not_binding", "not_offered", "on_paper", "on_screen",
    "parties_signed", "problems", "removed", "sealable", "signing", "still_open",
]  # fmt: skip

OPEN, EFFECTIVE, ENDED = AgreementState.OPEN, AgreementState.EFFECTIVE, AgreementState.ENDED
PARTY, MEDIATOR, WINDOW, SYSTEM = Role.PARTY, Role.MEDIATOR, Role.WINDOW, Role.SYSTEM
SIGNERS = (PARTY, Role.REPRESENTATIVE)
SIGNS, CONFIRMS = ("everybody_signs",), ("apply_for_confirmation",)

TABLE = Table(
    "agreement",
    AgreementState,
    Row("see", ANY, by=(*SIGNERS, MEDIATOR, WINDOW)),
    Row("note_deputy", (OPEN,), by=(MEDIATOR, WINDOW), when=not_offered, basis="民法典 161, 163; 民诉法 56, 61, 62"),
    Row("drop_deputy", (OPEN,), by=(MEDIATOR, WINDOW), when=not_offered),
    Row("see", (EFFECTIVE,), by=(Role.GUEST_JUDGE, Role.JUDGE, Role.CLERK)),
    Row("begin", NEW, by=(MEDIATOR,), to=OPEN, basis="人民调解法 22, 28"),
    Row("amend", (OPEN,), by=(MEDIATOR,), when=not_binding, stops=SIGNS),
    Row("offer", (OPEN,), by=(MEDIATOR,), when=not_offered, basis="人民调解法 29"),
    Row("open", (OPEN,), by=(SYSTEM,), starts=SIGNS),
    Row("ask", (OPEN,), by=SIGNERS, basis="人民调解法 23"),
    Row("sign", (OPEN,), by=SIGNERS, when=on_screen, basis="人民调解法 29, OM 19"),
    Row("answer", (OPEN,), by=SIGNERS, when=signing, basis="人民调解法 22, OL 2(4)"),
    Row("read_out", (OPEN,), by=(MEDIATOR, WINDOW), when=signing, basis="人民调解法 22, OL 2(4)"),
    Row("open_desk", (OPEN,), by=(WINDOW,), when=on_screen, basis="OM 16, 17, 19; OL 2(4)"),
    Row("refuse", (OPEN,), by=SIGNERS, when=still_open, basis="人民调解法 23, OM 25(7)", stops=SIGNS),
    Row("withdraw", (OPEN,), by=(*SIGNERS, MEDIATOR), when=still_open, basis="人民调解法 23, OL 5"),
    Row("countersign", (OPEN,), by=(MEDIATOR,), when=parties_signed, basis="人民调解法 29, OM 19"),
    Row("seal", (OPEN,), by=(WINDOW,), when=sealable, basis="人民调解法 29, OM 19"),
    Row("compare", (OPEN,), by=(WINDOW,), when=on_screen, basis="人民调解法 29, OM 19, OL 13"),
    Row("certify", (OPEN,), by=(WINDOW,), when=on_paper, basis="OM 19"),
    Row("spoil", (OPEN,), by=(SYSTEM,)),
    Row("lapse", (OPEN,), by=(Role.CLOCK,), when=not_binding),
    Row("register_oral", (OPEN,), by=(MEDIATOR,), to=EFFECTIVE, when=agreed_orally, basis="人民调解法 28, 30",
        starts=CONFIRMS),
    Row("effect", (OPEN,), by=(SYSTEM,), to=EFFECTIVE, when=a_court_may_confirm,
        basis="人民调解法 29, 31; SI 24; OM 19", starts=CONFIRMS, stops=SIGNS),
    Row("effect", (OPEN,), by=(SYSTEM,), to=EFFECTIVE, when=a_judge_has_the_case, basis="SI 20, 24", stops=SIGNS),
    Row("end", (OPEN,), by=(SYSTEM,), to=ENDED, basis="OM 25", stops=SIGNS),
)  # fmt: skip
