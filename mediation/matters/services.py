from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import select, update

from documents import keeping, uploads
from mediation.accounts import services as accounts
from mediation.accounts.models import Account, SignIn
from mediation.core import clock, ids, jobs, settings
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.door import Full
from mediation.core.machine import Role, Standing
from mediation.core.sealed import fingerprint, seal, unseal
from mediation.core.wall import MEDIATOR
from mediation.matters import queries
from mediation.matters.models import Exhibit, Link, Matter, Protection, Seat
from mediation.matters.rules import TABLE, Origin, Protected
from mediation.organisations.models import Organisation, Place

LINK_LASTS = timedelta(days=180)


@writing
def receive(
    standing: Standing, *, place: Place, organisation: Organisation, key_name: str, origin: Origin = Origin.WEB
) -> Matter:
    """A new matter with its receipt number. `key_name` was made before (`sealed.new_key`): it is file work."""
    now = clock.now()
    matter = Matter(
        origin=origin, organisation=organisation, place=place,
        key_name=key_name, received_at=now, received_on=clock.local_day(now), receipt_number=_free_number(),
    )  # fmt: skip
    advance(standing, TABLE, matter, "receive")
    return matter


def _free_number() -> str:
    while True:
        number = ids.receipt_number(clock.today().year)
        if db.session.scalar(select(Matter.id).where(Matter.receipt_number == number)) is None:
            return number


@writing
def seat_party(matter: Matter, *, role: Role, side: int | None, name: str, phone: str | None, language: str) -> Seat:
    """A party takes its seat, on a side."""
    seat = Seat(matter=matter, role=role, side=side, name=name, language=language, from_at=clock.now())
    seat.key_name = matter.key_name
    set_phone(seat, phone)
    db.session.add(seat)
    db.session.flush()
    return seat


@writing
def set_phone(seat: Seat, phone: str | None) -> None:
    seat.phone = phone
    seat.phone_mark = fingerprint(phone, "phone") if phone else None


@writing
def seat_staff(matter: Matter, account: Account, *, role: Role) -> Seat:
    """A mediator or judge takes a seat at the matter and from now on may read what that seat may."""
    seat = Seat(
        matter=matter, role=role, account_id=account.id, name=account.name, language=account.language,
        from_at=clock.now(), key_name=matter.key_name,
    )  # fmt: skip
    db.session.add(seat)
    db.session.flush()
    return seat


@writing
def seat_guest(
    matter: Matter, *, role: Role, name: str, phone: str | None, mail: str | None, language: str, side: int | None
) -> Seat:
    """Somebody from outside takes a seat for a while, by link and code; only who speaks for a side sits on it."""
    seat = seat_party(matter, role=role, side=side, name=name, phone=phone, language=language)
    seat.mail = mail
    db.session.flush()
    return seat


