"""What is told to people outside: written in the transaction of the act, handed over after it by the worker.

Handing over cannot be part of a transaction. The row says so before it is tried, so a crash in between leaves
`unknown`: shown to staff, never sent again by itself. Each message carries a stable key (its public id) to the other
system.
"""

from __future__ import annotations

import enum
import smtplib
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, mapped_column

from mediation.core import clock, jobs, settings
from mediation.core.db import Base, Id, Public, Word, begin_writing, commit, db, one_of
from mediation.core.failpoints import failpoint
from mediation.core.sealed import Keyed, SealedText, sealed_column


class Channel(enum.StrEnum):
    SMS = "sms"
    MAIL = "mail"


class MessageState(enum.StrEnum):
    READY = "ready"
    HANDING_OVER = "handing_over"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Message(Public, Keyed, Base):
    __table_args__ = (
        CheckConstraint(one_of("channel", Channel), name="channel_is_a_word"),
        CheckConstraint(one_of("state", MessageState), name="state_is_a_word"),
    )

    matter_id: Mapped[int | None] = mapped_column(Id, index=True)
    organisation_id: Mapped[int | None] = mapped_column(Id, index=True)
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    purpose: Mapped[str] = mapped_column(String(40))
    address_sealed: Mapped[bytes | None] = sealed_column()
    subject: Mapped[str] = mapped_column(String(200), default="")  # never anything confidential
    body_sealed: Mapped[bytes | None] = sealed_column()
    attachment_name: Mapped[str | None] = mapped_column(String(80))
    attachment_sealed: Mapped[bytes | None] = sealed_column()
    state: Mapped[MessageState] = mapped_column(Word(MessageState), default=MessageState.READY)
    via: Mapped[str | None] = mapped_column(String(20))  # the carrier that took it
    made_at: Mapped[datetime]
    state_at: Mapped[datetime | None]

    address = SealedText()
    body = SealedText()
    attachment = SealedText()


def send(
    channel: Channel,
    address: str,
    *,
    purpose: str,
    body: str,
    subject: str = "",
    attachment: tuple[str, str] | None = None,
    matter_id: int | None = None,
    organisation_id: int | None = None,
    key_name: str | None = None,
) -> Message:
    """Write a message and queue its delivery, in the caller's transaction. `attachment` is (file name, text)."""
    message = Message(
        channel=channel, purpose=purpose, subject=subject, matter_id=matter_id, organisation_id=organisation_id,
        made_at=clock.now(), key_name=key_name or "house",
    )  # fmt: skip
    message.address = address
    message.body = body
    if attachment:
        message.attachment_name, message.attachment = attachment
    db.session.add(message)
    db.session.flush()
    jobs.enqueue("outbox.hand_over", key=f"message:{message.id}", message_id=message.id)
    return message


class NotTaken(Exception):
    """The carrier said no, or was not there: nothing was handed over, and it may be tried again."""


Carrier = Callable[[Message], None]


def console(message: Message) -> None:
    """The embedded carrier: the message stays here and is read on the outbox page."""


def smtp(message: Message) -> None:
    """A mail by the configured server (`COURTYARD_SMTP=smtp://user:password@host:25` or `smtps://`).

    Raises:
        NotTaken: the server refused it or could not be reached.
    """
    config: settings.Settings = current_app.extensions["settings"]
    url = urlsplit(config.smtp_url)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = config.mail_from, message.address, message.subject
    mail["Message-ID"] = f"<{message.public_id}@{url.hostname}>"
    mail.set_content(message.body)
    if message.attachment:
        mail.add_attachment(message.attachment, subtype="calendar", filename=message.attachment_name)
    kind = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(url.hostname or "localhost", url.port or 0, timeout=20) as server:
            if url.username:
                server.login(url.username, url.password or "")
            server.send_message(mail)
    except (OSError, smtplib.SMTPException) as refused:
        raise NotTaken(type(refused).__name__) from refused


def carrier_of(channel: Channel) -> tuple[str, Carrier]:
    config: settings.Settings = current_app.extensions["settings"]
    if channel is Channel.MAIL and config.smtp_url:
        return "smtp", smtp
    return "console", console


@jobs.job("outbox.hand_over")
def hand_over(message_id: int) -> None:
    """Give one message to its carrier, at most once."""
    begin_writing()
    message = db.session.scalars(select(Message).where(Message.id == message_id)).one()
    if message.state is MessageState.HANDING_OVER:  # this process died in between, the last time
        _now(message, MessageState.UNKNOWN)
        return
    if message.state is not MessageState.READY:
        return
    _now(message, MessageState.HANDING_OVER)
    commit()
    via, carry = carrier_of(message.channel)
    failpoint("handover.before")
    try:
        carry(message)
    except NotTaken:
        _after(message_id, MessageState.READY)
        commit()
        raise
    failpoint("handover.after")
    _after(message_id, MessageState.SENT, via)


def _after(message_id: int, state: MessageState, via: str | None = None) -> None:
    begin_writing()
    message = db.session.get_one(Message, message_id)
    message.via = via
    _now(message, state)


def _now(message: Message, state: MessageState) -> None:
    message.state = state
    message.state_at = clock.now()
