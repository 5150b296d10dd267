"""The verbs of a dispute: applied for, accepted and asked, ended."""

from mediation.disputes.services.applying import Application, Person, application_of, apply, describe
from mediation.disputes.services.drafts import (
    MOST_OTHERS,
    begin_draft,
    drop_other,
    forget_drafts,
    keep_files,
    keep_other,
    purpose,
    save,
    send,
    send_draft_code,
)
from mediation.disputes.services.ending import begin, end, not_accept, resume, settle, suspend
from mediation.disputes.services.inviting import accept, answer, invite_again
from mediation.disputes.services.papering import draft, write_acceptance, write_extension, write_not_accepted
from mediation.disputes.services.prolonging import agree_longer, ask_longer, keep_time

__all__ = [
    "MOST_OTHERS", "Application", "Person", "accept", "agree_longer", "answer", "application_of", "apply",
    "ask_longer", "begin", "begin_draft", "describe", "draft", "drop_other", "end", "forget_drafts", "invite_again",
    "keep_files", "keep_other", "keep_time", "not_accept", "purpose", "resume", "save", "send", "send_draft_code",
    "settle", "suspend", "write_acceptance", "write_extension", "write_not_accepted",
]  # fmt: skip
