"""The verbs of an agreement: drafted and offered, signed or not, in effect."""

from mediation.agreements.services.deputies import drop_deputy, note_deputy
from mediation.agreements.services.desk import (
    close_desk,
    come_by_code,
    come_seen,
    keep_desk,
    leave_desk,
    open_desk,
    send_desk_code,
)
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
from mediation.agreements.services.understanding import answer, read_out

__all__ = [
    "amend", "answer", "ask", "begin", "certify", "close_desk", "code_is_right", "code_purpose", "come_by_code",
    "come_seen", "compare", "countersign", "drop_deputy", "effect", "end", "keep_desk", "lapse", "leave_desk",
    "note_deputy", "offer", "open_desk",
    "open_signing", "read_out", "refuse", "register_oral", "seal", "send_code", "send_desk_code", "sign", "spoil",
    "withdraw",
]  # fmt: skip
