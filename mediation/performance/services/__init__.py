"""The verbs of a promise: said, paid, kept or not, enforced; the visit, the end of the matter and its dossier."""

from mediation.performance.services.conditions import begin, claim, deny
from mediation.performance.services.enforcing import prepare
from mediation.performance.services.promises import (
    close,
    complain,
    make,
    notify_ending,
    remind,
    take_notice,
    visit,
    write_receipt,
)
from mediation.performance.services.replanning import agree, decline, propose, withdraw
from mediation.performance.services.reporting import confirm, contest, dispute, note_payment, receive, report

__all__ = [
    "agree", "begin", "claim", "close", "complain", "confirm", "contest", "decline", "deny", "dispute", "make",
    "note_payment", "notify_ending", "prepare", "propose", "receive", "remind", "report", "take_notice", "visit",
    "withdraw", "write_receipt",
]  # fmt: skip
