from __future__ import annotations

from sqlalchemy import select

from mediation.accounts.models import Account, Office, SignIn
from mediation.accounts.rules import IDLE, LONGEST
from mediation.core import clock
from mediation.core.db import db
from mediation.core.machine import Actor


def live_sign_in(public_id: str) -> SignIn | None:
    """A device's sign-in while it lasts: half an hour idle for staff, half a day at most, not ended, not disabled."""
    sign_in = db.session.scalar(select(SignIn).where(SignIn.public_id == public_id, SignIn.ended_at.is_(None)))
    now = clock.now()
    if sign_in is None or now > sign_in.began_at + LONGEST:
        return None
    if sign_in.until_at is not None and now > sign_in.until_at:
        return None
    if sign_in.account_id is not None and now > sign_in.seen_at + IDLE:
        return None
    if sign_in.account is not None and sign_in.account.disabled_at is not None:
        return None
    return sign_in


def came_before(seat_id: int) -> bool:
    """Whether somebody has sat on this seat with a device of theirs."""
    return db.session.scalar(select(SignIn.id).where(SignIn.seat_id == seat_id).limit(1)) is not None


def seen_long_ago(sign_in: SignIn) -> bool:
    """Whether it is time to note again that the device is in use; not at every request, because it is a write."""
    return clock.now() > sign_in.seen_at + IDLE / 6


def actor_of(sign_in: SignIn) -> Actor:
    if sign_in.account is None:
        return Actor(f"seat:{sign_in.seat_id}", sign_in.name, seat_id=sign_in.seat_id)
    return of_account(sign_in.account)


def of_account(account: Account) -> Actor:
    """An account with the offices it holds today."""
    today = clock.today()
    held = frozenset(
        (office.role, office.organisation_id)
        for office in account.offices
        if office.from_on <= today and (office.to_on is None or office.to_on >= today)
    )
    return Actor(f"account:{account.id}", account.name, account_id=account.id, staff=True, offices=held)


def account(login: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.login == login))


def holders(role: str, organisation_id: int) -> list[Account]:
    """Who holds an office today, by name."""
    today = clock.today()
    return list(
        db.session.scalars(
            select(Account)
            .join(Office)
            .where(
                Office.role == role,
                Office.organisation_id == organisation_id,
                Office.from_on <= today,
                (Office.to_on.is_(None)) | (Office.to_on >= today),
                Account.disabled_at.is_(None),
            )
            .order_by(Account.name)
        )
    )
