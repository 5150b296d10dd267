from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import cache

import argon2
import pyotp
from sqlalchemy import func, select, update

from mediation.accounts.models import Account, Office, OneTimeCode, SignIn
from mediation.accounts.rules import CODE_LASTS, CODE_TRIES, CODES_PER_DAY, CODES_PER_HOUR, FAILURES, LOCKED
from mediation.core import clock, ids, outbox, words
from mediation.core.db import begin_writing, db, writing
from mediation.core.machine import Refusal
from mediation.core.sealed import fingerprint
from mediation.core.words import N_
from mediation.organisations.models import Organisation

_hasher = argon2.PasswordHasher()


class TooMany(Refusal):
    status = 429
    why = N_("Too many codes were sent to this number. Please wait an hour, or call us.")


class TooManyToday(TooMany):
    why = N_("Ten codes were sent to this number within a day. Please try again tomorrow, or call us.")


def open_account(
    login: str, *, name: str, password: str, language: str = words.DEFAULT, phone: str | None = None
) -> Account:
    """A new account, its second factor already made."""
    password_hash = _hasher.hash(password)  # slow on purpose, so before the database is locked
    begin_writing()
    account = Account(login=login, name=name, language=language, password_hash=password_hash)
    account.totp = pyotp.random_base32()
    account.phone = phone
    db.session.add(account)
    db.session.flush()
    return account


@writing
def give_office(account: Account, role: str, organisation: Organisation) -> Office:
    office = Office(account=account, organisation=organisation, role=role, from_on=clock.today())
    db.session.add(office)
    db.session.flush()
    return office


def check_password(login: str, password: str) -> Account | None:
    """The account, when the password is right. Takes the same time whether the account exists or not."""
    account = db.session.scalar(select(Account).where(Account.login == login, Account.disabled_at.is_(None)))
    kept = account.password_hash if account else _nobodys_hash()
    try:
        _hasher.verify(kept, password)
        right = account is not None
    except argon2.exceptions.VerificationError:
        right = False
    if account is None:
        return None
    return account if _count(account, right) else None


def check_totp(account: Account, typed: str) -> bool:
    """Whether this is the second factor's present code (one step of clock drift either way), not used before."""
    begin_writing()
    totp = pyotp.TOTP(account.totp)
    step = int(clock.now().timestamp()) // 30
    fitting = [s for s in (step, step - 1, step + 1) if s > account.last_totp and totp.at(s * 30) == typed]
    if fitting:
        account.last_totp = fitting[0]
    return _count(account, bool(fitting))


def _count(account: Account, right: bool) -> bool:
    """Five failures lock the account for five minutes; only a right answer outside that time counts."""
    begin_writing()
    locked = account.locked_until is not None and account.locked_until > clock.now()
    if right and not locked:
        account.failures = 0
        return True
    account.failures += 1
    if account.failures >= FAILURES and not locked:
        account.failures = 0
        account.locked_until = clock.now() + LOCKED
    return False


@writing
def begin_sign_in(
    name: str, *, account: Account | None = None, seat_id: int | None = None, until: datetime | None = None
) -> SignIn:
    """A device is signed in; `until`: at most so long, on a screen that others use too."""
    now = clock.now()
    sign_in = SignIn(account=account, seat_id=seat_id, name=name, began_at=now, seen_at=now, until_at=until)
    db.session.add(sign_in)
    db.session.flush()
    return sign_in


@writing
def seen(sign_in: SignIn) -> None:
    """The device is in use."""
    sign_in.seen_at = clock.now()


@writing
def end_sign_in(sign_in: SignIn) -> None:
    sign_in.ended_at = clock.now()


def end_sign_ins_of_seat(seat_id: int, *, since: datetime | None = None) -> None:
    """Every device of a seat is signed out at once: the seat ended, or its phone was lost. With `since` only those that
    were signed in from then on: on a screen that others use too.
    """
    begin_writing()
    live = update(SignIn).where(SignIn.seat_id == seat_id, SignIn.ended_at.is_(None))
    if since is not None:
        live = live.where(SignIn.began_at >= since)
    db.session.execute(live.values(ended_at=clock.now()))


def send_code(
    purpose: str,
    *,
    phone: str | None,
    mail: str | None = None,
    language: str,
    matter_id: int | None = None,
    key_name: str | None = None,
) -> None:
    """Send a new code for a purpose, to a telephone, or by mail when there is none; the older ones for it are dead.

    Raises:
        TooMany: this phone was sent five within the hour, or ten within a day.
    """
    begin_writing()
    now = clock.now()
    to = phone or mail
    assert to, "nowhere to send a code to"
    address = fingerprint(to, "phone" if phone else "mail")
    if _sent_since(now - timedelta(hours=1), address) >= CODES_PER_HOUR:
        raise TooMany()
    if _sent_since(now - timedelta(days=1), address) >= CODES_PER_DAY:
        raise TooManyToday()
    older = update(OneTimeCode).where(OneTimeCode.purpose == purpose, OneTimeCode.used_at.is_(None))
    db.session.execute(older.values(used_at=now))
    code = ids.one_time_code()
    db.session.add(OneTimeCode(purpose=purpose, address=address, code_hash=_code_hash(purpose, code), sent_at=now))
    body = words.translate(
        N_("Courtyard: your code is %(code)s. It works for 5 minutes, once. Nobody of ours will ask you for it."),
        language, code=code,
    )  # fmt: skip
    channel = outbox.Channel.SMS if phone else outbox.Channel.MAIL
    subject = "" if phone else "Courtyard"
    outbox.send(channel, to, purpose="code", subject=subject, body=body, matter_id=matter_id, key_name=key_name)


def _sent_since(moment: datetime, address: str) -> int:
    sent = select(func.count(OneTimeCode.id)).where(OneTimeCode.address == address, OneTimeCode.sent_at > moment)
    return db.session.scalar(sent) or 0


def check_code(purpose: str, typed: str) -> bool:
    """Whether this is the live code of a purpose. A wrong try counts, the fifth kills it, a right one uses it up."""
    begin_writing()
    live = db.session.scalar(
        select(OneTimeCode)
        .where(OneTimeCode.purpose == purpose, OneTimeCode.used_at.is_(None))
        .order_by(OneTimeCode.id.desc())
        .limit(1)
    )
    now = clock.now()
    if live is None or live.tries >= CODE_TRIES or now > live.sent_at + CODE_LASTS:
        return False
    live.tries += 1
    if live.code_hash != _code_hash(purpose, typed):
        return False
    live.used_at = now
    return True


def _code_hash(purpose: str, code: str) -> str:
    return fingerprint(code, f"code|{purpose}")


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(f"nobody {time.time()}")
