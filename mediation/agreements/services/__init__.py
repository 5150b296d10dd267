"""The verbs of an agreement: drafted and offered, signed or not, in effect."""

from mediation.agreements.services.drafting import amend, begin, offer, open_signing, spoil
from mediation.agreements.services.ending import effect, end, register_oral
from mediation.agreements.services.signing import (
    ask,
    certify,
    code_is_right,
    code_purpose,
    compare,
    countersign,
    lapse,
    refuse,
    seal,
    send_code,
    sign,
    withdraw,
)

__all__ = [
    "amend", "ask", "begin", "certify", "code_is_right", "code_purpose", "compare", "countersign", "effect", "end",
    "lapse", "offer", "open_signing", "refuse", "register_oral", "seal", "send_code", "sign", "spoil", "withdraw",
]  # fmt: skip