@writing
def protect(standing: Standing, matter: Matter, *, seat: Seat, other: Seat, reason: Protected) -> Protection:
    """From now on the two are never in one room, and the other learns nothing of where the first is."""
    assert standing.actor.account_id is not None
    known = queries.protection(matter, seat, other)
    if known is not None:
        return known
    advance(standing, TABLE, matter, "protect", label=MEDIATOR, codes={"seat": seat.id, "reason": reason})
    made = Protection(
        matter_id=matter.id, seat=seat, from_seat=other, reason=reason, set_by=standing.actor.account_id,
        at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


@writing
def unprotect(standing: Standing, matter: Matter, *, protection: Protection) -> None:
    """The danger is over."""
    advance(standing, TABLE, matter, "unprotect", label=MEDIATOR, codes={"seat": protection.seat_id})
    protection.ended_at = clock.now()


@writing
def leave(seat: Seat) -> None:
    """A seat ends, and with it every device and link that sat on it."""
    seat.to_at = clock.now()
    accounts.end_sign_ins_of_seat(seat.id)
    end_links(seat)


@writing
def make_link(seat: Seat) -> Link:
    """A new way in for a party; the older ones go on working until they end."""
    link = Link(seat=seat, expires_at=clock.now() + LINK_LASTS)
    db.session.add(link)
    db.session.flush()
    return link


@writing
def end_links(seat: Seat) -> None:
    db.session.execute(
        update(Link).where(Link.seat_id == seat.id, Link.ended_at.is_(None)).values(ended_at=clock.now())
    )


def code_purpose(seat: Seat) -> str:
    """A code sent for coming in is good for that seat, as long as its telephone is the same, and nothing else."""
    return f"enter:{seat.public_id}:{seat.phone_mark}"


@writing
def send_entry_code(seat: Seat) -> None:
    """Send a code for coming in, to the telephone or, where there is none, by mail. Who has neither is sent nothing."""
    if seat.phone or seat.mail:
        accounts.send_code(
            code_purpose(seat), phone=seat.phone, mail=seat.mail, language=seat.language, matter_id=seat.matter_id,
            key_name=seat.key_name,
        )  # fmt: skip


@writing
def come_in(seat: Seat, *, language: str) -> SignIn:
    """Whoever showed that the seat's telephone is theirs sits down, and is written to in this language from now on."""
    seat.language = language
    return accounts.begin_sign_in(seat.name, seat_id=seat.id)


@writing
def ask_to_come_back(receipt_number: str, phone_mark: str) -> None:
    """Whoever names a matter and a phone that belong together is sent a code.

    It is found out later and elsewhere, so that the answer tells nobody, by its words or its time, whether they do.
    """
    jobs.enqueue("matters.send_return_code", receipt_number=receipt_number, phone_mark=phone_mark)


@writing
def shut_out(seat: Seat) -> None:
    """Whoever holds this seat's phone or link is not the one meant: nothing of it opens any more.

    The number stays with the institution, which may have to call it.
    """
    seat.phone_mark = None
    accounts.end_sign_ins_of_seat(seat.id)
    end_links(seat)


@dataclass(frozen=True)
class Brought:
    """A file that was checked and is kept, but belongs to no matter yet."""

    title: str
    media_type: str
    size: int
    sha256: str
    shown_at: str
    original_at: str


def bring(name: str, content: bytes, claimed_type: str, *, key_name: str) -> Brought:
    """Check a file by its content, and keep it sealed. Takes its time: never inside a transaction.

    Raises:
        documents.uploads.Refused: it is not taken, and why.
        door.Full: the disk has no room.
    """
    checked = uploads.check(content, name=name, claimed=claimed_type)
    shown_at, original_at = (
        _keep(data, key_name) for data in (checked.content, checked.original)
    )  # fmt: skip
    return Brought(
        name[-120:] or checked.kind, checked.mime, len(checked.content), checked.sha256, shown_at, original_at
    )


def _keep(data: bytes, key_name: str) -> str:
    try:
        return _store().keep(seal(data, key_name=key_name, place="file"))
    except keeping.Full as full:
        raise Full() from full


def shown(exhibit: Exhibit) -> bytes:
    """The bytes of an exhibit as they may be shown."""
    return unseal(_store().fetch(exhibit.shown_at), key_name=exhibit.key_name, place="file")


def _store() -> keeping.Store:
    config: settings.Settings = current_app.extensions["settings"]
    return keeping.Store(config.files)


@writing
def hand_in(
    standing: Standing, matter: Matter, *, files: Iterable[Brought], label: str, seat: Seat | None
) -> list[Exhibit]:
    """Add exhibits to a matter under a label."""
    made = []
    for brought in files:
        advance(standing, TABLE, matter, "hand_in", label=label, codes={"sha256": brought.sha256})
        exhibit = Exhibit(
            matter_id=matter.id, key_name=matter.key_name, label=label, seat=seat, handed_in_at=clock.now(),
            **asdict(brought),
        )  # fmt: skip
        db.session.add(exhibit)
        made.append(exhibit)
    return made


@writing
def close(standing: Standing, matter: Matter) -> None:
    advance(standing, TABLE, matter, "close")
