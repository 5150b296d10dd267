"""The verbs of a dispute: applied for, accepted and asked, ended."""

from mediation.disputes.services.applying import Application, Person, application_of, apply, describe
from mediation.disputes.services.drafts import (
    begin_draft,
    forget_drafts,
    keep_files,
    purpose,
    save,
    send,
    send_draft_code,
)
from mediation.disputes.services.ending import begin, end, not_accept, resume, settle, suspend
from mediation.disputes.services.inviting import accept, answer, invite_again

__all__ = [
    "Application", "Person", "accept", "answer", "application_of", "apply", "begin", "begin_draft", "describe", "end",
    "forget_drafts", "invite_again", "keep_files", "not_accept", "purpose", "resume", "save", "send",
    "send_draft_code", "settle", "suspend",
]  # fmt: skip
