"""The verbs of a confirmation: applied for together, with the court, ruled on and served."""

from mediation.confirmations.services.applying import (
    apply,
    code_is_right,
    enclose,
    lapse,
    open_signing,
    seal_proof,
    send_code,
    sign,
    spoil,
    submit,
    withdraw,
)
from mediation.confirmations.services.carrying import enter_acceptance, enter_ruling, enter_service
from mediation.confirmations.services.objecting import enter_objection, object_to, reject_objection, uphold_objection
from mediation.confirmations.services.receiving import (
    accept,
    ask_papers,
    ask_withdrawal,
    not_accept,
    note,
    permit_withdrawal,
    supply,
)
from mediation.confirmations.services.ruling import (
    close,
    extend,
    grant,
    inquire,
    keep_verdict,
    reject,
    rule,
    serve,
    sign_ruling,
)

__all__ = [
    "accept", "apply", "ask_papers", "ask_withdrawal", "close", "code_is_right", "enclose", "enter_acceptance",
    "enter_objection", "enter_ruling", "enter_service", "extend", "grant", "inquire", "keep_verdict", "lapse",
    "not_accept", "note", "object_to", "open_signing", "permit_withdrawal", "reject", "reject_objection", "rule",
    "seal_proof", "send_code", "serve", "sign", "sign_ruling", "spoil", "submit", "supply", "uphold_objection",
    "withdraw",
]  # fmt: skip
